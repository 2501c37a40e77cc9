package timeline

import (
	"strings"

	"charm.land/lipgloss/v2"

	"seenby/chat"
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
}

func inksOf(look *Look) inks {
	th := look.Theme
	return inks{
		text: inkOf(th.Text), faint: inkOf(th.Faint), accent: inkOf(th.Accent), warn: inkOf(th.Warn), bad: inkOf(th.Bad), border: inkOf(th.Border),
		own: inkOf(th.OwnName), quote: inkOf(th.Quote), system: inkOf(th.System), pending: inkOf(th.Pending),
		day: inkOf(th.DayLine), fresh: inkOf(th.UnreadLine),
		ask: inkOf(th.AskMark), none: inkOf(th.ReceiptNone), some: inkOf(th.ReceiptSome), all: inkOf(th.ReceiptAll.Underline(false)),
		selection: inkOf(th.Selection), names: map[chat.UserID]ink{},
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
