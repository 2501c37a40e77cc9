package demo

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"seenby/chat"
	"seenby/demo/play"
	"seenby/demo/scenario"
	"seenby/demo/scenarios"
	"seenby/theme"
	"seenby/ui"
	"seenby/ui/words"
)

// The group and the message of the tests.
const (
	groupID  chat.GroupID = "launch"
	question string       = "We release at 15:00. Please confirm that you have read this."
)

var update = flag.Bool("update", false, "write the golden screens anew")

// A quietClient is a client to which nothing happens but what a test tells.
type quietClient struct {
	ui.Chat
	me   chat.UserID
	read []chat.Seen
}

func (c *quietClient) Me() chat.UserID                    { return c.me }
func (c *quietClient) Draft(chat.GroupID) string          { return "" }
func (c *quietClient) SaveDraft(chat.GroupID, string)     {}
func (c *quietClient) Typing(chat.GroupID)                {}
func (c *quietClient) Opened(chat.GroupID)                {}
func (c *quietClient) LastOpened() chat.GroupID           { return "" }
func (c *quietClient) Muted(chat.GroupID) bool            { return false }
func (c *quietClient) Read(_ chat.GroupID, s []chat.Seen) { c.read = append(c.read, s...) }
func (c *quietClient) History(context.Context, chat.GroupID, chat.Span) (chat.Page, error) {
	return chat.Page{Group: groupID}, nil
}
func (c *quietClient) Members(context.Context, chat.GroupID) ([]chat.Member, error) {
	return nil, nil
}

// Clocks on the screens show UTC. It is set once, before a timer reads it.
func init() { time.Local = time.UTC }

// morning is when the tests happen.
var morning = time.Date(2026, 3, 2, 9, 41, 0, 0, time.UTC)

// newTestStage is a stage with three seats that all see the same message of
// Alice's, which asks.
func newTestStage(t *testing.T, width, height int) (*stage, []*quietClient) {
	t.Helper()
	return newTestStageIn(t, words.English(), width, height)
}

// newTestStageIn is one in a language.
func newTestStageIn(t *testing.T, texts *words.Words, width, height int) (*stage, []*quietClient) {
	t.Helper()
	return testStage(t, Options{Words: texts}, width, height)
}

// newTestStageWith is one with options.
func newTestStageWith(t *testing.T, o Options, width, height int) *stage {
	t.Helper()
	s, _ := testStage(t, o, width, height)
	return s
}

