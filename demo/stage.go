package demo

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"seenby/demo/asciicast"
	"seenby/theme"
	"seenby/ui"
	"seenby/ui/cell"
	"seenby/ui/words"
)

// A seat is one person's screen on the stage.
type seat struct {
	person *person
	model  *ui.Model
	// width and height are what the model was last told, 0 before.
	width, height int
}

// A stage is the tea.Model of the demo: seats, the desk, a caption.
type stage struct {
	seats []*seat
	cast  []player // everyone, seats first
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
	recorder *asciicast.Recorder
	saved    bool   // the trace of a violation was saved, or could not be
	home     string // where files are written to
	notice   notice
	scene    scene
	place    string // where the hub is
	playing  string // what is played
	theme    theme.Theme
	glyphs   theme.Glyphs
	words    words.Stage
	rule     cell.Rule
	now      func() time.Time
	width    int
	height   int
}

// A player is somebody of the cast, as the stage shows them.
type player struct {
	id, name string
	seated   bool
	// reads is about how long they take to read, 0 for who does not by themselves.
	reads time.Duration
}

// Messages of the stage.
type (
	// seatMsg carries news to one seat.
	seatMsg struct {
		seat int
		news ui.NewsMsg
	}
	// callsMsg says that the wire pane has something new.
	callsMsg struct{}
	// sceneMsg says that the story went on.
	sceneMsg struct{ scene scene }
)

// stage returns a stage without seats that looks as the options say.
func (o Options) stage(calls *recorder) *stage {
	s := newStage(o.Theme, o.words(), calls)
	if o.Glyphs.Ask != "" {
		s.glyphs = o.Glyphs
	}
	return s
}

// newStage returns a stage without seats.
func newStage(look theme.Theme, texts *words.Words, calls *recorder) *stage {
	return &stage{
		calls: calls, theme: look, glyphs: theme.Unicode(), words: texts.Stage, now: time.Now, home: ".",
		wire: wirePane{at: -1, end: -1}, playing: texts.Stage.FirstStory,
	}
}

// Init starts the seats and puts the user into the first.
func (s *stage) Init() tea.Cmd {
	var cmds []tea.Cmd
	for i, seat := range s.seats {
		cmds = append(cmds, seat.model.Init(), s.tell(i, s.focusMsg(i)))
	}
	return tea.Batch(cmds...)
}

// focusMsg is what seat i's terminal reports.
func (s *stage) focusMsg(i int) tea.Msg {
	if i == s.focus && !s.away && !s.atDesk {
		return tea.FocusMsg{}
	}
	return tea.BlurMsg{}
}

// tell hands a message to one seat.
func (s *stage) tell(i int, msg tea.Msg) tea.Cmd {
	_, cmd := s.seats[i].model.Update(msg)
	return cmd
}

func (s *stage) tellAll(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for i := range s.seats {
		cmds = append(cmds, s.tell(i, msg))
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
		return s, s.tell(s.focus, s.focusMsg(s.focus))
	case tea.KeyPressMsg:
		return s, s.onKey(msg)
	case tea.KeyReleaseMsg, tea.PasteMsg, tea.PasteStartMsg, tea.PasteEndMsg:
		if s.atDesk {
			return s, nil
		}
		return s, s.tell(s.focus, msg)
	case tea.MouseMsg:
		return s, s.onMouse(msg)
	case seatMsg:
		return s, s.tell(msg.seat, msg.news)
	case ui.SelfMsg:
		return s, s.onSelf(msg)
	case ui.QuitMsg:
		return s, tea.Quit
	case callsMsg:
		return s, s.saveBroken()
	case sceneMsg:
		s.scene = msg.scene
		if s.recorder != nil {
			s.recorder.Mark(s.caption().String())
		}
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
	}
	return s, s.tellAll(msg)
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
	for i, seat := range s.seats {
		if seat.model == msg.To() {
			return s.tell(i, msg)
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
	return s.tell(s.focus, msg)
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
	left := s.focus
	s.focus, s.atDesk = i, false
	return tea.Batch(s.tell(left, s.focusMsg(left)), s.arrange(), s.tell(i, s.focusMsg(i)))
}

// onMouse hands a mouse event to the seat below it, in its coordinates, or to
// the desk. A click sits down there.
func (s *stage) onMouse(msg tea.MouseMsg) tea.Cmd {
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
			return tea.Batch(cmd, s.tell(i, tea.MouseClickMsg(at)))
		case tea.MouseReleaseMsg:
			return s.tell(i, tea.MouseReleaseMsg(at))
		case tea.MouseWheelMsg:
			return s.tell(i, tea.MouseWheelMsg(at))
		}
	}
	return nil
}
