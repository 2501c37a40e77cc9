package store

import (
	"encoding/json"
	"fmt"

	"github.com/oklog/ulid/v2"

	"seenby/chat"
)

// A message is a row of messages.
type message struct {
	key      int64
	uid      ulid.ULID
	sender   int64
	system   bool
	pos      int64
	sent     int64
	ledger   int64 // 0 while it is not flagged
	edited   int64
	recalled int64
	cmid     string
	reply    []byte
	extra    string
	text     string
}

// An extra is what few messages have, as JSON.
type extra struct {
	Mentions []chat.UserID     `json:"mentions,omitempty"`
	Change   *chat.GroupChange `json:"change,omitempty"`
}

const messageColumns = "id, uid, sender, system, pos, sent, ledger, edited, recalled, sum, cmid, reply, extra, text"

// parseUID returns the bytes of a messageUId, and false for what is none.
func parseUID(uid chat.MessageUID) (ulid.ULID, bool) {
	id, err := ulid.ParseStrict(string(uid))
	// Lower case parses too, but names no message.
	return id, err == nil && id.String() == string(uid)
}

func (m *message) sum() int64 {
	p := packer{b: make([]byte, 0, 96+len(m.text))}
	for _, v := range []int64{m.key, m.sender, truth(m.system), m.pos, m.sent, m.ledger, m.edited, m.recalled} {
		p.int(v)
	}
	p.b = append(p.b, m.uid[:]...)
	for _, s := range []string{m.cmid, string(m.reply), m.extra, m.text} {
		p.text(s)
	}
	return int64(p.sum())
}

// scanMessage reads a row of [messageColumns] and checks it.
func scanMessage(r row) (m message, err error) {
	m = message{
		key: r.int(0), sender: r.int(2), system: r.int(3) != 0, pos: r.int(4), sent: r.int(5), ledger: r.int(6),
		edited: r.int(7), recalled: r.int(8), cmid: r.text(10), reply: r.blob(11), extra: r.text(12), text: r.text(13),
	}
	copy(m.uid[:], r.blob(1))
	if m.sum() != r.int(9) || len(r.blob(1)) != len(m.uid) {
		grp, seq := split(m.key)
		return m, r.c.damaged("message %d of group %d does not match its checksum", seq, grp)
	}
	return m, nil
}

// orNull is nil for what is not there.
func orNull[T string | []byte](v T) any {
	if len(v) == 0 {
		return nil
	}
	return v
}

// values are the columns of m in the order of [messageColumns].
func (m *message) values() []any {
	var ledger any
	if m.ledger != 0 {
		ledger = m.ledger
	}
	return []any{
		m.key, m.uid[:], m.sender, truth(m.system), m.pos, m.sent, ledger, m.edited, m.recalled, m.sum(),
		orNull(m.cmid), orNull(m.reply), orNull(m.extra), m.text,
	}
}

// messageAt returns the message with this key.
func (c *conn) messageAt(key int64) (m message, err error) {
	found, err := c.one("SELECT "+messageColumns+" FROM messages WHERE id = ?", func(r row) (err error) {
		m, err = scanMessage(r)
		return err
	}, key)
	if err == nil && !found {
		grp, seq := split(key)
		err = c.damaged("message %d of group %d is gone", seq, grp)
	}
	return m, err
}

// messageOf returns the message with this uid, if the group has it.
func (c *conn) messageOf(grp int64, uid chat.MessageUID) (m message, found bool, err error) {
	id, ok := parseUID(uid)
	if !ok {
		return m, false, nil
	}
	found, err = c.one("SELECT "+messageColumns+" FROM messages WHERE uid = ?", func(r row) (err error) {
		m, err = scanMessage(r)
		return err
	}, id[:])
	if g, _ := split(m.key); g != grp {
		found = false
	}
	return m, found, err
}

// newMessage returns the row of a message that is posted now.
func newMessage(grp, sender int64, pos chat.Pos, c chat.Message) (m message, err error) {
	m = message{
		key: key(grp, int64(c.Seq)), sender: sender, system: c.Kind == chat.KindSystem, pos: int64(pos),
		sent: int64(c.Sent), cmid: c.ClientMsgID, text: c.Text,
	}
	var ok bool
	if m.uid, ok = parseUID(c.UID); !ok {
		return m, fmt.Errorf("message id %q is no ULID", c.UID)
	}
	if c.ReplyTo != "" {
		reply, _ := parseUID(c.ReplyTo)
		m.reply = reply[:]
	}
	if len(c.Mentions) > 0 || c.Change != nil {
		b, err := json.Marshal(extra{Mentions: c.Mentions, Change: c.Change})
		if err != nil {
			return m, fmt.Errorf("write message %s: %w", c.UID, err)
		}
		m.extra = string(b)
	}
	return m, nil
}

func (m *message) kind() chat.MessageKind {
	if m.system {
		return chat.KindSystem
	}
	return chat.KindText
}

func (m *message) card(sender chat.UserID) chat.Card {
	_, seq := split(m.key)
	return chat.Card{
		UID: chat.MessageUID(m.uid.String()), Seq: chat.Seq(seq), Sender: sender, Sent: chat.Millis(m.sent),
		Kind: m.kind(), Recalled: m.recalled != 0, Flagged: m.ledger != 0,
	}
}
