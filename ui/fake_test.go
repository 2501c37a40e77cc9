package ui

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/theme"
)

// fakeChat answers from memory and writes down what it is asked to do.
type fakeChat struct {
	me       chat.UserID
	messages map[chat.GroupID][]chat.Message
	members  []chat.Member
	copied   []chat.Member // what is known without the hub
	readers  map[chat.ReaderList]chat.Readership
	drafts   map[chat.GroupID]string
	muted    map[chat.GroupID]bool
	last     chat.GroupID
	err      error
	fakeReceipts
	fakeFinder
	fakeFounder

	did    []string
	read   []chat.Seen
	readIn []chat.GroupID
	sent   []chat.Draft
}

func (f *fakeChat) note(format string, args ...any) {
	f.did = append(f.did, fmt.Sprintf(format, args...))
}

func (f *fakeChat) Me() chat.UserID { return f.me }
func (f *fakeChat) Send(d chat.Draft) string {
	f.sent = append(f.sent, d)
	f.note("send %s %q", d.Group, d.Text)
	return fmt.Sprintf("c%d", len(f.sent))
}
func (f *fakeChat) Retry(id string)   { f.note("retry %s", id) }
func (f *fakeChat) Discard(id string) { f.note("discard %s", id) }
func (f *fakeChat) Revise(id, text string, _ []chat.UserID) {
	f.note("revise %s %q", id, text)
}
func (f *fakeChat) RequestReceipt(g chat.GroupID, uid chat.MessageUID) {
	f.note("request %s %s", g, uid)
}
func (f *fakeChat) Read(g chat.GroupID, seen []chat.Seen) {
	f.read = append(f.read, seen...)
	f.readIn = append(f.readIn, g)
}
func (f *fakeChat) Answer(g chat.GroupID, uids []chat.MessageUID) {
	f.note("answer %s %v", g, uids)
}
func (f *fakeChat) Edit(g chat.GroupID, uid chat.MessageUID, text string) {
	f.note("edit %s %s %q", g, uid, text)
}
func (f *fakeChat) Recall(g chat.GroupID, uid chat.MessageUID) { f.note("recall %s %s", g, uid) }
func (f *fakeChat) React(g chat.GroupID, uid chat.MessageUID, emoji string, on bool) {
	f.note("react %s %s %s %t", g, uid, emoji, on)
}
func (f *fakeChat) Remind(g chat.GroupID, uid chat.MessageUID) { f.note("remind %s %s", g, uid) }
func (f *fakeChat) Typing(g chat.GroupID)                      {}
func (f *fakeChat) RetryNow()                                  { f.note("retry now") }
func (f *fakeChat) SaveDraft(g chat.GroupID, text string) {
	if f.drafts == nil {
		f.drafts = map[chat.GroupID]string{}
	}
	f.drafts[g] = text
}
func (f *fakeChat) Draft(g chat.GroupID) string { return f.drafts[g] }
func (f *fakeChat) Opened(g chat.GroupID)       { f.last = g }
func (f *fakeChat) LastOpened() chat.GroupID    { return f.last }
func (f *fakeChat) Mute(g chat.GroupID, on bool) {
	if f.muted == nil {
		f.muted = map[chat.GroupID]bool{}
	}
	f.muted[g] = on
}
func (f *fakeChat) Muted(g chat.GroupID) bool { return f.muted[g] }

func (f *fakeChat) History(_ context.Context, g chat.GroupID, s chat.Span) (chat.Page, error) {
	if f.err != nil {
		return chat.Page{}, f.err
	}
	all := f.messages[g]
	from, to := 0, len(all)
	switch {
	case s.Before > 0:
		to, _ = slices.BinarySearchFunc(all, s.Before, func(m chat.Message, q chat.Seq) int { return int(m.Seq - q) })
		from = max(to-s.Limit, 0)
	case s.After > 0:
		from, _ = slices.BinarySearchFunc(all, s.After+1, func(m chat.Message, q chat.Seq) int { return int(m.Seq - q) })
		to = min(from+s.Limit, len(all))
	case s.Around > 0:
		at, _ := slices.BinarySearchFunc(all, s.Around, func(m chat.Message, q chat.Seq) int { return int(m.Seq - q) })
		from, to = max(at-s.Limit/2, 0), min(at+s.Limit/2, len(all))
	default:
		from = max(to-s.Limit, 0)
	}
	return chat.Page{Group: g, Messages: slices.Clone(all[from:to]), More: from > 0}, nil
}

func (f *fakeChat) Members(context.Context, chat.GroupID) ([]chat.Member, error) {
	return f.members, f.err
}

func (f *fakeChat) MembersCopy(context.Context, chat.GroupID) ([]chat.Member, error) {
	return f.copied, nil
}

func (f *fakeChat) Readers(_ context.Context, _ chat.GroupID, _ chat.MessageUID, list chat.ReaderList) (chat.Readership, error) {
	return f.readers[list], f.err
}

// rig is a model with a fake client in an event loop of its own, in the fake
// time of synctest: timers ring when the test waits.
type rig struct {
	*testing.T
	m     *Model
	chat  *fakeChat
	in    chan tea.Msg
	quit  bool
	bells int
	raw   []string // written past the screen, without the bells
	// moved returns the key that is pressed in place of one; nil presses that one.
	moved func(key string) string
}

