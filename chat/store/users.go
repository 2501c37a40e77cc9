package store

import (
	"sync"
	"sync/atomic"

	"seenby/chat"
)

// A user is what the store knows of one beside their memberships.
type user struct {
	id   int64
	name string
	bot  bool
}

// maxUsers is how many users are kept in memory on either side. Then all are
// forgotten: what comes back soon costs one look into the database.
const maxUsers = 50_000

// users are those that the writer knows, by handle and by number.
type users struct {
	byHandle map[chat.UserID]*user
	handles  map[int64]chat.UserID
}

func newUsers() users {
	return users{byHandle: map[chat.UserID]*user{}, handles: map[int64]chat.UserID{}}
}

func (u *users) trim() {
	if len(u.handles) > maxUsers {
		*u = newUsers()
	}
}

// user returns the user with this handle, new when they were not known.
func (w *writer) user(handle chat.UserID) (*user, error) {
	u, known, err := w.known(handle)
	if err != nil || known {
		return u, err
	}
	u = &user{}
	if u.id, err = w.insert("INSERT INTO users (handle, name, bot) VALUES (?, '', 0)", string(handle)); err != nil {
		return nil, err
	}
	w.keep(handle, u)
	return u, nil
}

// known returns the user with this handle, if there is one.
func (w *writer) known(handle chat.UserID) (*user, bool, error) {
	if u, ok := w.users.byHandle[handle]; ok {
		return u, true, nil
	}
	u := &user{}
	found, err := w.one("SELECT id, name, bot FROM users WHERE handle = ?", func(r row) error {
		u.id, u.name, u.bot = r.int(0), r.text(1), r.int(2) != 0
		return nil
	}, string(handle))
	if err != nil || !found {
		return nil, false, err
	}
	w.keep(handle, u)
	return u, true, nil
}

func (w *writer) keep(handle chat.UserID, u *user) {
	w.users.byHandle[handle], w.users.handles[u.id] = u, handle
}

// handle returns the handle of the user with this number.
func (w *writer) handle(id int64) (chat.UserID, error) {
	if h, ok := w.users.handles[id]; ok {
		return h, nil
	}
	h, err := w.conn.handle(id)
	if err == nil {
		w.users.handles[id] = h
	}
	return h, err
}

// userID returns the number of the user with this handle; 0 is nobody, as whom
// the hub itself acts.
func (w *writer) userID(handle chat.UserID) (int64, error) {
	if handle == "" {
		return 0, nil
	}
	u, err := w.user(handle)
	if err != nil {
		return 0, err
	}
	return u.id, nil
}

// meet notes what a profile says of a user: what stands in their own token
// always, what somebody else says of them only while nothing is known.
func (w *writer) meet(p chat.Profile, own bool) error {
	u, err := w.user(p.User)
	if err != nil {
		return err
	}
	name, bot := p.Name, p.Kind == chat.KindBot
	if u.name == name && u.bot == bot || !own && u.name != "" {
		return nil
	}
	u.name, u.bot = name, bot
	return w.exec("UPDATE users SET name = ?, bot = ? WHERE id = ?", name, truth(bot), u.id)
}

func truth(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func (c *conn) handle(id int64) (h chat.UserID, err error) {
	found, err := c.one("SELECT handle FROM users WHERE id = ?", func(r row) error {
		h = chat.UserID(r.text(0))
		return nil
	}, id)
	if err == nil && !found {
		err = c.damaged("there is no user %d", id)
	}
	return h, err
}

// names is what readers know of handles by number, which never change once
// they are durable.
type names struct {
	m sync.Map // int64 to chat.UserID
	n atomic.Int64
}

func (n *names) get(c *conn, id int64) (chat.UserID, error) {
	if id == 0 {
		return "", nil
	}
	if h, ok := n.m.Load(id); ok {
		return h.(chat.UserID), nil
	}
	h, err := c.handle(id)
	if err != nil {
		return "", err
	}
	if n.n.Add(1) > maxUsers {
		n.m.Clear()
		n.n.Store(1)
	}
	n.m.Store(id, h)
	return h, nil
}
