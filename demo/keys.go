package demo

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"seenby/ui"
	"seenby/ui/cell"
	"seenby/ui/keymap"
	"seenby/ui/panel"
)

// An action is something the user can do with the demo, beside what they can do
// in a seat. Its words are in the catalogues, by its name.
type action struct {
	keymap.Action
	// can tells whether it makes sense now; nil means always.
	can func(*stage) bool
	do  func(*stage) tea.Cmd
}

// Where actions work: in every seat and at the desk, or at the desk alone, in
// all of its panes or in those with lines to move through.
const (
	anywhere = keymap.Everywhere | keymap.Desk
	wire     = keymap.Wire | keymap.Entry
	lines    = wire | keymap.Script
)

func actionTable() []action {
	return slices.Concat(stageActions(), deskActions(), paneActions())
}

func in(where keymap.Context, name string, can func(*stage) bool, do func(*stage) tea.Cmd, keys ...string) action {
	return action{keymap.Action{Name: name, In: where, Keys: keys}, can, do}
}

// done makes a do of what has nothing to follow.
func done(f func(*stage)) func(*stage) tea.Cmd {
	return func(s *stage) tea.Cmd {
		f(s)
		return nil
	}
}

// turnTo shows a pane where another one is shown.
func turnTo(p pane) func(*stage) tea.Cmd {
	return func(s *stage) tea.Cmd {
		if s.pane == p {
			return nil
		}
		return s.toDesk(p)
	}
}

// to takes the keyboard to a pane, or back to the seat from it.
func to(p pane) func(*stage) tea.Cmd { return func(s *stage) tea.Cmd { return s.toDesk(p) } }

func (s *stage) isSeated() bool     { return len(s.seats) > 0 }
func (s *stage) isPlaying() bool    { return s.show != nil }
func (s *stage) isDirected() bool   { return s.director != nil }
func (s *stage) canBeginAnew() bool { return s.producer() != nil }
func (s *stage) canGoWrong() bool   { return s.saboteur() != nil }
func (s *stage) sitBeside(by int) tea.Cmd {
	return s.sit((s.focus + by + len(s.seats)) % len(s.seats))
}

func stageActions() []action {
	return []action{
		in(anywhere, "demo.next-seat", (*stage).isSeated, func(s *stage) tea.Cmd { return s.sitBeside(1) }, "f6", "alt+s"),
		in(anywhere, "demo.previous-seat", (*stage).isSeated, func(s *stage) tea.Cmd { return s.sitBeside(-1) }, "shift+f6"),
		in(anywhere, "demo.pause", (*stage).isDirected, done((*stage).pause), "f5"),
		in(anywhere, "demo.step", (*stage).isDirected, done(func(s *stage) { s.director.Step() }), "f7"),
		in(anywhere, "demo.again", (*stage).canBeginAnew, done(func(s *stage) { s.again(false) }), "f9"),
		in(anywhere, "demo.wire", nil, to(paneWire), "f2"),
		in(anywhere, "demo.cast", nil, to(paneCast), "f3"),
		in(anywhere, "demo.faults", (*stage).canGoWrong, to(paneFaults), "f4"),
		in(anywhere, "demo.script", (*stage).isPlaying, to(paneScript), "f8"),
	}
}

func deskActions() []action {
	const desk = keymap.Desk
	return []action{
		in(desk, "desk.back", nil, (*stage).leaveDesk, "esc", "q"),
		in(desk, "desk.next-pane", nil, func(s *stage) tea.Cmd { return s.toDesk(s.besidePane(true)) }, "tab"),
		in(desk, "desk.previous-pane", nil, func(s *stage) tea.Cmd { return s.toDesk(s.besidePane(false)) }, "shift+tab"),
		in(desk, "desk.wire", nil, turnTo(paneWire), "1"),
		in(desk, "desk.cast", nil, turnTo(paneCast), "2"),
		in(desk, "desk.faults", (*stage).canGoWrong, turnTo(paneFaults), "3"),
		in(desk, "desk.script", (*stage).isPlaying, turnTo(paneScript), "4"),
		in(desk, "desk.pause", (*stage).isDirected, done((*stage).pause), "p"),
		in(desk, "desk.step", (*stage).isDirected, done(func(s *stage) { s.director.Step() }), "s"),
		in(desk, "desk.faster", (*stage).isDirected, done(func(s *stage) { s.setPace(true) }), "+", "="),
		in(desk, "desk.slower", (*stage).isDirected, done(func(s *stage) { s.setPace(false) }), "-"),
		in(desk, "desk.again", (*stage).canBeginAnew, done(func(s *stage) { s.again(false) }), "r"),
		in(desk, "desk.new-seed", (*stage).canBeginAnew, done(func(s *stage) { s.again(true) }), "n"),
		in(desk, "desk.previous-scenario", (*stage).canBeginAnew, done(func(s *stage) { s.turn(-1) }), "["),
		in(desk, "desk.next-scenario", (*stage).canBeginAnew, done(func(s *stage) { s.turn(1) }), "]"),
		in(desk, "desk.help", nil, (*stage).openHelp, "?"),
	}
}

