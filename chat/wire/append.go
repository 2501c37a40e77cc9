package wire

import (
	"maps"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"seenby/chat"
)

// What a hub encodes for every message and every receipt is written here by
// hand, in the order of the objects' fields: it takes a fraction of the time
// of going by the tags. A test holds it to be the same, byte for byte.

func appendMessageEvent(dst []byte, m *chat.Message, cursor string) []byte {
	dst = appendMessage(append(dst, `,"message":`...), m)
	return append(appendString(append(dst, `,"cursor":`...), cursor), '}')
}

func appendReceipts(dst []byte, e *OnMessageReceiptResponse) []byte {
	dst = appendString(append(dst, `,"messageUId":`...), e.UID)
	dst = appendInt(append(dst, `,"conversationType":`...), e.ConversationType)
	dst = appendString(append(dst, `,"targetId":`...), e.Group)
	dst = appendReaders(append(dst, `,"userIdList":`...), e.Readers)
	if len(e.Also) > 0 {
		dst = appendStrings(append(dst, `,"also":`...), e.Also)
	}
	dst = appendTally(append(dst, ','), &e.Tally)
	return append(appendString(append(dst, `,"cursor":`...), e.Cursor), '}')
}

func appendMessage(dst []byte, m *chat.Message) []byte {
	dst = appendString(append(dst, `{"messageUId":`...), m.UID)
	dst = appendInt(append(dst, `,"conversationType":`...), m.ConversationType)
	dst = appendString(append(dst, `,"targetId":`...), m.Group)
	dst = appendInt(append(dst, `,"seq":`...), m.Seq)
	dst = appendString(append(dst, `,"senderUserId":`...), m.Sender)
	dst = appendInt(append(dst, `,"sentTime":`...), m.Sent)
	if m.ClientMsgID != "" {
		dst = appendString(append(dst, `,"clientMsgId":`...), m.ClientMsgID)
	}
	dst = appendString(append(dst, `,"text":`...), m.Text)
	dst = appendString(append(dst, `,"kind":`...), m.Kind)
	if m.ReplyTo != "" {
		dst = appendString(append(dst, `,"replyTo":`...), m.ReplyTo)
	}
	if len(m.Mentions) > 0 {
		dst = appendStrings(append(dst, `,"mentions":`...), m.Mentions)
	}
	if m.Edited != 0 {
		dst = appendInt(append(dst, `,"editedTime":`...), m.Edited)
	}
	if m.Recalled != 0 {
		dst = appendInt(append(dst, `,"recalledTime":`...), m.Recalled)
	}
	if len(m.Reactions) > 0 {
		dst = appendReactions(append(dst, `,"reactions":`...), m.Reactions)
	}
	if m.Receipt != nil {
		dst = appendReceiptInfo(append(dst, `,"readReceiptInfo":`...), m.Receipt)
	}
	if m.Change != nil {
		dst = appendChange(append(dst, `,"change":`...), m.Change)
	}
	return append(dst, '}')
}

func appendReceiptInfo(dst []byte, r *chat.ReceiptInfo) []byte {
	dst = strconv.AppendBool(append(dst, `{"isReceiptRequestMessage":`...), r.Asked)
	dst = strconv.AppendBool(append(dst, `,"hasRespond":`...), r.Responded)
	if r.RespondedAt != 0 {
		dst = appendInt(append(dst, `,"respondTime":`...), r.RespondedAt)
	}
	if r.Tally != nil {
		dst = appendTally(append(dst, ','), r.Tally)
	}
	if len(r.Readers) > 0 {
		dst = appendReaders(append(dst, `,"userIdList":`...), r.Readers)
	}
	if len(r.Also) > 0 {
		dst = appendStrings(append(dst, `,"also":`...), r.Also)
	}
	return append(dst, '}')
}

func appendChange(dst []byte, c *chat.GroupChange) []byte {
	dst = appendString(append(dst, `{"kind":`...), c.Kind)
	dst = appendString(append(dst, `,"by":`...), c.By)
	if len(c.Users) > 0 {
		dst = appendStrings(append(dst, `,"userIds":`...), c.Users)
	}
	if c.Role != "" {
		dst = appendString(append(dst, `,"role":`...), c.Role)
	}
	return append(dst, '}')
}

func appendTally(dst []byte, t *chat.Tally) []byte {
	dst = appendInt(append(dst, `"readCount":`...), t.Read)
	dst = appendInt(append(dst, `,"totalCount":`...), t.Total)
	return appendInt(append(dst, `,"version":`...), t.Version)
}

// appendReaders appends who read when, in the order of the ids.
func appendReaders(dst []byte, readers map[chat.UserID]chat.Millis) []byte {
	dst = append(dst, '{')
	for i, u := range sortedKeys(readers) {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(appendString(dst, u), ':')
		dst = appendInt(dst, readers[u])
	}
	return append(dst, '}')
}

func appendReactions(dst []byte, reactions map[string][]chat.UserID) []byte {
	dst = append(dst, '{')
	for i, emoji := range sortedKeys(reactions) {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendStrings(append(appendString(dst, emoji), ':'), reactions[emoji])
	}
	return append(dst, '}')
}

func sortedKeys[K ~string, V any](m map[K]V) []K {
	keys := slices.AppendSeq(make([]K, 0, len(m)), maps.Keys(m))
	slices.Sort(keys)
	return keys
}

func appendStrings[S ~string](dst []byte, list []S) []byte {
	dst = append(dst, '[')
	for i, s := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendString(dst, s)
	}
	return append(dst, ']')
}

func appendInt[N ~int | ~int64](dst []byte, n N) []byte {
	return strconv.AppendInt(dst, int64(n), 10)
}

// appendString appends s in quotes. Most strings are ids and plain text, which
// need no second look.
func appendString[S ~string](dst []byte, s S) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			// The only error is about bytes that are no UTF-8, which became U+FFFD.
			dst, _ = jsontext.AppendQuote(dst, string(s))
			return dst
		}
	}
	dst = append(dst, '"')
	dst = append(dst, s...)
	return append(dst, '"')
}
