package client

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"seenby/chat"
	"seenby/chat/wire"
)

func TestSettledWaitsForTheReplies(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(ops())
		synctest.Wait()
		if err := c.Settled(t.Context()); err != nil {
			t.Fatalf("nothing is to be done: %v", err)
		}
		c.Send(chat.Draft{Group: "ops", Text: "hello"})
		c.Remind("ops", uid(1))
		settled := make(chan error, 1)
		go func() { settled <- c.Settled(t.Context()) }()
		_, message := want[wire.SendMessage](p)
		_, remind := want[wire.RemindUnread](p)
		p.sent(message, 1)
		synctest.Wait()
		select {
		case err := <-settled:
			t.Fatalf("settled before the last reply: %v", err)
		default:
		}
		p.refuse(remind, chat.NotAsked, 0)
		if err := <-settled; err != nil {
			t.Fatal(err)
		}
		if len(all[chat.Trouble](s)) != 1 {
			t.Error("what was refused was not told before")
		}
	})
}

func TestSettledEndsWithItsContextWhereNoHubIs(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		hub.failWith(errRefused)
		c.Send(chat.Draft{Group: "ops", Text: "hello"})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := c.Settled(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("it ends with %v", err)
		}
	})
}
