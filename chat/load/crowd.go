package load

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"seenby/chat"
	"seenby/chat/socket"
	"seenby/chat/wire"
)

// A Target is the hub to measure.
type Target struct {
	// URL of the hub's websocket.
	URL string
	// Token returns a token for user that lets them into groups.
	Token func(user chat.UserID, groups ...chat.GroupID) (string, error)
	// Group is made for this run; it must not exist.
	Group chat.GroupID
}

// dialing is how many connections are opened at the same time.
const dialing = 16

// silence is how long a hub may say nothing at all.
const silence = time.Minute

// A member is one connection of the crowd.
type member struct {
	user   chat.UserID
	conn   *socket.Conn
	lastID int64
}

// A crowd is a group with one sender and many readers, all connected.
type crowd struct {
	target  Target
	pinger  *socket.Pinger
	sender  *member
	readers []*member
}

// gather connects the sender, who makes the group and invites the readers, and
// then the readers: all are members before the first of them is there, so that
// nobody has to be told of every other one's coming.
func gather(ctx context.Context, t Target, readers int) (*crowd, error) {
	c := &crowd{target: t, pinger: socket.NewPinger(0, silence), readers: make([]*member, readers)}
	var err error
	if c.sender, err = c.connect(ctx, "s", t.Group); err != nil {
		return nil, err
	}
	if err = c.invite(); err == nil {
		err = c.connectReaders(ctx)
	}
	if err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

// invite makes all readers members.
func (c *crowd) invite() error {
	for from := 0; from < len(c.readers); from += chat.MaxInvite {
		var users []chat.UserID
		for i := from; i < min(from+chat.MaxInvite, len(c.readers)); i++ {
			users = append(users, reader(i))
		}
		if err := c.sender.ask(wire.InviteMembers{Group: c.target.Group, Users: users}); err != nil {
			return fmt.Errorf("invite the readers: %w", err)
		}
	}
	return nil
}

// reader returns the id of the reader with this number.
func reader(i int) chat.UserID { return chat.UserID(fmt.Sprintf("r%d", i)) }

// connectReaders connects all readers, several at the same time.
func (c *crowd) connectReaders(ctx context.Context) error {
	next := make(chan int)
	failed := make(chan error, dialing)
	var wg sync.WaitGroup
	for range dialing {
		wg.Go(func() {
			for i := range next {
				m, err := c.connect(ctx, reader(i))
				if err != nil {
					failed <- err
					return
				}
				c.readers[i] = m
			}
		})
	}
	var err error
	for i := range c.readers {
		select {
		case next <- i:
		case err = <-failed:
		}
		if err != nil {
			break
		}
	}
	close(next)
	wg.Wait()
	if err == nil && len(failed) > 0 {
		err = <-failed
	}
	return err
}

// connect returns a member whose connection is ready.
func (c *crowd) connect(ctx context.Context, user chat.UserID, groups ...chat.GroupID) (*member, error) {
	token, err := c.target.Token(user, groups...)
	if err != nil {
		return nil, fmt.Errorf("a token for %s: %w", user, err)
	}
	conn, err := socket.Dial(ctx, c.target.URL, nil, socket.DialOptions{Pinger: c.pinger})
	if err != nil {
		return nil, err
	}
	m := &member{user: user, conn: conn}
	if err := m.call(wire.Connect{Token: token, Device: "load"}); err != nil {
		return nil, err
	}
	for {
		frame, err := conn.Read()
		if err != nil {
			return nil, fmt.Errorf("connect as %s: %w", user, err)
		}
		switch f, err := wire.DecodeFrame(frame); f := f.(type) {
		case wire.Reply:
			if err := f.Err(); err != nil {
				return nil, fmt.Errorf("connect as %s: %w", user, err)
			}
		case wire.OnReady:
			return m, nil
		default:
			if err != nil {
				return nil, fmt.Errorf("connect as %s: %w", user, err)
			}
		}
	}
}

func (m *member) call(p wire.Params) error {
	m.lastID++
	frame, err := wire.EncodeCall(m.lastID, p)
	if err != nil {
		return fmt.Errorf("encode a call: %w", err)
	}
	return m.conn.Send(socket.Encode(frame))
}

// ask makes a call and waits for its reply.
func (m *member) ask(p wire.Params) error {
	if err := m.call(p); err != nil {
		return err
	}
	for {
		frame, err := m.conn.Read()
		if err != nil {
			return err
		}
		f, err := wire.DecodeFrame(frame)
		if err != nil {
			return err
		}
		if r, ok := f.(wire.Reply); ok && r.ID == m.lastID {
			return r.Err()
		}
	}
}

// settle waits until every reader has had everything that came before: a
// message is sent, and each has seen it.
func (c *crowd) settle(ctx context.Context) error {
	mark := "settled"
	if err := c.sender.call(wire.SendMessage{Group: c.target.Group, ClientMsgID: mark, Text: mark}); err != nil {
		return err
	}
	return c.everyone(ctx, func(m *member) error {
		for {
			frame, err := m.conn.Read()
			if err != nil {
				return fmt.Errorf("%s waits for the crowd: %w", m.user, err)
			}
			if strings.Contains(string(frame), `"text":"`+mark+`"`) {
				return nil
			}
		}
	})
}

// everyone runs f for the sender and every reader at once and waits for all.
// When ctx ends or one fails, the connections are cut so that all return.
func (c *crowd) everyone(ctx context.Context, f func(*member) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stop := context.AfterFunc(ctx, c.kill)
	defer stop()
	var wg sync.WaitGroup
	for _, m := range append([]*member{c.sender}, c.readers...) {
		wg.Go(func() {
			if err := f(m); err != nil {
				cancel(err)
			}
		})
	}
	wg.Wait()
	return context.Cause(ctx)
}

func (c *crowd) kill() {
	for _, m := range append([]*member{c.sender}, c.readers...) {
		if m != nil {
			m.conn.Kill()
		}
	}
}

// close ends every connection and waits for it.
func (c *crowd) close() {
	for _, m := range append([]*member{c.sender}, c.readers...) {
		if m != nil {
			m.conn.Close(socket.CodeNormal, "")
			<-m.conn.Closed()
		}
	}
}
