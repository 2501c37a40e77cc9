package ui

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/google/go-cmp/cmp"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/cell/celltest"
	"seenby/ui/panel"
)

// sinks are the places where words of others come on screen. Each puts a
// string there; clean is what package cell makes of it there.
var sinks = map[string]struct {
	clean func(string) string
	put   func(r *rig, s string)
}{
	"message": {func(s string) string { return cell.Clean(s).String() }, func(r *rig, s string) { r.news(added(text(1, "bob", s))) }},
	"own message that waits": {func(s string) string { return cell.Clean(s).String() }, func(r *rig, s string) {
		r.news(chat.Sending{Group: "ops", ClientMsgID: "c", State: chat.SendQueued, Text: s, Queued: noon})
	}},
	"why it was not sent": {func(s string) string { return cell.Line(s).String() }, func(r *rig, s string) {
		r.news(chat.Sending{Group: "ops", ClientMsgID: "c", State: chat.SendFailed, Text: "x", Err: s, Queued: noon})
	}},
	"quote": {func(s string) string { return cell.Clean(s).String() }, func(r *rig, s string) {
		m := text(2, "cy", "yes")
		m.ReplyTo = text(1, "", "").UID
		one := text(1, "bob", "x")
		r.news(added(one), added(m))
		one.Text = s
		r.m.open.list.Change(&one)
		r.keys("pgup", "end")
	}},
	"system line": {func(s string) string { return cell.Line(s).String() }, func(r *rig, s string) {
		r.news(added(chat.Message{UID: "S", Group: "ops", Seq: 1, Sender: "bob", Kind: chat.KindSystem, Text: s, Sent: chat.At(noon)}))
	}},
	"reaction": {func(s string) string { return cell.Line(s).String() }, func(r *rig, s string) {
		m := text(1, "bob", "x")
		m.Reactions = map[string][]chat.UserID{s: {"cy"}}
		r.news(added(m))
	}},
	"display name": {func(s string) string { return cell.Name(s).String() }, func(r *rig, s string) {
		r.chat.members = append(people("alice"), chat.Member{User: "bob", Name: s, Online: true})
		r.news(listed(ops(0, 0, 0)), added(asking(text(1, "bob", "x"), nil)), chat.TypingSeen{Group: "ops", User: "bob"})
		r.keys("up", "i")
	}},
	"group name": {func(s string) string { return cell.Name(s).String() }, func(r *rig, s string) { r.news(chat.GroupChanged{Group: chat.Group{ID: "ops", Name: s, Unread: 3}}) }},
	"group name in the switcher": {func(s string) string { return cell.Name(s).String() }, func(r *rig, s string) {
		r.news(chat.GroupChanged{Group: chat.Group{ID: "ops", Name: s, Unread: 3}}).keys("ctrl+k")
	}},
	"topic": {func(s string) string { return cell.Line(s).String() }, func(r *rig, s string) {
		r.news(chat.GroupChanged{Group: chat.Group{ID: "ops", Name: "ops", Topic: s}})
	}},
	"trouble":    {func(s string) string { return cell.Line(s).String() }, func(r *rig, s string) { r.news(chat.Trouble{Text: s}) }},
	"link error": {func(s string) string { return cell.Line(s).String() }, func(r *rig, s string) { r.news(chat.LinkChanged{State: chat.LinkClosed, Err: s}) }},
	"readers failed": {func(s string) string { return cell.Line(s).String() }, func(r *rig, s string) {
		r.news(added(asking(text(1, "alice", "x"), &chat.Tally{Total: 2})))
		r.chat.err = fmt.Errorf("%s", s)
		r.keys("up", "i")
	}},
	"waiting": {func(s string) string { return cell.Clean(s).String() }, func(r *rig, s string) {
		r.chat.waits = []chat.Message{asking(text(1, "alice", s), &chat.Tally{Total: 2})}
		r.news(listed(ops(1, 1, 0)), online).keys("ctrl+w")
	}},
	"withheld": {func(s string) string { return cell.Clean(s).String() }, func(r *rig, s string) {
		r.news(chat.PeekChanged{On: true, Withheld: []chat.Withheld{{Group: "ops", UID: "M", Seq: 1, Sender: "bob", Text: s}}}).keys("alt+y")
	}},
	"goal met": {func(s string) string { return cell.Line(s).String() }, func(r *rig, s string) {
		r.news(chat.GoalMet{Group: "ops", UID: "M", Goal: "all", Text: s, Tally: chat.Tally{Read: 2, Total: 2}})
	}},
	"goal": {func(s string) string { return cell.Line(s).String() }, func(r *rig, s string) {
		r.news(added(asking(text(1, "alice", "x"), &chat.Tally{Total: 2}))).keys("up", "t").say(tea.PasteMsg{Content: s})
	}},
	"found": {func(s string) string { return cell.Clean(s).String() }, func(r *rig, s string) {
		m := text(1, "bob", s)
		r.m.known("ops").book.load(people("alice", "bob"))
		r.keys("ctrl+f", "x", "y").wait(searchPause)
		r.say(SelfMsg{r.m, searched{n: r.m.searchN, page: chat.Page{Messages: []chat.Message{m}}, texts: []cell.Text{panel.Excerpt(m.Text, "xy")}}})
	}},
	"found, by whom and where": {func(s string) string { return cell.Name(s).String() }, func(r *rig, s string) {
		r.chat.members = append(people("alice"), chat.Member{User: "bob", Name: s})
		r.news(listed(chat.Group{ID: "ops", Name: s, MemberCount: 2}))
		r.keys("ctrl+f", "ctrl+f", "x", "y").wait(searchPause)
		r.say(SelfMsg{r.m, searched{n: r.m.searchN, page: chat.Page{Messages: []chat.Message{text(1, "bob", "xy")}}, texts: []cell.Text{panel.Excerpt("xy", "xy")}}})
	}},
	"what is looked for": {func(s string) string { return cell.Line(s).String() }, func(r *rig, s string) { r.keys("ctrl+f").say(tea.PasteMsg{Content: s}) }},
	"search failed": {func(s string) string { return cell.Line(s).String() }, func(r *rig, s string) {
		r.chat.hubErr = fmt.Errorf("%s", s)
		r.news(online).keys("ctrl+f", "x", "y").wait(searchPause)
	}},
	"call": {func(s string) string { return cell.Line(s).String() }, func(r *rig, s string) {
		r.news(listed(ops(0, 0, 0), chat.Group{ID: "zoo", Name: "zoo"})).keys("alt+down").say(tea.FocusMsg{})
		r.news(added(naming(text(1, "bob", s), "alice")))
	}},
	"panel": {func(s string) string { return cell.Clean(s).String() }, func(r *rig, s string) { r.news(added(text(1, "bob", s))).keys("up", "i") }},
	"reply": {func(s string) string { return cell.Clean(s).String() }, func(r *rig, s string) { r.news(added(text(1, "bob", s))).keys("up", "r") }},
	"paste": {func(s string) string { return cell.Clean(s).String() }, func(r *rig, s string) { r.say(tea.PasteMsg{Content: s}) }},
	"draft": {func(s string) string { return cell.Clean(s).String() }, func(r *rig, s string) {
		r.chat.drafts = map[chat.GroupID]string{"zoo": s}
		r.news(listed(ops(0, 0, 0), chat.Group{ID: "zoo", Name: "zoo"})).keys("alt+down")
	}},
	"edited text": {func(s string) string { return cell.Clean(s).String() }, func(r *rig, s string) { r.news(added(text(1, "alice", s))).keys("up", "e") }},
}

