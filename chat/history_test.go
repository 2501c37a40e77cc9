package chat_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"seenby/chat"
	"seenby/receipts"
)

// TestHistories plays random histories of every command by several users in two
// groups, with commands that come twice and clocks that step back. The same
// commands go to three hubs, of which one is restarted now and then, and one is
// restarted and finds its ledgers only when it needs them: all of them have to
// say the same. What they say is checked against the invariants of quality.md.
func TestHistories(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := &history{
			t: t, now: 1_900_000_000_000, groups: map[chat.GroupID]*groupView{},
			hubs: []*chat.Memory{chat.NewMemory(open), chat.NewMemory(open), chat.NewMemory(open)},
		}
		h.play(chat.Command{By: "a", Group: "g", Do: chat.Create{
			Name: "g", Owner: user("a"), Members: []chat.Profile{user("b"), user("c"), profile("bot")},
		}})
		for range rapid.IntRange(1, 120).Draw(t, "steps") {
			h.step()
		}
		h.settle()
	})
}

var people = []chat.UserID{"a", "b", "c", "d", "e", "bot"}

func profile(u chat.UserID) chat.Profile {
	p := user(u)
	if u == "bot" {
		p.Kind = chat.KindBot
	}
	return p
}

// A history is what happened so far, as the facts told it.
type history struct {
	t      *rapid.T
	hubs   []*chat.Memory
	now    chat.Millis
	n      int
	played []chat.Command
	due    []chat.Due
	pos    chat.Pos
	uids   []chat.MessageUID
	groups map[chat.GroupID]*groupView
}

// A groupView is a group as an observer of all facts knows it.
type groupView struct {
	members  map[chat.UserID]bool
	messages []chat.Message
	flagged  map[chat.MessageUID]*receiptView
	recalled map[chat.MessageUID]bool
	first    map[string]chat.Result // the result of the first post by user and client id
	readSeq  map[chat.UserID]chat.Seq
}

// A receiptView is a flagged message as its sender knows it, and as it is.
type receiptView struct {
	sender  chat.UserID
	asked   map[chat.UserID]bool
	answers []chat.Response
	told    int
	tally   chat.Tally
}

// step plays one random command, or lets time pass, or restarts hubs.
func (h *history) step() {
	t := h.t
	h.now += chat.Millis(rapid.SampledFrom([]int{0, 1, 1, 3, 20, 55, 60, 70_000, -40, -4_000_000}).Draw(t, "ms"))
	switch rapid.IntRange(0, 19).Draw(t, "kind") {
	case 0:
		h.restart()
		return
	case 1, 2:
		if len(h.played) > 0 { // a caller tries again
			c := h.played[rapid.IntRange(0, len(h.played)-1).Draw(t, "again")]
			h.play(chat.Command{By: c.By, Group: c.Group, Do: c.Do})
		}
		return
	case 3:
		h.announce(rapid.Bool().Draw(t, "in time"))
		return
	}
	if rapid.IntRange(0, 40).Draw(t, "meet") == 0 {
		by := rapid.SampledFrom(people).Draw(t, "by")
		h.play(chat.Command{By: by, Do: chat.Meet{Profile: profile(by)}})
	}
	h.play(chat.Command{
		By:    rapid.SampledFrom(people).Draw(t, "by"),
		Group: rapid.SampledFrom([]chat.GroupID{"g", "g", "g", "h"}).Draw(t, "group"),
		Do:    h.action(),
	})
}

