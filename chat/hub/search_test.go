package hub_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"seenby/chat"
	"seenby/chat/hub"
)

// found makes a search and returns the places of what it finds, by group.
func (c *client) found(params map[string]any) (places []string, r frame) {
	r = c.do("search", params)
	for _, m := range r.Messages {
		places = append(places, fmt.Sprint(m.Group, " ", m.Seq))
	}
	return places, r
}

func wantFound(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: found %q, want %q", what, got, want)
	}
}

func TestSearchFindsWhatWasSentAtOnceAndInOrder(t *testing.T) {
	w := newWorld(t, nil)
	ana, bob := w.join("ana", ops), w.join("bob", ops)
	ana.do("createGroup", obj("targetId", "dev", "name", "Dev", "members", []string{"bob"}))
	ana.do("createGroup", obj("targetId", "own", "name", "Own"))
	ana.flagged(ops, "会议改到 Friday")
	ana.post("dev", "会议 on friday 🦉🎉")
	ana.post("own", "friday, for myself")
	m := ana.post(ops, "nothing")
	check := func(when string) {
		t.Helper()
		got, _ := bob.found(obj("query", "FRIDAY"))
		wantFound(t, "all groups "+when, got, []string{"dev 1", "ops 1"})
		got, _ = ana.found(obj("query", "friday"))
		wantFound(t, "all groups of ana "+when, got, []string{"own 1", "dev 1", "ops 1"})
		got, _ = bob.found(obj("query", "会议"))
		wantFound(t, "two characters "+when, got, []string{"dev 1", "ops 1"})
		got, _ = bob.found(obj("query", "🦉🎉"))
		wantFound(t, "the end of a text "+when, got, []string{"dev 1"})
		got, r := bob.found(obj("targetId", ops, "query", "friday"))
		wantFound(t, "one group "+when, got, []string{"ops 1"})
		if i := r.Messages[0].Receipt; i == nil || i.Responded || i.Tally != nil || r.Messages[0].ClientMsgID != "" {
			t.Errorf("%s bob sees %s", when, r.raw)
		}
		_, r = ana.found(obj("targetId", ops, "query", "friday"))
		if i := r.Messages[0].Receipt; i == nil || i.Tally == nil || i.Total != 1 || r.Messages[0].ClientMsgID == "" {
			t.Errorf("%s ana sees %s", when, r.raw)
		}
		if _, r := bob.found(obj("query", "zebra")); r.Messages == nil || r.More {
			t.Errorf("%s: nothing is %s", when, r.raw)
		}
	}
	check("at once")
	ana.do("editMessage", obj("targetId", ops, "messageUId", m.UID, "text", "now a zebra"))
	got, _ := bob.found(obj("query", "a zebra"))
	wantFound(t, "edited", got, []string{fmt.Sprint("ops ", m.Seq)})
	got, _ = bob.found(obj("query", "nothing"))
	wantFound(t, "what was there before", got, nil)
	ana.do("recallMessage", onMessage(ops, m.UID))
	w.restart()
	ana, bob = w.connect(hub.Claims{User: "ana"}, nil), w.connect(hub.Claims{User: "bob"}, nil)
	check("after a restart")
}

func TestSearchStopsAtTheSizeOfAFrameAndSaysMore(t *testing.T) {
	w := newWorld(t, func(o *hub.Options) { o.Limits.Off = true })
	ana := w.join("ana", ops)
	const n = 90
	long := strings.Repeat("x", chat.MaxText-100)
	for i := range n {
		ana.send("sendMessage", obj("targetId", ops, "clientMsgId", newID(), "text", fmt.Sprint("needle ", i, long)))
	}
	settle(ana, ops)
	var got, want []chat.Seq
	for i := n; i > 0; i-- {
		want = append(want, chat.Seq(i))
	}
	params := obj("targetId", ops, "query", "needle", "limit", 100)
	for pages := 0; ; pages++ {
		r := ana.do("search", params)
		if len(r.raw) > chat.MaxHubFrame || len(r.Messages) == 0 {
			t.Fatalf("page %d: %d bytes, %d messages", pages, len(r.raw), len(r.Messages))
		}
		for _, m := range r.Messages {
			got = append(got, m.Seq)
		}
		if !r.More {
			break
		}
		params["before"] = got[len(got)-1]
	}
	if !slices.Equal(got, want) {
		t.Errorf("found %v", got)
	}
	if all := ana.do("search", obj("query", "needle", "limit", 100)); !all.More || len(all.raw) > chat.MaxHubFrame || all.Messages[0].Seq != n {
		t.Errorf("all groups: %d bytes, more %v", len(all.raw), all.More)
	}
}

func TestSearchBeforeASeq(t *testing.T) {
	w := newWorld(t, nil)
	ana := w.join("ana", ops)
	for i := range 5 {
		ana.post(ops, fmt.Sprint("needle ", i))
	}
	for before, want := range map[int][]string{
		0: nil, 1: nil, 2: {"ops 1"}, 4: {"ops 3", "ops 2"}, 6: {"ops 5", "ops 4"}, 1 << 40: {"ops 5", "ops 4"},
	} {
		got, r := ana.found(obj("targetId", ops, "query", "needle", "before", before, "limit", 2))
		wantFound(t, fmt.Sprint("before ", before), got, want)
		if more := before > 3; r.More != more {
			t.Errorf("before %d: more %v", before, r.More)
		}
	}
	for name, target := range map[string]string{"absent": "nowhere", "closed": "closed"} {
		if target == "closed" {
			w.join("eve", "other").do("createGroup", obj("targetId", target, "name", "Closed"))
		}
		for _, before := range []any{nil, 0, 1, 5} {
			p := obj("targetId", target, "query", "needle")
			if before != nil {
				p["before"] = before
			}
			r := ana.call("search", p)
			wantCode(t, r, chat.NoGroup)
			if bare := strings.Replace(r.raw, fmt.Sprintf(`"id":%d`, r.ID), `"id":0`, 1); bare != `{"id":0,"code":404,"error":"no such group"}` {
				t.Errorf("%s, before %v: %s", name, before, r.raw)
			}
		}
	}
}
