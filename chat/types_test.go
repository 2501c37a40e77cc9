package chat_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"seenby/chat"
)

func TestValidID(t *testing.T) {
	for id, want := range map[string]bool{
		"a": true, "A9": true, "0": true, "a.b_c-d": true, strings.Repeat("x", 64): true,
		"": false, strings.Repeat("x", 65): false, ".a": false, "-a": false, "_a": false,
		"a b": false, "ä": false, "a\n": false, "a/b": false, "a\x00": false,
	} {
		if got := chat.ValidID(id); got != want {
			t.Errorf("%q: %v", id, got)
		}
		if err := chat.ParseID(id); (err == nil) != want || err != nil && !errors.Is(err, chat.ErrBadID) {
			t.Errorf("%q: %v", id, err)
		}
	}
}

func TestMillis(t *testing.T) {
	at := time.Date(2030, 1, 2, 3, 4, 5, 678_900_000, time.UTC)
	m := chat.At(at)
	if got := m.Time().UTC(); !got.Equal(at.Truncate(time.Millisecond)) {
		t.Errorf("time %v", got)
	}
	if got := m.Add(1500 * time.Millisecond); got != m+1500 || got.Since(m) != 1500*time.Millisecond || m.Since(got) >= 0 {
		t.Errorf("add %d, since %v", got-m, got.Since(m))
	}
}

func TestAudience(t *testing.T) {
	a := chat.NewAudience([]chat.UserID{"c", "a", "b", "a"})
	if !slices.Equal(a.Users(), []chat.UserID{"a", "b", "c"}) || a.Len() != 3 || a.User(1) != "b" {
		t.Errorf("users %v", a.Users())
	}
	if i, in := a.Index("c"); i != 2 || !in {
		t.Errorf("c is at %d, %v", i, in)
	}
	var none *chat.Audience
	if _, in := none.Index("a"); in || none.Len() != 0 || none.Users() != nil {
		t.Error("the nil audience is not empty")
	}
}

func TestReasons(t *testing.T) {
	for _, c := range []chat.Code{400, 401, 403, 404, 409, 413, 429, 500, 503, 22406, 26316, 26317, 26320, 26321, 26322, 26323, 26324, 26325} {
		if r := c.Reason(); r == "" || strings.HasPrefix(r, "code ") || strings.ContainsAny(r, "\n") {
			t.Errorf("%d: %q", c, r)
		}
	}
	if got := chat.Done.Reason(); got != "" {
		t.Errorf("done: %q", got)
	}
	if got := chat.Code(9).Reason(); got != "code 9" {
		t.Errorf("unknown: %q", got)
	}
	if got := (&chat.Error{Code: chat.NotSender}).Error(); got != chat.NotSender.Reason() {
		t.Errorf("an error without a reason: %q", got)
	}
	if got := (&chat.Error{Code: chat.NotSender, Reason: "no"}).Error(); got != "no" {
		t.Errorf("an error with a reason: %q", got)
	}
}

var errShelf = errors.New("the disk is gone")

// A brokenShelf fails at the nth question, counted from 0.
type brokenShelf struct {
	chat.Shelf
	n int
}

func (s *brokenShelf) fail() error {
	s.n--
	if s.n < 0 {
		return errShelf
	}
	return nil
}

func (s *brokenShelf) Card(g chat.GroupID, uid chat.MessageUID) (chat.Card, bool, error) {
	if err := s.fail(); err != nil {
		return chat.Card{}, false, err
	}
	return s.Shelf.Card(g, uid)
}

func (s *brokenShelf) Posted(g chat.GroupID, u chat.UserID, id string) (chat.Card, bool, error) {
	if err := s.fail(); err != nil {
		return chat.Card{}, false, err
	}
	return s.Shelf.Posted(g, u, id)
}

func (s *brokenShelf) Reaction(g chat.GroupID, seq chat.Seq, emoji string, u chat.UserID) (bool, int, error) {
	if err := s.fail(); err != nil {
		return false, 0, err
	}
	return s.Shelf.Reaction(g, seq, emoji, u)
}

func (s *brokenShelf) Redeemed(g chat.GroupID, token string) (bool, error) {
	if err := s.fail(); err != nil {
		return false, err
	}
	return s.Shelf.Redeemed(g, token)
}

