package store_test

import (
	"encoding/binary"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/oklog/ulid/v2"
	"pgregory.net/rapid"

	"seenby/chat"
	"seenby/chat/store"
)

const start = chat.Millis(1_800_000_000_000)

// A world is a store with a clock and a source of ids that both only go
// forward, so that every test is repeatable.
type world struct {
	t   testing.TB
	dir string
	o   store.Options
	*store.Hub
	now chat.Millis
	n   uint64
}

func newWorld(t testing.TB, o store.Options) *world {
	w := &world{t: t, dir: t.TempDir(), o: o, now: start}
	w.open()
	t.Cleanup(func() { _ = w.Close() })
	return w
}

func (w *world) open() {
	w.t.Helper()
	var err error
	if w.Hub, err = store.Open(w.dir, w.o); err != nil {
		w.t.Fatal(err)
	}
}

// reopen closes the store and opens it again.
func (w *world) reopen() {
	w.t.Helper()
	if err := w.Close(); err != nil {
		w.t.Fatal(err)
	}
	w.open()
}

// command is what by does to g a millisecond later.
func (w *world) command(by chat.UserID, g chat.GroupID, do chat.Action) chat.Command {
	w.now++
	w.n++
	var id ulid.ULID
	_ = id.SetTime(uint64(w.now))
	binary.BigEndian.PutUint64(id[8:], w.n)
	return chat.Command{ID: chat.MessageUID(id.String()), At: w.now, By: by, Group: g, Do: do}
}

// do applies one command and returns what it led to.
func (w *world) do(by chat.UserID, g chat.GroupID, do chat.Action) chat.Outcome {
	w.t.Helper()
	out, err := w.Apply([]chat.Command{w.command(by, g, do)})
	if err != nil {
		w.t.Fatal(err)
	}
	return out[0]
}

// ok is do for what is allowed.
func (w *world) ok(by chat.UserID, g chat.GroupID, do chat.Action) chat.Result {
	w.t.Helper()
	r := w.do(by, g, do).Result
	if r.Code != chat.Done {
		w.t.Fatalf("%s: %T: %d %s", by, do, r.Code, r.Reason)
	}
	return r
}

func people(names ...chat.UserID) []chat.Profile {
	var all []chat.Profile
	for _, n := range names {
		all = append(all, chat.Profile{User: n, Name: string(n), Kind: chat.KindUser})
	}
	return all
}

// team makes the group "team" of ann, who owns it, bob, cid and dot.
func (w *world) team() chat.GroupID {
	w.t.Helper()
	p := people("ann", "bob", "cid", "dot")
	w.ok("ann", "team", chat.Create{Name: "The team", Owner: p[0], Members: p[1:]})
	return "team"
}

func (w *world) post(by chat.UserID, g chat.GroupID, text string, ask bool) chat.MessageUID {
	w.t.Helper()
	return w.ok(by, g, chat.Post{Text: text, ClientMsgID: fmt.Sprint("c-", w.n+1), NeedReceipt: ask}).UID
}

func (w *world) history(g chat.GroupID, viewer chat.UserID, q chat.Span) chat.Page {
	w.t.Helper()
	page, code, err := w.History(w.t.Context(), g, viewer, q)
	if err != nil || code != chat.Done {
		w.t.Fatalf("history of %s for %s: code %d, %v", g, viewer, code, err)
	}
	return page
}

// same is equal for a drawn test, with the audiences compared by their users.
func same[T any](t *rapid.T, what string, got, want T) {
	t.Helper()
	users := cmp.Transformer("users", func(a *chat.Audience) []chat.UserID { return a.Users() })
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty(), users); d != "" {
		t.Fatalf("%s (-want +got):\n%s", what, d)
	}
}

func equal(t testing.TB, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func TestAMessageIsThereAfterReopening(t *testing.T) {
	w := newWorld(t, store.Options{})
	g := w.team()
	first := w.post("ann", g, "hello", true)
	w.ok("bob", g, chat.Answer{Messages: []chat.Reading{{UID: first}}})
	w.ok("bob", g, chat.React{UID: first, Emoji: "👍", On: true})
	w.ok("bob", g, chat.Post{
		Text: "hi", ClientMsgID: "1", ReplyTo: first, Mentions: []chat.UserID{"ann", "cid"},
	})
	w.ok("cid", g, chat.SetRead{Seq: 2})
	before := w.history(g, "ann", chat.Span{})
	pos, epoch := w.Position(), w.Epoch()
	w.reopen()
	equal(t, "history", w.history(g, "ann", chat.Span{}), before)
	equal(t, "position", w.Position(), pos)
	equal(t, "epoch", w.Epoch(), epoch)
	equal(t, "history", before.Messages, []chat.Message{
		{
			UID: first, ConversationType: 3, Group: g, Seq: 1, Sender: "ann", Sent: start + 2, ClientMsgID: "c-2",
			Text: "hello", Kind: chat.KindText, Reactions: map[string][]chat.UserID{"👍": {"bob"}},
			Receipt: &chat.ReceiptInfo{
				Asked: true, Tally: &chat.Tally{Read: 1, Total: 3, Version: 1},
				Readers: map[chat.UserID]chat.Millis{"bob": start + 3},
			},
		},
		{
			UID: before.Messages[1].UID, ConversationType: 3, Group: g, Seq: 2, Sender: "bob", Sent: start + 5,
			Text: "hi", Kind: chat.KindText, ReplyTo: first, Mentions: []chat.UserID{"ann", "cid"},
		},
	})
	again := w.ok("bob", g, chat.Post{Text: "something else", ClientMsgID: "1"})
	equal(t, "the same client id again", again, chat.Result{UID: before.Messages[1].UID, Seq: 2, Sent: start + 5})
	groups, err := w.Groups(t.Context(), "cid")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "groups", groups, []chat.Group{{
		ID: g, Name: "The team", MemberCount: 4, Role: chat.RoleMember, Visibility: chat.VisibleToSender, LastSeq: 2, ReadSeq: 2,
	}})
}
