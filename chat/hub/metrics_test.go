package hub_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"seenby/chat"
	"seenby/chat/hub"
	"seenby/chat/log"

	"github.com/google/go-cmp/cmp"
)

// figures scrapes the hub's metrics.
func (w *world) figures() map[string]float64 {
	w.t.Helper()
	answer := httptest.NewRecorder()
	w.hub.Metrics().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if answer.Code != http.StatusOK {
		w.t.Fatalf("/metrics: %d %s", answer.Code, answer.Body)
	}
	figures := map[string]float64{}
	for line := range strings.Lines(answer.Body.String()) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), " ")
		n, err := strconv.ParseFloat(value, 64)
		if ok && err == nil {
			figures[name] = n
		}
	}
	return figures
}

func (w *world) wantFigures(want map[string]float64) {
	w.t.Helper()
	got := w.figures()
	for name, n := range want {
		if got[name] != n {
			w.t.Errorf("%s is %v, want %v", name, got[name], n)
		}
	}
}

func TestMetricsCountWhatHappens(t *testing.T) {
	now := newClock()
	w := newWorld(t, func(o *hub.Options) {
		o.Now = now.now
		o.Limits.Writes = hub.Rate{PerSecond: 1, Burst: 3}
		o.Limits.GroupWrites = hub.Rate{PerSecond: 1, Burst: 5}
		o.Limits.ConnectionsPerUser = 2
	})
	ana, bob := w.join("ana", ops), w.join("bob", ops)
	w.join("ana", ops)
	m := ana.flagged(ops, "read this")
	bob.answers(ops, m.UID)
	bob.answers(ops, m.UID) // says nothing new
	ana.about("onMessageReceiptResponse", m.UID)
	ana.post(ops, "x")
	ana.post(ops, "x")
	wantCode(t, ana.call("sendMessage", obj("targetId", ops, "clientMsgId", "a", "text", "x")), chat.TooFast)
	wantCode(t, bob.call("setReadPosition", obj("targetId", ops, "seq", 1)), chat.TooFast) // the group's
	wantCode(t, bob.call("getGroup", obj("targetId", "none")), chat.NoGroup)
	bob.raw("{")
	bob.reply(0)
	wantCode(t, w.dial(nil).hello(hub.Claims{User: "ana"}, nil), chat.TooFast)

	w.wantFigures(map[string]float64{
		`seenby_calls_total{code="0",op="connect"}`:                 3,
		`seenby_calls_total{code="429",op="connect"}`:               1,
		`seenby_calls_total{code="0",op="sendMessage"}`:             3,
		`seenby_calls_total{code="429",op="sendMessage"}`:           1,
		`seenby_calls_total{code="0",op="sendReadReceiptResponse"}`: 2,
		`seenby_calls_total{code="404",op="getGroup"}`:              1,
		`seenby_calls_total{code="400",op="other"}`:                 1,
		`seenby_receipts_total`:                                     1,
		`seenby_malformed_frames_total`:                             1,
		`seenby_refused_total{by="user"}`:                           1,
		`seenby_refused_total{by="group"}`:                          1,
		`seenby_refused_total{by="connections"}`:                    1,
		`seenby_users`:                                              2,
		`seenby_groups`:                                             1,
		`seenby_commit_failures_total`:                              0,
		`seenby_build_info{version="test"}`:                         1,
	})
	got := w.figures()
	for _, name := range []string{
		"seenby_fanout_frames_total", "seenby_fanout_bytes_total", "seenby_commit_seconds_count",
		"seenby_commit_commands_sum", "seenby_connections", "go_goroutines", "process_open_fds",
	} {
		if got[name] <= 0 {
			t.Errorf("%s is %v", name, got[name])
		}
	}
	for name := range got {
		if strings.Contains(name, "ana") || strings.Contains(name, "bob") || strings.Contains(name, `"`+string(ops)+`"`) {
			t.Errorf("%s names somebody", name)
		}
	}
}

func TestMetricsCountReplaysEndsAndFailures(t *testing.T) {
	fault := &faultyLog{}
	w := newWorld(t, func(o *hub.Options) {
		o.NewLog = func(a log.Applier, s log.Sink) log.Log {
			fault.Applier = a
			return log.NewLocal(a, s, log.Options{})
		}
	})
	ana, bob := w.join("ana", ops), w.join("bob", ops)
	cursors := bob.ready.Cursors
	ana.post(ops, "missed")
	bob.conn.Close(1000, "")
	<-bob.conn.Closed()
	back := w.connect(hub.Claims{User: "bob"}, obj("cursors", cursors))
	back.event("onMessage")
	back.conn.Kill()
	<-back.conn.Closed()
	for _, code := range []string{"1000", "lost"} { // the hub notices either end in its own time
		for w.figures()[`seenby_connections_closed_total{code="`+code+`"}`] == 0 {
		}
	}
	w.wantFigures(map[string]float64{
		"seenby_replays_total":                          1,
		"seenby_replayed_frames_total":                  1,
		`seenby_connections_closed_total{code="1000"}`:  1,
		`seenby_connections_closed_total{code="lost"}`:  1,
		`seenby_connections_closed_total{code="other"}`: 0,
	})
}

// What an operator is told to watch is there, and all that is there is told of.
func TestMetricsAreThoseOfThePageForOperators(t *testing.T) {
	page, err := os.ReadFile("../../docs/operating.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "## Watching")
	told := map[string]bool{}
	for _, name := range regexp.MustCompile("`(seenby_[a-z_]+)").FindAllStringSubmatch(table, -1) {
		told[name[1]] = true
	}
	w := newWorld(t, nil)
	w.join("ana", ops).post(ops, "x")
	there := map[string]bool{}
	for name := range w.figures() {
		if name, _, _ = strings.Cut(name, "{"); strings.HasPrefix(name, "seenby_") {
			for _, part := range []string{"_bucket", "_sum", "_count"} {
				name = strings.TrimSuffix(name, part)
			}
			there[name] = true
		}
	}
	if diff := cmp.Diff(told, there); diff != "" {
		t.Errorf("metrics (-told +there):\n%s", diff)
	}
	for _, name := range []string{ // calls, receipts, fan-out, depth of the outboxes, latency of commits, limits
		"seenby_calls_total", "seenby_receipts_total", "seenby_fanout_frames_total", "seenby_outbox_frames", "seenby_outbox_bytes",
		"seenby_commit_seconds", "seenby_commit_commands", "seenby_refused_total",
	} {
		if !there[name] {
			t.Errorf("there is no %s", name)
		}
	}
	if got := w.figures(); got[`seenby_commit_seconds_bucket{le="+Inf"}`] == 0 || got["seenby_commit_seconds_count"] == 0 {
		t.Error("commits have no histogram")
	}
}

func TestMetricsTellHowMuchWaitsForWhoDoesNotRead(t *testing.T) {
	w := newWorld(t, nil)
	ana := w.join("ana", ops)
	w.step(hub.Claims{User: "bob", Groups: []chat.GroupID{ops}}, nil) // reads the reply to connect and nothing more
	for range 10 {
		ana.post(ops, strings.Repeat("x", 4000))
	}
	got := w.figures()
	for name, least := range map[string]float64{
		"seenby_outbox_frames": 10, "seenby_outbox_bytes": 40_000, "seenby_outbox_largest_bytes": 40_000,
	} {
		if got[name] < least {
			t.Errorf("%s is %v", name, got[name])
		}
	}
}
