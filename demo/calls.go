package demo

import (
	"encoding/json"
	"slices"
	"strconv"
	"sync"
	"time"

	"seenby/chat"
)

// A call is one line of the wire pane: somebody called the hub, or the hub told
// something to one or more people.
type call struct {
	at   time.Time
	name string // of the call or event
	uid  chat.MessageUID
	// from is empty when the hub tells something; to holds whom.
	from string
	to   []string
	// code is nil until the reply has come, and for events.
	code *chat.Code
	// readers, read and total are of an update of a count.
	readers     []string
	read, total int
	own         bool
}

// The names that the pane shows: the four of the source API, and how a flagged
// message travels when it is flagged while being sent.
var shown = []string{
	"sendReadReceiptRequest", "onMessageReceiptRequest",
	"sendReadReceiptResponse", "onMessageReceiptResponse", "remindUnread", "onReceiptReminder",
}

// together is within which time the same event to several people is one line.
const together = 200 * time.Millisecond

// kept is how many lines the recorder remembers.
const kept = 500

// A recorder watches the frames of every participant and keeps what the wire
// pane shows. It is safe for concurrent use.
type recorder struct {
	mu    sync.Mutex
	calls []call
	open  map[string]int // person and call id -> number of the line
	first int            // number of calls[0]
	// changed is signalled, without waiting, when a line came or changed.
	changed chan struct{}
	now     func() time.Time
}

func newRecorder(now func() time.Time) *recorder {
	return &recorder{open: map[string]int{}, changed: make(chan struct{}, 1), now: now}
}

// wireFrame is what the pane needs of any frame.
type wireFrame struct {
	ID          int64             `json:"id"`
	Op          string            `json:"op"`
	Event       string            `json:"event"`
	Code        *chat.Code        `json:"code"`
	UID         chat.MessageUID   `json:"messageUId"`
	NeedReceipt bool              `json:"needReceipt"`
	Own         bool              `json:"own"`
	MessageList []json.RawMessage `json:"messageList"`
	Readers     map[string]int64  `json:"userIdList"`
	Read        int               `json:"readCount"`
	Total       int               `json:"totalCount"`
	Message     struct {
		UID     chat.MessageUID   `json:"messageUId"`
		Sender  string            `json:"senderUserId"`
		Receipt *chat.ReceiptInfo `json:"readReceiptInfo"`
	} `json:"message"`
}

// observe takes a frame that person sent or got.
func (r *recorder) observe(person string, sent bool, frame []byte) {
	var f wireFrame
	if json.Unmarshal(frame, &f) != nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case sent && f.Op != "":
		r.called(person, f)
	case f.Event != "":
		r.told(person, f)
	case f.Code != nil:
		if n, ok := r.open[key(person, f.ID)]; ok && n >= r.first {
			delete(r.open, key(person, f.ID))
			r.calls[n-r.first].code = f.Code
			r.signal()
		}
	}
}

func key(person string, id int64) string { return person + "/" + strconv.FormatInt(id, 10) }

func (r *recorder) called(person string, f wireFrame) {
	flagged := f.Op == "sendMessage" && f.NeedReceipt
	if !flagged && !slices.Contains(shown, f.Op) {
		return
	}
	c := call{at: r.now(), name: f.Op, from: person, uid: f.UID}
	if len(f.MessageList) > 0 {
		c.uid = firstUID(f.MessageList[0])
	}
	r.open[key(person, f.ID)] = r.first + len(r.calls)
	r.add(c)
}

func firstUID(item json.RawMessage) chat.MessageUID {
	var uid chat.MessageUID
	if json.Unmarshal(item, &uid) == nil {
		return uid
	}
	var reading struct {
		UID chat.MessageUID `json:"messageUId"`
	}
	_ = json.Unmarshal(item, &reading) // an item that is neither has no uid to show
	return reading.UID
}

func (r *recorder) told(person string, f wireFrame) {
	c := call{at: r.now(), name: f.Event, to: []string{person}, uid: f.UID, read: f.Read, total: f.Total, own: f.Own}
	if f.Event == "onMessage" && f.Message.Receipt != nil && f.Message.Sender != person {
		c.uid = f.Message.UID
	} else if !slices.Contains(shown, f.Event) || f.Own {
		return
	}
	for user := range f.Readers {
		c.readers = append(c.readers, user)
	}
	slices.Sort(c.readers)
	for i := len(r.calls) - 1; i >= max(0, len(r.calls)-12); i-- {
		old := &r.calls[i]
		if old.from == "" && old.name == c.name && old.uid == c.uid && old.read == c.read &&
			c.at.Sub(old.at) < together && !slices.Contains(old.to, person) {
			old.to = append(old.to, person)
			slices.Sort(old.to)
			r.signal()
			return
		}
	}
	r.add(c)
}

func (r *recorder) add(c call) {
	if len(r.calls) >= kept {
		r.calls = slices.Delete(r.calls, 0, 1)
		r.first++
	}
	r.calls = append(r.calls, c)
	r.signal()
}

func (r *recorder) signal() {
	select {
	case r.changed <- struct{}{}:
	default:
	}
}

// last returns the newest n lines, oldest first.
func (r *recorder) last(n int) []call {
	r.mu.Lock()
	defer r.mu.Unlock()
	from := max(0, len(r.calls)-n)
	lines := slices.Clone(r.calls[from:])
	for i := range lines {
		lines[i].to = slices.Clone(lines[i].to)
	}
	return lines
}
