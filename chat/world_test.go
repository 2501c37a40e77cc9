package chat_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"seenby/chat"
	"seenby/receipts"
)

// TestMain makes 500 random histories the least, where nothing else is said.
func TestMain(m *testing.M) {
	flag.Parse()
	if f := flag.Lookup("rapid.checks"); f.Value.String() == f.DefValue {
		_ = f.Value.Set("500")
	}
	os.Exit(m.Run())
}

// open makes ledgers as a hub does.
func open(c chat.Card, a *chat.Audience) chat.Ledger { return receipts.Open(c, a) }

// A world is a hub in memory whose clock and ids a test can follow.
type world struct {
	t   testing.TB
	m   *chat.Memory
	now chat.Millis
	n   int
}

// newWorld returns a hub with a group g: owner is its owner, admin, ann, ben
// and bot are members, robo is a bot.
func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, m: chat.NewMemory(open), now: 1_900_000_000_000}
	w.must("owner", chat.Create{Name: "G", Owner: user("owner"), Members: []chat.Profile{
		user("admin"), user("ann"), user("ben"), {User: "robo", Name: "Robo", Kind: chat.KindBot},
	}})
	w.must("owner", chat.SetRole{User: "admin", Role: chat.RoleAdmin})
	return w
}

func user(id chat.UserID) chat.Profile {
	return chat.Profile{User: id, Name: strings.ToUpper(string(id)), Kind: chat.KindUser}
}

// do carries out an action in group g, a millisecond after the one before.
func (w *world) do(by chat.UserID, a chat.Action) chat.Outcome { return w.in("g", by, a) }

func (w *world) in(g chat.GroupID, by chat.UserID, a chat.Action) chat.Outcome {
	w.t.Helper()
	w.now++
	return w.at(w.now, g, by, a)
}

func (w *world) at(at chat.Millis, g chat.GroupID, by chat.UserID, a chat.Action) chat.Outcome {
	w.t.Helper()
	w.n++
	out, err := w.m.Apply([]chat.Command{{
		ID: chat.MessageUID(fmt.Sprintf("01M%05d", w.n)), At: at, By: by, Group: g, Do: a,
	}})
	if err != nil {
		w.t.Fatal(err)
	}
	if out[0].Result.Code != chat.Done && (len(out[0].Facts) > 0 || out[0].Result.Reason == "") {
		w.t.Errorf("%T refused with %q and %d facts", a, out[0].Result.Reason, len(out[0].Facts))
	}
	return out[0]
}

func (w *world) must(by chat.UserID, a chat.Action) chat.Outcome {
	w.t.Helper()
	out := w.do(by, a)
	if out.Result.Code != chat.Done {
		w.t.Fatalf("%s: %+v refused with %d: %s", by, a, out.Result.Code, out.Result.Reason)
	}
	return out
}

func (w *world) refused(by chat.UserID, a chat.Action, want chat.Code) {
	w.t.Helper()
	if got := w.do(by, a).Result.Code; got != want {
		w.t.Errorf("%s: %T %+v: code %d, want %d", by, a, a, got, want)
	}
}

// nothing carries out what changes nothing.
func (w *world) nothing(by chat.UserID, a chat.Action) chat.Result {
	w.t.Helper()
	out := w.must(by, a)
	if len(out.Facts) > 0 || len(out.Due) > 0 {
		w.t.Errorf("%s: %T led to %s", by, a, kinds(out))
	}
	return out.Result
}

func (w *world) post(by chat.UserID) chat.MessageUID { return w.write(by, false) }

// ask posts a message that asks for receipts.
func (w *world) ask(by chat.UserID) chat.MessageUID { return w.write(by, true) }

func (w *world) write(by chat.UserID, ask bool) chat.MessageUID {
	w.t.Helper()
	return w.must(by, chat.Post{ClientMsgID: fmt.Sprint(w.n), Text: "hello", NeedReceipt: ask}).Result.UID
}

// answer says that by has read these messages just now.
func (w *world) answer(by chat.UserID, uids ...chat.MessageUID) chat.Outcome {
	w.t.Helper()
	return w.must(by, answer(uids...))
}

func answer(uids ...chat.MessageUID) chat.Answer {
	var a chat.Answer
	for _, uid := range uids {
		a.Messages = append(a.Messages, chat.Reading{UID: uid})
	}
	return a
}

// wait lets time pass, so that no update is held back.
func (w *world) wait() { w.now += 2000 }

// counted checks the live count of a flagged message.
func (w *world) counted(uid chat.MessageUID, read, total int) {
	w.t.Helper()
	if got := w.ledger(uid).Tally(); got.Read != read || got.Total != total {
		w.t.Errorf("count %d/%d, want %d/%d", got.Read, got.Total, read, total)
	}
}

func (w *world) ledger(uid chat.MessageUID) *receipts.Ledger {
	w.t.Helper()
	c, ok, _ := w.m.Card("g", uid)
	if !ok || !c.Flagged {
		w.t.Fatalf("%s is not flagged", uid)
	}
	l, err := w.m.Ledger("g", c)
	if err != nil {
		w.t.Fatal(err)
	}
	return l.(*receipts.Ledger)
}

func (w *world) member(u chat.UserID) chat.Membership {
	for _, m := range w.m.State("g").Members {
		if m.User == u {
			return m
		}
	}
	return chat.Membership{}
}

func (w *world) unread(u chat.UserID) int {
	m := w.member(u)
	return m.Unread(w.m.State("g").Texts)
}

// kinds names the facts of an outcome: "Joined Posted".
func kinds(out chat.Outcome) string {
	var names []string
	for _, f := range out.Facts {
		names = append(names, strings.TrimPrefix(fmt.Sprintf("%T", f.What), "chat."))
	}
	return strings.Join(names, " ")
}

// fact returns the only fact of this kind.
func fact[T chat.What](t testing.TB, out chat.Outcome) T {
	t.Helper()
	var found []T
	for _, f := range out.Facts {
		if w, ok := f.What.(T); ok {
			found = append(found, w)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d facts %T in %s", len(found), *new(T), kinds(out))
	}
	return found[0]
}

func sameUsers(got, want []chat.UserID) bool {
	return slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want)))
}

func ptr[T any](v T) *T { return &v }
