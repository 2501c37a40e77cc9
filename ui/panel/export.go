package panel

import (
	"strings"
	"time"

	"seenby/chat"
	"seenby/ui/export"
	"seenby/ui/phrase"
)

// Copy returns the lists as lines of text with tabs between the columns.
func (r *Readers) Copy() string {
	w := r.look.Words
	var b strings.Builder
	line := func(cells ...string) { b.WriteString(strings.Join(cells, "\t") + "\n") }
	line(Sum(r.look, r.subject.Tally).String())
	r.each(func(list chat.ReaderList, x chat.Reader) {
		name := map[chat.ReaderList]string{
			chat.ListRead: w.Panel.Read, chat.ListUnread: w.Panel.UnreadHint, chat.ListLeft: w.Panel.Left, chat.ListAlso: w.Panel.Also,
		}[list]
		if x.ReadAt == 0 {
			line(name, "@"+string(x.User), r.look.Name(x.User).String())
			return
		}
		after := phrase.Elapsed(x.ReadAt.Since(r.subject.Sent), w).String()
		line(name, "@"+string(x.User), r.look.Name(x.User).String(), x.ReadAt.Time().Format(time.DateTime), after)
	})
	return b.String()
}

// each goes through the lists, in the order in which they are shown.
func (r *Readers) each(do func(chat.ReaderList, chat.Reader)) {
	r.sort()
	for _, l := range []struct {
		name chat.ReaderList
		all  []chat.Reader
	}{{chat.ListRead, r.read}, {chat.ListUnread, absent(r.unread)}, {chat.ListLeft, r.left}, {chat.ListAlso, r.also}} {
		for _, x := range l.all {
			do(l.name, x)
		}
	}
}

// Sheet returns the message and its lists as a file gets them.
func (r *Readers) Sheet() *export.Sheet {
	s := r.subject
	sheet := &export.Sheet{Group: s.Group, UID: s.UID, Seq: s.Seq, Sender: s.Sender, Sent: s.Sent, Text: s.Text, Tally: s.Tally}
	r.each(func(list chat.ReaderList, x chat.Reader) {
		sheet.Rows = append(sheet.Rows, export.Row{Reader: x, List: list, Name: r.look.Name(x.User)})
	})
	return sheet
}
