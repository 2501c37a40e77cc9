package demo

import (
	"cmp"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"seenby/demo/asciicast"
	"seenby/theme"
	"seenby/ui"
	"seenby/ui/cell"
	"seenby/ui/words"
)

// A stage is the tea.Model of the demo: seats, the desk, a caption.
type stage struct {
	seats []*seat      // that are shown
	wings []*seat      // the other screens
	cast  []player     // everyone, seats first
	show  *performance // nil where frames of a file are shown
	// focus is the seat that the user sits in. Its terminal "has the focus", as
	// far as the real one has, and the user is not at the desk.
	focus    int
	away     bool // the real terminal lost the focus
	atDesk   bool
	pane     pane
	wire     wirePane
	faults   faultPane
	plan     plan
	calls    *recorder
	director Director // nil where nobody directs
	roll     rollPane
	lines    scriptPane
	recorder *asciicast.Recorder
	saved    bool   // the trace of a violation was saved, or could not be
	home     string // where files are written to
	notice   notice
	marked   string    // the caption that was noted in the recording
	place    string    // where the hub is
	playing  string    // what is played
	terminal []tea.Msg // what the terminal told of itself
	theme    theme.Theme
	glyphs   theme.Glyphs
	words    words.Stage
	texts    *words.Words
	still    bool // cursors do not blink
	rule     cell.Rule
	now      func() time.Time
	width    int
	height   int
}

// stage returns a stage without seats that looks as the options say.
func (o Options) stage(calls *recorder) *stage {
	s := newStage(o.Theme, o.words(), calls)
	if o.Glyphs.Ask != "" {
		s.glyphs = o.Glyphs
	}
	s.still = o.Still
	return s
}

// newStage returns a stage without seats.
func newStage(look theme.Theme, texts *words.Words, calls *recorder) *stage {
	texts = texts.WithKeys(ui.UsualKey) // the seats have no other keys, so that what scripts say of them holds
	return &stage{
		calls: calls, theme: look, glyphs: theme.Unicode(), words: texts.Stage, texts: texts, now: time.Now, home: ".",
		wire: wirePane{at: -1, end: -1},
	}
}

// Init waits for the curtain.
func (s *stage) Init() tea.Cmd { return nil }

// raise begins a performance: its seats are empty until their clients are there.
func (s *stage) raise(p *performance) tea.Cmd {
	s.show, s.calls, s.cast, s.playing = p, p.calls, p.cast, p.scenario.Title
	s.seats, s.wings, s.focus = nil, nil, 0
	s.wire, s.roll, s.lines, s.faults = wirePane{at: -1, end: -1, glossary: s.wire.glossary}, rollPane{}, scriptPane{}, faultPane{}
	s.saved, s.place, s.notice = false, "", notice{}
	for _, id := range p.shown {
		s.seats = append(s.seats, p.seat(id))
	}
	for _, seat := range p.seats {
		if !slices.Contains(s.seats, seat) {
			s.wings = append(s.wings, seat)
		}
	}
	if len(s.seats) == 0 { // a crowd alone has no screen
		s.atDesk = true
	}
	p.show(s.seats)
	return s.arrange()
}

// open puts a user interface in front of a client that was started.
func (s *stage) open(msg appMsg) tea.Cmd {
	seat := msg.seat
	if !s.has(seat) {
		return nil
	}
	seat.model = ui.New(ui.Options{
		Chat: msg.chat, Wall: time.Now, Theme: s.theme, Glyphs: s.glyphs, Words: s.texts,
		Settings: ui.Settings{MinWidth: tiledSeat, MinHeight: minSeatHeight, Answer: msg.now.Policy, Notices: ui.NoticeNone, Still: s.still},
	})
	seat.width, seat.height = 0, 0
	cmds := []tea.Cmd{seat.model.Init(), s.arrange()}
	for _, m := range s.terminal {
		cmds = append(cmds, seat.tell(m))
	}
	return tea.Batch(append(cmds, s.attend(seat))...)
}

// has reports whether a seat is of this performance.
func (s *stage) has(seat *seat) bool {
	return slices.Contains(s.seats, seat) || slices.Contains(s.wings, seat)
}