func (s *brokenShelf) Profile(u chat.UserID) (chat.Profile, error) {
	if err := s.fail(); err != nil {
		return chat.Profile{}, err
	}
	return s.Shelf.Profile(u)
}

func (s *brokenShelf) Texts(g chat.GroupID, after, upTo chat.Seq, u chat.UserID) (all, own int, err error) {
	if err := s.fail(); err != nil {
		return 0, 0, err
	}
	return s.Shelf.Texts(g, after, upTo, u)
}

func (s *brokenShelf) Ledger(g chat.GroupID, c chat.Card) (chat.Ledger, error) {
	if err := s.fail(); err != nil {
		return nil, err
	}
	return s.Shelf.Ledger(g, c)
}

func (s *brokenShelf) Owed(g chat.GroupID, users []chat.UserID) ([]chat.Ledger, error) {
	if err := s.fail(); err != nil {
		return nil, err
	}
	return s.Shelf.Owed(g, users)
}

// TestAShelfThatFailsIsAnErrorAndNothingElse lets each question of each action
// fail in turn.
func TestAShelfThatFailsIsAnErrorAndNothingElse(t *testing.T) {
	for _, c := range []struct {
		name      string
		by        chat.UserID
		do        func(uid chat.MessageUID) chat.Action
		questions int
	}{
		{"admit", "new", func(chat.MessageUID) chat.Action { return chat.Admit{Token: "t", Profile: user("new")} }, 2},
		{"admit by the id alone", "new", func(chat.MessageUID) chat.Action { return chat.Admit{Token: "t"} }, 3},
		{"join", "new", func(chat.MessageUID) chat.Action { return chat.Join{Profile: user("new")} }, 1},
		{"quit", "ben", func(chat.MessageUID) chat.Action { return chat.Quit{} }, 1},
		{"invite", "owner", func(chat.MessageUID) chat.Action { return chat.Invite{Users: []chat.Profile{user("new")}} }, 1},
		{"invite by the id alone", "owner", func(chat.MessageUID) chat.Action { return chat.Invite{Users: []chat.Profile{{User: "new"}}} }, 2},
		{"remove", "owner", func(chat.MessageUID) chat.Action { return chat.Remove{Users: []chat.UserID{"ben"}} }, 1},
		{"post", "ben", func(uid chat.MessageUID) chat.Action {
			return chat.Post{ClientMsgID: "new", Text: "x", ReplyTo: uid}
		}, 2},
		{"post by a stranger", "x", func(chat.MessageUID) chat.Action { return chat.Post{ClientMsgID: "new", Text: "x"} }, 1},
		{"edit", "ann", func(uid chat.MessageUID) chat.Action { return chat.Edit{UID: uid, Text: "x"} }, 1},
		{"recall", "ann", func(uid chat.MessageUID) chat.Action { return chat.Recall{UID: uid} }, 2},
		{"react", "ann", func(uid chat.MessageUID) chat.Action { return chat.React{UID: uid, Emoji: "x", On: true} }, 2},
		{"set read", "ben", func(chat.MessageUID) chat.Action { return chat.SetRead{Seq: 9} }, 1},
		{"ask again", "ann", func(uid chat.MessageUID) chat.Action { return chat.Ask{UID: uid} }, 2},
		{"answer", "ben", func(uid chat.MessageUID) chat.Action { return answer(uid) }, 2},
		{"announce", "", func(uid chat.MessageUID) chat.Action { return chat.Announce{Messages: []chat.MessageUID{uid}} }, 2},
		{"remind", "ann", func(uid chat.MessageUID) chat.Action { return chat.Remind{UID: uid} }, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			for n := 0; ; n++ {
				w := newWorld(t)
				w.must("owner", chat.Update{Open: ptr(true)})
				cmd := chat.Command{ID: "x", At: w.now, By: c.by, Group: "g", Do: c.do(w.ask("ann"))}
				out, err := chat.NewRoom(&brokenShelf{w.m, n}, w.m.State("g")).Apply(cmd, 100)
				if err == nil {
					if n != c.questions {
						t.Errorf("asks the shelf %d times, want %d", n, c.questions)
					}
					return
				}
				if !errors.Is(err, errShelf) || len(out.Facts) > 0 || out.Result.Code != chat.Done || len(out.Due) > 0 {
					t.Errorf("question %d: %v, %+v", n, err, out)
				}
			}
		})
	}
}
