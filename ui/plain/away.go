package plain

import (
	"context"
	"errors"
	"time"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/export"
	"seenby/ui/phrase"
)

// While the hub is away, lists tell what is known on this computer, as of when
// that is, and what is not known.

// refused reports whether the hub has answered a question, though not as one
// would like. What failed otherwise was not asked.
func refused(err error) bool {
	var told *chat.Error
	return errors.As(err, &told)
}

// errUnknown is why nothing is known of a group's members.
var errUnknown = errors.New("the members are not known")

// aged says while the hub is away as of when everything is.
func (s *session) aged() {
	w, at := s.o.Words.Readers, s.link.Heard
	switch {
	case s.link.State == chat.LinkOnline:
	case at.IsZero():
		s.print(cell.Line(w.NeverHeard))
	default:
		layout := time.TimeOnly
		if at.Format(time.DateOnly) != time.Now().Format(time.DateOnly) {
			layout = "2006-01-02 15:04"
		}
		s.print(cell.Fill(cell.Line(w.AsOf), cell.Line(at.Format(layout))))
	}
}

// knownReaders prints what is known of a message's readers; with a filter those
// in the lists whose handle holds it.
func (s *session) knownReaders(n *note, sheet *export.Sheet, k chat.Known, filter string) {
	w := s.o.Words
	s.aged()
	if k.Tally == nil {
		s.print(cell.Line(w.Readers.NothingKnown))
		return
	}
	s.print(s.count(n.seq, *k.Tally))
	sheet.Rows = nil
	add := func(l chat.ReaderList, users []chat.Reader) {
		for _, x := range users {
			sheet.Rows = append(sheet.Rows, export.Row{Reader: x, List: l, Name: handle(x.User)})
		}
	}
	add(chat.ListRead, k.Read)
	add(chat.ListUnread, k.Unread)
	add(chat.ListAlso, k.Also)
	if !s.tellLists(sheet, filter) && filter != "" {
		s.print(cell.Line(w.Readers.NoMatch))
	}
	unknown := func(list string) {
		s.print(phrase.Label(w, cell.Line(list), cell.Line(w.Readers.NamesUnknown)))
	}
	if !k.Listed {
		unknown(w.Panel.Read)
	}
	if !k.Named {
		unknown(w.Panel.UnreadHint)
	}
	s.print(cell.Line(w.Readers.LeftUnknown))
}

// missing returns who has not read a message, as far as it is told.
func (s *session) missing(ctx context.Context, g chat.GroupID, uid chat.MessageUID) ([]chat.Reader, error) {
	r, err := s.o.Chat.ReadersPage(ctx, g, uid, chat.ListUnread, 0, missing)
	if err == nil || refused(err) {
		return r.Users, err
	}
	k, err := s.o.Chat.ReadersCopy(s.ctx, g, uid)
	return k.Unread[:min(len(k.Unread), missing)], err
}

// knownMembers prints the members as they were told last.
func (s *session) knownMembers(members []chat.Member, online bool) {
	s.aged()
	switch {
	case len(members) == 0:
		s.fail(cell.Line(s.w.MembersUnknown))
		return
	case online:
		s.fail(cell.Line(s.w.OnlineUnknown))
		return
	}
	for _, m := range members {
		s.print(s.member(m))
	}
	s.print(cell.Line(s.w.OnlineUnknown))
}