// taken reports whether the user sits in a seat: then whoever else would sit
// there has nothing to say.
func (s *stage) taken(seat *seat) bool {
	return !s.atDesk && s.focus < len(s.seats) && s.seats[s.focus] == seat
}

// attend tells a seat's terminal whether it has the focus.
func (s *stage) attend(seat *seat) tea.Cmd {
	has := seat.gaze.Focused
	if s.taken(seat) {
		has = !s.away
	}
	if has {
		return seat.tell(tea.FocusMsg{})
	}
	return seat.tell(tea.BlurMsg{})
}

// gaze lets those who have nobody in their seat look somewhere else.
func (s *stage) gaze(all gazeMsg) tea.Cmd {
	var cmds []tea.Cmd
	for seat, g := range all {
		if !s.has(seat) {
			continue
		}
		seat.gaze = g
		if !s.taken(seat) {
			cmds = append(cmds, s.glance(seat))
		}
	}
	return tea.Batch(cmds...)
}

// glance lets a seat's own person look: what they look for comes on the screen.
func (s *stage) glance(seat *seat) tea.Cmd {
	var cmd tea.Cmd
	if seat.gaze.At != "" || seat.moved {
		cmd = seat.tell(ui.ShowMsg{Group: cmp.Or(seat.gaze.Group, seat.group), UID: seat.gaze.At, Seq: seat.gaze.Seq})
		seat.moved = seat.gaze.At != ""
	}
	return tea.Batch(cmd, s.attend(seat))
}

// scroll moves the timeline of somebody in whose seat the user does not sit.
func (s *stage) scroll(msg scrollMsg) tea.Cmd {
	switch {
	case !s.has(msg.seat) || s.taken(msg.seat):
		return nil
	case msg.way == "end":
		return msg.seat.tell(ui.ShowMsg{Group: msg.seat.group})
	case msg.way == "up":
		return msg.seat.tell(tea.KeyPressMsg{Code: tea.KeyPgUp})
	}
	return msg.seat.tell(tea.KeyPressMsg{Code: tea.KeyPgDown})
}

// tell hands a message to the seat's user interface, when there is one.
func (s *seat) tell(msg tea.Msg) tea.Cmd {
	if s.model == nil {
		return nil
	}
	_, cmd := s.model.Update(msg)
	return cmd
}

func (s *stage) tellAll(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, seat := range slices.Concat(s.seats, s.wings) {
		cmds = append(cmds, seat.tell(msg))
	}
	return tea.Batch(cmds...)
}

// Update takes one message. It never blocks.
func (s *stage) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		return s, s.resize(msg)
	case tea.FocusMsg, tea.BlurMsg:
		_, s.away = msg.(tea.BlurMsg)
		if len(s.seats) == 0 {
			return s, nil
		}
		return s, s.attend(s.seats[s.focus])
	case tea.KeyPressMsg:
		return s, s.onKey(msg)
	case tea.KeyReleaseMsg, tea.PasteMsg, tea.PasteStartMsg, tea.PasteEndMsg:
		if s.atDesk || len(s.seats) == 0 {
			return s, nil
		}
		return s, s.seats[s.focus].tell(msg)
	case tea.MouseMsg:
		return s, s.onMouse(msg)
	case curtainMsg:
		return s, s.raise(msg.performance)
	case appMsg:
		return s, s.open(msg)
	case seatMsg:
		return s, msg.seat.tell(msg.news)
	case gazeMsg:
		return s, s.gaze(msg)
	case scrollMsg:
		return s, s.scroll(msg)
	case ui.SelfMsg:
		return s, s.onSelf(msg)
	case ui.QuitMsg:
		return s, tea.Quit
	case callsMsg:
		return s, s.saveBroken()
	case scriptMsg:
		s.mark()
		return s, nil
	case glossaryMsg:
		s.wire.glossary = msg.glossary
		return s, nil
	case notice:
		s.notice = msg
		return s, nil
	case tea.ModeReportMsg:
		if ui.Graphemes(msg) {
			s.rule = cell.Grapheme
		}
		s.terminal = append(s.terminal, msg)
	case tea.KeyboardEnhancementsMsg, tea.BackgroundColorMsg, tea.ColorProfileMsg:
		s.terminal = append(s.terminal, msg)
	}
	return s, s.tellAll(msg)
}

