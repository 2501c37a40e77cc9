package demo

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"seenby/chat"
	"seenby/demo/invariant"
	"seenby/demo/trace"
)

// A call is one line of the wire pane: somebody called the hub, or the hub told
// something to one or more people.
type call struct {
	n    int // counts from 0, over all lines
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
	// receipt says that the line belongs to the receipt flow.
	receipt bool
	// frame and reply are what travelled; reply is nil until it has come.
	frame, reply json.RawMessage
}

// The names of the receipt flow: the four of the source API, and reminding. A
// message that is flagged while being sent belongs to it, too.
var shown = []string{
	"sendReadReceiptRequest", "onMessageReceiptRequest",
	"sendReadReceiptResponse", "onMessageReceiptResponse", "remindUnread", "onReceiptReminder",
}

// source are the four calls of the source API.
var source = shown[:4]

// together is within which time the same event to several people is one line.
const together = 200 * time.Millisecond

// How much the recorder remembers: lines, frames, and bytes of frames.
const (
	kept       = 2000
	keptFrames = 20000
	keptBytes  = 16 << 20
)

// A recorder watches the frames of every participant, keeps what the wire pane
// shows, holds them to the promises of the receipts, and knows how everyone
// stands. It is safe for concurrent use.
type recorder struct {
	mu    sync.Mutex
	calls []call
	open  map[string]int // person and call id -> number of the line
	first int            // number of calls[0]
	// changed is signalled, without waiting, when a line came or changed.
	changed chan struct{}
	now     func() time.Time

	frames  []trace.Frame
	bytes   int
	monitor *invariant.Monitor
	broken  *invariant.Violation // the first one
	times   int                  // how many there were
	roll    map[string]*standing
}

// A standing is how somebody stands, as the frames tell it.
type standing struct {
	online   bool
	devices  map[string]bool // connections that are in
	asked    map[chat.MessageUID]bool
	answered int
	posted   int
}

func newRecorder(now func() time.Time) *recorder {
	return &recorder{
		open: map[string]int{}, changed: make(chan struct{}, 1), now: now,
		monitor: invariant.New(), roll: map[string]*standing{},
	}
}

// wireFrame is what the pane needs of any frame.
type wireFrame struct {
	ID          int64             `json:"id"`
	Op          string            `json:"op"`
	Event       string            `json:"event"`
	Code        *chat.Code        `json:"code"`
	UID         chat.MessageUID   `json:"messageUId"`
	User        string            `json:"userId"`
	Online      bool              `json:"online"`
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
	text json.RawMessage
}

// observe takes a frame that person sent or got.
func (r *recorder) observe(person string, sent bool, frame []byte) {
	r.see(trace.NewFrame(r.now(), person, sent, frame))
}

// see takes a frame, now or from a file.
func (r *recorder) see(frame trace.Frame) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.keep(frame)
	if v := r.monitor.See(frame); v != nil {
		if r.broken == nil {
			r.broken = &v[0]
		}
		r.times += len(v)
		r.signal()
	}
	var f wireFrame
	if json.Unmarshal(frame.JSON, &f) != nil {
		return
	}
	f.text = frame.JSON
	r.note(frame.Who, frame.Sent, f)
	switch {
	case frame.Sent && f.Op != "":
		r.called(frame, f)
	case f.Event != "":
		r.told(frame, f)
	case f.Code != nil:
		r.replied(frame.Who, f)
	}
}

// keep remembers a frame, and forgets the oldest when there are too many.
func (r *recorder) keep(f trace.Frame) {
	r.frames = append(r.frames, f)
	r.bytes += len(f.JSON)
	drop := 0
	for len(r.frames)-drop > keptFrames || r.bytes > keptBytes && drop < len(r.frames)-1 {
		r.bytes -= len(r.frames[drop].JSON)
		drop++
	}
	if drop > 0 {
		r.frames = slices.Delete(r.frames, 0, drop)
	}
}

