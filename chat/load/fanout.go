package load

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"seenby/chat/wire"
)

// FanOutOptions say how large a fan-out is.
type FanOutOptions struct {
	Readers  int // members that receive
	Messages int
	Bytes    int // of one message's text
}

// A FanOutReport is what a fan-out came to. Times are milliseconds.
type FanOutReport struct {
	Readers    int     `json:"readers"`
	Messages   int     `json:"messages"`
	Bytes      int     `json:"textBytes"`
	Deliveries int     `json:"deliveries"`
	WallMs     float64 `json:"wallMs"`
	PerSecond  float64 `json:"deliveriesPerSecond"`
	// Latency from a message being sent to a reader having it.
	Latency Percentiles `json:"sendToReaderMs"`
}

// FanOut lets one sender post messages as fast as the hub takes them, and
// waits until every reader has every one, in order.
func FanOut(ctx context.Context, t Target, o FanOutOptions) (FanOutReport, error) {
	c, err := gather(ctx, t, o.Readers)
	if err != nil {
		return FanOutReport{}, fmt.Errorf("gather the crowd: %w", err)
	}
	defer c.close()
	if err := c.settle(ctx); err != nil {
		return FanOutReport{}, err
	}
	f := &fanOut{FanOutOptions: o, crowd: c, sent: make([]atomic.Int64, o.Messages)}
	f.began = time.Now()
	if err := c.everyone(ctx, f.play); err != nil {
		return FanOutReport{}, err
	}
	wall, n := time.Duration(f.wall.Load()), o.Readers*o.Messages
	return FanOutReport{
		Readers: o.Readers, Messages: o.Messages, Bytes: o.Bytes, Deliveries: n,
		WallMs: milliseconds(wall), PerSecond: float64(n) / wall.Seconds(), Latency: percentiles(f.latency),
	}, nil
}

type fanOut struct {
	FanOutOptions
	crowd *crowd
	began time.Time
	sent  []atomic.Int64 // nanoseconds since began
	wall  atomic.Int64   // the last reader's last message
	mu    sync.Mutex
	// latency gathers what each reader measured; guarded by mu.
	latency []time.Duration
}

func (f *fanOut) play(m *member) error {
	if m == f.crowd.sender {
		return f.send(m)
	}
	return f.receive(m)
}

func (f *fanOut) send(m *member) error {
	for i := range f.Messages {
		head := "message " + strconv.Itoa(i) + " "
		text := head + strings.Repeat("x", max(f.Bytes-len(head), 0))
		f.sent[i].Store(int64(time.Since(f.began)))
		if err := m.call(wire.SendMessage{Group: f.crowd.target.Group, ClientMsgID: strconv.Itoa(i), Text: text}); err != nil {
			return err
		}
	}
	for taken := 0; taken < f.Messages; {
		frame, err := m.conn.Read()
		if err != nil {
			return fmt.Errorf("the sender waits for replies: %w", err)
		}
		if !bytes.HasPrefix(frame, []byte(`{"id":`)) {
			continue
		}
		if bytes.Contains(frame, errorMark) {
			return fmt.Errorf("a message was refused: %s", frame)
		}
		taken++
	}
	return nil
}

func (f *fanOut) receive(m *member) error {
	latency := make([]time.Duration, 0, f.Messages)
	for next := 0; next < f.Messages; {
		frame, err := m.conn.Read()
		if err != nil {
			return fmt.Errorf("%s reads: %w", m.user, err)
		}
		_, number, ok := asks(frame)
		if !ok {
			continue
		}
		if number != next {
			return fmt.Errorf("%s got message %d, not %d", m.user, number, next)
		}
		latency = append(latency, time.Since(f.began)-time.Duration(f.sent[number].Load()))
		next++
	}
	end := int64(time.Since(f.began))
	for old := f.wall.Load(); old < end && !f.wall.CompareAndSwap(old, end); old = f.wall.Load() {
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.latency = append(f.latency, latency...)
	return nil
}
