package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
)

// NewsMsg is what a [Bridge] sends: news of the client in their order.
type NewsMsg []chat.News

const (
	// frame is how long news of a burst are gathered: about as long as the
	// screen stands between two paints.
	frame = 16 * time.Millisecond
	// maxBatch is how many news one message carries at most, so that a key
	// pressed in a flood waits for few of them only.
	maxBatch = 512
)

// Bridge carries the news of a client into a program, in order: the first of a
// lull at once, a burst as one batch per frame. It is to be the only caller of
// send for these news, because a program takes one message at a time and many
// senders would wait in line before a key press. It returns when ctx is done or
// news is closed; in the second case everything has been sent.
func Bridge(ctx context.Context, news <-chan []chat.News, send func(tea.Msg)) {
	var held []chat.News
	var tick <-chan time.Time // not nil while a frame runs
	for {
		select {
		case <-ctx.Done():
			return
		case batch, ok := <-news:
			held = append(held, batch...)
			if !ok {
				deliver(held, send)
				return
			}
			if tick != nil {
				continue
			}
		case <-tick:
			tick = nil
		}
		if len(held) > 0 {
			deliver(held, send)
			held = nil // the program keeps the slice
			tick = time.After(frame)
		}
	}
}

func deliver(news []chat.News, send func(tea.Msg)) {
	for len(news) > maxBatch {
		send(NewsMsg(news[:maxBatch:maxBatch]))
		news = news[maxBatch:]
	}
	if len(news) > 0 {
		send(NewsMsg(news))
	}
}
