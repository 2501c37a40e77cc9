package plain

import (
	"slices"
	"strconv"
	"strings"

	"seenby/chat"
	"seenby/ui/cell"
)

// An unsent is a message of the user that the hub does not have yet, or refuses.
type unsent struct {
	id    string // the client's
	group chat.GroupID
	text  string
	nth   int // the number by which it is called, 0 while nobody had to call it
	state chat.SendState
	err   string
}

// sending returns an unsent message, nil where there is none with this id.
func (s *session) sending(id string) *unsent {
	i := slices.IndexFunc(s.unsent, func(u *unsent) bool { return u.id == id })
	if i < 0 {
		return nil
	}
	return s.unsent[i]
}

// post sends a message. It is known from now on: its text was just written, and
// is not told again.
func (s *session) post(d chat.Draft) {
	s.unsent = append(s.unsent, &unsent{id: s.o.Chat.Send(d), group: d.Group, text: d.Text, state: chat.SendQueued})
}

func (s *session) forget(u *unsent) {
	s.unsent = slices.DeleteFunc(s.unsent, func(x *unsent) bool { return x == u })
}

// refusals are the messages that the hub refused.
func (s *session) refusals() (list []*unsent) {
	for _, u := range s.unsent {
		if u.state == chat.SendFailed {
			list = append(list, u)
		}
	}
	return list
}

// onSending tells what became of a message of the user.
func (s *session) onSending(n chat.Sending) {
	u := s.sending(n.ClientMsgID)
	news := u == nil || u.text != n.Text // from before this run, or changed
	if u == nil {
		u = &unsent{id: n.ClientMsgID, group: n.Group}
		if n.State != chat.SendDone && n.State != chat.SendDropped {
			s.unsent = append(s.unsent, u)
		}
	}
	u.text, u.state, u.err = n.Text, n.State, n.Err
	switch n.State {
	case chat.SendQueued:
		if s.link.State != chat.LinkOnline {
			s.event(u.group, s.told(u, news))
		}
	case chat.SendDone:
		s.forget(u)
		m := chat.Message{Group: n.Group, UID: n.UID, Seq: n.Seq, Sender: s.me}
		if n.NeedReceipt {
			m.Receipt = &chat.ReceiptInfo{Asked: true}
		}
		x, _ := s.learn(&m)
		x.shown = true // it was written here
		s.event(n.Group, cell.Fill(cell.Line(s.w.Sent), number(n.Seq)))
	case chat.SendDropped:
		s.forget(u)
		s.event(u.group, s.told(u, false))
	default:
		s.event(u.group, s.told(u, news))
	}
}

// told says how it stands with an unsent message, and with news what it is.
func (s *session) told(u *unsent, news bool) cell.Text {
	if u.nth == 0 {
		s.calls++
		u.nth = s.calls
	}
	n := cell.Number(u.nth)
	t := cell.Fill(cell.Line(s.w.Queued), n)
	switch u.state {
	case chat.SendFailed:
		t = cell.Fill(cell.Line(s.w.Failed), n, cell.Line(s.o.Words.Reason(u.err)))
	case chat.SendRecalling:
		t = cell.Fill(cell.Line(s.w.Recalling), n)
	case chat.SendDropped:
		t = cell.Fill(cell.Line(s.w.DroppedNow), n)
	}
	if news {
		t = cell.Concat(t, cell.Say(" | "), cell.WcWidth.Cut(cell.Clean(u.text).Flat(), 200))
	}
	return t
}

// stranded tells of messages that were on their way when the link was lost.
func (s *session) stranded() {
	for _, u := range s.unsent {
		if u.nth == 0 {
			s.event(u.group, s.told(u, true))
		}
	}
}

// listUnsent prints what the hub does not have.
func (s *session) listUnsent() {
	if len(s.unsent) == 0 {
		s.print(cell.Line(s.w.NoneListed))
	}
	for _, u := range s.unsent {
		s.event(u.group, s.told(u, true))
	}
}

// unsentCalled finds an unsent message by what it is called, q and a number, and says
// so where there is none; ok is false where that is no such name.
func (s *session) unsentCalled(name string) (u *unsent, ok bool) {
	digits, is := strings.CutPrefix(strings.ToLower(name), "q")
	nth, err := strconv.Atoi(digits)
	if !is || err != nil || nth < 1 {
		return nil, false
	}
	i := slices.IndexFunc(s.unsent, func(u *unsent) bool { return u.nth == nth })
	if i < 0 {
		s.fail(cell.Fill(cell.Line(s.w.NotUnsent), cell.Number(nth)))
		return nil, true
	}
	return s.unsent[i], true
}

// drop takes an unsent message back.
func (s *session) drop(args string) bool {
	u, ok := s.unsentCalled(args)
	if u != nil {
		s.o.Chat.Discard(u.id)
	}
	return ok
}

// editAny edits a message: one with a number, or an unsent one.
func (s *session) editAny(args string) bool {
	name, text, _ := strings.Cut(args, " ")
	text = strings.TrimSpace(text)
	u, ok := s.unsentCalled(name)
	switch {
	case !ok:
		return withText((*session).edit)(s, args)
	case text == "":
		return false
	case u == nil:
	case len(text) > chat.MaxText:
		s.fail(cell.Fill(cell.Line(s.w.TooLong), cell.Number(chat.MaxText)))
	case u.state == chat.SendRecalling:
		s.fail(s.told(u, false))
	default:
		s.naming(s.group(u.group), text, func(names []chat.UserID) { s.o.Chat.Revise(u.id, text, names) })
	}
	return true
}

// retry sends again what was refused, and connects.
func (s *session) retry() {
	for _, u := range s.refusals() {
		s.o.Chat.Retry(u.id)
		u.state = chat.SendQueued
	}
	s.o.Chat.RetryNow()
}

// discard drops what was refused.
func (s *session) discard() {
	refused := s.refusals()
	if len(refused) == 0 {
		s.print(cell.Line(s.w.NothingFailed))
	}
	for _, u := range refused {
		s.o.Chat.Discard(u.id)
		s.forget(u)
	}
}
