package demo

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"seenby/demo/scenario"
	"seenby/demo/trace"
	"seenby/ui/cell"
)

// A pane is what the desk, below the seats, shows.
type pane int

const (
	paneWire pane = iota
	paneCast
	paneFaults
	paneScript
)

// paneOf is the pane that a key opens.
func paneOf(key string) pane {
	switch key {
	case "f3", "2":
		return paneCast
	case "f4", "3":
		return paneFaults
	case "f8", "4":
		return paneScript
	default:
		return paneWire
	}
}

// A Director runs what happens on the stage. Its methods return at once and
// are called by one goroutine.
type Director interface {
	// Status is how it goes.
	Status() Status
	// Pause stops the script, or lets it go on; those who sit somewhere go on.
	Pause(on bool)
	// Step takes the next step of the script and pauses after it.
	Step()
	// SetSpeed says how many times as fast the script goes.
	SetSpeed(times float64)
}

// A Producer is a director who can begin anew. Its methods return at once.
type Producer interface {
	Director
	// Again begins the same again, with the same seed or another one.
	Again(otherSeed bool)
	// Turn begins the next of the scenarios that ship, or the one before.
	Turn(by int)
}

// A Saboteur is a director who can make things go wrong.
type Saboteur interface {
	Director
	// Faults are a person's, and SetFaults replaces them. Both return at once.
	Faults(person string) Faults
	SetFaults(person string, f Faults)
}

// A Status is how the script goes.
type Status struct {
	// Name is what is played.
	Name   string
	Paused bool
	Speed  float64
	Seed   uint64
	// Step is how many steps were taken, of Steps; Steps is 0 where that is not known.
	Step, Steps int
}

// Faults are what goes wrong between a person's client and the hub.
type Faults = scenario.Faults

// A notice is what came of something, until the next key.
type notice struct {
	text  cell.Text
	style lipgloss.Style
}

// toDesk moves the user from the seat to a pane of the desk, or back when that
// pane has the keyboard.
func (s *stage) toDesk(p pane) tea.Cmd {
	if s.atDesk && s.pane == p && len(s.seats) > 0 {
		return s.sit(s.focus)
	}
	s.atDesk, s.pane = true, p
	if len(s.seats) == 0 {
		return s.arrange()
	}
	return tea.Batch(s.glance(s.seats[s.focus]), s.arrange())
}

// onDeskKey takes a key while the user is at the desk.
func (s *stage) onDeskKey(msg tea.KeyPressMsg) tea.Cmd {
	key := msg.String()
	switch key {
	case "ctrl+c":
		if len(s.seats) == 0 {
			return tea.Quit
		}
		return tea.Batch(s.sit(s.focus), s.seats[s.focus].tell(msg)) // asks whether to quit
	case "esc", "q":
		if s.pane == paneWire && s.wire.open {
			return s.openEntry()
		}
		return s.sit(s.focus)
	case "tab", "shift+tab":
		return s.toDesk(s.besidePane(key == "tab"))
	case "1", "2", "3", "4":
		if p := paneOf(key); p != s.pane && slices.Contains(s.panes(), p) {
			return s.toDesk(p)
		}
		return nil
	}
	if s.director != nil {
		if cmd, done := s.onDirectorKey(key); done {
			return cmd
		}
	}
	switch s.pane {
	case paneWire:
		return s.onWireKey(key)
	case paneCast:
		return s.onRollKey(key)
	case paneFaults:
		s.onFaultKey(key)
	case paneScript:
		s.onScriptKey(key)
	}
	return nil
}

// producer is the director as far as there can be another performance, else nil.
func (s *stage) producer() Producer {
	p, _ := s.director.(Producer)
	return p
}

// saboteur is the director as far as there can be faults, else nil.
func (s *stage) saboteur() Saboteur {
	b, _ := s.director.(Saboteur)
	return b
}

// panes are those that there are.
func (s *stage) panes() []pane {
	panes := []pane{paneWire, paneCast}
	if s.saboteur() != nil {
		panes = append(panes, paneFaults)
	}
	if s.show != nil {
		panes = append(panes, paneScript)
	}
	return panes
}

func (s *stage) besidePane(next bool) pane {
	panes := s.panes()
	n, at := len(panes), slices.Index(panes, s.pane)
	if next {
		return panes[(at+1)%n]
	}
	return panes[(at+n-1)%n]
}

// onDirectorKey takes the keys of the control bar.
func (s *stage) onDirectorKey(key string) (cmd tea.Cmd, done bool) {
	switch key {
	case "p":
		return s.direct("f5"), true
	case "s":
		return s.direct("f7"), true
	case "+", "=", "-":
		s.director.SetSpeed(nextSpeed(s.director.Status().Speed, key != "-"))
		return nil, true
	case "r", "n", "[", "]":
		if s.producer() != nil {
			return s.direct(key), true
		}
	}
	return nil, false
}