// noon is when the conversations of the tests are held. The fake clock stands
// long before it.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// drive runs a test on a model that has the group ops open.
func drive(t *testing.T, f *fakeChat, test func(r *rig), change ...func(*Options)) {
	t.Helper()
	time.Local = time.UTC
	synctest.Test(t, func(t *testing.T) {
		if f.me == "" {
			f.me = "alice"
		}
		if f.members == nil {
			f.members = people("alice", "bob", "cy", "dora", "eve")
		}
		o := Options{Chat: f, Theme: theme.New("mono", theme.Mono()), Open: "ops"}
		o.Settings.Answer = f.Policy
		for _, c := range change {
			c(&o)
		}
		r := &rig{T: t, chat: f, m: New(o), in: make(chan tea.Msg, 10_000)}
		r.run(r.m.Init())
		r.settle()
		test(r)
		time.Sleep(10 * time.Minute) // every timer has rung
	})
}

// say hands messages to the model, and all that follows at once.
func (r *rig) say(msgs ...tea.Msg) *rig {
	r.Helper()
	for _, msg := range msgs {
		r.take(msg)
		r.settle()
	}
	return r
}

func (r *rig) take(msg tea.Msg) {
	switch msg := msg.(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			r.run(c)
		}
	case tea.QuitMsg:
		r.quit = true
	case tea.RawMsg:
		if msg.Msg == "\a" {
			r.bells++
		} else {
			r.raw = append(r.raw, fmt.Sprint(msg.Msg))
		}
	default:
		_, cmd := r.m.Update(msg)
		r.run(cmd)
	}
}

func (r *rig) run(cmd tea.Cmd) {
	if cmd != nil {
		go func() {
			if msg := cmd(); msg != nil {
				r.in <- msg
			}
		}()
	}
}

// settle handles messages until there are none but those of timers.
func (r *rig) settle() {
	for {
		synctest.Wait()
		select {
		case msg := <-r.in:
			r.take(msg)
		default:
			return
		}
	}
}

// wait lets time pass; timers ring meanwhile.
func (r *rig) wait(d time.Duration) *rig {
	r.Helper()
	over := time.After(d)
	for {
		select {
		case msg := <-r.in:
			r.take(msg)
		case <-over:
			r.settle()
			return r
		}
	}
}

func people(ids ...string) []chat.Member {
	var list []chat.Member
	for i, id := range ids {
		list = append(list, chat.Member{User: chat.UserID(id), Name: strings.ToUpper(id[:1]) + id[1:], Role: chat.RoleMember, Kind: chat.KindUser, Online: i%2 == 0})
	}
	return list
}

func (r *rig) keys(keys ...string) *rig {
	for _, k := range keys {
		if r.moved != nil {
			k = r.moved(k)
		}
		r.say(press(k))
	}
	return r
}

// press makes the message of a key by its name.
func press(name string) tea.KeyPressMsg {
	special := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
		"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "end": tea.KeyEnd, "home": tea.KeyHome, "backspace": tea.KeyBackspace, "tab": tea.KeyTab,
	}
	var mod tea.KeyMod
	for {
		head, rest, ok := strings.Cut(name, "+")
		if !ok || rest == "" {
			break
		}
		mod |= map[string]tea.KeyMod{"ctrl": tea.ModCtrl, "alt": tea.ModAlt, "shift": tea.ModShift}[head]
		name = rest
	}
	if code, ok := special[name]; ok {
		return tea.KeyPressMsg{Code: code, Mod: mod}
	}
	if n, err := strconv.Atoi(strings.TrimPrefix(name, "f")); err == nil && name[0] == 'f' {
		return tea.KeyPressMsg{Code: tea.KeyF1 + rune(n) - 1, Mod: mod}
	}
	if name == "space" {
		return tea.KeyPressMsg{Code: tea.KeySpace, Text: " ", Mod: mod}
	}
	k := tea.KeyPressMsg{Code: []rune(name)[0], Mod: mod}
	if mod&(tea.ModCtrl|tea.ModAlt) == 0 {
		k.Text = name
	}
	return k
}

func (r *rig) size(w, h int) *rig { return r.say(tea.WindowSizeMsg{Width: w, Height: h}) }

func (r *rig) news(n ...chat.News) *rig { return r.say(NewsMsg(n)) }

// screen returns what stands on screen, without styles, spaces at the ends of
// lines cut.
func (r *rig) screen() string {
	lines := strings.Split(strip(r.m.View().Content), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

// strip takes the sequences of styles and links out.
func strip(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] != 0x1b:
			b.WriteByte(s[i])
		case strings.HasPrefix(s[i:], "\x1b]"):
			i += strings.Index(s[i:], "\x1b\\") + 1
		default:
			for i++; i < len(s) && (s[i] < '@' || s[i] > '~' || s[i] == '['); i++ {
			}
		}
	}
	return b.String()
}

// text is a message of the group ops.
func text(seq int, from, words string) chat.Message {
	return chat.Message{
		UID: chat.MessageUID(fmt.Sprintf("M%025d", seq)), ConversationType: chat.ConversationGroup, Group: "ops", Seq: chat.Seq(seq),
		Sender: chat.UserID(from), Sent: chat.At(noon.Add(time.Duration(seq) * time.Second)), Text: words, Kind: chat.KindText,
	}
}

func asking(m chat.Message, tally *chat.Tally) chat.Message {
	m.Receipt = &chat.ReceiptInfo{Asked: true, Tally: tally}
	return m
}

func added(m chat.Message) chat.News { return chat.MessageAdded{Message: m, Live: true} }

var online = chat.LinkChanged{State: chat.LinkOnline, Latency: 2 * time.Millisecond}

func listed(groups ...chat.Group) chat.News { return chat.GroupsListed{Groups: groups} }

func ops(last, read, unread int) chat.Group {
	return chat.Group{ID: "ops", Name: "ops", Topic: "what runs and what does not", MemberCount: 5, Role: chat.RoleMember,
		Visibility: chat.VisibleToSender, LastSeq: chat.Seq(last), ReadSeq: chat.Seq(read), Unread: unread}
}
