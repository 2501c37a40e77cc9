package panel

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"seenby/chat"
	"seenby/ui/cell"
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
		after := Elapsed(x.ReadAt.Since(r.subject.Sent), w).String()
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

// CSV returns the lists as a table with a heading. Times are RFC 3339 in UTC,
// spans milliseconds after sending. No cell is one that a spreadsheet would
// take for a formula.
func (r *Readers) CSV() []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	line := func(cells ...string) {
		for i := range cells {
			cells[i] = defuse(cells[i])
		}
		_ = w.Write(cells) // into memory
	}
	line("list", "userId", "name", "readTime", "afterMillis", "beforeEdit", "afterLeft")
	r.each(func(list chat.ReaderList, x chat.Reader) {
		at, after := "", ""
		if x.ReadAt != 0 {
			at = stamp(x.ReadAt)
			after = strconv.FormatInt(int64(max(x.ReadAt-r.subject.Sent, 0)), 10)
		}
		line(string(list), cell.Line(string(x.User)).String(), r.look.Name(x.User).String(), at, after, flag(x.BeforeEdit), flag(x.AfterLeft))
	})
	w.Flush()
	return b.Bytes()
}

func flag(b bool) string {
	if b {
		return "true"
	}
	return ""
}

func stamp(m chat.Millis) string { return m.Time().UTC().Format("2006-01-02T15:04:05.000Z07:00") }

// defuse returns a cell that no spreadsheet takes for a formula: with a quote
// before it where it begins like one.
func defuse(s string) string {
	c, n := utf8.DecodeRuneInString(strings.TrimLeft(s, " \t\r\n"))
	if n > 0 && strings.ContainsRune("=+-@＝＋－＠", c) {
		return "'" + s
	}
	return s
}

// exported is the form of the JSON file.
type exported struct {
	Group  chat.GroupID     `json:"targetId"`
	UID    chat.MessageUID  `json:"messageUId"`
	Sender chat.UserID      `json:"senderUserId"`
	Sent   string           `json:"sent"`
	Text   string           `json:"text"`
	Read   int              `json:"readCount"`
	Total  int              `json:"totalCount"`
	Lists  []exportedReader `json:"readers"`
}

type exportedReader struct {
	List       chat.ReaderList `json:"list"`
	User       chat.UserID     `json:"userId"`
	Name       string          `json:"name"`
	ReadAt     string          `json:"readTime,omitempty"`
	After      *int64          `json:"afterMillis,omitempty"`
	BeforeEdit bool            `json:"beforeEdit,omitempty"`
	AfterLeft  bool            `json:"afterLeft,omitempty"`
}

// JSON returns the message and its lists as one object.
func (r *Readers) JSON() ([]byte, error) {
	s := r.subject
	doc := exported{
		Group: s.Group, UID: s.UID, Sender: s.Sender, Sent: stamp(s.Sent), Text: s.Text.String(),
		Read: s.Tally.Read, Total: s.Tally.Total, Lists: []exportedReader{},
	}
	r.each(func(list chat.ReaderList, x chat.Reader) {
		e := exportedReader{List: list, User: x.User, Name: r.look.Name(x.User).String(), BeforeEdit: x.BeforeEdit, AfterLeft: x.AfterLeft}
		if x.ReadAt != 0 {
			after := int64(max(x.ReadAt-s.Sent, 0))
			e.ReadAt, e.After = stamp(x.ReadAt), &after
		}
		doc.Lists = append(doc.Lists, e)
	})
	b, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		return nil, err
	}
	return append(b, '\n'), nil
}
