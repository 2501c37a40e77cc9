package chat

import (
	"fmt"
	"strings"
)

func (s *step) post(a Post) (Result, error) {
	first, posted, err := s.posted(a)
	if err != nil || posted {
		return first, err
	}
	if a.ReplyTo != "" {
		if _, ok, err := s.shelf.Card(s.cmd.Group, a.ReplyTo); err != nil || !ok {
			return refuseFor(NoMessage, "replyTo: no such message"), err
		}
	}
	if a.NeedReceipt && s.tooMany(a.Rules) {
		return refuse(AudienceTooLarge), nil
	}
	m := s.append(Message{
		ClientMsgID: a.ClientMsgID, Text: a.Text, Kind: KindText, ReplyTo: a.ReplyTo, Mentions: a.Mentions,
	})
	p := Posted{Message: m}
	if a.NeedReceipt {
		p.Audience = s.audience()
		s.shelf.Open(s.cmd.Group, m.card(true), p.Audience)
	}
	s.tell(p)
	return Result{UID: m.UID, Seq: m.Seq, Sent: m.Sent}, nil
}

// posted returns the result of the first time that this message was posted, if
// it was. Who has left the group meanwhile gets it too: an error would say that
// a message is not stored which is (quality.md, I9).
func (s *step) posted(a Post) (first Result, ok bool, err error) {
	c, ok, err := s.shelf.Posted(s.cmd.Group, s.cmd.By, a.ClientMsgID)
	if err != nil || !ok {
		return Result{}, false, err
	}
	return Result{UID: c.UID, Seq: c.Seq, Sent: c.Sent}, true, nil
}

// append gives m its place in the group.
func (s *step) append(m Message) Message {
	s.last++
	m.UID, m.ConversationType, m.Group, m.Seq = s.cmd.ID, ConversationGroup, s.cmd.Group, s.last
	m.Sender, m.Sent = s.cmd.By, s.cmd.At
	if m.Kind == KindText {
		s.texts++
		s.members[s.cmd.By].Posted++
	}
	return m
}

func (m Message) card(flagged bool) Card {
	return Card{UID: m.UID, Seq: m.Seq, Sender: m.Sender, Sent: m.Sent, Kind: m.Kind, Flagged: flagged}
}

// note adds a system line about a change of the group. The words are for
// clients that do not know the change; the others say it in their language.
func (s *step) note(c GroupChange) {
	m := s.append(Message{Text: c.words(s.info), Kind: KindSystem, Change: &c})
	s.tell(Posted{Message: m})
}

func (c GroupChange) words(info Info) string {
	names := make([]string, len(c.Users))
	for i, u := range c.Users {
		names[i] = string(u)
	}
	who := strings.Join(names, ", ")
	switch c.Kind {
	case ChangeJoined:
		return who + " joined"
	case ChangeLeft:
		return who + " left"
	case ChangeInvited:
		return fmt.Sprintf("%s added %s", c.By, who)
	case ChangeRemoved:
		return fmt.Sprintf("%s removed %s", c.By, who)
	case ChangeRole:
		return fmt.Sprintf("%s made %s %s", c.By, who, c.Role)
	case ChangeVisibility:
		return fmt.Sprintf("%s set who sees receipts to: %s", c.By, info.Visibility)
	default:
		return fmt.Sprintf("%s changed the group", c.By)
	}
}

// find returns the message, or the code that says why not.
func (s *step) find(uid MessageUID) (Card, Code, error) {
	c, ok, err := s.shelf.Card(s.cmd.Group, uid)
	if err != nil || !ok {
		return Card{}, NoMessage, err
	}
	return c, Done, nil
}

func (s *step) edit(a Edit) (Result, error) {
	c, code, err := s.find(a.UID)
	switch {
	case err != nil || code != Done:
		return refuse(code), err
	case c.Sender != s.cmd.By || c.Kind != KindText:
		return refuse(NotSender), nil
	case c.Recalled:
		return refuse(MessageRecalled), nil
	}
	s.tell(Edited{UID: c.UID, Seq: c.Seq, Text: a.Text})
	return Result{}, nil
}

func (s *step) recall(a Recall) (Result, error) {
	c, code, err := s.find(a.UID)
	switch {
	case err != nil || code != Done:
		return refuse(code), err
	case c.Kind != KindText || c.Sender != s.cmd.By && !s.role().Leads():
		return refuse(Forbidden), nil
	case c.Recalled:
		return Result{}, nil
	}
	if c.Flagged {
		l, err := s.shelf.Ledger(s.cmd.Group, c)
		if err != nil {
			return Result{}, err
		}
		l.Recall()
	}
	s.tell(Recalled{UID: c.UID, Seq: c.Seq})
	return Result{}, nil
}

func (s *step) react(a React) (Result, error) {
	c, code, err := s.find(a.UID)
	switch {
	case err != nil || code != Done:
		return refuse(code), err
	case c.Recalled:
		return refuse(MessageRecalled), nil
	}
	on, kinds, err := s.shelf.Reaction(s.cmd.Group, c.Seq, a.Emoji, s.cmd.By)
	switch {
	case err != nil || on == a.On:
		return Result{}, err
	case a.On && kinds >= MaxReactions:
		return refuseFor(TooLarge, "emoji: the message carries 32 different ones"), nil
	}
	s.tell(Reacted{UID: c.UID, Seq: c.Seq, Emoji: a.Emoji, On: a.On})
	return Result{}, nil
}

func (s *step) setRead(a SetRead) (Result, error) {
	m := s.members[s.cmd.By]
	to := min(a.Seq, s.last)
	if to <= m.ReadSeq {
		return Result{}, nil
	}
	all, own, err := s.shelf.Texts(s.cmd.Group, m.ReadSeq, to, s.cmd.By)
	if err != nil {
		return Result{}, err
	}
	m.ReadSeq, m.ReadTexts, m.ReadOwn = to, m.ReadTexts+all, m.ReadOwn+own
	s.tell(ReadMoved{Seq: to, ReadTexts: m.ReadTexts, ReadOwn: m.ReadOwn, Unread: m.Unread(s.texts)})
	m.Moved = s.pos
	return Result{}, nil
}
