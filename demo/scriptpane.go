package demo

import (
	"strings"

	"charm.land/lipgloss/v2"

	"seenby/demo/scenario"
	"seenby/ui/cell"
	"seenby/ui/phrase"
)

// A scriptPane says which step of the script stands first.
type scriptPane struct {
	first int
	held  bool // it does not follow the script
}

// onScriptKey takes a key in the pane of the script.
func (s *stage) onScriptKey(key string) {
	p := &s.lines
	by := map[string]int{"up": -1, "k": -1, "down": 1, "j": 1, "pgup": 1 - s.plan.desk.height, "pgdown": s.plan.desk.height - 1}[key]
	switch {
	case by != 0:
		p.first, p.held = max(p.first+by, 0), true
	case key == "home", key == "g":
		p.first, p.held = 0, true
	case key == "end", key == "G":
		p.held = false
	}
}

// stepSign is a step's state as a sign, and how it looks.
func (s *stage) stepSign(state stepState) (string, lipgloss.Style) {
	switch state {
	case stepNow:
		return s.glyphs.Closed, s.theme.Accent
	case stepYours:
		return s.glyphs.Ask, s.theme.AskMark
	case stepDone:
		return s.glyphs.Read, s.theme.Good
	case stepFailed:
		return s.glyphs.Failed, s.theme.Bad
	default:
		return " ", s.theme.Faint
	}
}

// checkText is an expectation and how it stands.
func (s *stage) checkText(k scriptCheck, state stepState) (cell.Text, lipgloss.Style) {
	text := cell.Line(k.text)
	switch {
	case k.met:
		return cell.Concat(cell.Line(s.glyphs.Read), cell.Say(" "), text), s.theme.Good
	case state == stepFailed && k.looked:
		return cell.Concat(cell.Line(s.glyphs.Failed), cell.Say(" "), phrase.Label(s.texts, text, cell.Line(k.seen))), s.theme.Bad
	case k.looked:
		return cell.Concat(cell.Line(s.glyphs.Pending), cell.Say(" "), phrase.Label(s.texts, text, cell.Line(k.seen))), s.theme.Text
	}
	return cell.Concat(cell.Line(s.glyphs.Bullet), cell.Say(" "), text), s.theme.Faint
}

// scriptRow is the line above the last one: the step that is played, its
// expectations, and how many were met up to now.
func (s *stage) scriptRow() string {
	c := s.show.script
	at, step := s.step()
	if at < 0 {
		return s.line(s.theme.Faint, cell.Concat(cell.Say(" "), cell.Line(s.words.Enters)))
	}
	sign, style := s.stepSign(step.state)
	number := cell.Concat(cell.Say(" "), cell.Line(sign), cell.Say(" "), s.say(s.words.StepOf, cell.Number(at+1), cell.Number(len(c.steps))), cell.Say("  "))
	left := []span{{number, style}}
	switch {
	case step.state == stepYours:
		left = append(left, span{phrase.Label(s.texts, cell.Line(s.words.YourTurn), cell.Line(step.title)), s.theme.AskMark})
	case len(step.checks) == 0 && step.verb != scenario.Caption: // which stands below
		left = append(left, span{cell.Line(step.title), s.theme.Text})
	}
	for _, k := range step.checks {
		text, style := s.checkText(k, step.state)
		left = append(left, span{cell.Concat(text, cell.Say("  ")), style})
	}
	if step.state == stepFailed && len(step.checks) == 0 {
		left = append(left, span{phrase.Label(s.texts, cell.Text{}, cell.Line(step.why)), s.theme.Bad})
	}
	var end strings.Builder
	room := s.width
	for _, p := range s.tallySpans() {
		room -= s.rule.Width(p.text)
		end.WriteString(p.style.Render(p.text.String()))
	}
	return s.ends(room, s.theme.Text, left, nil) + end.String()
}

// step is the one that was begun last.
func (s *stage) step() (at int, step scriptStep) {
	c := s.show.script
	at = look(c, func() int {
		if c.at >= 0 {
			step = c.steps[c.at]
			step.checks = append([]scriptCheck(nil), step.checks...)
		}
		return c.at
	})
	return at, step
}

// tallySpans say how many expectations were met, and how many steps failed.
func (s *stage) tallySpans() []span {
	t := s.show.script.tally()
	if t.all == 0 && t.failed == 0 || s.show.sandbox {
		return nil // of a sandbox the expectations are not looked at
	}
	style := s.theme.Faint
	if t.met == t.all {
		style = s.theme.Good
	}
	spans := []span{{cell.Concat(cell.Say(" "), s.say(s.words.MetOf, cell.Number(t.met), cell.Number(t.all)), cell.Say(" ")), style}}
	if t.failed > 0 {
		failed := cell.Concat(cell.Line(s.glyphs.Failed), cell.Say(" "), s.say(s.words.FailedSteps, cell.Number(t.failed)), cell.Say("  "))
		spans = append([]span{{failed, s.theme.Bad}}, spans...)
	}
	return spans
}

// scriptRows draws the steps, each with its expectations.
func (s *stage) scriptRows(height int) []string {
	var rows []string
	now := 0
	c := s.show.script
	_ = look(c, func() int {
		for n := range c.steps {
			step := &c.steps[n]
			if n == c.at {
				now = len(rows)
			}
			rows = append(rows, s.stepRows(n, step)...)
		}
		return 0
	})
	p := &s.lines
	if !p.held {
		p.first = now - height/3
	}
	p.first = max(min(p.first, len(rows)-height), 0)
	return s.filled(rows[p.first:], height)
}

func (s *stage) stepRows(n int, step *scriptStep) []string {
	sign, style := s.stepSign(step.state)
	title := cell.Line(step.title)
	if step.verb == scenario.Expect || step.verb == scenario.Still {
		title = cell.Line(string(step.verb))
	}
	number := s.rule.Pad(cell.Concat(cell.Say(" "), cell.Line(sign), cell.Say(" "), cell.Number(n+1)), 6)
	look := s.theme.Text
	if step.state == stepAhead {
		look = s.theme.Faint
	}
	if step.state == stepFailed && len(step.checks) == 0 {
		title, look = phrase.Label(s.texts, title, cell.Line(step.why)), s.theme.Bad
	}
	rows := []string{style.Render(number.String()) + look.Render(s.rule.Pad(title, s.width-6).String())}
	for _, k := range step.checks {
		text, style := s.checkText(k, step.state)
		rows = append(rows, style.Render(s.rule.Pad(cell.Concat(cell.Spaces(8), text), s.width).String()))
	}
	return rows
}

// caption says what is to be seen and what to do next.
func (s *stage) caption() cell.Text {
	if s.show == nil {
		return cell.Text{}
	}
	w := &s.words
	c := s.show.script
	step, ended := (*scenario.Step)(nil), false
	look(c, func() bool {
		step, ended = c.caption, c.ended
		return ended
	})
	switch {
	case ended && s.show.sandbox:
		return cell.Line(w.Sandbox)
	case ended:
		return cell.Line(w.Free)
	case step == nil:
		return cell.Line(s.show.scenario.About)
	}
	return cell.Line(step.Object)
}