func paneActions() []action {
	const across = keymap.Faults
	return []action{
		in(keymap.Desk, "desk.up", nil, done(func(s *stage) { s.move(-1) }), "up", "k"),
		in(keymap.Desk, "desk.down", nil, done(func(s *stage) { s.move(1) }), "down", "j"),
		in(across, "desk.left", nil, done(func(s *stage) { s.moveAcross(-1) }), "left", "h"),
		in(across, "desk.right", nil, done(func(s *stage) { s.moveAcross(1) }), "right", "l"),
		in(lines, "desk.page-up", nil, done(func(s *stage) { s.page(-1) }), "pgup"),
		in(lines, "desk.page-down", nil, done(func(s *stage) { s.page(1) }), "pgdown"),
		in(lines, "desk.first", nil, done((*stage).toFirst), "home", "g"),
		in(lines, "desk.last", nil, done((*stage).toLast), "end", "G"),
		in(wire, "desk.open", nil, (*stage).openEntry, "enter"),
		in(wire, "desk.hold", nil, done((*stage).hold), "space"),
		in(wire, "desk.filter", nil, done((*stage).filterReceipts), "f"),
		in(wire, "desk.whose", nil, done((*stage).filterUser), "w"),
		in(wire, "desk.export", nil, (*stage).export, "e"),
		in(keymap.Cast, "desk.sit", (*stage).isPlaying, func(s *stage) tea.Cmd { return s.takeOver(s.cast[s.roll.person]) }, "enter"),
		in(keymap.Faults, "desk.change", (*stage).canGoWrong, done((*stage).changeFault), "enter", "space"),
	}
}

// Actions returns the demo's own actions with their usual keys.
func Actions() []keymap.Action {
	var list []keymap.Action
	for _, a := range actionTable() {
		list = append(list, a.Action)
	}
	return list
}

// Bind returns the keys of all actions in the demo, its own and those of the
// seats, with other ones for those that changes names. The error is a
// [*keymap.Error]; a key of the demo's works in every seat, so that it cannot be
// one of the seat's.
func Bind(changes map[string][]string) (*keymap.Map, error) {
	list := ui.Actions()
	for i := range list {
		if list[i].Name == "quit" || list[i].Name == "suspend" {
			list[i].In |= keymap.Desk
		}
	}
	return keymap.New(append(list, Actions()...), changes)
}

// context is what takes keys now. For the demo's own actions all states of a
// seat are alike.
func (s *stage) context() keymap.Context {
	switch {
	case !s.atDesk && s.isSeated():
		return keymap.Empty
	case s.pane == paneCast:
		return keymap.Cast
	case s.pane == paneFaults:
		return keymap.Faults
	case s.pane == paneScript:
		return keymap.Script
	case s.wire.open:
		return keymap.Entry
	}
	return keymap.Wire
}

