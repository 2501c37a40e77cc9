package store_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"seenby/chat"
	"seenby/chat/store"
	"seenby/receipts"
)

// A model is what a store has to agree with: every command applied in memory,
// and every fact.
type model struct {
	*chat.Memory
	ledgers map[chat.MessageUID]*receipts.Ledger
	facts   []chat.Fact
}

func newModel() *model {
	m := &model{ledgers: map[chat.MessageUID]*receipts.Ledger{}}
	m.Memory = chat.NewMemory(func(c chat.Card, a *chat.Audience) chat.Ledger {
		l := receipts.Open(c, a)
		m.ledgers[c.UID] = l
		return l
	})
	return m
}

var (
	cast   = []chat.UserID{"ann", "bob", "cid", "dot", "eve", "bot"}
	places = []chat.GroupID{"red", "green"}
)

func profile(u chat.UserID) chat.Profile {
	p := chat.Profile{User: u, Name: "Name of " + string(u), Kind: chat.KindUser}
	if u == "bot" {
		p.Kind = chat.KindBot
	}
	return p
}

// draw makes up what somebody does. uids are the messages so far.
func draw(t *rapid.T, uids []chat.MessageUID) (by chat.UserID, g chat.GroupID, do chat.Action) {
	by, g = rapid.SampledFrom(cast).Draw(t, "by"), rapid.SampledFrom(places).Draw(t, "group")
	who := rapid.SampledFrom(cast).Draw(t, "who")
	uid := chat.MessageUID("01ARZ3NDEKTSV4RRFFQ69G5FAV")
	if len(uids) > 0 {
		uid = uids[len(uids)-1-min(len(uids)-1, rapid.IntRange(0, 12).Draw(t, "back"))]
	}
	name := rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "word")
	yes := rapid.Bool().Draw(t, "yes")
	switch rapid.IntRange(0, 30).Draw(t, "what") {
	case 0:
		return by, g, chat.Create{Name: "G", Owner: profile(by), Members: []chat.Profile{profile(who), profile("bot")}}
	case 1:
		return by, g, chat.Admit{Token: name, Profile: profile(by)}
	case 2:
		return by, g, chat.Join{Profile: profile(by)}
	case 3:
		return by, g, chat.Quit{}
	case 4:
		return by, g, chat.Invite{Users: []chat.Profile{profile(who), profile(by)}}
	case 5:
		return by, g, chat.Invite{Users: []chat.Profile{{User: who}, {User: by}}}
	case 6:
		return by, g, chat.Remove{Users: []chat.UserID{who}}
	case 7:
		return by, g, chat.SetRole{User: who, Role: rapid.SampledFrom([]chat.Role{chat.RoleAdmin, chat.RoleMember}).Draw(t, "role")}
	case 8:
		v := rapid.SampledFrom([]chat.Visibility{chat.VisibleToSender, chat.VisibleToEveryone}).Draw(t, "visibility")
		return by, g, chat.Update{Name: &name, Open: &yes, Visibility: &v}
	case 9:
		p := profile(by)
		p.Name += name
		return by, g, chat.Describe{Profile: p}
	case 10:
		return by, g, chat.Edit{UID: uid, Text: "edited " + name}
	case 11:
		return by, g, chat.Recall{UID: uid}
	case 12, 13:
		return by, g, chat.React{UID: uid, Emoji: name, On: yes}
	case 14:
		return by, g, chat.SetRead{Seq: chat.Seq(rapid.IntRange(0, 60).Draw(t, "seq"))}
	case 15, 16:
		return by, g, chat.Ask{UID: uid}
	case 17:
		return by, g, chat.Remind{UID: uid}
	case 18:
		return "", g, chat.Announce{Messages: []chat.MessageUID{uid}}
	case 28, 29:
		p := profile(by)
		p.Kind = rapid.SampledFrom([]chat.Kind{chat.KindUser, chat.KindBot}).Draw(t, "kind")
		return by, "", chat.Meet{Profile: p}
	case 19, 20, 21, 22:
		return by, g, chat.Answer{Messages: []chat.Reading{{UID: uid}, {UID: uid, At: start - 1}}}
	default:
		n := rapid.IntRange(0, 200).Draw(t, "client id")
		p := chat.Post{Text: "text " + name, ClientMsgID: fmt.Sprint(n), NeedReceipt: yes}
		if n%5 == 0 {
			p.ReplyTo, p.Mentions = uid, []chat.UserID{who}
		}
		return by, g, p
	}
}