func key(person string, id int64) string { return person + " " + strconv.FormatInt(id, 10) }

func (r *recorder) called(frame trace.Frame, f wireFrame) {
	c := call{
		at: frame.Time, name: f.Op, from: frame.Who, uid: f.UID, frame: f.text,
		receipt: f.Op == "sendMessage" && f.NeedReceipt || slices.Contains(shown, f.Op),
	}
	if len(f.MessageList) > 0 {
		c.uid = listed(f.MessageList[0])
	}
	r.open[key(frame.Who, f.ID)] = r.first + len(r.calls)
	r.add(c)
}

func (r *recorder) replied(person string, f wireFrame) {
	n, ok := r.open[key(person, f.ID)]
	delete(r.open, key(person, f.ID))
	if !ok || n < r.first {
		return
	}
	c := &r.calls[n-r.first]
	c.code, c.reply = f.Code, f.text
	if c.uid == "" {
		c.uid = f.UID
	}
	r.signal()
}

// listed is the message of one item of a messageList.
func listed(item json.RawMessage) chat.MessageUID {
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

func (r *recorder) told(frame trace.Frame, f wireFrame) {
	c := call{
		at: frame.Time, name: f.Event, to: []string{frame.Who}, uid: f.UID, read: f.Read, total: f.Total, frame: f.text,
		receipt: slices.Contains(shown, f.Event) && !f.Own,
	}
	if f.Message.UID != "" {
		c.uid = f.Message.UID
		c.receipt = f.Event == "onMessage" && f.Message.Receipt != nil && f.Message.Sender != trace.User(frame.Who)
	}
	c.readers = slices.Sorted(maps.Keys(f.Readers))
	for i := len(r.calls) - 1; i >= max(0, len(r.calls)-12); i-- {
		old := &r.calls[i]
		if old.from == "" && old.same(c) && c.at.Sub(old.at) < together && !slices.Contains(old.to, frame.Who) {
			old.to = append(old.to, frame.Who)
			slices.Sort(old.to)
			r.signal()
			return
		}
	}
	r.add(c)
}

// same reports whether two events tell the same.
func (c *call) same(other call) bool {
	if c.name != other.name || c.uid != other.uid || c.read != other.read || c.receipt != other.receipt {
		return false
	}
	return c.uid != "" || string(c.frame) == string(other.frame)
}

func (r *recorder) add(c call) {
	if len(r.calls) >= kept {
		r.calls = slices.Delete(r.calls, 0, 1)
		r.first++
	}
	c.n = r.first + len(r.calls)
	r.calls = append(r.calls, c)
	r.signal()
}

func (r *recorder) signal() {
	select {
	case r.changed <- struct{}{}:
	default:
	}
}

// note keeps how people stand.
func (r *recorder) note(who string, sent bool, f wireFrame) {
	s := r.standing(trace.User(who))
	switch {
	case sent && f.Op == "sendMessage":
		s.posted++
	case sent && f.Op == "sendReadReceiptResponse":
		for _, item := range f.MessageList {
			delete(s.asked, listed(item))
		}
		s.answered += len(f.MessageList)
	case sent:
	case f.Event == "onPresence":
		other := r.standing(f.User)
		other.online = f.Online
		if !f.Online {
			clear(other.devices)
		}
	case f.Event == "onMessageReceiptRequest" && !f.Own:
		s.asked[f.UID] = true
	case f.Event == "onMessage" && f.Message.Receipt != nil && !f.Message.Receipt.Responded && f.Message.Sender != trace.User(who):
		s.asked[f.Message.UID] = true
	case f.Event == "" && f.User != "" && f.Code != nil && *f.Code == chat.Done: // the reply to connect
		s.online, s.devices[who] = true, true
	}
}

func (r *recorder) standing(user string) *standing {
	s := r.roll[user]
	if s == nil {
		s = &standing{devices: map[string]bool{}, asked: map[chat.MessageUID]bool{}}
		r.roll[user] = s
	}
	return s
}
