package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"
)

// maxPast is how many sent texts are kept for writing them again.
const maxPast = 200

// past is what the user has sent, to be written again: since the program began,
// and before that what is loaded of the groups in which it was looked for.
type past struct {
	texts []string
	at    int    // which one stands in the composer, len(texts) for none
	kept  string // what stood there before
}

// add remembers a text that was sent.
func (p *past) add(text string) {
	if n := len(p.texts); n == 0 || p.texts[n-1] != text {
		p.texts = append(p.texts, text)
		p.texts = slices.Delete(p.texts, 0, max(len(p.texts)-maxPast, 0))
	}
	p.at, p.kept = len(p.texts), ""
}

// before puts what was sent before all that is there in front of it, the oldest
// first.
func (p *past) before(texts []string) {
	texts = slices.DeleteFunc(texts, func(t string) bool { return slices.Contains(p.texts, t) })
	texts = texts[max(len(texts)-max(maxPast-len(p.texts), 0), 0):]
	p.texts = slices.Concat(texts, p.texts)
	p.at += len(texts)
}

// step returns the text that is by places further on, in place of what stands
// in the composer now.
func (p *past) step(by int, now string) (text string, ok bool) {
	to := p.at + by
	if to < 0 || to > len(p.texts) {
		return "", false
	}
	if p.at == len(p.texts) {
		p.kept = now
	}
	p.at = to
	if to == len(p.texts) {
		return p.kept, true
	}
	return p.texts[to], true
}

// writeAgain puts a text that was sent into the composer.
func (m *Model) writeAgain(by int) tea.Cmd {
	if m.past.at == 0 && by < 0 {
		m.past.before(m.open.list.Sent(m.me))
	}
	text, ok := m.past.step(by, m.composer.Text())
	if !ok {
		return nil
	}
	m.composer.Set(text)
	return m.wrote()
}