// TestTheStoreDoesWhatMemoryDoes lets random histories happen to a store, which
// is closed and opened and forgets what it keeps in memory on the way, and to a
// hub in memory: what comes of them is the same, and so is what can be read.
func TestTheStoreDoesWhatMemoryDoes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := store.Options{Readers: 1}
		if rapid.Bool().Draw(rt, "forgetful") {
			o.CachedMembers, o.CachedReceipts = 1, 1
		}
		w := newWorld(t, o)
		defer w.Close()
		m := newModel()
		var uids []chat.MessageUID
		for range rapid.IntRange(1, 25).Draw(rt, "batches") {
			var batch []chat.Command
			for range rapid.IntRange(1, 12).Draw(rt, "commands") {
				by, g, do := draw(rt, uids)
				c := w.command(by, g, do)
				if _, post := do.(chat.Post); post {
					uids = append(uids, c.ID)
				}
				w.now += chat.Millis(rapid.SampledFrom([]int{0, 1, 30, 60_000}).Draw(rt, "later"))
				batch = append(batch, c)
			}
			want, _ := m.Apply(batch)
			got, err := w.Apply(batch)
			if err != nil {
				rt.Fatal(err)
			}
			for i := range want {
				same(rt, fmt.Sprintf("outcome of %T", batch[i].Do), got[i], want[i])
				m.facts = append(m.facts, want[i].Facts...)
			}
			if rapid.IntRange(0, 5).Draw(rt, "reopen") == 0 {
				w.reopen()
			}
		}
		w.agree(rt, m)
	})
}

// agree checks that everybody reads in the store what the model says.
func (w *world) agree(t *rapid.T, m *model) {
	t.Helper()
	same(t, "position", w.Position(), chat.Pos(len(m.facts)))
	same(t, "due", w.due(t), m.due())
	for _, g := range places {
		state := m.State(g)
		messages := m.messages(g)
		for _, viewer := range cast {
			i := slices.IndexFunc(state.Members, func(x chat.Membership) bool { return x.User == viewer })
			code := chat.NewRoom(nil, state).Access(viewer)
			page, got, err := w.History(w.t.Context(), g, viewer, chat.Span{After: 0, Limit: 1 << 20})
			if err != nil {
				t.Fatal(err)
			}
			same(t, "access of "+string(viewer), got, code)
			if code == chat.Done {
				me := state.Members[i]
				same(t, "history of "+string(viewer), page.Messages, m.seenBy(messages, state, viewer))
				group, _, err := w.Group(w.t.Context(), g, viewer)
				if err != nil {
					t.Fatal(err)
				}
				same(t, "unread of "+string(viewer), [3]int{group.Unread, int(group.ReadSeq), int(group.LastSeq)},
					[3]int{me.Unread(state.Texts), int(me.ReadSeq), int(state.LastSeq)})
				w.agreeOnReaders(t, m, g, state, messages, viewer)
			}
			w.agreeOnReplay(t, m, g, state, messages, viewer)
		}
	}
}

func (w *world) due(t *rapid.T) map[chat.MessageUID]bool {
	due, err := w.Due(w.t.Context())
	if err != nil {
		t.Fatal(err)
	}
	uids := map[chat.MessageUID]bool{}
	for _, d := range due {
		uids[d.UID] = true
	}
	return uids
}

// due are the messages whose senders were not told everything.
func (m *model) due() map[chat.MessageUID]bool {
	uids := map[chat.MessageUID]bool{}
	for uid, l := range m.ledgers {
		r := l.Record()
		if r.Announced != len(r.Answers) || r.Told.Total != r.Tally.Total {
			uids[uid] = true
		}
	}
	return uids
}

// messages are a group's messages as they are now, without what depends on who
// looks.
func (m *model) messages(g chat.GroupID) []chat.Message {
	var all []chat.Message
	for _, f := range m.facts {
		if f.Group != g {
			continue
		}
		switch a := f.What.(type) {
		case chat.Posted:
			all = append(all, a.Message)
		case chat.Edited:
			x := &all[a.Seq-1]
			x.Text, x.Edited = a.Text, f.At
		case chat.Recalled:
			x := &all[a.Seq-1]
			x.Text, x.Recalled = "", f.At
		case chat.Reacted:
			x := &all[a.Seq-1]
			x.Reactions = reacted(x.Reactions, a, f.By)
		}
	}
	return all
}

func reacted(before map[string][]chat.UserID, a chat.Reacted, by chat.UserID) map[string][]chat.UserID {
	after := maps.Clone(before)
	if after == nil {
		after = map[string][]chat.UserID{}
	}
	if a.On {
		after[a.Emoji] = append(slices.Clone(after[a.Emoji]), by)
		return after
	}
	after[a.Emoji] = slices.DeleteFunc(slices.Clone(after[a.Emoji]), func(u chat.UserID) bool { return u == by })
	if len(after[a.Emoji]) == 0 {
		delete(after, a.Emoji)
	}
	return after
}

// seenBy is how viewer sees messages.
func (m *model) seenBy(messages []chat.Message, state chat.RoomState, viewer chat.UserID) []chat.Message {
	seen := slices.Clone(messages)
	for i := range seen {
		x := &seen[i]
		if x.Sender != viewer {
			x.ClientMsgID = ""
		}
		if l := m.ledgers[x.UID]; l != nil {
			info := l.Info(viewer, x.Sender == viewer || state.Info.Visibility == chat.VisibleToEveryone)
			x.Receipt = &info
		}
	}
	return seen
}

