package ui

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
)

// numbered is the nth of a row of news.
func numbered(n int) chat.News { return chat.ReadMovedTo{Seq: chat.Seq(n)} }

type delivery struct {
	after time.Duration
	size  int
}

func TestBridge(t *testing.T) {
	type push struct {
		wait  time.Duration
		count int
	}
	tests := map[string]struct {
		pushes []push
		want   []delivery
	}{
		"the first of a lull goes at once": {
			pushes: []push{{0, 1}, {time.Second, 1}},
			want:   []delivery{{0, 1}, {time.Second, 1}},
		},
		"a burst goes as one batch per frame": {
			pushes: []push{{0, 1}, {time.Millisecond, 3}, {time.Millisecond, 4}, {20 * time.Millisecond, 2}},
			want:   []delivery{{0, 1}, {frame, 7}, {2 * frame, 2}},
		},
		"a great batch is cut": {
			pushes: []push{{0, maxBatch + 5}},
			want:   []delivery{{0, maxBatch}, {0, 5}},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				in := make(chan []chat.News)
				var got []delivery
				next := 0
				done := make(chan struct{})
				go func() {
					defer close(done)
					Bridge(t.Context(), in, func(msg tea.Msg) {
						news := msg.(NewsMsg)
						got = append(got, delivery{time.Since(start), len(news)})
						for _, n := range news {
							if seq := n.(chat.ReadMovedTo).Seq; int(seq) != next {
								t.Errorf("got news %d, want %d", seq, next)
							}
							next++
						}
					})
				}()
				n := 0
				for _, p := range tt.pushes {
					time.Sleep(p.wait)
					var batch []chat.News
					for range p.count {
						batch = append(batch, numbered(n))
						n++
					}
					in <- batch
				}
				time.Sleep(time.Second)
				close(in)
				<-done
				if len(got) != len(tt.want) {
					t.Fatalf("got %v, want %v", got, tt.want)
				}
				for i := range got {
					if got[i] != tt.want[i] {
						t.Errorf("delivery %d: got %v, want %v", i, got[i], tt.want[i])
					}
				}
				if next != n {
					t.Errorf("%d of %d news delivered", next, n)
				}
			})
		})
	}
}

func TestBridgeDeliversWhatIsHeldWhenNewsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := make(chan []chat.News, 2)
		in <- []chat.News{numbered(0)}
		in <- []chat.News{numbered(1)}
		close(in)
		got := 0
		Bridge(t.Context(), in, func(msg tea.Msg) { got += len(msg.(NewsMsg)) })
		if got != 2 {
			t.Errorf("delivered %d news, want 2", got)
		}
	})
}

func TestBridgeEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			Bridge(ctx, nil, func(tea.Msg) {})
		}()
		cancel()
		<-done
	})
}
