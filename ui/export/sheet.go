// Package export writes who has read a message into files: as a table (CSV) and
// as an object (JSON).
package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"seenby/chat"
	"seenby/ui/cell"
)

// A Sheet is a message and its readers, as a file gets them.
type Sheet struct {
	Group  chat.GroupID
	UID    chat.MessageUID
	Seq    chat.Seq
	Sender chat.UserID
	Sent   chat.Millis
	Text   cell.Text
	Tally  chat.Tally
	// Rows are the readers in the order of the file.
	Rows []Row
}

// A Row is a member of one of a message's lists. ReadAt is 0 for who has not
// read.
type Row struct {
	chat.Reader
	List chat.ReaderList
	Name cell.Text
}

// CSV returns the lists as a table with a heading. Times are RFC 3339 in UTC,
// spans milliseconds after sending. No cell is one that a spreadsheet would
// take for a formula.
func (s *Sheet) CSV() []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	line := func(cells ...string) {
		for i := range cells {
			cells[i] = defuse(cells[i])
		}
		_ = w.Write(cells) // into memory
	}
	line("list", "userId", "name", "readTime", "afterMillis", "beforeEdit", "afterLeft")
	for _, x := range s.Rows {
		at, after := "", ""
		if x.ReadAt != 0 {
			at = stamp(x.ReadAt)
			after = strconv.FormatInt(s.after(x), 10)
		}
		line(string(x.List), cell.Line(string(x.User)).String(), x.Name.String(), at, after, flag(x.BeforeEdit), flag(x.AfterLeft))
	}
	w.Flush()
	return b.Bytes()
}

// after is how many milliseconds after sending somebody read, never less than 0.
func (s *Sheet) after(x Row) int64 { return int64(max(x.ReadAt-s.Sent, 0)) }

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

// document is the form of the JSON file.
type document struct {
	Group  chat.GroupID     `json:"targetId"`
	UID    chat.MessageUID  `json:"messageUId"`
	Sender chat.UserID      `json:"senderUserId"`
	Sent   string           `json:"sent"`
	Text   string           `json:"text"`
	Read   int              `json:"readCount"`
	Total  int              `json:"totalCount"`
	Lists  []documentReader `json:"readers"`
}

type documentReader struct {
	List       chat.ReaderList `json:"list"`
	User       chat.UserID     `json:"userId"`
	Name       string          `json:"name"`
	ReadAt     string          `json:"readTime,omitempty"`
	After      *int64          `json:"afterMillis,omitempty"`
	BeforeEdit bool            `json:"beforeEdit,omitempty"`
	AfterLeft  bool            `json:"afterLeft,omitempty"`
}

// JSON returns the message and its lists as one object.
func (s *Sheet) JSON() ([]byte, error) {
	doc := document{
		Group: s.Group, UID: s.UID, Sender: s.Sender, Sent: stamp(s.Sent), Text: s.Text.String(),
		Read: s.Tally.Read, Total: s.Tally.Total, Lists: []documentReader{},
	}
	for _, x := range s.Rows {
		e := documentReader{List: x.List, User: x.User, Name: x.Name.String(), BeforeEdit: x.BeforeEdit, AfterLeft: x.AfterLeft}
		if x.ReadAt != 0 {
			after := s.after(x)
			e.ReadAt, e.After = stamp(x.ReadAt), &after
		}
		doc.Lists = append(doc.Lists, e)
	}
	b, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		return nil, err
	}
	return append(b, '\n'), nil
}