// TestHostileTextIsCleanOnScreen: the screen of hostile text is the screen of
// its cleaned text but for the mark that says so, every line has the width of
// the terminal, and nothing but styles of our own is written.
func TestHostileTextIsCleanOnScreen(t *testing.T) {
	for name, sink := range sinks {
		t.Run(name, func(t *testing.T) {
			drive(t, &fakeChat{}, func(first *rig) {
				screen := func(words string, width int) tea.View {
					r := first.another()
					r.size(width, 24).say(tea.FocusMsg{})
					sink.put(r, words)
					v := r.m.View()
					if bad := framed(r.m, v.Content, width, 24); bad != "" {
						t.Errorf("%.100q: %.1000s", words, bad)
					}
					return v
				}
				for i, evil := range celltest.Hostile() {
					if !slices.Contains([]string{"message", "display name"}, name) && i%3 != len(name)%3 {
						continue // every sample in these two, a third of them in each other place
					}
					width := []int{40, 64, 96}[i/3%3]
					got, want := screen(evil.Text, width), screen(sink.clean(evil.Text), width)
					if d := cmp.Diff(common(withoutMark(want.Content), withoutMark(got.Content))); d != "" {
						t.Errorf("%s %.100q (-cleaned +hostile):\n%.3000s", evil.Class, evil.Text, d)
						return
					}
					if got.WindowTitle != want.WindowTitle || celltest.Violation(got.WindowTitle) != "" {
						t.Errorf("%s: the title is %q, want %q", evil.Class, got.WindowTitle, want.WindowTitle)
					}
					if i%3 == 0 {
						screen(evil.Text, 120)
					}
				}
			})
		})
	}
}

