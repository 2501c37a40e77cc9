package client

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"seenby/chat"
)

func TestAClientThatFailsInsideEndsInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hub := newScript(t)
		c, err := Open(t.Context(), Config{Dial: hub.dial})
		if err != nil {
			t.Fatal(err)
		}
		s := watch(c)
		hub.welcome(ops())
		waits := make(chan error)
		go func() {
			_, err := c.GetGroup(t.Context(), "ops") // no reply will come
			waits <- err
		}()
		synctest.Wait()
		c.post(func(*engine) { panic("a mistake of ours") })
		if err := <-waits; !errors.Is(err, ErrClosed) {
			t.Errorf("GetGroup: %v", err)
		}
		<-s.done // the news end
		c.Send(chat.Draft{Group: "ops", Text: "x"})
		if err := c.Close(context.Background()); err == nil || !strings.Contains(err.Error(), "a mistake of ours") {
			t.Errorf("Close: %v", err)
		}
		hub.hangUp()
	})
}

func TestCloseDoesNotWaitForEverForACallback(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hub, release := newScript(t), make(chan struct{})
		c, err := Open(t.Context(), Config{Dial: hub.dial, OnMessageReceiptRequest: func(ReceiptRequest) { <-release }})
		if err != nil {
			t.Fatal(err)
		}
		s := watch(c)
		p := hub.welcome(at(0))
		m := on(1)
		m.Message = flagged(m.Message)
		p.tell(m)
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if err := c.Close(ctx); err == nil {
			t.Error("Close did not say that a callback goes on")
		}
		close(release)
		if err := c.Close(context.Background()); err != nil {
			t.Error(err)
		}
		<-s.done
	})
}