// direct takes the keys of the director that work everywhere, and those that
// begin another performance.
func (s *stage) direct(key string) tea.Cmd {
	switch key {
	case "f5":
		s.director.Pause(!s.director.Status().Paused)
		return nil
	case "f7":
		s.director.Step()
		return nil
	case "f9", "r", "n":
		s.producer().Again(key == "n")
	case "[", "]":
		s.producer().Turn(map[string]int{"[": -1, "]": 1}[key])
	}
	s.notice = notice{cell.Line(s.words.Again), s.theme.Text}
	return nil
}

// speeds are those that one key each leads to.
var speeds = []float64{0.25, 0.5, 1, 2, 4, 8, 16}

func nextSpeed(now float64, faster bool) float64 {
	if faster {
		for _, v := range speeds {
			if v > now {
				return v
			}
		}
		return now
	}
	for i := len(speeds) - 1; i >= 0; i-- {
		if speeds[i] < now {
			return speeds[i]
		}
	}
	return now
}

// control is the control bar.
func (s *stage) control() cell.Text {
	st := s.director.Status()
	sign, how := s.glyphs.Closed, s.words.Running
	if st.Paused {
		sign, how = "‖", s.words.Paused
	}
	state := cell.Concat(cell.Line(sign), cell.Say(" "), cell.Line(how))
	if s.width < 110 {
		return cell.Concat(state, cell.Say(" ×"), decimal(st.Speed))
	}
	parts := []cell.Text{state, s.say(s.words.Speed, decimal(st.Speed))}
	if st.Steps > 0 {
		parts = append(parts, s.say(s.words.StepOf, cell.Number(st.Step), cell.Number(st.Steps)))
	}
	return cell.Join(append(parts, s.say(s.words.Seed, decimal(float64(st.Seed)))), cell.Say("  "))
}

// deskRows draws the desk: its title with the panes, and the pane.
func (s *stage) deskRows() []string {
	if s.plan.desk.height < 1 {
		return nil
	}
	height := s.plan.desk.height - 1
	rows := []string{s.deskTitle()}
	switch s.pane {
	case paneCast:
		rows = append(rows, s.castRows(height)...)
	case paneFaults:
		rows = append(rows, s.faultRows(height)...)
	case paneScript:
		rows = append(rows, s.scriptRows(height)...)
	default:
		rows = append(rows, s.wireRows(height)...)
	}
	return rows
}

// deskTitle names the panes; the one that is shown stands out, and the line is
// heavy while the desk has the keyboard.
func (s *stage) deskTitle() string {
	rule, style := s.glyphs.Rule, s.theme.Border
	if s.atDesk {
		rule, style = heavy[4], s.theme.BorderFocused
	}
	spans := []span{{cell.Line(rule + rule), style}}
	for _, p := range s.panes() {
		name := map[pane]string{paneWire: s.words.Wire, paneCast: s.words.Cast, paneFaults: s.words.Faults, paneScript: s.words.Script}[p]
		key := map[pane]string{paneWire: "F2", paneCast: "F3", paneFaults: "F4", paneScript: "F8"}[p]
		look, sign := s.theme.Faint, ""
		if p == s.pane {
			look = s.theme.Title
			if s.atDesk {
				look, sign = s.theme.Selection.Bold(true), s.glyphs.Closed+" "
			}
		}
		spans = append(spans, span{cell.Concat(cell.Say(" "), cell.Line(sign), cell.Line(key), cell.Say(" "), cell.Line(name), cell.Say(" ")), look},
			span{cell.Line(rule), style})
	}
	if s.pane == paneWire {
		spans = append(spans, s.wireTitle()...)
	}
	used := s.spansWidth(spans)
	if used > s.width {
		spans, used = spans[:2], s.spansWidth(spans[:2])
	}
	var b strings.Builder
	for _, p := range spans {
		b.WriteString(p.style.Render(p.text.String()))
	}
	b.WriteString(style.Render(strings.Repeat(rule, max(s.width-used, 0))))
	return b.String()
}

// onDeskMouse takes a mouse event at a row of the desk.
func (s *stage) onDeskMouse(msg tea.MouseMsg, row int) tea.Cmd {
	switch msg := msg.(type) {
	case tea.MouseClickMsg:
		var cmd tea.Cmd
		if !s.atDesk {
			drawn := s.wire.drawn
			cmd = s.toDesk(s.pane)
			s.wire.drawn = drawn
		}
		// The entries stand below the title and, in a diagram, the heads.
		first := 1 + s.wire.headRows(s.width, s.plan.desk.height-1)
		if i := row - first; s.pane == paneWire && i >= 0 && i < len(s.wire.drawn) {
			s.moveTo(s.wire.drawn[i])
		}
		return cmd
	case tea.MouseWheelMsg:
		key := map[tea.MouseButton]string{tea.MouseWheelUp: "up", tea.MouseWheelDown: "down"}[msg.Button]
		if s.atDesk && s.pane == paneWire && key != "" {
			return s.onWireKey(key)
		}
	}
	return nil
}