// another returns a rig with a new model and client, in the same fake time.
func (r *rig) another() *rig {
	f := &fakeChat{me: r.chat.me, members: r.chat.members}
	o := r.m.o
	o.Chat = f
	n := &rig{T: r.T, m: New(o), chat: f, in: make(chan tea.Msg, 1000)}
	n.run(n.m.Init())
	n.settle()
	return n
}

// ownLink is a link as the timeline writes it.
var ownLink = regexp.MustCompile(`\x1b\]8;(id=[w0-9.]+;(https?://|mailto:)[!-~]+|;)\x1b\\`)

// framed says what is wrong with a frame of this size, "" when nothing.
func framed(m *Model, content string, width, height int) string {
	lines := strings.Split(content, "\n")
	if len(lines) != height {
		return fmt.Sprintf("%d lines, want %d", len(lines), height)
	}
	for y, line := range lines {
		if n := m.rule.Rendered(line); n != width {
			return fmt.Sprintf("line %d is %d cells wide, want %d: %q", y, n, width, line)
		}
		if bad := celltest.Violation(strip(line)); bad != "" {
			return fmt.Sprintf("line %d: %s: %q", y, bad, line)
		}
		for _, seq := range strings.Split(ownLink.ReplaceAllString(line, ""), "\x1b")[1:] {
			end := strings.IndexFunc(seq[1:], func(r rune) bool { return r >= '@' && r <= '~' })
			if seq[0] != '[' || end < 0 || seq[1+end] != 'm' || strings.Trim(seq[1:1+end], "0123456789;:") != "" {
				return fmt.Sprintf("line %d holds a sequence that is no style: %q", y, seq)
			}
		}
	}
	return ""
}

// common cuts what one of two screens shows more at the top: the mark takes a
// line there. The titles, which stand above, stay.
func common(a, b []string) ([]string, []string) {
	n := min(len(a), len(b)) - 1
	return append(a[:1:1], a[len(a)-n:]...), append(b[:1:1], b[len(b)-n:]...)
}

// withoutMark returns the lines of a screen that show something, without the
// mark that says that something was removed from a message.
func withoutMark(content string) []string {
	var lines []string
	for line := range strings.SplitSeq(strip(content), "\n") {
		line, _, _ = strings.Cut(line, "␛ hidden characters")
		if line = strings.TrimRight(line, " ╰"); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}