func (w *world) agreeOnReaders(t *rapid.T, m *model, g chat.GroupID, state chat.RoomState, messages []chat.Message, viewer chat.UserID) {
	room := chat.NewRoom(nil, state)
	for _, x := range messages {
		code := chat.Done
		l := m.ledgers[x.UID]
		switch {
		case x.Sender != viewer && state.Info.Visibility != chat.VisibleToEveryone:
			code = chat.NotSender
		case l == nil:
			code = chat.NotAsked
		}
		for _, list := range []chat.ReaderList{"", chat.ListRead, chat.ListUnread, chat.ListLeft, chat.ListAlso} {
			got, gotCode, err := w.Receipts(w.t.Context(), g, viewer, x.UID, list, 0, 100)
			if err != nil {
				t.Fatal(err)
			}
			same(t, "code of receipts", gotCode, code)
			if code != chat.Done {
				break
			}
			want := chat.Readership{Tally: l.Tally()}
			want.Users, _ = l.List(list, room.IsMember, x.Edited, 0, 100)
			same(t, "readers "+string(list), got, want)
		}
	}
}

// agreeOnReplay checks that what is replayed are the facts that concern the
// viewer.
func (w *world) agreeOnReplay(t *rapid.T, m *model, g chat.GroupID, state chat.RoomState, messages []chat.Message, viewer chat.UserID) {
	after := chat.Pos(rapid.IntRange(0, len(m.facts)).Draw(t, "after"))
	replay, err := w.Replay(w.t.Context(), viewer, g, after, chat.Pos(len(m.facts)))
	if err != nil {
		t.Fatal(err)
	}
	want, former := m.missed(g, state, viewer, after)
	if former {
		// Of who has left, what changed later is left out.
		places := positions(want)
		for _, r := range replay.Facts {
			if !slices.Contains(places, r.Pos) {
				t.Fatalf("%s is told of %T at %d after leaving", viewer, r.What, r.Pos)
			}
			if r.Message != nil && r.Message.Receipt != nil && r.Message.Receipt.Tally != nil {
				t.Fatalf("%s is told a count after leaving", viewer)
			}
		}
		return
	}
	seen := m.seenBy(messages, state, viewer)
	if len(replay.Facts) != len(want) {
		t.Fatalf("%s is replayed %v, and has missed %v", viewer, replay.Facts, want)
	}
	for i, r := range replay.Facts {
		agreeOnFact(t, r, want[i], seen, viewer)
	}
}

// missed are the facts after a place that concern viewer.
func (m *model) missed(g chat.GroupID, state chat.RoomState, viewer chat.UserID, after chat.Pos) (want []chat.Fact, former bool) {
	i := slices.IndexFunc(state.Members, func(x chat.Membership) bool { return x.User == viewer })
	if i < 0 {
		return nil, false
	}
	until := state.Members[i].Until
	for _, f := range m.facts {
		if f.Group != g || f.Pos <= after || until != 0 && f.Pos > until {
			continue
		}
		switch a := f.What.(type) {
		case chat.Redeemed:
			continue
		case chat.Answered:
			if f.By != viewer {
				continue
			}
			f.At = 0 // is not kept: it is told to nobody
		case chat.ReadMoved:
			if f.By != viewer || f.Pos != state.Members[i].Moved {
				continue
			}
			f.At, a.Unread = 0, state.Members[i].Unread(state.Texts)
			f.What = a
		case chat.Announced:
			if a.Sender != viewer && state.Info.Visibility != chat.VisibleToEveryone {
				continue
			}
		case chat.Reminded:
			if !slices.Contains(a.To, viewer) {
				continue
			}
		}
		want = append(want, f)
	}
	return want, until != 0
}

// agreeOnFact checks one fact of a replay against what happened.
func agreeOnFact(t *rapid.T, r store.Replayed, f chat.Fact, seen []chat.Message, viewer chat.UserID) {
	t.Helper()
	same(t, "place, time and by", []any{r.Pos, r.At, r.By, r.Group}, []any{f.Pos, f.At, f.By, f.Group})
	shown := func(seq chat.Seq) { same(t, "message", *r.Message, seen[seq-1]) }
	what := f.What
	switch a := f.What.(type) {
	case chat.Posted:
		shown(a.Message.Seq)
		what = chat.Posted{Message: seen[a.Message.Seq-1]}
	case chat.Edited:
		shown(a.Seq)
		a.Text = seen[a.Seq-1].Text
		what = a
	case chat.Recalled:
		shown(a.Seq)
	case chat.Reacted:
		shown(a.Seq)
	case chat.Asked:
		shown(a.Card.Seq)
		a.Card.Recalled, a.Audience = seen[a.Card.Seq-1].Recalled != 0, nil
		what = a
	case chat.Reminded:
		a.To = []chat.UserID{viewer}
		what = a
	case chat.Created, chat.Joined, chat.Updated, chat.Described: // told as things are now
		same(t, "kind of fact", fmt.Sprintf("%T", r.What), fmt.Sprintf("%T", f.What))
		return
	}
	same(t, "fact", r.What, what)
}

func positions(facts []chat.Fact) []chat.Pos {
	var all []chat.Pos
	for _, f := range facts {
		all = append(all, f.Pos)
	}
	return all
}