// headRows is how many rows stand above the entries.
func (w *wirePane) headRows(width, height int) int {
	if width >= diagramWidth && height > 3 {
		return 1
	}
	return 0
}

// export writes the frames that the filter lets through to a new file.
func (s *stage) export() tea.Cmd {
	who, dir, at := s.wire.filter.who, s.home, s.now()
	return func() tea.Msg {
		frames := s.calls.trace(who)
		path, err := trace.Save(dir, "wire", at, frames)
		if err != nil {
			return notice{s.say(s.words.ExportFailed, cell.Line(err.Error())), s.theme.Bad}
		}
		return notice{s.say(s.words.Exported, s.frames(len(frames)), cell.Line(path)), s.theme.Good}
	}
}

// saveBroken saves a trace, once, when a promise was broken.
func (s *stage) saveBroken() tea.Cmd {
	broken, _, _ := s.calls.verdict()
	if broken == nil || s.saved {
		return nil
	}
	s.saved = true
	dir, at := s.home, s.now()
	return func() tea.Msg {
		path, err := trace.Save(dir, "broken", at, s.calls.trace(""))
		if err != nil {
			return notice{s.say(s.words.TraceFailed, cell.Line(err.Error())), s.theme.Bad}
		}
		return notice{cell.Concat(cell.Line(broken.String()), cell.Say(" · "), s.say(s.words.TraceAt, cell.Line(path))), s.theme.Bad}
	}
}

// keys are those that work now, as the line at the bottom names them.
func (s *stage) keys() [][2]string {
	w := &s.words
	direct := [][2]string{}
	if s.director != nil {
		how := w.KeyPause
		if s.director.Status().Paused {
			how = w.KeyResume
		}
		direct = [][2]string{{"F5", how}, {"F7", w.KeyStep}}
	}
	if s.show != nil {
		direct = append(direct, [2]string{"F9", w.KeyAgain})
	}
	if !s.atDesk {
		keys := append([][2]string{{"F6", w.KeyNextSeat}, {"ctrl+c ×2", w.KeyQuit}}, direct...)
		keys = append(keys, [][2]string{{"F2", w.KeyWire}, {"F3", w.KeyCast}}...)
		if s.saboteur() != nil {
			keys = append(keys, [2]string{"F4", w.Faults})
		}
		if s.show != nil {
			keys = append(keys, [2]string{"F8", w.KeyScript})
		}
		return keys
	}
	if s.director != nil {
		direct = append(direct, [2]string{"+ -", w.KeyFaster})
	}
	if s.producer() != nil {
		direct = append(direct, [2]string{"n", w.KeySeed}, [2]string{"[ ]", w.KeyOther})
	}
	return s.deskKeys(direct)
}

// deskKeys are those at the desk.
func (s *stage) deskKeys(direct [][2]string) [][2]string {
	w := &s.words
	back := [2]string{"esc", w.KeyBack}
	if len(s.seats) == 0 {
		back = [2]string{"q", w.KeyLeave}
	}
	switch {
	case s.pane == paneWire && s.wire.open:
		return [][2]string{{"↑↓", w.KeyMove}, {"pgup pgdn", w.KeyScroll}, {"enter esc", w.KeyClose}, {"e", w.KeyExport}, {"f", w.KeyFilter}, {"w", w.KeyWho}}
	case s.pane == paneWire:
		hold := [2]string{"space", w.KeyHold}
		if s.wire.at >= 0 {
			hold[1] = w.KeyFollow
		}
		keys := [][2]string{{"↑↓", w.KeyMove}, {"enter", w.KeyOpen}, {"f", w.KeyFilter}, {"w", w.KeyWho}, hold, {"e", w.KeyExport}, {"tab", w.KeyCast}, back}
		return append(keys, direct...)
	case s.pane == paneFaults:
		return append([][2]string{{"↑↓", w.KeyPerson}, {"←→", w.KeyMove}, {"enter", w.KeySet}, back}, direct...)
	case s.pane == paneScript:
		return append([][2]string{{"↑↓", w.KeyScroll}, {"tab", w.KeyWire}, back}, direct...)
	case s.show == nil:
		return append([][2]string{{"tab", w.KeyWire}, back}, direct...)
	default:
		return append([][2]string{{"↑↓", w.KeyPerson}, {"enter", w.KeySit}, {"tab", w.KeyWire}, back}, direct...)
	}
}