func testStage(t *testing.T, o Options, width, height int) (*stage, []*quietClient) {
	t.Helper()
	texts := o.words()
	look, err := theme.Named("mono")
	if err != nil {
		t.Fatal(err)
	}
	if o.Theme.Name == "" {
		o.Theme = look
	}
	now := morning
	s := o.stage(recorderAt(&now))
	s.home, s.now = t.TempDir(), func() time.Time { return now }
	p := newPerformance(Options{Scenario: shipped(t, Welcome), Speed: 1})
	p.calls = s.calls
	s.Update(curtainMsg{p})
	s.place = "ws://127.0.0.1:8787/v1/ws"
	var clients []*quietClient
	for _, seat := range p.seats {
		c := &quietClient{me: chat.UserID(seat.user)}
		clients = append(clients, c)
		seat.model = ui.New(ui.Options{
			Chat: c, Words: texts, Open: groupID, Now: func() time.Time { return now }, Glyphs: o.Glyphs, Keys: s.keys, Around: s.helpEntries(),
			Theme: o.Theme, Follow: o.Follow, Themes: o.Themes, SaveTheme: o.SaveTheme,
			Settings: ui.Settings{MinWidth: tiledSeat, MinHeight: minSeatHeight, Notices: ui.NoticeNone},
		})
		s.attend(seat)
	}
	s.Update(tea.WindowSizeMsg{Width: width, Height: height})
	for i, seat := range p.seats {
		info := &chat.ReceiptInfo{Asked: true}
		if i == 0 {
			info.Tally = &chat.Tally{Read: 2, Total: 4, Version: 2}
		}
		s.Update(seatMsg{seat, ui.NewsMsg{
			chat.LinkChanged{State: chat.LinkOnline, Since: now},
			chat.GroupsListed{Groups: []chat.Group{{ID: groupID, Name: "launch", MemberCount: 5, Role: chat.RoleMember, Visibility: chat.VisibleToSender}}},
			chat.MessageAdded{Live: true, Message: chat.Message{
				UID: "01K000000000000000000WPM0G", Group: groupID, Seq: 1, Sender: "alice", Sent: chat.At(now),
				Text: question, Kind: chat.KindText, Receipt: info,
			}},
		}})
	}
	for _, f := range []struct {
		who   string
		sent  bool
		frame string
	}{
		{"alice", true, `{"id":1,"op":"sendReadReceiptRequest","messageUId":"01K000000000000000000WPM0G"}`},
		{"alice", false, `{"id":1,"code":0,"totalCount":4}`},
		{"bob", false, `{"event":"onMessageReceiptRequest","messageUId":"01K000000000000000000WPM0G"}`},
		{"carol", false, `{"event":"onMessageReceiptRequest","messageUId":"01K000000000000000000WPM0G"}`},
		{"dan", true, `{"id":1,"op":"sendReadReceiptResponse","messageList":["01K000000000000000000WPM0G"]}`},
		{"dan", false, `{"id":1,"code":26321,"error":"this message asks for no receipt"}`},
		{"alice", false, `{"event":"onMessageReceiptResponse","messageUId":"01K000000000000000000WPM0G","userIdList":{"dan":1,"erin":2},"readCount":2,"totalCount":4}`},
	} {
		s.calls.observe(f.who, f.sent, []byte(f.frame))
	}
	for n := range 9 {
		p.script.begin(n, &p.scenario.Steps[n], stepNow)
		for i := range p.scenario.Steps[n].Expect {
			p.script.check(play.Check{Step: n, Index: i, Met: true})
		}
		p.script.end(n, nil)
	}
	p.script.begin(9, &p.scenario.Steps[9], stepYours)
	s.Update(scriptMsg{})
	return s, clients
}

