package hub_test

import (
	"fmt"
	"maps"
	"sync"
	"testing"
	"time"

	"seenby/chat"
	"seenby/chat/hub"
)

// TestLiveCountsAStormIsExactAndCoalesced has 200 readers answer each of 20
// messages as it comes in (receipts.md, Live counts).
func TestLiveCountsAStormIsExactAndCoalesced(t *testing.T) {
	const readers, messages = 200, 20
	w := newWorld(t, nil).overTCP()
	ana := w.join("ana")
	names := make([]string, readers)
	for i := range names {
		names[i] = fmt.Sprintf("reader%03d", i)
	}
	ana.do("createGroup", obj("targetId", ops, "name", "Operations", "members", names))
	var wg sync.WaitGroup
	others := make([]*client, readers)
	for i := range others {
		others[i] = w.join(names[i])
	}
	for _, c := range others {
		wg.Go(func() {
			for range messages {
				e := c.wait("a message that asks", func(f frame) bool { return f.Message != nil && f.Message.Receipt != nil })
				c.send("sendReadReceiptResponse", obj("targetId", ops, "messageList", []any{e.Message.UID}))
			}
		})
	}
	uids := make([]chat.MessageUID, messages)
	for i := range uids {
		uids[i] = ana.flagged(ops, "read this").UID
	}
	began := time.Now()
	for _, uid := range uids {
		ana.wait("the last of "+string(uid), func(f frame) bool {
			return f.Event == "onMessageReceiptResponse" && f.UID == uid && f.ReadCount == readers
		})
	}
	took := time.Since(began)
	wg.Wait()

	for _, uid := range uids {
		exact(t, ana, uid, readers, took)
		wantTally(t, ana.do("getReadReceipt", onMessage(ops, uid)), readers, readers)
	}
	for _, c := range others {
		if n := len(c.seen("onMessageReceiptResponse")); n != 0 {
			t.Fatalf("%s was told of others' receipts", c.user)
		}
	}
}

// exact holds the updates of one message against the rules: no version is left
// out, no count falls, each reader is told once, at most 20 in a second.
func exact(t *testing.T, sender *client, uid chat.MessageUID, readers int, took time.Duration) {
	t.Helper()
	version, count := int64(0), 0
	all := map[chat.UserID]chat.Millis{}
	for _, e := range sender.seen("onMessageReceiptResponse") {
		if e.UID != uid {
			continue
		}
		if e.Version != version+1 || e.ReadCount < count || e.ReadCount-count != len(e.Readers) || e.TotalCount != readers {
			t.Fatalf("version %d count %d, then %s", version, count, e.raw)
		}
		version, count = e.Version, e.ReadCount
		maps.Copy(all, e.Readers)
	}
	if len(all) != readers || count != readers {
		t.Errorf("%d of %d readers were told", len(all), readers)
	}
	if most := 3 + 20*int64(took/time.Second+1); version > most {
		t.Errorf("%d updates of one message in %v", version, took)
	}
}

// TestReadersOnTwoDevicesThatAreCutOffCountOnce has each reader answer from two
// devices, again and again, with cuts between.
func TestReadersOnTwoDevicesThatAreCutOffCountOnce(t *testing.T) {
	const readers, messages = 20, 10
	w := newWorld(t, nil).overTCP()
	ana := w.join("ana", ops)
	claims := make([]hub.Claims, readers)
	for i := range claims {
		claims[i] = hub.Claims{User: chat.UserID(fmt.Sprint("reader", i)), Groups: []chat.GroupID{ops}, ID: fmt.Sprint("t", i)}
		w.connect(claims[i], nil).conn.Kill()
	}
	uids := make([]chat.MessageUID, messages)
	for i := range uids {
		uids[i] = ana.flagged(ops, "read this").UID
	}
	var wg sync.WaitGroup
	for i := range claims {
		for _, device := range []string{"phone", "desk"} {
			wg.Go(func() {
				for round := range 3 {
					c := w.connect(claims[i], obj("device", device))
					for _, uid := range uids {
						c.send("sendReadReceiptResponse", obj("targetId", ops, "messageList", []any{uid}))
					}
					if round == 2 {
						c.answers(ops, uids...)
					}
					c.conn.Kill()
				}
			})
		}
	}
	wg.Wait()
	for _, uid := range uids {
		ana.wait("all of them", func(f frame) bool {
			return f.Event == "onMessageReceiptResponse" && f.UID == uid && f.ReadCount == readers
		})
		if n := len(ana.list(ops, uid, chat.ListRead)); n != readers {
			t.Errorf("%d readers", n)
		}
	}
	seen := map[string]bool{}
	for _, e := range ana.seen("onMessageReceiptResponse") {
		for u := range e.Readers {
			key := string(e.UID) + string(u)
			if seen[key] {
				t.Errorf("%s was told twice", key)
			}
			seen[key] = true
		}
	}
}
