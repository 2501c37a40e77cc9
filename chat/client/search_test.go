package client

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"seenby/chat"
)

func TestSearchAgainstTheHubAndInTheCopy(t *testing.T) {
	w := newWorld(t)
	alice, a := w.join(w.config("alice"))
	cfg := w.config("bob")
	cfg.StateDir = t.TempDir()
	bob, b := w.join(cfg)
	for i := range 5 {
		w.say(alice, fmt.Sprint("line ", i), false)
	}
	w.say(alice, "ÜBER 会议", false)
	secret := w.say(alice, "line of a secret", false)
	last := w.say(alice, "the last Line", false)
	w.comes(b, last)
	w.comes(a, last)
	if err := alice.RecallMessage(t.Context(), "ops", secret); err != nil {
		t.Fatal(err)
	}
	until(t, b, func(n chat.MessageChanged) bool { return n.Message.UID == secret && n.Message.Recalled != 0 })
	type searcher func(ctx context.Context, g chat.GroupID, query string, before chat.Seq, limit int) (chat.Page, error)
	check := func(when string, local bool, search searcher) {
		t.Helper()
		for _, c := range []struct {
			g      chat.GroupID
			query  string
			before chat.Seq
			limit  int
			want   []chat.Seq
			more   bool
		}{
			{"ops", "LINE", 0, 0, []chat.Seq{8, 5, 4, 3, 2, 1}, false},
			{"", "LINE", 0, 2, []chat.Seq{8, 5}, true},
			{"ops", "line", 5, 2, []chat.Seq{4, 3}, true},
			{"ops", "line", 3, 2, []chat.Seq{2, 1}, false},
			{"ops", "会议", 0, 0, []chat.Seq{6}, false},
			{"", "über", 0, 0, []chat.Seq{6}, false},
			{"ops", "secret", 0, 0, nil, false},
		} {
			page, err := search(t.Context(), c.g, c.query, c.before, c.limit)
			var got []chat.Seq
			for _, m := range page.Messages {
				got = append(got, m.Seq)
			}
			if err != nil || page.More != c.more || page.Local != local || !slices.Equal(got, c.want) {
				t.Errorf("%s, %q in %q before %d: %v, more %v, local %v, %v", when, c.query, c.g, c.before, got, page.More, page.Local, err)
			}
		}
	}
	check("online", false, bob.Search)
	check("online, in the copy", true, bob.SearchCopy)
	if page, err := bob.SearchCopy(t.Context(), "elsewhere", "line", 0, 0); err != nil || len(page.Messages) != 0 {
		t.Errorf("in the copy, of a group of others: %v, %v", page, err)
	}
	var refused *chat.Error
	if _, err := bob.Search(t.Context(), "elsewhere", "line", 0, 0); !errors.As(err, &refused) || refused.Code != chat.NoGroup {
		t.Errorf("in a group of others: %v", err)
	}
	if _, err := bob.Search(t.Context(), "ops", "x", 0, 0); !errors.As(err, &refused) || refused.Code != chat.Malformed {
		t.Errorf("one character: %v", err)
	}
	w.line.down.Store(true)
	w.line.cut()
	until(t, b, func(n chat.LinkChanged) bool { return n.State == chat.LinkOffline })
	check("offline", true, bob.Search)
	check("offline, in the copy", true, bob.SearchCopy)
}