// mark notes a new caption in the recording.
func (s *stage) mark() {
	if c := s.caption().String(); s.recorder != nil && c != s.marked {
		s.marked = c
		s.recorder.Mark(c)
	}
}

func (s *stage) resize(msg tea.WindowSizeMsg) tea.Cmd {
	changed := s.width != 0 && (s.width != msg.Width || s.height != msg.Height)
	s.width, s.height = msg.Width, msg.Height
	if s.recorder != nil && changed {
		s.recorder.Resize(msg.Width, msg.Height)
	}
	return s.arrange()
}

func (s *stage) onSelf(msg ui.SelfMsg) tea.Cmd {
	for _, seat := range slices.Concat(s.seats, s.wings) {
		if seat.model == msg.To() {
			return seat.tell(msg)
		}
	}
	return nil
}

func (s *stage) onKey(msg tea.KeyPressMsg) tea.Cmd {
	s.notice = notice{}
	if len(s.seats) == 0 {
		return s.onDeskKey(msg)
	}
	switch key := msg.String(); key {
	case "f6", "alt+s":
		return s.sit((s.focus + 1) % len(s.seats))
	case "shift+f6":
		return s.sit((s.focus + len(s.seats) - 1) % len(s.seats))
	case "f2", "f3":
		return s.toDesk(paneOf(key))
	case "f8":
		if s.show != nil {
			return s.toDesk(paneScript)
		}
	case "f9":
		if s.show != nil {
			return s.direct(key)
		}
	case "f4":
		if s.saboteur() != nil {
			return s.toDesk(paneFaults)
		}
	case "f5", "f7":
		if s.director != nil {
			return s.direct(key)
		}
	}
	if s.atDesk {
		return s.onDeskKey(msg)
	}
	return s.seats[s.focus].tell(msg)
}

// sit moves the user to seat i: one terminal loses the focus, another gets it.
// Where there are no seats, to leave the desk is to leave.
func (s *stage) sit(i int) tea.Cmd {
	if len(s.seats) == 0 {
		return tea.Quit
	}
	if i == s.focus && !s.atDesk {
		return nil
	}
	left := s.seats[s.focus]
	s.focus, s.atDesk = i, false
	if left == s.seats[i] {
		return tea.Batch(s.arrange(), s.attend(left))
	}
	return tea.Batch(s.glance(left), s.arrange(), s.attend(s.seats[i]))
}

// onMouse hands a mouse event to the seat below it, in its coordinates, or to
// the desk. A click sits down there.
func (s *stage) onMouse(msg tea.MouseMsg) tea.Cmd {
	if len(s.plan.seats) != len(s.seats) {
		return nil // nothing is drawn yet, or there is no room
	}
	at := msg.Mouse()
	if s.plan.desk.has(at.X, at.Y) {
		return s.onDeskMouse(msg, at.Y-s.plan.desk.y)
	}
	if _, click := msg.(tea.MouseClickMsg); click && s.plan.tabs() && at.Y == tabsRow {
		return s.sit(min(at.X/max(s.width/len(s.seats), 1), len(s.seats)-1))
	}
	for i := range s.seats {
		b := s.plan.seats[i]
		if !b.has(at.X, at.Y) {
			continue
		}
		in := b.inside()
		on := in.has(at.X, at.Y)
		at.X -= in.x
		at.Y -= in.y
		switch msg.(type) {
		case tea.MouseClickMsg:
			cmd := s.sit(i)
			if !on {
				return cmd // on the frame
			}
			return tea.Batch(cmd, s.seats[i].tell(tea.MouseClickMsg(at)))
		case tea.MouseReleaseMsg:
			return s.seats[i].tell(tea.MouseReleaseMsg(at))
		case tea.MouseWheelMsg:
			return s.seats[i].tell(tea.MouseWheelMsg(at))
		}
	}
	return nil
}
