package store_test

import (
	"fmt"
	"testing"

	"seenby/chat"
	"seenby/chat/store"
)

// own returns what a replay has for its viewer alone.
func own(facts []store.Replayed) (all []chat.Fact) {
	for _, f := range facts {
		switch f.What.(type) {
		case chat.Answered, chat.ReadMoved:
			all = append(all, f.Fact)
		}
	}
	return all
}

func TestWhatAUserDidElsewhereIsReplayedToThemAlone(t *testing.T) {
	for name, between := range map[string]func(*world){"at once": func(*world) {}, "after a restart": (*world).reopen} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, store.Options{})
			g := w.team()
			first, second := w.post("ann", g, "one", true), w.post("ann", g, "two", true)
			before := w.Position()
			w.ok("cid", g, chat.Answer{Messages: []chat.Reading{{UID: first}}})
			between(w)
			// Too soon after cid's for the sender to be told.
			told := w.do("bob", g, chat.Answer{Messages: []chat.Reading{{UID: first}}}).Facts
			equal(t, "facts of an answer that is not announced", len(told), 1)
			w.ok("bob", g, chat.SetRead{Seq: 1})
			w.now += 1000
			w.ok("bob", g, chat.Answer{Messages: []chat.Reading{{UID: second}}})
			moved := w.do("bob", g, chat.SetRead{Seq: 2}).Facts
			last := w.Position()
			w.post("ann", g, "three", false)
			between(w)

			facts, _, _ := w.whole("bob", g, before)
			got := own(facts)
			if len(got) != 3 {
				t.Fatalf("%+v", got)
			}
			equal(t, "the first answer's place", got[0].Pos, told[0].Pos)
			equal(t, "the first answer", got[0].What.(chat.Answered).UID, first)
			equal(t, "the second answer", got[1].What.(chat.Answered).UID, second)
			equal(t, "the marker's place", got[2].Pos, moved[0].Pos)
			r := got[2].What.(chat.ReadMoved)
			equal(t, "the marker", r.Seq, chat.Seq(2))
			equal(t, "unread by now", r.Unread, 1)
			for i, f := range facts {
				if i > 0 && f.Pos <= facts[i-1].Pos {
					t.Errorf("place %d after %d", f.Pos, facts[i-1].Pos)
				}
			}
			facts, _, _ = w.whole("bob", g, got[1].Pos)
			equal(t, "after the second answer", len(own(facts)), 1)
			facts, _, _ = w.whole("bob", g, last)
			equal(t, "after all of it", len(own(facts)), 0)
			for _, other := range []chat.UserID{"ann", "dot"} {
				facts, _, _ = w.whole(other, g, before)
				equal(t, "what "+string(other)+" is told of it", len(own(facts)), 0)
			}
		})
	}
}

func TestAnAnswerIsReplayedFarFromItsAnnouncement(t *testing.T) {
	w := newWorld(t, store.Options{})
	g := w.team()
	uid := w.post("ann", g, "asks", true)
	before := w.Position()
	var batch []chat.Command
	answer := func(by chat.UserID) {
		batch = append(batch, w.command(by, g, chat.Answer{Messages: []chat.Reading{{UID: uid}}}))
	}
	answer("cid")
	answer("bob")
	for i := range 1500 { // more than one part of a replay
		batch = append(batch, w.command("dot", g, chat.Post{Text: "x", ClientMsgID: fmt.Sprint(i)}))
	}
	answer("dot") // a second after: only now the sender is told of bob
	batch[len(batch)-1].At += 1000
	if _, err := w.Apply(batch); err != nil {
		t.Fatal(err)
	}
	facts, parts, _ := w.whole("bob", g, before)
	if got := own(facts); len(got) != 1 || parts < 2 {
		t.Errorf("%d answers in %d parts", len(got), parts)
	}
}