// action draws what somebody does.
func (h *history) action() chat.Action {
	t := h.t
	who := rapid.SampledFrom(people)
	uid := func() chat.MessageUID {
		n := len(h.uids)
		if n == 0 || rapid.IntRange(0, 19).Draw(t, "bogus") == 0 {
			return "bogus"
		}
		return h.uids[n-1-rapid.IntRange(0, min(n-1, 7)).Draw(t, "message")]
	}
	rules := chat.Rules{MaxAudience: rapid.SampledFrom([]int{0, 0, 0, 2}).Draw(t, "cap")}
	switch rapid.IntRange(0, 30).Draw(t, "action") {
	case 0:
		return chat.Create{Name: "x", Members: []chat.Profile{profile(who.Draw(t, "with"))}}
	case 1:
		return chat.Admit{Token: rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, "token"), Profile: user("ignored")}
	case 2:
		return chat.Join{}
	case 3, 4:
		return chat.Quit{}
	case 5, 6, 7:
		return chat.Invite{Users: []chat.Profile{profile(who.Draw(t, "whom")), {User: who.Draw(t, "whom")}}}
	case 8:
		return chat.Remove{Users: []chat.UserID{who.Draw(t, "whom"), who.Draw(t, "whom")}}
	case 9:
		return chat.SetRole{User: who.Draw(t, "whom"), Role: rapid.SampledFrom([]chat.Role{chat.RoleAdmin, chat.RoleMember}).Draw(t, "role")}
	case 10:
		return chat.Update{Open: ptr(rapid.Bool().Draw(t, "open")), Topic: ptr(rapid.SampledFrom([]string{"", "x"}).Draw(t, "topic"))}
	case 11:
		return chat.Describe{Profile: chat.Profile{User: who.Draw(t, "whom"), Kind: rapid.SampledFrom([]chat.Kind{chat.KindUser, chat.KindBot}).Draw(t, "kind")}}
	case 12, 13, 14, 15, 16:
		return chat.Post{
			ClientMsgID: fmt.Sprint(rapid.IntRange(1, 40).Draw(t, "client id")), Text: "x",
			NeedReceipt: rapid.Bool().Draw(t, "ask"), Rules: rules,
		}
	case 17:
		return chat.Edit{UID: uid(), Text: rapid.SampledFrom([]string{"y", "y", ""}).Draw(t, "text")}
	case 18:
		return chat.Recall{UID: uid()}
	case 19:
		return chat.React{UID: uid(), Emoji: "+", On: rapid.Bool().Draw(t, "on")}
	case 20:
		return chat.SetRead{Seq: chat.Seq(rapid.IntRange(-1, 50).Draw(t, "seq"))}
	case 21, 22:
		return chat.Ask{UID: uid(), Rules: rules}
	case 23:
		return chat.Remind{UID: uid()}
	default:
		a := chat.Answer{}
		for range rapid.IntRange(1, 4).Draw(t, "answers") {
			a.Messages = append(a.Messages, chat.Reading{UID: uid(), At: h.now * chat.Millis(rapid.IntRange(0, 2).Draw(t, "read at"))})
		}
		return a
	}
}

// announce submits what is due, as a hub does.
func (h *history) announce(inTime bool) {
	due := h.due
	h.due = nil
	for _, d := range due {
		if inTime {
			h.now = max(h.now, d.At)
		}
		h.play(chat.Command{Group: d.Group, Do: chat.Announce{Messages: []chat.MessageUID{d.UID}}})
	}
}

// restart makes the second hub anew, and the third with ledgers that are not
// made before they are needed.
func (h *history) restart() {
	h.hubs[1].Restart(func(l chat.Ledger, present func(chat.UserID) bool) chat.Ledger {
		return receipts.Restore(l.(*receipts.Ledger).Record(), present)
	})
	h.hubs[2].Restart(func(l chat.Ledger, present func(chat.UserID) bool) chat.Ledger {
		if late, ok := l.(*lateLedger); ok {
			l = late.get()
		}
		r := l.(*receipts.Ledger).Record()
		return &lateLedger{make: func() *receipts.Ledger { return receipts.Restore(r, present) }, card: r.Card}
	})
}

// play gives the command its id and time, applies it on every hub, and checks
// what came of it.
func (h *history) play(c chat.Command) {
	h.n++
	c.ID, c.At = chat.MessageUID(fmt.Sprintf("%05d", h.n)), h.now
	h.played = append(h.played, c)
	var first chat.Outcome
	for i, hub := range h.hubs {
		out, err := hub.Apply([]chat.Command{c})
		if err != nil {
			h.t.Fatal(err)
		}
		if i == 0 {
			first = out[0]
		} else if !reflect.DeepEqual(first, out[0]) {
			h.t.Fatalf("hub %d on %T: %+v, hub 0: %+v", i, c.Do, out[0], first)
		}
	}
	h.due = append(h.due, first.Due...)
	// I9: an error means that nothing was stored.
	if first.Result.Code != chat.Done && (len(first.Facts) > 0 || len(first.Due) > 0) {
		h.t.Fatalf("%T refused with %d and yet %s", c.Do, first.Result.Code, kinds(first))
	}
	for _, f := range first.Facts {
		// I2: everything has its place, without gaps.
		if h.pos++; f.Pos != h.pos || f.Group != c.Group || f.By != c.By {
			h.t.Fatalf("fact %+v at place %d", f, h.pos)
		}
		h.fold(f)
	}
	h.check(c, first)
}

func (h *history) view(g chat.GroupID) *groupView {
	v := h.groups[g]
	if v == nil {
		v = &groupView{
			members: map[chat.UserID]bool{}, flagged: map[chat.MessageUID]*receiptView{},
			recalled: map[chat.MessageUID]bool{}, first: map[string]chat.Result{}, readSeq: map[chat.UserID]chat.Seq{},
		}
		h.groups[g] = v
	}
	return v
}

