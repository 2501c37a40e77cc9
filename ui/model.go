package ui

import (
	"fmt"
	"runtime/debug"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"seenby/chat"
	"seenby/receipts"
	"seenby/ui/cell"
	"seenby/ui/composer"
	"seenby/ui/panel"
	"seenby/ui/timeline"
	"seenby/ui/words"
)

// Model is the user interface of one client. It implements tea.Model; it is to
// be used by one event loop only.
type Model struct {
	o     Options
	texts *words.Words // as the catalogue has them; those in o name the keys
	me    chat.UserID
	rule  cell.Rule // how the terminal measures text

	width, height int
	geo           geometry
	cache         cache

	groups []*group // as they stand in the list
	open   *group   // nil when none is
	wanted chat.GroupID
	listed bool
	unseen []chat.GroupID // in which something may be for the user that is not known yet
	link   chat.LinkChanged
	online map[chat.UserID]bool

	clook    composer.Look
	plook    panel.Look
	composer *composer.Composer

	actions   []action
	stroke    string                       // the first of a key of two strokes
	enhanced  bool                         // the terminal tells keys apart that look alike to others
	selecting bool                         // keys go to the selected message
	readers   *panel.Readers               // nil when closed
	readersN  int                          // generation of the wish to fetch its lists
	react     *panel.React                 // nil when closed
	over      []overlay                    // over the timeline, the last one on top
	waitingN  int                          // generation of the wish to make the list of waiting anew
	form      *form                        // the line that asks for something else, nil when closed
	goal      *panel.Goal                  // the line that asks for a goal, nil when closed
	goals     map[chat.MessageUID][]string // what is to be told of messages
	// brokenParts are what of the screen cannot be drawn at the moment.
	brokenParts map[string]bool
	waking      receipts.Waking
	recall      chat.MessageUID
	search      *panel.Search   // the last one, nil before the first
	searchN     int             // generation of what is looked for
	walk        *walk           // how a search in all groups goes on, nil before it does
	origin      *origin         // nil when one has not gone to what was found
	peeking     bool            // nothing is answered
	held        []chat.Withheld // the answers that are withheld
	holds       map[chat.MessageUID]bool

	sight    *receipts.Sight
	sightAt  time.Time // when the timer is due, zero when none runs
	sightN   int
	focus    focus
	presence bool // a timer for the end of presence runs
	lines    []receipts.Line
	reading  bool // the newest messages of the open group

	menu   *panel.Menu // ways to complete what is written, nil when closed
	hidden bool        // something else has the terminal
	proof  proof
	past   past

	looks     looks
	notice    notice
	noticeN   int
	rang      time.Time // when the user was called last
	ringAt    time.Time // when waiting calls are due, zero when none wait
	ringN     int
	draftN    int
	quitting  bool
	mouseFree bool
}

// focus is what the terminal said of its focus.
type focus uint8

const (
	focusUnknown focus = iota
	focusHere
	focusAway
)

// notice is one line that is shown for a while.
type notice struct {
	text  cell.Text
	style lipgloss.Style
}

// overlay is what can lie over the timeline.
type overlay interface {
	Render(width, height int) []string
}

// QuitMsg says that the user of this model wants to quit. The model itself
// answers it with tea.Quit; a program that embeds several models catches it
// before and does what it likes.
type QuitMsg struct{ From *Model }

// SelfMsg is what a model's own commands yield: an answer from the hub, a
// timer. A program that embeds several models hands it to the model named by
// To; a model ignores those of others.
type SelfMsg struct {
	to   *Model
	what any
}

// To returns whose message it is.
func (s SelfMsg) To() *Model { return s.to }

