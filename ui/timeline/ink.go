package timeline

import (
	"strings"

	"charm.land/lipgloss/v2"

	"seenby/chat"
	"seenby/ui/prose"
)

// ink is a style made into what stands before and after a text. Drawing with
// it is a matter of putting strings together, so a message of thousands of
// lines costs little, and no character is ever split from its marks.
type ink struct{ before, after string }

func inkOf(s lipgloss.Style) ink {
	before, after, ok := strings.Cut(s.Render("x"), "x")
	if !ok {
		return ink{}
	}
	return ink{before, after}
}

func (i ink) draw(b *strings.Builder, text string) {
	if text == "" {
		return
	}
	b.WriteString(i.before)
	b.WriteString(text)
	b.WriteString(i.after)
}

// inks are the styles that a list draws with.
type inks struct {
	text, faint, accent, warn, bad, border  ink
	own, quote, system, pending, day, fresh ink
	ask, none, some, all, selection         ink
	names                                   map[chat.UserID]ink
	prose                                   map[stretch]ink // those of messages, made when needed
}

func inksOf(look *Look) inks {
	th := look.Theme
	return inks{
		text: inkOf(th.Text), faint: inkOf(th.Faint), accent: inkOf(th.Accent), warn: inkOf(th.Warn), bad: inkOf(th.Bad), border: inkOf(th.Border),
		own: inkOf(th.OwnName), quote: inkOf(th.Quote), system: inkOf(th.System), pending: inkOf(th.Pending),
		day: inkOf(th.DayLine), fresh: inkOf(th.UnreadLine),
		ask: inkOf(th.AskMark), none: inkOf(th.ReceiptNone), some: inkOf(th.ReceiptSome), all: inkOf(th.ReceiptAll.Underline(false)),
		selection: inkOf(th.Selection), names: map[chat.UserID]ink{}, prose: map[stretch]ink{},
	}
}

// nameInk returns how a user's name looks.
func (l *List) nameInk(u chat.UserID) ink {
	if u == l.look.Me {
		return l.ink.own
	}
	i, ok := l.ink.names[u]
	if !ok {
		i = inkOf(l.look.Theme.NameStyle(string(u)))
		l.ink.names[u] = i
	}
	return i
}

// ground is what the text of a message stands on.
type ground uint8

const (
	onText ground = iota
	onQuote
	onCode
	onSystem
	onPending
	onFailed
)

// stretch is all that the look of a part of a message depends on.
type stretch struct {
	on ground
	is prose.Style
}

// styled returns how a part of a message looks.
func (l *List) styled(on ground, is prose.Style) ink {
	k := stretch{on, is}
	i, ok := l.ink.prose[k]
	if !ok {
		i = inkOf(l.style(k))
		l.ink.prose[k] = i
	}
	return i
}

func (l *List) style(k stretch) lipgloss.Style {
	th := l.look.Theme
	st := map[ground]lipgloss.Style{
		onText: th.Text, onQuote: th.Quote, onCode: th.Code, onSystem: th.System, onPending: th.Pending, onFailed: th.Faint,
	}[k.on]
	for _, s := range []struct {
		is    prose.Style
		style lipgloss.Style
	}{
		{revealed, th.Hidden}, {prose.Mention, th.Mention}, {prose.Link, th.Link}, {prose.Code, th.Code}, {prose.Keyword, th.CodeKeyword},
		{prose.String, th.CodeString}, {prose.Comment, th.CodeComment}, {prose.Number, th.CodeNumber}, {prose.Added, th.CodeAdded}, {prose.Removed, th.CodeRemoved},
	} {
		if k.is&s.is != 0 {
			st = s.style
			break
		}
	}
	if k.is&prose.Bold != 0 {
		st = st.Bold(true)
	}
	if k.is&prose.Italic != 0 {
		st = st.Italic(k.on != onQuote) // within what is italic it stands upright
	}
	return st
}