// fold notes a fact, and checks that it may be one.
func (h *history) fold(f chat.Fact) {
	v := h.view(f.Group)
	enter := func(members []chat.Membership) {
		for _, m := range members {
			if v.members[m.User] || m.Since != f.Pos {
				h.t.Fatalf("%s joins at %d: %+v", m.User, f.Pos, m)
			}
			v.members[m.User] = true
			v.readSeq[m.User] = chat.Seq(len(v.messages))
		}
	}
	switch w := f.What.(type) {
	case chat.Created:
		enter(w.Members)
	case chat.Joined:
		enter(w.Members)
	case chat.Left:
		for _, u := range w.Users {
			if !v.members[u] {
				h.t.Fatalf("%s left and was no member", u)
			}
			delete(v.members, u)
		}
	case chat.Posted:
		h.foldPosted(v, f, w)
	case chat.Asked:
		if v.flagged[w.Card.UID] != nil || !v.members[w.Card.Sender] || w.Card.Sender != f.By {
			h.t.Fatalf("asked: %+v", w.Card)
		}
		v.flag(w.Card.UID, w.Card.Sender, w.Audience)
	case chat.Recalled:
		v.recalled[w.UID] = true
	case chat.ReadMoved:
		v.readSeq[f.By] = w.Seq
	case chat.Answered:
		h.foldAnswered(v, f, w)
	case chat.Announced:
		h.foldAnnounced(v, w)
	case chat.Reminded:
		for _, u := range w.To {
			if r := v.flagged[w.UID]; !v.members[u] || !r.asked[u] || r.answered(u) {
				h.t.Fatalf("%s is reminded", u)
			}
		}
	}
}

func (h *history) foldPosted(v *groupView, f chat.Fact, w chat.Posted) {
	m := w.Message
	// I2: seq is dense.
	if m.Seq != chat.Seq(len(v.messages)+1) || m.Sender != f.By || m.Sent != f.At {
		h.t.Fatalf("posted %+v after %d messages", m, len(v.messages))
	}
	// A group's time does not go back.
	if n := len(v.messages); n > 0 && v.messages[n-1].Sent > m.Sent {
		h.t.Fatalf("message %d was sent before the one before it", m.Seq)
	}
	v.messages = append(v.messages, m)
	if m.Kind != chat.KindText {
		return
	}
	h.uids = append(h.uids, m.UID)
	// I3: one sender and client id, one message.
	key := string(m.Sender) + " " + m.ClientMsgID
	if _, twice := v.first[key]; twice || !v.members[m.Sender] {
		h.t.Fatalf("posted again: %+v", m)
	}
	v.first[key] = chat.Result{UID: m.UID, Seq: m.Seq, Sent: m.Sent}
	if w.Audience != nil {
		v.flag(m.UID, m.Sender, w.Audience)
	}
}

func (v *groupView) flag(uid chat.MessageUID, sender chat.UserID, a *chat.Audience) {
	r := &receiptView{sender: sender, asked: map[chat.UserID]bool{}}
	for _, u := range a.Users() {
		if u != sender {
			r.asked[u] = true
		}
	}
	r.tally.Total = len(r.asked)
	v.flagged[uid] = r
}

func (r *receiptView) answered(u chat.UserID) bool {
	return slices.ContainsFunc(r.answers, func(a chat.Response) bool { return a.User == u })
}

func (h *history) foldAnswered(v *groupView, f chat.Fact, w chat.Answered) {
	// I6: a receipt exists only for a flagged message and a member.
	r := v.flagged[w.UID]
	if r == nil || !v.members[f.By] || f.By == r.sender || v.recalled[w.UID] {
		h.t.Fatalf("%s answers %+v", f.By, w)
	}
	m := v.messages[w.Seq-1]
	if r.answered(f.By) || w.Nth != len(r.answers) || w.Counted != r.asked[f.By] || w.ReadAt < m.Sent || w.ReadAt > f.At {
		h.t.Fatalf("%s answers at %d: %+v, sent at %d, %d answers before", f.By, f.At, w, m.Sent, len(r.answers))
	}
	r.answers = append(r.answers, chat.Response{User: f.By, At: w.ReadAt, Counted: w.Counted})
}

func (h *history) foldAnnounced(v *groupView, w chat.Announced) {
	// I5: a count is the number of distinct readers, never falls, and is never
	// more than were asked.
	r := v.flagged[w.UID]
	read := 0
	for _, a := range r.answers {
		if a.Counted {
			read++
		}
	}
	if w.Tally.Version != r.tally.Version+1 || w.From != r.told || w.To != len(r.answers) || w.Sender != r.sender ||
		w.Tally.Read != read || w.Tally.Read < r.tally.Read || w.Tally.Read > w.Tally.Total || w.Tally.Total > len(r.asked) ||
		!reflect.DeepEqual(append([]chat.Response{}, w.Readers...), append([]chat.Response{}, r.answers[w.From:w.To]...)) {
		h.t.Fatalf("announced %+v to who knows %+v", w, r)
	}
	if w.From == w.To && w.Tally.Total == r.tally.Total {
		h.t.Fatalf("announced nothing: %+v", w)
	}
	r.tally, r.told = w.Tally, w.To
}

