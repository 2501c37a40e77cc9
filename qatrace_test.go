package main

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/gorilla/websocket"

	"seenby/chat/hub"
	"seenby/demo/invariant"
	"seenby/demo/scenarios"
	"seenby/demo/trace"
)

// runQA runs "seenby qa ARGS" and returns what it prints.
func runQA(t *testing.T, args ...string) (stdout string, err error) {
	t.Helper()
	cmd := newQA()
	var out bytes.Buffer
	cmd.SetArgs(args)
	cmd.SetOut(&out)
	cmd.SetErr(&out)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	err = cmd.ExecuteContext(t.Context())
	return out.String(), err
}

// openHub runs a hub until the test ends, and returns its address and data
// directory.
func openHub(t *testing.T) (url, data string) {
	t.Helper()
	data = t.TempDir()
	h, err := hub.Open(hub.Options{Dir: data, Limits: hub.Limits{Off: true}, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- h.Serve(context.WithoutCancel(t.Context()), listener) }()
	t.Cleanup(func() {
		if err := h.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Errorf("close the hub: %v", err)
		}
		<-served
	})
	return "ws://" + listener.Addr().String() + "/v1/ws", data
}

// A forger stands between clients and a hub, and may change, drop and double
// what the hub says to somebody.
type forger struct {
	hub   string
	forge func(who string, frame map[string]any) []map[string]any

	mu sync.Mutex // forge may keep state
}

func (f *forger) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	near, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer near.Close()
	far, answer, err := websocket.DefaultDialer.Dial(f.hub, nil)
	if err != nil {
		return
	}
	_ = answer.Body.Close()
	who := make(chan string, 1)
	var back sync.WaitGroup
	back.Go(func() { f.back(near, far, who) })
	defer back.Wait()
	defer far.Close()
	for first := true; ; first = false {
		kind, frame, err := near.ReadMessage()
		if err != nil {
			if first {
				close(who)
			}
			return
		}
		if first {
			var hello struct{ Device string }
			_ = json.Unmarshal(frame, &hello) // what is none has no device
			who <- strings.TrimSuffix(hello.Device, "-1")
		}
		if far.WriteMessage(kind, frame) != nil {
			return
		}
	}
}

// back brings what the hub says.
func (f *forger) back(near, far *websocket.Conn, who <-chan string) {
	defer near.Close()
	user := <-who
	for {
		_, text, err := far.ReadMessage()
		if err != nil {
			return
		}
		var frame map[string]any
		if json.Unmarshal(text, &frame) != nil {
			return
		}
		f.mu.Lock()
		frames := f.forge(user, frame)
		f.mu.Unlock()
		for _, out := range frames {
			if near.WriteJSON(out) != nil {
				return
			}
		}
	}
}

// TestABrokenPromiseFailsTheRun plays a scenario that is fine against hubs that
// are not.
func TestABrokenPromiseFailsTheRun(t *testing.T) {
	response := func(frame map[string]any) bool { return frame["event"] == "onMessageReceiptResponse" }
	alice := func(change func(frame map[string]any)) func(string, map[string]any) []map[string]any {
		return func(who string, frame map[string]any) []map[string]any {
			if who == "alice" && response(frame) {
				change(frame)
			}
			return []map[string]any{frame}
		}
	}
	for name, c := range map[string]struct {
		rule  invariant.Rule
		forge func() func(who string, frame map[string]any) []map[string]any
	}{
		"the count falls": {invariant.NeverFalls, func() func(string, map[string]any) []map[string]any {
			return alice(func(frame map[string]any) {
				if frame["version"].(float64) > 1 {
					frame["readCount"] = 0
				}
			})
		}},
		"more than the audience": {invariant.WithinAudience, func() func(string, map[string]any) []map[string]any {
			return alice(func(frame map[string]any) { frame["totalCount"] = 0 })
		}},
		"the sender among the readers": {invariant.NoSelf, func() func(string, map[string]any) []map[string]any {
			return alice(func(frame map[string]any) { frame["userIdList"].(map[string]any)["alice"] = 1 })
		}},
		"a duplicate that tells another count": {invariant.Duplicates, func() func(string, map[string]any) []map[string]any {
			return func(who string, frame map[string]any) []map[string]any {
				if who != "alice" || !response(frame) {
					return []map[string]any{frame}
				}
				again := map[string]any{}
				for k, v := range frame {
					again[k] = v
				}
				again["readCount"] = 4
				again["totalCount"] = 4
				if frame["readCount"].(float64) == 4 {
					again["readCount"] = 3
				}
				return []map[string]any{frame, again}
			}
		}},
		"a reader is told": {invariant.SenderOnly, func() func(string, map[string]any) []map[string]any {
			var told map[string]any
			return func(who string, frame map[string]any) []map[string]any {
				if response(frame) {
					told = frame
				}
				if who == "bob" && told != nil {
					return []map[string]any{told, frame}
				}
				return []map[string]any{frame}
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, data := openHub(t)
			server := httptest.NewServer(&forger{hub: url, forge: c.forge()})
			defer server.Close()
			dir := t.TempDir()
			out, err := runQA(t, "run", "first-receipt", "--hub", "ws"+strings.TrimPrefix(server.URL, "http"), "--data", data, "--trace", dir)
			if err == nil || !strings.Contains(out, "promise broken: "+string(c.rule)) || !strings.Contains(out, "- promise broken: ") {
				t.Fatalf("the run ended with %v and\n%s", err, out)
			}
			checkTAP(t, out)
			recorded, err := trace.Load(filepath.Join(dir, "first-receipt.jsonl"))
			if err != nil {
				t.Fatal(err)
			}
			broken := invariant.Check(recorded.Frames)
			if len(broken) == 0 || !strings.Contains(out, broken[0].String()) {
				t.Errorf("the trace breaks %v, told was\n%s", broken, out)
			}
			if text, _ := scenarios.Text("first-receipt"); recorded.Head == nil || recorded.Head.Text != string(text) || recorded.Head.Result == "ok" {
				t.Errorf("the head is %+v", recorded.Head)
			}
		})
	}
}