// New makes a model. Hand it to tea.NewProgram, or its messages to
// [Model.Update] and its [Model.Frame] to the screen.
func New(o Options) *Model {
	m := &Model{o: o.filled(), online: map[chat.UserID]bool{}, goals: map[chat.MessageUID][]string{}, brokenParts: map[string]bool{}}
	m.me = m.o.Chat.Me()
	m.texts = m.o.Words
	m.o.Words = m.texts.WithKeys(m.key)
	m.actions = actionTable()
	m.wanted = m.o.Open
	m.mouseFree = m.o.Settings.NoMouse
	m.looks.follow = m.o.Follow
	m.sight = receipts.NewSight(m.o.Settings.Dwell, m.o.Settings.Presence)
	m.link = chat.LinkChanged{State: chat.LinkConnecting}
	m.clook = composer.Look{Theme: &m.o.Theme, Glyphs: m.o.Glyphs, Words: m.o.Words}
	m.plook = panel.Look{Theme: &m.o.Theme, Glyphs: m.o.Glyphs, Words: m.o.Words, Name: m.nameHere, Online: m.onlineHere}
	m.composer = composer.New(&m.clook)
	if m.wanted != "" {
		m.show(m.group(m.wanted))
	}
	m.stale(partAll)
	return m
}

// Init starts the model.
func (m *Model) Init() tea.Cmd {
	var cmds []tea.Cmd
	if m.looks.follow {
		cmds = append(cmds, tea.RequestBackgroundColor)
	}
	if m.o.Echo {
		cmds = append(cmds, tea.Raw(ansi.RequestPrimaryDeviceAttributes)) // whether it answers at all
	}
	if m.open != nil {
		cmds = append(cmds, m.fetchMembers(m.open))
	}
	return tea.Batch(cmds...)
}

// View draws the model as a whole program.
func (m *Model) View() tea.View {
	content, cursor := m.Frame()
	v := tea.NewView(content)
	v.Cursor = cursor
	v.AltScreen = true
	v.ReportFocus = true
	v.WindowTitle = m.Title()
	v.BackgroundColor = m.o.Theme.Background
	if !m.mouseFree {
		v.MouseMode = tea.MouseModeCellMotion
	}
	return v
}

// Title returns the window title: how much is unread in groups that are not
// muted, the open group, the program. It is clean.
func (m *Model) Title() string {
	parts := make([]cell.Text, 0, 6)
	unread := 0
	for _, g := range m.groups {
		if !g.muted {
			unread += m.unread(g)
		}
	}
	if unread > 0 {
		parts = append(parts, cell.Say("("), cell.Number(unread), cell.Say(") "))
	}
	if m.open != nil {
		parts = append(parts, m.open.name, cell.Say(" - "))
	}
	return cell.Title(cell.Concat(append(parts, cell.Line(m.o.Words.App))...))
}

// MouseFree reports whether the user gave the mouse back to the terminal.
func (m *Model) MouseFree() bool { return m.mouseFree }

// Group returns the open group, empty when none is.
func (m *Model) Group() chat.GroupID {
	if m.open == nil {
		return ""
	}
	return m.open.info.ID
}

// restyle says that everything is to be drawn anew.
func (m *Model) restyle() {
	for _, g := range m.groups {
		m.styleList(g)
	}
	m.clook.Rule, m.plook.Rule = m.rule, m.rule
	m.composer.Restyle()
	if m.readers != nil {
		m.readers.Restyle()
	}
	m.stale(partAll)
}

func (m *Model) styleList(g *group) {
	g.look = timeline.Look{
		Theme: &m.o.Theme, Glyphs: m.o.Glyphs, Words: m.o.Words, Rule: m.rule, Me: m.me,
		Name: g.book.name, Audience: func() int { return g.info.MemberCount - 1 }, Airy: m.geo.airy, Peek: m.peeking, Skip: m.skips, Held: func(uid chat.MessageUID) bool { return m.holds[uid] },
		Broken: func(uid chat.MessageUID, why any) {
			m.o.Logger.Error("a message cannot be drawn", "messageUId", uid, "why", fmt.Sprintf("%T", why), "stack", string(debug.Stack()))
		},
	}
	switch m.o.Settings.Answer(g.info.ID) {
	case receipts.PolicyAsk:
		g.look.Ask = true
	case receipts.PolicyNever:
		g.look.Never = true
	}
	if g.list != nil {
		g.list.Restyle()
	}
}
