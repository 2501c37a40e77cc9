package chat_test

import (
	"fmt"
	"strconv"
	"testing"

	"seenby/chat"
	"seenby/receipts"
)

// BenchmarkApply measures the state machine alone: no store, no log.
func BenchmarkApply(b *testing.B) {
	b.Run("post", func(b *testing.B) {
		m := newBenchGroup(b, 100)
		for i := 0; b.Loop(); i++ {
			apply(b, m, command(i, "u0", chat.Post{ClientMsgID: strconv.Itoa(i), Text: "a message of ordinary length, as people write them"}))
		}
	})
	for _, readers := range []int{100, 1000, 5000} {
		b.Run(fmt.Sprintf("answer/readers=%d", readers), func(b *testing.B) {
			m := newBenchGroup(b, readers+1)
			var uid chat.MessageUID
			for i := 0; b.Loop(); i++ {
				if i%readers == 0 {
					c := command(i, "u0", chat.Post{ClientMsgID: strconv.Itoa(i), Text: "who has read this?", NeedReceipt: true})
					uid = c.ID
					apply(b, m, c)
				}
				reader := chat.UserID("u" + strconv.Itoa(1+i%readers))
				apply(b, m, command(i, reader, chat.Answer{Messages: []chat.Reading{{UID: uid}}}))
			}
		})
	}
}

const benchGroup chat.GroupID = "g"

func command(i int, by chat.UserID, do chat.Action) chat.Command {
	return chat.Command{ID: chat.MessageUID(fmt.Sprintf("%026d", i)), At: chat.Millis(1000 + i), By: by, Group: benchGroup, Do: do}
}

// newBenchGroup returns a machine with one group of users u0, u1 …
func newBenchGroup(b *testing.B, users int) *chat.Memory {
	b.Helper()
	m := chat.NewMemory(func(c chat.Card, a *chat.Audience) chat.Ledger { return receipts.Open(c, a) })
	create := chat.Create{Name: "bench", Owner: chat.Profile{User: "u0"}}
	for i := 1; i < users; i++ {
		create.Members = append(create.Members, chat.Profile{User: chat.UserID("u" + strconv.Itoa(i))})
	}
	apply(b, m, command(0, "u0", create))
	return m
}

func apply(b *testing.B, m *chat.Memory, c chat.Command) {
	out, err := m.Apply([]chat.Command{c})
	if err != nil || out[0].Result.Code != chat.Done || len(out[0].Result.Ignored) > 0 {
		b.Fatalf("%T: %v %+v", c.Do, err, out)
	}
}