// onKey does what a key is for. What is no key of the demo goes to the seat.
func (s *stage) onKey(msg tea.KeyPressMsg) tea.Cmd {
	s.notice = notice{}
	at, key, first := s.context(), msg.String(), s.stroke
	name, more := s.keys.Find(at, strings.TrimPrefix(first+" "+key, " "))
	s.stroke = ""
	if more {
		s.stroke = key
	}
	var cmd tea.Cmd
	a := s.action(name)
	if at&keymap.Desk == 0 && (a == nil || first != "") { // a seat forgets the first stroke by the second
		cmd = s.toSeat(name, msg)
	}
	switch {
	case a != nil && (a.can == nil || a.can(s)):
		if s.help {
			shut, done := s.onHelpKey(name)
			if done {
				return shut
			}
		}
		return tea.Batch(cmd, a.do(s))
	case at&keymap.Desk == 0:
		return cmd
	case name == "suspend":
		return tea.Suspend
	case name == "quit" && s.isSeated():
		return tea.Batch(s.sit(s.focus), s.toSeat(name, msg)) // asks whether to quit
	case name == "quit":
		return tea.Quit
	}
	return nil
}

// toSeat hands a key to the seat in which the user sits. Before its client is
// there nothing is lost by leaving at once.
func (s *stage) toSeat(name string, msg tea.KeyPressMsg) tea.Cmd {
	if name == "quit" && s.seats[s.focus].model == nil {
		return tea.Quit
	}
	return s.seats[s.focus].tell(msg)
}

// action returns one of the demo's own by its name, nil when it is none.
func (s *stage) action(name string) *action {
	table := s.actions
	i := slices.IndexFunc(table, func(a action) bool { return a.Name == name })
	if i < 0 {
		return nil
	}
	return &table[i]
}

// keyName is the key of an action as it is shown, empty when it has none.
func (s *stage) keyName(name string) string {
	key := s.keys.Key(name, s.enhanced())
	g := s.glyphs
	switch key {
	case "up":
		return g.Up
	case "down":
		return g.Down
	case "left":
		return g.ToLeft
	case "right":
		return g.ToRight
	}
	if digits, ok := strings.CutPrefix(key, "f"); ok && digits != "" && strings.Trim(digits, "0123456789") == "" {
		return strings.ToUpper(key)
	}
	return key
}

// A hint is a key and what it does, for the line at the bottom.
type hint struct{ key, does string }

// hint returns the hint at an action in its short words or in others; ok is
// false when it has no key, or no sense now.
func (s *stage) hint(name, does string) (h hint, ok bool) {
	if a := s.action(name); a != nil && a.can != nil && !a.can(s) {
		return h, false
	}
	if does == "" {
		does = s.words.Actions[name].Short
	}
	h = hint{s.keyName(name), does}
	return h, h.key != ""
}

// hints are those at several actions, as far as they have any.
func (s *stage) hints(names ...string) []hint {
	var list []hint
	for _, name := range names {
		does := ""
		switch {
		case (name == "demo.pause" || name == "desk.pause") && s.director != nil && s.director.Status().Paused:
			does = s.words.KeyResume
		case name == "desk.hold" && s.wire.at >= 0:
			does = s.words.KeyFollow
		case name == "desk.back" && !s.isSeated():
			does = s.words.KeyLeave
		case name == "desk.back" && s.wire.open && s.pane == paneWire:
			does = s.words.KeyClose
		}
		if h, ok := s.hint(name, does); ok {
			list = append(list, h)
		}
	}
	return list
}

// pair is one hint at two actions that belong together.
func (s *stage) pair(one, other string) []hint {
	a, has := s.hint(one, "")
	b, also := s.hint(other, "")
	switch {
	case has && also && slices.Contains([]string{s.glyphs.Up, s.glyphs.ToLeft}, a.key):
		return []hint{{a.key + b.key, a.does}}
	case has && also:
		return []hint{{a.key + " " + b.key, a.does}}
	case has:
		return []hint{a}
	case also:
		return []hint{b}
	}
	return nil
}

