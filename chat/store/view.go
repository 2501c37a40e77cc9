package store

import (
	"context"
	"fmt"

	"seenby/chat"
)

// A view is one read: everything in it sees the same state of the store.
type view struct {
	*conn
	names *names
}

// read runs f in a read transaction of its own. It waits while all readers are
// busy, at most as long as ctx lasts; once f runs, it runs to its end.
func (h *Hub) read(ctx context.Context, f func(*view) error) (err error) {
	var c *conn
	select {
	case c = <-h.readers:
	case <-h.done:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { h.readers <- c }()
	if err := c.exec("BEGIN"); err != nil {
		return err
	}
	defer func() {
		if e := c.exec("COMMIT"); err == nil {
			err = e
		}
	}()
	return f(&view{conn: c, names: &h.names})
}

func (v *view) handle(id int64) (chat.UserID, error) { return v.names.get(v.conn, id) }

func (v *view) handles(ids []int64) ([]chat.UserID, error) {
	users := make([]chat.UserID, len(ids))
	for i, id := range ids {
		var err error
		if users[i], err = v.handle(id); err != nil {
			return nil, err
		}
	}
	return users, nil
}

// A visit is a user looking at a group.
type visit struct {
	*view
	group  group
	viewer chat.UserID
	id     int64 // the viewer's number; 0 when they are unknown
	member member
	known  bool        // they are or were a member
	left   chat.Millis // when they left; only replay needs it
}

// enter lets viewer look at a group, by the rules of [chat.Room.Access]: what is
// not Done is told instead, and an absent group and a closed one that the
// viewer never belonged to are the same.
func (v *view) enter(g chat.GroupID, viewer chat.UserID) (*visit, chat.Code, error) {
	s := &visit{view: v, viewer: viewer}
	var found bool
	var err error
	if s.group, found, err = v.group(g); err != nil {
		return nil, chat.Done, err
	}
	if !found {
		return nil, chat.NoGroup, nil
	}
	s.known, err = v.one("SELECT "+memberColumns+" FROM members WHERE grp = ? AND usr = (SELECT id FROM users WHERE handle = ?)",
		func(r row) (err error) {
			s.member, err = scanMember(r)
			return err
		}, s.group.id, string(viewer))
	if err == nil && s.known {
		s.member.User, s.id = viewer, s.member.usr
		err = v.addUnfiled(&s.member, s.group)
	}
	switch {
	case err != nil:
		return nil, chat.Done, err
	case s.known && s.member.Present():
		return s, chat.Done, nil
	case s.known || s.group.Info.Open:
		return s, chat.NotMember, nil
	default:
		return nil, chat.NoGroup, nil
	}
}

// look runs f for a member of the group; for everybody else it returns the code
// that says as much as they may know.
func (h *Hub) look(ctx context.Context, g chat.GroupID, viewer chat.UserID, what string,
	f func(*visit) (chat.Code, error),
) (code chat.Code, err error) {
	err = h.read(ctx, func(v *view) error {
		var s *visit
		if s, code, err = v.enter(g, viewer); err != nil || code != chat.Done {
			return err
		}
		code, err = f(s)
		return err
	})
	if err != nil {
		return chat.Unavailable, fmt.Errorf("read %s of group %s: %w", what, g, err)
	}
	return code, nil
}
