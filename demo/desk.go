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

// leaveDesk closes what is open at the desk, and else goes back to the seat.
func (s *stage) leaveDesk() tea.Cmd {
	if s.pane == paneWire && s.wire.open {
		return s.openEntry()
	}
	return s.sit(s.focus)
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

func (s *stage) pause() { s.director.Pause(!s.director.Status().Paused) }

func (s *stage) setPace(faster bool) {
	s.director.SetSpeed(nextSpeed(s.director.Status().Speed, faster))
}

// again begins the same anew, turn another scenario.
func (s *stage) again(otherSeed bool) {
	s.producer().Again(otherSeed)
	s.sayAgain()
}

func (s *stage) turn(by int) {
	s.producer().Turn(by)
	s.sayAgain()
}

func (s *stage) sayAgain() {
	s.notice = notice{cell.Line(s.glyphs.Text(s.words.Again)), s.theme.Text}
}

// move goes by lines through what the desk shows, up when by is negative.
func (s *stage) move(by int) {
	switch s.pane {
	case paneCast:
		s.roll.person = max(min(s.roll.person+by, len(s.cast)-1), 0)
	case paneFaults:
		s.faults.person = max(min(s.faults.person+by, len(s.cast)-1), 0)
	case paneScript:
		s.lines.move(by)
	default:
		s.moveTo(s.calls.move(s.wire.filter, s.wire.at, by))
	}
}

// page goes by pages: -1 up, 1 down.
func (s *stage) page(by int) {
	w := &s.wire
	switch {
	case s.pane == paneScript:
		s.lines.move(by * (s.plan.desk.height - 1))
	case w.open:
		w.scroll = max(w.scroll+by*5, 0)
	default:
		s.moveTo(s.calls.move(w.filter, w.at, by*max(w.rows-1, 1)))
	}
}

func (s *stage) toFirst() {
	if s.pane == paneScript {
		s.lines = scriptPane{held: true}
		return
	}
	s.moveTo(s.calls.move(s.wire.filter, 0, -kept))
}

// toLast goes to the end, and on with it.
func (s *stage) toLast() {
	if s.pane == paneScript {
		s.lines.held = false
		return
	}
	s.follow()
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
		sign, how = s.glyphs.Pause, s.words.Paused
	}
	state := cell.Concat(cell.Line(sign), cell.Say(" "), cell.Line(how))
	if s.width < 110 {
		return cell.Concat(state, cell.Line(" "+s.glyphs.Times), decimal(st.Speed))
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
	if s.help {
		return append(rows, s.helpRows(height)...)
	}
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

// paneNames are the names of the panes with their keys, as the title has them,
// and where each of them ends. Where there is no room for all, the others are
// named by their keys alone.
func (s *stage) paneNames() (names []cell.Text, ends []int) {
	for _, short := range []bool{false, true} {
		names, ends = nil, nil
		at := 2
		for _, p := range s.panes() {
			names = append(names, s.paneName(p, short))
			at += s.rule.Width(names[len(names)-1]) + 1
			ends = append(ends, at)
		}
		if at <= s.width {
			break
		}
	}
	return names, ends
}

func (s *stage) paneName(p pane, short bool) cell.Text {
	name := map[pane]string{paneWire: s.words.Wire, paneCast: s.words.Cast, paneFaults: s.words.Faults, paneScript: s.words.Script}[p]
	key := s.keyName(map[pane]string{paneWire: "demo.wire", paneCast: "demo.cast", paneFaults: "demo.faults", paneScript: "demo.script"}[p])
	text := strings.TrimLeft(key+" "+name, " ")
	switch {
	case p == s.pane && s.atDesk:
		text = s.glyphs.Closed + " " + text
	case p != s.pane && short && key != "":
		text = key
	}
	return cell.Line(" " + text + " ")
}

// deskTitle names the panes; the one that is shown stands out, and the line is
// heavy while the desk has the keyboard.
func (s *stage) deskTitle() string {
	rule, style := s.glyphs.Rule, s.theme.Border
	if s.atDesk {
		rule, style = s.glyphs.Heavy[4], s.theme.BorderFocused
	}
	spans := []span{{cell.Line(rule + rule), style}}
	names, _ := s.paneNames()
	for i, p := range s.panes() {
		look := s.theme.Faint
		if p == s.pane {
			look = s.theme.Title
			if s.atDesk {
				look = s.theme.Selection.Bold(true)
			}
		}
		spans = append(spans, span{names[i], look}, span{cell.Line(rule), style})
	}
	if s.pane == paneWire {
		spans = append(spans, s.wireTitle()...)
	}
	for used := s.spansWidth(spans); used > s.width && len(spans) > 3; used = s.spansWidth(spans) {
		spans = spans[:len(spans)-1]
	}
	var b strings.Builder
	for _, p := range spans {
		b.WriteString(p.style.Render(p.text.String()))
	}
	b.WriteString(style.Render(strings.Repeat(rule, max(s.width-s.spansWidth(spans), 0))))
	return b.String()
}

// onDeskMouse takes a mouse event at a place of the desk: a click takes the
// keyboard there, and selects what it is on.
func (s *stage) onDeskMouse(msg tea.MouseMsg, x, row int) tea.Cmd {
	switch msg := msg.(type) {
	case tea.MouseClickMsg:
		if row == 0 {
			return s.clickTitle(x)
		}
		var cmd tea.Cmd
		if !s.atDesk {
			drawn := s.wire.drawn
			cmd = s.toDesk(s.pane)
			s.wire.drawn = drawn
		}
		return tea.Batch(cmd, s.clickPane(x, row-1))
	case tea.MouseWheelMsg:
		switch msg.Button {
		case tea.MouseWheelUp:
			s.wheel(-1)
		case tea.MouseWheelDown:
			s.wheel(1)
		}
	}
	return nil
}

// clickTitle opens the pane whose name was clicked.
func (s *stage) clickTitle(x int) tea.Cmd {
	_, ends := s.paneNames()
	for i, p := range s.panes() {
		if x < ends[i] {
			if s.atDesk && s.pane == p {
				return nil
			}
			return s.toDesk(p)
		}
	}
	return nil
}

// clickPane selects what is in a row of the pane. A second click does with it
// what enter does.
func (s *stage) clickPane(x, row int) tea.Cmd {
	switch s.pane {
	case paneWire: // the entries stand below the heads of a diagram
		if i := row - s.wire.headRows(s.width, s.plan.desk.height-1); i >= 0 && i < len(s.wire.drawn) {
			s.moveTo(s.wire.drawn[i])
		}
	case paneCast:
		height := s.plan.desk.height - 1
		i := row - 1 + max(s.roll.person-height+2, 0)
		if row < 1 || i >= len(s.cast) {
			return nil
		}
		if again := i == s.roll.person; again && s.show != nil {
			return s.takeOver(s.cast[i])
		}
		s.roll.person = i
	case paneFaults:
		height := s.plan.desk.height - 1
		next := faultPane{row - 1 + max(s.faults.person-height+2, 0), x/max(s.width/7, 1) - 1}
		if row < 1 || next.person >= len(s.cast) || next.fault < 0 || next.fault >= faultKinds {
			return nil
		}
		if next == s.faults {
			s.changeFault()
		}
		s.faults = next
	}
	return nil
}

// wheel scrolls the desk by a turn: through what travels, through the script.
func (s *stage) wheel(by int) {
	switch {
	case s.pane == paneScript:
		s.lines.move(3 * by)
	case s.pane == paneWire && s.wire.open:
		s.wire.scroll = max(s.wire.scroll+3*by, 0)
	case s.pane == paneWire:
		s.moveTo(s.calls.move(s.wire.filter, s.wire.at, by))
	case s.atDesk:
		s.move(by)
	}
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
		return notice{cell.Concat(cell.Line(broken.String()), cell.Line(" "+s.glyphs.Dot+" "), s.say(s.words.TraceAt, cell.Line(path))), s.theme.Bad}
	}
}