// check compares what the caller was told with what is so.
func (h *history) check(c chat.Command, out chat.Outcome) {
	v := h.view(c.Group)
	switch do := c.Do.(type) {
	case chat.Post:
		// I1: what was acknowledged is there, at its seq, whoever asks again.
		first, posted := v.first[string(c.By)+" "+do.ClientMsgID]
		if (out.Result.Code == chat.Done) != posted || posted && !reflect.DeepEqual(out.Result, first) {
			h.t.Fatalf("post: %+v, the first was %+v, %v", out.Result, first, posted)
		}
	case chat.Answer:
		for _, m := range do.Messages {
			ignored := slices.ContainsFunc(out.Result.Ignored, func(i chat.Ignored) bool { return i.UID == m.UID })
			r := v.flagged[m.UID]
			if out.Result.Code == chat.Done && !ignored && (r == nil || !r.answered(c.By)) {
				h.t.Fatalf("%s answered %s and is not among %+v", c.By, m.UID, r)
			}
		}
	case chat.Ask:
		if out.Result.Code == chat.Done && v.flagged[do.UID] == nil {
			h.t.Fatal("asked and not flagged")
		}
	}
	state := h.hubs[0].State(c.Group)
	for _, m := range state.Members {
		if m.Present() != v.members[m.User] {
			h.t.Fatalf("%s is present: %v", m.User, m.Present())
		}
		unread := 0
		for _, x := range v.messages[v.readSeq[m.User]:] {
			if x.Kind == chat.KindText && x.Sender != m.User {
				unread++
			}
		}
		if got := m.Unread(state.Texts); m.Present() && got != unread {
			h.t.Fatalf("%s has %d unread, by the messages %d", m.User, got, unread)
		}
	}
	if owners := slices.Collect(func(yield func(chat.UserID) bool) {
		for _, m := range state.Members {
			if m.Present() && m.Role == chat.RoleOwner && !yield(m.User) {
				return
			}
		}
	}); len(v.members) > 0 && len(owners) != 1 {
		h.t.Fatalf("owners: %v", owners)
	}
}

// settle lets everything be told, and checks that every sender knows the truth
// then (I5).
func (h *history) settle() {
	h.announce(true)
	// A due from before an update that went out in another way comes too early for
	// what followed it, and is given again, with the time at which it is right.
	h.announce(true)
	if len(h.due) > 0 {
		h.t.Fatalf("in its time it is not told: %v", h.due)
	}
	for g, v := range h.groups {
		for uid, r := range v.flagged {
			c, ok, _ := h.hubs[0].Card(g, uid)
			if !ok || !c.Flagged || v.messages[c.Seq-1].UID != uid { // I1
				h.t.Fatalf("message %s is %+v", uid, c)
			}
			for _, hub := range h.hubs {
				l, err := hub.Ledger(g, c)
				if err != nil || l.Tally() != r.tally || r.told != len(r.answers) {
					h.t.Fatalf("the sender knows %+v, it is %+v, %v", r, l.Tally(), err)
				}
			}
			total := 0
			for u := range r.asked {
				if r.answered(u) || v.members[u] {
					total++
				}
			}
			if r.tally.Total != total && !v.recalled[uid] {
				h.t.Fatalf("total %d, of those asked %d answered or are here", r.tally.Total, total)
			}
		}
	}
}

// A lateLedger is made when it is first needed, which may be in the middle of a
// command.
type lateLedger struct {
	make func() *receipts.Ledger
	card chat.Card
	made *receipts.Ledger
}

func (l *lateLedger) get() *receipts.Ledger {
	if l.made == nil {
		l.made = l.make()
	}
	return l.made
}

// Card does not make the ledger: a store finds the message without it.
func (l *lateLedger) Card() chat.Card {
	if l.made == nil {
		return l.card
	}
	return l.made.Card()
}

func (l *lateLedger) Answer(u chat.UserID, at chat.Millis) (int, bool, bool) {
	return l.get().Answer(u, at)
}
func (l *lateLedger) Leave(u chat.UserID) bool  { return l.get().Leave(u) }
func (l *lateLedger) Return(u chat.UserID) bool { return l.get().Return(u) }
func (l *lateLedger) Recall()                   { l.get().Recall() }
func (l *lateLedger) Tally() chat.Tally         { return l.get().Tally() }
func (l *lateLedger) Unread() []chat.UserID     { return l.get().Unread() }
func (l *lateLedger) Announce(now chat.Millis) (chat.Announced, bool, chat.Millis) {
	return l.get().Announce(now)
}
func (l *lateLedger) Remind(now chat.Millis) (bool, int64) { return l.get().Remind(now) }
