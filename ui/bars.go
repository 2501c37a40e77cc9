package ui

import (
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/keymap"
	"seenby/ui/phrase"
)

// titleLine names the group and says how the client stands with its hub.
func (m *Model) titleLine() string {
	if m.fresh(partTitle) {
		return m.cache.title
	}
	bar := m.o.Theme.StatusBar
	left := []piece{{cell.Line(m.o.Words.App), bar.Bold(true)}}
	if g := m.open; g != nil {
		left = []piece{{g.name, bar.Bold(true)}}
		if g.muted {
			left = append(left, piece{cell.Concat(cell.Say("  "), m.muteMark()), bar})
		}
		left = append(left, m.elsewhere()...)
		if topic := cell.Line(g.info.Topic); !topic.Blank() && m.geo.main >= 60 {
			left = append(left, piece{cell.Concat(cell.Say("  "), topic), bar})
		}
	}
	if m.peeking {
		mark := cell.Concat(cell.Line(m.o.Glyphs.Offline), cell.Say(" "), cell.Line(m.o.Words.Peek.Mark), cell.Say(" "))
		left = append([]piece{{mark, m.o.Theme.StatusWarn}}, left...)
	}
	m.cache.title = m.ends(m.geo.main, bar, left, m.linkPieces())
	return m.cache.title
}

// linkPieces says how the client stands with its hub.
func (m *Model) linkPieces() []piece {
	w, g, th := m.o.Words.Link, m.o.Glyphs, &m.o.Theme
	var right []piece
	add := func(sep string, t cell.Text, st lipgloss.Style) {
		right = append(right, piece{cell.Concat(cell.Line(sep), t), st})
	}
	if o := m.open; o != nil && o.info.Visibility == chat.VisibleToEveryone && m.geo.main >= 70 {
		add(" ", cell.Concat(cell.Line(m.o.Words.Receipt.Public), cell.Say("  ")), th.StatusBar)
	}
	sign := func(s, words string) cell.Text { return cell.Concat(cell.Line(s), cell.Say(" "), cell.Line(words)) }
	roomy := m.geo.main >= 60
	switch m.link.State {
	case chat.LinkOnline:
		text := sign(g.Online, w.Online)
		if m.link.Latency > 0 && roomy {
			text = cell.Concat(cell.Line(g.Online), cell.Say(" "), cell.Fill(cell.Line(w.OnlineIn), m.latency(m.link.Latency)))
		}
		add(" ", text, th.StatusGood)
	case chat.LinkConnecting:
		add(" ", sign(g.Connecting, w.Connecting), th.StatusWarn)
	case chat.LinkOffline:
		text := sign(g.Offline, w.Offline)
		if roomy && !m.link.Since.IsZero() {
			text = cell.Concat(cell.Line(g.Offline), cell.Say(" "), cell.Fill(cell.Line(w.Since), hour(m.link.Since)))
		}
		if roomy && !m.link.Retry.IsZero() {
			text = phrase.Clauses(m.o.Words, text, cell.Fill(cell.Line(w.Retry), cell.Line(m.link.Retry.Format(time.TimeOnly))))
		}
		add(" ", text, th.StatusBad)
	default:
		text := sign(g.Failed, w.Closed)
		if why := cell.Line(m.o.Words.Reason(m.link.Err)); roomy && !why.Blank() {
			text = phrase.Label(m.o.Words, text, m.rule.Cut(why, m.geo.main/2))
		}
		add(" ", text, th.StatusBad)
	}
	if n := m.link.Unsent; n == 1 {
		add("", phrase.Clauses(m.o.Words, cell.Text{}, cell.Line(w.UnsentOne)), th.StatusWarn)
	} else if n > 1 {
		add("", phrase.Clauses(m.o.Words, cell.Text{}, cell.Fill(cell.Line(w.Unsent), cell.Number(n))), th.StatusWarn)
	}
	return right
}

func hour(t time.Time) cell.Text { return cell.Line(t.Format("15:04")) }

func (m *Model) latency(d time.Duration) cell.Text {
	w := m.o.Words.Link
	if d < time.Millisecond {
		return cell.Line(w.Fast)
	}
	return cell.Fill(cell.Line(w.Millis), cell.Number(int(d.Round(time.Millisecond)/time.Millisecond)))
}

// hintKey is all that the line above the composer depends on.
type hintKey struct {
	notice, typing cell.Text
	fresh, above   int
	more, boxed    bool
	react          string
	goal           string
	peek           cell.Text
	width          int
	drawn          bool
}

// hintLine is the line between timeline and composer: what just happened, who
// types, and how much is below. Without a box around the composer it is also
// the composer's upper edge.
func (m *Model) hintLine() string {
	k := hintKey{notice: m.notice.text, typing: m.typingWords(), boxed: m.geo.boxed, width: m.geo.main, drawn: true}
	if m.open != nil {
		k.fresh, k.more = m.open.list.Below()
		k.above = m.open.list.Above()
	}
	if m.react != nil {
		k.react = m.react.Picked()
	}
	if m.peeking {
		note := m.o.Words.Peek.Note
		if m.geo.main < wideNote {
			note = m.o.Words.Peek.NoteShort
		}
		k.peek = cell.Fill(cell.Line(note), cell.Number(len(m.held)))
	}
	if m.form != nil {
		k.goal = m.form.line.Line(m.geo.main)
	} else if m.goal != nil {
		k.goal = m.goal.Line(m.geo.main, m.goalsOf(m.goal.Group, m.goal.UID))
	}
	if k == m.cache.hintKey && m.geo.boxed {
		return m.cache.hint
	}
	m.cache.hintKey = k
	m.cache.hint = m.drawHint(k)
	return m.cache.hint
}

