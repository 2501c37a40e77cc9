package demo

import (
	tea "charm.land/bubbletea/v2"

	"seenby/theme"
	"seenby/ui"
	"seenby/ui/cell"
)

// A seat is one person's screen on the stage.
type seat struct {
	person *person
	model  *ui.Model
	// x and width are where the seat is drawn; width 0 means that it is hidden.
	x, width int
}

// A stage is the tea.Model of the demo: seats, the wire pane, a caption.
type stage struct {
	seats []*seat
	// focus is the seat that the user sits in. Its terminal "has the focus", as
	// far as the real one has.
	focus  int
	away   bool // the real terminal lost the focus
	calls  *recorder
	scene  scene
	place  string // where the hub is
	theme  theme.Theme
	glyphs theme.Glyphs
	rule   cell.Rule
	width  int
	height int
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

// The least size of the stage, and from where on all seats are side by side.
const (
	minWidth, minHeight = 40, 16
	tiledSeat           = 38
	minSeatHeight       = 8
)

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
	if i == s.focus && !s.away {
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
		s.width, s.height = msg.Width, msg.Height
		return s, s.arrange()
	case tea.FocusMsg:
		s.away = false
		return s, s.tell(s.focus, msg)
	case tea.BlurMsg:
		s.away = true
		return s, s.tell(s.focus, msg)
	case tea.KeyPressMsg:
		return s, s.onKey(msg)
	case tea.KeyReleaseMsg, tea.PasteMsg, tea.PasteStartMsg, tea.PasteEndMsg:
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
		return s, nil
	case sceneMsg:
		s.scene = msg.scene
		return s, nil
	case tea.ModeReportMsg:
		if msg.Mode == modeGraphemes && msg.Value.IsSet() {
			s.rule = cell.Grapheme
		}
	}
	return s, s.tellAll(msg)
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
	switch msg.String() {
	case "f6", "alt+n":
		return s.sit((s.focus + 1) % len(s.seats))
	case "shift+f6", "alt+p":
		return s.sit((s.focus + len(s.seats) - 1) % len(s.seats))
	}
	return s.tell(s.focus, msg)
}

// sit moves the user to seat i: one terminal loses the focus, another gets it.
func (s *stage) sit(i int) tea.Cmd {
	if i == s.focus {
		return nil
	}
	left := s.focus
	s.focus = i
	return tea.Batch(s.tell(left, s.focusMsg(left)), s.arrange(), s.tell(i, s.focusMsg(i)))
}

// onMouse hands a mouse event to the seat below it, in its coordinates. A click
// sits down there.
func (s *stage) onMouse(msg tea.MouseMsg) tea.Cmd {
	at := msg.Mouse()
	for i, seat := range s.seats {
		if at.X < seat.x || at.X >= seat.x+seat.width || at.Y < seatTop || at.Y >= seatTop+s.seatHeight() {
			continue
		}
		at.X -= seat.x
		at.Y -= seatTop
		switch msg.(type) {
		case tea.MouseClickMsg:
			return tea.Batch(s.sit(i), s.tell(i, tea.MouseClickMsg(at)))
		case tea.MouseReleaseMsg:
			return s.tell(i, tea.MouseReleaseMsg(at))
		case tea.MouseWheelMsg:
			return s.tell(i, tea.MouseWheelMsg(at))
		}
	}
	return nil
}

// tiled reports whether all seats fit side by side.
func (s *stage) tiled() bool { return s.width >= len(s.seats)*(tiledSeat+1)-1 }

// Heights of the parts of the stage, from the top: title, names of the seats,
// seats, wire pane with its title, caption.
const seatTop = 2

func (s *stage) wireHeight() int {
	switch {
	case s.height >= 36:
		return 11
	case s.height >= 30:
		return 8
	default:
		return 5
	}
}

func (s *stage) seatHeight() int { return max(s.height-seatTop-s.wireHeight()-1, 1) }

// arrange gives every seat its place and size.
func (s *stage) arrange() tea.Cmd {
	if s.width == 0 {
		return nil
	}
	var cmds []tea.Cmd
	x := 0
	for i, seat := range s.seats {
		width := s.width
		if s.tiled() {
			// Columns between the seats are taken off; what is left over goes to the last.
			width = (s.width - (len(s.seats) - 1)) / len(s.seats)
			if i == len(s.seats)-1 {
				width = s.width - x
			}
		}
		seat.x, seat.width = x, width
		if s.tiled() {
			x += width + 1
		} else if i != s.focus {
			seat.width = 0
		}
		cmds = append(cmds, s.tell(i, tea.WindowSizeMsg{Width: width, Height: s.seatHeight()}))
	}
	return tea.Batch(cmds...)
}
