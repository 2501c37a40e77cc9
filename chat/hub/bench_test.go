package hub_test

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"

	"seenby/chat"
	"seenby/chat/hub"
	"seenby/chat/socket"
)

// crowd connects n lean readers of a group: each hands every frame to got.
func crowd(b *testing.B, w *world, g chat.GroupID, n int, got func(i int, c *socket.Conn, frame []byte)) []*socket.Conn {
	b.Helper()
	conns := make([]*socket.Conn, n)
	var ready sync.WaitGroup
	for i := range conns {
		conn, err := socket.Dial(b.Context(), "ws"+strings.TrimPrefix(w.server.URL, "http")+"/v1/ws", nil, socket.DialOptions{})
		if err != nil {
			b.Fatal(err)
		}
		conns[i] = conn
		ready.Add(1)
		token := w.token(hub.Claims{User: chat.UserID(fmt.Sprintf("r%04d", i)), Groups: []chat.GroupID{g}})
		_ = conn.Send(socket.Encode(fmt.Appendf(nil, `{"id":1,"op":"connect","token":%q}`, token)))
		go func() {
			for {
				frame, err := conn.Read()
				if err != nil {
					return
				}
				if strings.HasPrefix(string(frame), `{"event":"onReady"`) {
					ready.Done()
				}
				got(i, conn, frame)
			}
		}()
	}
	ready.Wait()
	b.Cleanup(func() {
		for _, c := range conns {
			c.Kill()
			<-c.Closed()
		}
	})
	return conns
}

func benchWorld(b *testing.B) *world {
	return newWorld(b, func(o *hub.Options) { o.Limits.Off = true }).overTCP()
}

// BenchmarkStorm: N readers online, 20 messages that ask, each reader answers
// each; one operation is all of it, until the sender knows everything. Hub and
// load share the process.
func BenchmarkStorm(b *testing.B) {
	for _, n := range []int{100, 1000} {
		b.Run(fmt.Sprintf("readers=%d", n), func(b *testing.B) {
			const messages = 20
			w := benchWorld(b)
			ana := w.join("ana", ops)
			crowd(b, w, ops, n, func(_ int, c *socket.Conn, frame []byte) {
				const mark = `"messageUId":"`
				s := string(frame)
				if !strings.HasPrefix(s, `{"event":"onMessage",`) {
					return
				}
				i := strings.Index(s, mark) + len(mark)
				_ = c.Send(socket.Encode(fmt.Appendf(nil, `{"id":2,"op":"sendReadReceiptResponse","targetId":"ops","messageList":[%q]}`, s[i:i+26])))
			})
			b.ResetTimer()
			for range b.N {
				for range messages {
					ana.send("sendMessage", obj("targetId", ops, "clientMsgId", newID(), "text", "read this", "needReceipt", true))
				}
				for range messages {
					ana.wait("all of them", func(f frame) bool {
						return f.Event == "onMessageReceiptResponse" && f.ReadCount == n
					})
				}
			}
			b.ReportMetric(float64(b.N*n*messages)/b.Elapsed().Seconds(), "receipts/s")
		})
	}
}

// BenchmarkFanOut: 200 messages of 200 bytes to N members.
func BenchmarkFanOut(b *testing.B) {
	const n, messages = 1000, 200
	w := benchWorld(b)
	ana := w.join("ana", ops)
	var got sync.WaitGroup
	crowd(b, w, ops, n, func(_ int, _ *socket.Conn, frame []byte) {
		if strings.HasPrefix(string(frame), `{"event":"onMessage",`) {
			got.Done()
		}
	})
	text := strings.Repeat("x", 200)
	b.ResetTimer()
	for range b.N {
		got.Add(n * messages)
		for range messages {
			ana.send("sendMessage", obj("targetId", ops, "clientMsgId", newID(), "text", text))
		}
		got.Wait()
	}
	b.ReportMetric(float64(b.N*n*messages)/b.Elapsed().Seconds(), "deliveries/s")
}

// BenchmarkIdle tells what an idle connection costs, both ends together, with
// the heap and the stacks.
func BenchmarkIdle(b *testing.B) {
	const n = 2000
	w := benchWorld(b)
	memory := func() uint64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapInuse + m.StackInuse
	}
	before := memory()
	crowd(b, w, ops, n, func(int, *socket.Conn, []byte) {})
	b.ReportMetric(float64(memory()-before)/n/1024, "KiB/conn")
	for range b.N {
		_ = json.Valid(nil)
	}
}