func (m *Model) drawHint(k hintKey) string {
	th, g := &m.o.Theme, m.o.Glyphs
	if m.react != nil {
		return m.react.Line(m.geo.main)
	}
	if k.goal != "" {
		return k.goal
	}
	var note cell.Text
	var nst lipgloss.Style
	switch {
	case !k.notice.Empty():
		note, _ = m.noticeParts(k)
		nst = m.notice.style
	case m.peeking:
		note, nst = k.peek, th.Warn
	case !k.typing.Empty():
		note, nst = k.typing, th.Faint
	}
	beyond := m.beyond(k)
	if m.geo.boxed {
		return m.ends(m.geo.main, lipgloss.NewStyle(), []piece{{note, nst}}, beyond)
	}
	if n := len(beyond); n > 0 && k.notice.Empty() {
		note, nst = beyond[n-1].text, beyond[n-1].style
	}
	return m.composer.Top(g.Border[4], g.Border[4], note, nst, m.geo.main)
}

// beyond says what is beyond the edges of the timeline: what is new above it, and
// then how much is below.
func (m *Model) beyond(k hintKey) []piece {
	var list []piece
	if k.above > 0 {
		up := cell.Fill(cell.Line(m.o.Words.Timeline.Above), cell.Number(k.above))
		list = append(list, piece{cell.Concat(cell.Line(m.o.Glyphs.Up), cell.Say(" "), up), m.o.Theme.UnreadLine})
	}
	if below, st := m.belowNote(k); !below.Empty() {
		if len(list) > 0 {
			list = append(list, piece{cell.Say("   "), lipgloss.NewStyle()})
		}
		list = append(list, piece{below, st})
	}
	return list
}

// belowNote says how much is below what the timeline shows.
func (m *Model) belowNote(k hintKey) (cell.Text, lipgloss.Style) {
	th, w := &m.o.Theme, m.o.Words.Timeline
	arrow := cell.Concat(cell.Line(m.o.Glyphs.Down), cell.Say(" "))
	switch {
	case k.fresh == 1:
		return cell.Concat(arrow, cell.Line(w.BelowOne)), th.UnreadLine
	case k.fresh > 1:
		return cell.Concat(arrow, cell.Fill(cell.Line(w.Below), cell.Number(k.fresh))), th.UnreadLine
	case k.more:
		return cell.Concat(arrow, cell.Line(w.BelowNone)), th.Faint
	}
	return cell.Text{}, lipgloss.Style{}
}

// noticeParts returns what of the notice stands in its line, and the rest of
// one that is too long for it: where one writes, that takes the place of the
// keys for a while, as a way out often stands at the end.
func (m *Model) noticeParts(k hintKey) (first, rest cell.Text) {
	room := m.composer.NoteRoom(m.geo.main)
	if m.geo.boxed {
		room = m.geo.main - 2
		for i, p := range m.beyond(k) {
			if i == 0 {
				room--
			}
			room -= m.rule.Width(p.text)
		}
	}
	const fewest = 8 // columns that are worth a part
	switch all := m.notice.text; {
	case m.rule.Width(all) <= room || m.context()&keymap.Composer == 0:
		return all, cell.Text{}
	case room < fewest:
		return cell.Text{}, all
	default:
		first = m.rule.Wrap(all, room)[0]
		return first, cell.Line(strings.TrimSpace(all.String()[first.Len():]))
	}
}

// wideNote is from which width on a notice may be a long one.
const wideNote = 80

// statusLine is the help line, and at its right end whether reading counts.
func (m *Model) statusLine() string {
	k := m.cache.hintKey
	if _, rest := m.noticeParts(k); rest != m.cache.rest {
		m.cache.rest = rest
		m.stale(partStatus)
	}
	if m.fresh(partStatus) {
		return m.cache.status
	}
	th, g := &m.o.Theme, m.o.Glyphs
	long, short, reads := m.sightWords()
	text, sign, st := long, g.Online, th.Good
	if m.geo.main < 70 {
		text = short
	}
	if !reads {
		sign, st = g.Offline, th.Warn
	}
	right := []piece{{cell.Concat(cell.Line(sign), cell.Say(" "), text), st}}
	room := m.geo.main - 4 - m.rule.Width(right[0].text)
	if !m.cache.rest.Empty() {
		m.cache.status = m.ends(m.geo.main, lipgloss.NewStyle(), []piece{{m.rule.Cut(m.cache.rest, room+1), m.notice.style}}, right)
		return m.cache.status
	}
	var left []piece
	for _, h := range m.hints() {
		if h.key == "" {
			continue
		}
		key, does := cell.Line(h.key), cell.Concat(cell.Say(" "), cell.Line(h.does))
		n := m.rule.Width(key) + m.rule.Width(does)
		if len(left) > 0 {
			n += 3
		}
		if n > room {
			continue
		}
		if len(left) > 0 {
			left = append(left, piece{cell.Say("   "), th.Faint})
		}
		left = append(left, piece{key, th.Accent}, piece{does, th.Faint})
		room -= n
	}
	m.cache.status = m.ends(m.geo.main, lipgloss.NewStyle(), left, right)
	return m.cache.status
}
