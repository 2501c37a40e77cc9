package load

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"seenby/chat"
	"seenby/chat/socket"
	"seenby/chat/wire"
)

// StormOptions say how large a receipt storm is.
type StormOptions struct {
	Readers  int // members that answer
	Messages int // that ask for receipts
	// Paced posts the next message only when everyone has answered the last and
	// the sender knows; else all are posted at once.
	Paced bool
}

// A StormReport is what a storm came to. Times are milliseconds.
type StormReport struct {
	Readers   int     `json:"readers"`
	Messages  int     `json:"messages"`
	Paced     bool    `json:"paced"`
	Receipts  int     `json:"receipts"`
	WallMs    float64 `json:"wallMs"`
	PerSecond float64 `json:"receiptsPerSecond"`
	// Latency from a reader's answer being sent to the sender knowing.
	Latency Percentiles `json:"answerToSenderMs"`
	// Updates counts onMessageReceiptResponse events to the sender.
	Updates int `json:"updates"`
	// BytesPerReceipt is what the sender was sent for one receipt.
	BytesPerReceipt float64 `json:"senderBytesPerReceipt"`
	// BytesPerOther is what a reader was sent for one receipt of somebody else.
	BytesPerOther float64 `json:"readerBytesPerOthersReceipt"`
}

// Storm lets a sender post messages that ask for receipts, every reader answer
// each as it arrives, and waits until the sender knows of every reader of
// every message. The clock runs from the first message to the last update.
func Storm(ctx context.Context, t Target, o StormOptions) (StormReport, error) {
	c, err := gather(ctx, t, o.Readers)
	if err != nil {
		return StormReport{}, fmt.Errorf("gather the crowd: %w", err)
	}
	defer c.close()
	if err := c.settle(ctx); err != nil {
		return StormReport{}, err
	}
	s := &storm{StormOptions: o, crowd: c, answered: make([]atomic.Int64, o.Readers*o.Messages)}
	s.began = time.Now()
	if err := c.everyone(ctx, s.play); err != nil {
		return StormReport{}, err
	}
	return s.report(), nil
}

type storm struct {
	StormOptions
	crowd *crowd
	began time.Time
	// answered holds, per message and reader, when the answer was sent, in
	// nanoseconds since began.
	answered   []atomic.Int64
	otherBytes atomic.Int64
	// The rest is the sender's.
	wall     time.Duration
	latency  []time.Duration
	bytes    int
	updates  int
	numbers  map[chat.MessageUID]int
	complete int
}

func (s *storm) play(m *member) error {
	if m == s.crowd.sender {
		return s.send(m)
	}
	return s.read(m)
}

// send posts and collects until everyone has read everything.
func (s *storm) send(m *member) error {
	s.numbers = map[chat.MessageUID]int{}
	posted := 0
	post := func() error {
		posted++
		return m.call(wire.SendMessage{
			Group: s.crowd.target.Group, ClientMsgID: strconv.Itoa(posted),
			Text: "message " + strconv.Itoa(posted) + " asks who has read it", NeedReceipt: true,
		})
	}
	for posted == 0 || !s.Paced && posted < s.Messages {
		if err := post(); err != nil {
			return err
		}
	}
	for s.complete < s.Messages {
		frame, err := m.conn.Read()
		if err != nil {
			return fmt.Errorf("the sender waits for receipts: %w", err)
		}
		done, err := s.heard(frame)
		if err != nil {
			return err
		}
		if done && s.Paced && posted < s.Messages {
			if err := post(); err != nil {
				return err
			}
		}
	}
	s.wall = time.Since(s.began)
	return nil
}

