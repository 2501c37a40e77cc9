package checklist

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"seenby/chat"
	"seenby/chat/client"
	"seenby/chat/hub"
	"seenby/crash"
	"seenby/receipts"
)

// A Hub is where a checklist is done: one that runs already, or its own. It asks
// as one more device of the sender, which reads and answers nothing.
type Hub struct {
	Config client.Config // address and token of the sender
	Group  chat.GroupID
	Third  chat.UserID // who can be removed, if there is a third
	// Version is that of the hub's program, once it was asked for something.
	Version string

	dir    string // of its own one
	listen string
	own    *hub.Hub // nil while it is stopped
	served chan error
}

// Open starts a hub of its own with its data in dir, at an address, or at a free
// one when that is taken. Its key signs the tokens.
func Open(ctx context.Context, dir, listen, version string) (*Hub, error) {
	h := &Hub{dir: dir, listen: listen, Version: version}
	if err := h.start(ctx); err != nil {
		if h.listen = "127.0.0.1:0"; h.start(ctx) != nil {
			return nil, err
		}
	}
	h.Config.Hub = "ws://" + h.listen + "/v1/ws"
	return h, nil
}

// start starts the own hub where it was.
func (h *Hub) start(ctx context.Context) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", h.listen)
	if err != nil {
		return fmt.Errorf("listen for the hub: %w", err)
	}
	own, err := hub.Open(hub.Options{Dir: filepath.Join(h.dir, "hub"), Version: h.Version, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	served := make(chan error, 1)
	h.own, h.served, h.listen = own, served, listener.Addr().String()
	go func() {
		defer crash.Guard()
		served <- own.Serve(context.WithoutCancel(ctx), listener)
	}()
	return nil
}

// Key signs tokens of the own hub.
func (h *Hub) Key() *hub.Key { return h.own.Key() }

// Close ends the own hub, if it runs.
func (h *Hub) Close() error {
	if h.own == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), asking)
	defer cancel()
	own := h.own
	h.own = nil
	return errors.Join(own.Close(ctx), <-h.served)
}

// with does something as the sender.
func (h *Hub) with(ctx context.Context, do func(ctx context.Context, c *client.Client) error) error {
	if h.dir != "" && h.own == nil {
		return errors.New("the hub is stopped")
	}
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	cfg := h.Config
	cfg.Policy = receipts.Policies{Default: receipts.PolicyNever}
	cfg.Observe = func(_ client.Direction, frame []byte) {
		var hello struct{ Hub struct{ Version string } }
		if json.Unmarshal(frame, &hello) == nil && hello.Hub.Version != "" {
			h.Version = hello.Hub.Version
		}
	}
	c, err := client.Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		_ = c.Close(closing) // what had to be done was waited for
	}()
	if err := c.Connected(ctx); err != nil {
		if errors.Is(err, context.DeadlineExceeded) {
			return errors.New("the hub cannot be reached")
		}
		return err
	}
	return do(ctx, c)
}

// Now implements [Place].
func (h *Hub) Now(ctx context.Context) (seq chat.Seq, err error) {
	err = h.with(ctx, func(ctx context.Context, c *client.Client) error {
		g, err := c.GetGroup(ctx, h.Group)
		seq = g.LastSeq
		return err
	})
	return seq, err
}

// Look implements [Place].
func (h *Hub) Look(ctx context.Context, since chat.Seq) (v View, err error) {
	err = h.with(ctx, func(ctx context.Context, c *client.Client) error {
		members, err := c.Members(ctx, h.Group)
		if err != nil {
			return err
		}
		for _, m := range members {
			if m.Online {
				v.Online = append(v.Online, m.User)
			}
		}
		page, err := c.History(ctx, h.Group, chat.Span{Limit: chat.MaxHistory})
		if err != nil {
			return err
		}
		v.Message = newest(page.Messages, c.Me(), since)
		if !v.asked() {
			return nil
		}
		v.Lists = map[chat.ReaderList][]chat.Reader{}
		for _, list := range []chat.ReaderList{chat.ListRead, chat.ListAlso, chat.ListLeft} {
			got, err := c.Readers(ctx, h.Group, v.Message.UID, list)
			if err != nil {
				return err
			}
			v.Lists[list], v.Tally = got.Users, got.Tally
		}
		return nil
	})
	return v, err
}

// newest is the newest message of a sender that asks, or else the newest.
func newest(messages []chat.Message, sender chat.UserID, since chat.Seq) *chat.Message {
	var last *chat.Message
	for _, m := range slices.Backward(messages) {
		if m.Seq <= since || m.Sender != sender || m.Kind != chat.KindText {
			continue
		}
		if m.Receipt != nil && m.Receipt.Asked {
			return &m
		}
		if last == nil {
			last = &m
		}
	}
	return last
}

// forty is how many messages fill a screen.
const forty = 40

// Do implements [Place].
func (h *Hub) Do(ctx context.Context, a Act) (string, error) {
	switch a {
	case ActHub:
		return h.toggle(ctx)
	case ActFill:
		return "Forty messages are there.", h.with(ctx, func(ctx context.Context, c *client.Client) error {
			for i := range forty {
				text := fmt.Sprintf("Line %d of %d%s", i+1, forty, strings.Repeat(" and on", i%7))
				if _, _, _, err := c.SendMessage(ctx, chat.Draft{Group: h.Group, Text: text}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if h.Third == "" {
		return "", errors.New("there is no third person")
	}
	return string(h.Third) + " is removed.", h.with(ctx, func(ctx context.Context, c *client.Client) error {
		return c.RemoveMembers(ctx, h.Group, []chat.UserID{h.Third})
	})
}

// toggle stops the own hub, or starts it again.
func (h *Hub) toggle(ctx context.Context) (string, error) {
	if h.dir == "" {
		return "This hub is not the checklist's: stop it, and start it again, yourself.", nil
	}
	if h.own == nil {
		return "The hub is there again.", h.start(ctx)
	}
	return "The hub is stopped. r starts it again.", h.Close()
}