// shipped is a scenario of the program.
func shipped(t *testing.T, name string) *scenario.Scenario {
	t.Helper()
	text, ok := scenarios.Text(name)
	if !ok {
		t.Fatalf("no scenario is called %q", name)
	}
	s, err := scenario.Parse(name, text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheStageFillsItsTerminal(t *testing.T) {
	for _, size := range []struct{ width, height int }{{120, 40}, {160, 50}, {80, 24}, {40, 16}} {
		name := fmt.Sprintf("%dx%d", size.width, size.height)
		t.Run(name, func(t *testing.T) {
			s, _ := newTestStage(t, size.width, size.height)
			got := ansi.Strip(s.View().Content)
			lines := strings.Split(got, "\n")
			if len(lines) != size.height {
				t.Errorf("%d lines, want %d", len(lines), size.height)
			}
			for i, l := range lines {
				if w := ansi.StringWidth(l); w != size.width {
					t.Errorf("line %d is %d wide, want %d: %q", i, w, size.width, l)
				}
			}
			golden(t, "stage-"+name, got)
		})
	}
}

// TestTheStageFillsItsTerminalInEveryLanguage does it by both rules by which
// terminals measure, with text on which they differ.
func TestTheStageFillsItsTerminalInEveryLanguage(t *testing.T) {
	const evil = "部署 👨‍👩‍👧‍👦 🇨🇳 👍🏽 क्षत्रिय مرحبا"
	for _, l := range words.Languages() {
		for _, setting := range []ansi.ModeSetting{ansi.ModeNotRecognized, ansi.ModeReset, ansi.ModeSet} {
			for _, size := range [][2]int{{120, 40}, {97, 33}, {80, 24}, {40, 16}} {
				for _, keys := range [][]rune{nil, {tea.KeyF2}, {tea.KeyF2, tea.KeyUp, tea.KeyEnter}, {tea.KeyF3}} {
					s, _ := newTestStageIn(t, l.Words(), size[0], size[1])
					s.Update(tea.ModeReportMsg{Mode: ansi.ModeUnicodeCore, Value: setting})
					s.cast[1].name = evil
					for _, seat := range s.seats {
						s.Update(seatMsg{seat, ui.NewsMsg{chat.MessageAdded{Live: true, Message: chat.Message{
							UID: "01K000000000000000000WPM0H", Group: groupID, Seq: 2, Sender: "bob", Sent: chat.At(morning), Text: evil, Kind: chat.KindText,
						}}}})
					}
					for _, k := range keys {
						s.Update(tea.KeyPressMsg{Code: k})
					}
					lines := strings.Split(s.View().Content, "\n")
					if len(lines) != size[1] {
						t.Errorf("%s %d %v %v: %d lines", l.Tag, setting, size, keys, len(lines))
					}
					for i, line := range lines {
						if n := s.rule.Rendered(line); n != size[0] {
							t.Errorf("%s %d %v %v: line %d is %d wide: %q", l.Tag, setting, size, keys, i, n, ansi.Strip(line))
						}
					}
				}
			}
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("the screen changed (-want +got):\n%s", diff)
	}
}

func TestTooSmallATerminalSaysSo(t *testing.T) {
	for _, size := range [][2]int{{39, 15}, {300, 15}, {20, 60}, {10, 9}} {
		s, _ := newTestStage(t, size[0], size[1])
		if got := s.View().Content; !strings.Contains(got, "40x16") {
			t.Errorf("%v: got %q", size, got)
		}
	}
}

func TestOnlyTheSeatOneSitsInHasTheFocus(t *testing.T) {
	s, _ := newTestStage(t, 120, 40)
	away := func() []bool {
		var out []bool
		for _, seat := range s.seats {
			content, _ := seat.model.Frame()
			out = append(out, strings.Contains(ansi.Strip(content), "away"))
		}
		return out
	}
	steps := []struct {
		name string
		msg  tea.Msg
		want []bool
	}{
		{"at first it is the first", nil, []bool{false, true, true}},
		{"F6 moves on", tea.KeyPressMsg{Code: tea.KeyF6}, []bool{true, false, true}},
		{"and on", tea.KeyPressMsg{Code: tea.KeyF6}, []bool{true, true, false}},
		{"and round", tea.KeyPressMsg{Code: tea.KeyF6}, []bool{false, true, true}},
		{"shift+F6 goes back", tea.KeyPressMsg{Code: tea.KeyF6, Mod: tea.ModShift}, []bool{true, true, false}},
		{"the terminal loses the focus: nobody has it", tea.BlurMsg{}, []bool{true, true, true}},
		{"and gets it back", tea.FocusMsg{}, []bool{true, true, false}},
		{"a click sits down", tea.MouseClickMsg{X: 5, Y: 10, Button: tea.MouseLeft}, []bool{false, true, true}},
	}
	for _, step := range steps {
		if step.msg != nil {
			s.Update(step.msg)
		}
		if diff := cmp.Diff(step.want, away()); diff != "" {
			t.Errorf("%s (-want +got away):\n%s", step.name, diff)
		}
	}
}

func TestKeysGoToTheSeatOneSitsIn(t *testing.T) {
	s, _ := newTestStage(t, 120, 40)
	s.Update(tea.KeyPressMsg{Code: tea.KeyF6})
	for _, r := range "hi" {
		s.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	for i, seat := range s.seats {
		content, _ := seat.model.Frame()
		if got := strings.Contains(ansi.Strip(content), "│ hi"); got != (i == 1) {
			t.Errorf("seat %d: typed text there is %v", i, got)
		}
	}
}