// heard takes a frame of the sender, and reports whether it completed a
// message.
func (s *storm) heard(frame []byte) (bool, error) {
	f, err := wire.DecodeFrame(frame)
	if err != nil {
		return false, err
	}
	switch f := f.(type) {
	case wire.Reply:
		return false, f.Err()
	case wire.OnMessage:
		if n, err := strconv.Atoi(f.Message.ClientMsgID); err == nil {
			s.numbers[f.Message.UID] = n - 1
		}
	case wire.OnMessageReceiptResponse:
		now := time.Since(s.began)
		s.updates++
		s.bytes += len(frame)
		n, known := s.numbers[f.UID]
		if !known {
			return false, errors.New("an update came before its message")
		}
		for user := range f.Readers {
			i, err := strconv.Atoi(string(user[1:]))
			if err != nil {
				return false, fmt.Errorf("an unknown reader: %w", err)
			}
			s.latency = append(s.latency, now-time.Duration(s.answered[n*s.Readers+i].Load()))
		}
		if f.Read == s.Readers {
			s.complete++
			return true, nil
		}
	}
	return false, nil
}

var (
	messageMark = []byte(`"event":"onMessage",`)
	updateMark  = []byte(`"event":"onMessageReceiptResponse"`)
	uidMark     = []byte(`"messageUId":"`)
	textMark    = []byte(`"text":"message `)
	errorMark   = []byte(`"error":`)
)

// read answers every message as it comes, and returns when the hub has taken
// the last answer. It looks for bytes and decodes nothing: a thousand readers
// share the machine with what they measure.
func (s *storm) read(m *member) error {
	reader, err := strconv.Atoi(string(m.user[1:]))
	if err != nil {
		return err
	}
	head := `,"op":"sendReadReceiptResponse","targetId":"` + string(s.crowd.target.Group) + `","messageList":["`
	var call []byte
	for answers, taken := 0, 0; taken < s.Messages; {
		frame, err := m.conn.Read()
		switch {
		case err != nil:
			return fmt.Errorf("%s reads: %w", m.user, err)
		case bytes.Contains(frame, updateMark):
			s.otherBytes.Add(int64(len(frame)))
		case bytes.Contains(frame, messageMark):
			uid, number, ok := asks(frame)
			if !ok {
				continue
			}
			m.lastID++
			call = append(append(strconv.AppendInt(append(call[:0], `{"id":`...), m.lastID, 10), head...), uid...)
			call = append(call, `"]}`...)
			s.answered[(number-1)*s.Readers+reader].Store(int64(time.Since(s.began)))
			if err := m.conn.Send(socket.Encode(call)); err != nil {
				return err
			}
			answers++
		case answers > taken && bytes.HasPrefix(frame, []byte(`{"id":`)):
			if bytes.Contains(frame, errorMark) || bytes.Contains(frame, []byte(`"ignored"`)) {
				return fmt.Errorf("an answer was refused: %s", frame)
			}
			taken++
		}
	}
	return nil
}

// asks returns the uid and the number of a message of the storm.
func asks(frame []byte) (uid []byte, number int, ok bool) {
	_, after, found := bytes.Cut(frame, uidMark)
	if !found {
		return nil, 0, false
	}
	uid, _, found = bytes.Cut(after, []byte(`"`))
	if !found {
		return nil, 0, false
	}
	_, after, found = bytes.Cut(frame, textMark)
	if !found {
		return nil, 0, false
	}
	digits, _, _ := bytes.Cut(after, []byte(" "))
	number, err := strconv.Atoi(string(digits))
	return uid, number, err == nil
}

func (s *storm) report() StormReport {
	receipts := s.Readers * s.Messages
	return StormReport{
		Readers: s.Readers, Messages: s.Messages, Paced: s.Paced, Receipts: receipts,
		WallMs: milliseconds(s.wall), PerSecond: float64(receipts) / s.wall.Seconds(),
		Latency: percentiles(s.latency), Updates: s.updates,
		BytesPerReceipt: float64(s.bytes) / float64(receipts),
		BytesPerOther:   float64(s.otherBytes.Load()) / float64(receipts) / float64(max(s.Readers, 1)),
	}
}