// lineOfKeys are the keys that matter now, the most important first.
func (s *stage) lineOfKeys() []hint {
	switch at := s.context(); {
	case at&keymap.Desk == 0:
		list := s.hints("demo.next-seat", "demo.pause")
		if quit := s.keyName("quit"); quit != "" {
			list = append(list, hint{quit + " " + s.glyphs.Times + "2", s.words.KeyQuit})
		}
		return append(list, s.hints("demo.step", "demo.again", "demo.wire", "demo.cast", "demo.faults", "demo.script")...)
	case s.help:
		return append(s.pair("desk.up", "desk.down"), s.hints("desk.back")...)
	case at == keymap.Wire:
		list := append(s.pair("desk.up", "desk.down"), s.hints("desk.open", "desk.back", "desk.help", "desk.filter", "desk.whose", "desk.hold", "desk.export", "desk.next-pane")...)
		return append(list, s.directorHints()...)
	case at == keymap.Entry:
		list := append(s.pair("desk.up", "desk.down"), s.pair("desk.page-up", "desk.page-down")...)
		return append(list, s.hints("desk.back", "desk.help", "desk.export", "desk.filter", "desk.whose")...)
	case at == keymap.Faults:
		list := append(s.pair("desk.up", "desk.down"), s.pair("desk.left", "desk.right")...)
		list = append(list, s.hints("desk.change", "desk.back", "desk.help", "desk.next-pane")...)
		return append(list, s.directorHints()...)
	default:
		list := append(s.pair("desk.up", "desk.down"), s.hints("desk.back", "desk.help", "desk.next-pane")...)
		if at == keymap.Cast {
			list = slices.Insert(list, min(1, len(list)), s.hints("desk.sit")...)
		}
		return append(list, s.directorHints()...)
	}
}

func (s *stage) directorHints() []hint {
	list := append(s.hints("desk.pause", "desk.step"), s.pair("desk.faster", "desk.slower")...)
	list = append(list, s.hints("desk.again", "desk.new-seed")...)
	return append(list, s.pair("desk.previous-scenario", "desk.next-scenario")...)
}

// helpEntries are the demo's keys for the help of a seat.
func (s *stage) helpEntries() []panel.HelpEntry {
	list := []panel.HelpEntry{{What: s.words.KeysHead, About: s.glyphs.Text(s.words.KeysAbout)}}
	for _, a := range stageActions() {
		keys := s.keys.Keys(a.Name, s.enhanced())
		if len(keys) > 0 && (a.can == nil || a.can(s)) {
			list = append(list, panel.HelpEntry{Keys: strings.Join(keys, "  "), What: s.glyphs.Text(s.words.Actions[a.Name].Explained())})
		}
	}
	return list
}

// helpRows list the keys that do something at the desk now, in as many columns
// as have room, those of the pane first.
func (s *stage) helpRows(height int) []string {
	var entries []hint
	wide, column := 0, 0
	for _, a := range slices.Concat(paneActions(), deskActions(), stageActions()) {
		if h, ok := s.hint(a.Name, s.words.Actions[a.Name].Explained()); ok && a.In&s.context() != 0 {
			h.key = strings.Join(s.keys.Keys(a.Name, s.enhanced()), " ")
			entries = append(entries, h)
			wide = max(wide, s.rule.Width(cell.Line(h.key)))
		}
	}
	for _, h := range entries {
		column = max(column, wide+s.rule.Width(cell.Line(h.does))+3)
	}
	columns := max((s.width-1)/column, 1)
	down := (len(entries) + columns - 1) / columns
	s.helpFrom = max(min(s.helpFrom, down-height), 0)
	var rows []string
	for y := s.helpFrom; y < down; y++ {
		var spans []span
		for x := y; x < len(entries); x += down {
			h := entries[x]
			spans = append(spans, span{s.rule.Pad(cell.Line(h.key), wide), s.theme.Accent},
				span{s.rule.Pad(cell.Concat(cell.Say(" "), cell.Line(h.does)), column-wide), s.theme.Text})
		}
		rows = append(rows, s.spansLine(spans, s.width))
	}
	return s.filled(rows, height)
}

// onHelpKey scrolls the list of keys, and closes it by every other key that is
// for the desk.
func (s *stage) onHelpKey(name string) (cmd tea.Cmd, done bool) {
	by := map[string]int{"desk.up": -1, "desk.down": 1, "desk.page-up": 1 - s.plan.desk.height, "desk.page-down": s.plan.desk.height - 1}[name]
	if by != 0 {
		s.helpFrom = max(s.helpFrom+by, 0)
		return nil, true
	}
	s.help = false
	return s.arrange(), name == "desk.help" || name == "desk.back"
}

// openHelp lists the keys in place of the pane.
func (s *stage) openHelp() tea.Cmd {
	s.help, s.helpFrom = true, 0
	return s.arrange()
}
