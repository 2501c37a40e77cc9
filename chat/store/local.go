package store

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"modernc.org/sqlite"

	"seenby/chat"
)

// localSchema is the schema of a client. A group may be there before anything
// is known of it but a draft: body is NULL then. A group's messages lie side by
// side, as in a hub.
var localSchema = []string{`
CREATE TABLE settings(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE outbox(id INTEGER PRIMARY KEY, kind TEXT NOT NULL, body BLOB NOT NULL);
CREATE TABLE groups(
  id INTEGER PRIMARY KEY, target TEXT NOT NULL UNIQUE, body BLOB, cursor TEXT NOT NULL DEFAULT '',
  head INTEGER NOT NULL DEFAULT 0, seen BLOB, draft TEXT NOT NULL DEFAULT '');
CREATE TABLE messages(id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, body BLOB NOT NULL);
`, `
ALTER TABLE groups ADD COLUMN members BLOB;
`}

// A Local is what a client keeps on disk for one account: what it has not sent
// yet, how far it was told, what was read, drafts, and a copy of groups and
// messages. It may be used from any goroutine.
type Local struct {
	lock *os.File

	mu  sync.Mutex
	c   *conn
	ids map[chat.GroupID]int64
}

// A Queued is a call that waits in the outbox. ID orders the outbox; Kind and
// Body are the client's.
type Queued struct {
	ID   int64
	Kind string
	Body []byte
}

// A Place is how far a client has processed what a hub tells it of a group: the
// hub's cursor, and the last message up to which there are no holes.
type Place struct {
	Cursor string
	Head   chat.Seq
}

// Changes are what one [Local.Write] makes durable. What is zero stays as it is.
type Changes struct {
	Settings map[string]string // an empty value removes
	Put      []Queued          // new, or another body under an id
	Delete   []int64
	Groups   []chat.Group
	Messages []chat.Message
	Places   map[chat.GroupID]Place
	Seen     map[chat.GroupID][]byte // what was read, as the client packs it; nil removes
	Members  map[chat.GroupID][]byte // who is in a group, as the client packs it; nil removes
	Drafts   map[chat.GroupID]string // an empty text removes
	// Gone are groups of which nothing is kept but the draft.
	Gone []chat.GroupID
}

// Saved is what a client finds when it starts, without messages.
type Saved struct {
	Settings map[string]string
	Outbox   []Queued // in the order of their ids
	Groups   []chat.Group
	Places   map[chat.GroupID]Place
	Seen     map[chat.GroupID][]byte
	Drafts   map[chat.GroupID]string
}

// OpenLocal opens what is kept for an account in a folder of its own in dir, or
// in dir itself for the account "", and makes it when it is not there. No other
// process can open it until [Local.Close]: the errors are those of [Open].
func OpenLocal(dir, account string) (*Local, error) {
	_, _ = sqlite.Fdatasync(true)
	path := filepath.Join(dir, url.PathEscape(account), "client.db")
	lock, err := claim(path)
	if err != nil {
		return nil, fmt.Errorf("open the local state: %w", err)
	}
	l := &Local{lock: lock, ids: map[chat.GroupID]int64{}}
	if l.c, err = dial(path, mode{cacheKiB: 2 << 10, autoCheckpoint: 1000}); err == nil {
		if err = migrate(l.c, localSchema); err == nil {
			err = settle(lock)
		}
	}
	if err != nil {
		_ = l.Close()
		return nil, fmt.Errorf("open the local state: %w", err)
	}
	return l, nil
}

// Close ends the use of the store. What is called after it fails.
func (l *Local) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	var err error
	if l.c != nil {
		err = l.c.each("PRAGMA wal_checkpoint(TRUNCATE)", func(row) error { return nil })
		if e := l.c.close(); err == nil {
			err = e
		}
		l.c = nil
	}
	if l.lock != nil {
		if e := l.lock.Close(); err == nil {
			err = e
		}
		l.lock = nil
	}
	return err
}

// use runs f with the connection, in a transaction: of what f writes all is
// durable afterwards, or nothing.
func (l *Local) use(what string, f func(*conn) error) (err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.c == nil {
		return errClosed
	}
	defer func() {
		if err != nil {
			clear(l.ids) // some may be of groups that are not there
			_ = l.c.exec("ROLLBACK")
			err = fmt.Errorf("%s: %w", what, err)
		}
	}()
	if err := l.c.exec("BEGIN"); err != nil {
		return err
	}
	if err := f(l.c); err != nil {
		return err
	}
	return l.c.exec("COMMIT")
}

// Write makes changes durable: all of them, or none and an error.
func (l *Local) Write(c Changes) error {
	return l.use("write the local state", func(db *conn) error {
		for name, value := range c.Settings {
			if err := db.exec("REPLACE INTO settings VALUES (?, ?)", name, value); err != nil {
				return err
			}
		}
		for _, q := range c.Put {
			if err := db.exec("REPLACE INTO outbox VALUES (?, ?, ?)", q.ID, q.Kind, seal(q.Body)); err != nil {
				return err
			}
		}
		for _, id := range c.Delete {
			if err := db.exec("DELETE FROM outbox WHERE id = ?", id); err != nil {
				return err
			}
		}
		if err := l.writeGroups(db, c); err != nil {
			return err
		}
		for i := range c.Messages {
			if err := l.writeMessage(db, &c.Messages[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// seal puts a checksum behind bytes.
func seal(b []byte) []byte {
	p := packer{b: slices.Clone(b)}
	return p.seal()
}

// sealOrNone is [seal], and nothing for nil.
func sealOrNone(b []byte) any {
	if b == nil {
		return nil
	}
	return seal(b)
}

func (l *Local) writeGroups(db *conn, c Changes) error {
	set := func(g chat.GroupID, sql string, args ...any) error {
		id, err := l.group(db, g)
		if err != nil {
			return err
		}
		return db.exec(sql, append(args, id)...)
	}
	for _, g := range c.Gone {
		if err := l.drop(db, g); err != nil {
			return err
		}
	}
	for i := range c.Groups {
		body, err := json.Marshal(&c.Groups[i])
		if err != nil {
			return err
		}
		if err := set(c.Groups[i].ID, "UPDATE groups SET body = ? WHERE id = ?", seal(body)); err != nil {
			return err
		}
	}
	for g, p := range c.Places {
		if err := set(g, "UPDATE groups SET cursor = ?, head = ? WHERE id = ?", p.Cursor, int64(p.Head)); err != nil {
			return err
		}
	}
	for g, b := range c.Seen {
		if err := set(g, "UPDATE groups SET seen = ? WHERE id = ?", sealOrNone(b)); err != nil {
			return err
		}
	}
	for g, b := range c.Members {
		if err := set(g, "UPDATE groups SET members = ? WHERE id = ?", sealOrNone(b)); err != nil {
			return err
		}
	}
	for g, text := range c.Drafts {
		if err := set(g, "UPDATE groups SET draft = ? WHERE id = ?", text); err != nil {
			return err
		}
	}
	return nil
}

// group returns the number of a group, a new one when it was not known.
func (l *Local) group(db *conn, g chat.GroupID) (int64, error) {
	if id, ok := l.ids[g]; ok {
		return id, nil
	}
	id, err := db.number("SELECT id FROM groups WHERE target = ?", string(g))
	if err == nil && id == 0 {
		id, err = db.insert("INSERT INTO groups (target) VALUES (?)", string(g))
	}
	if err == nil {
		l.ids[g] = id
	}
	return id, err
}

// drop forgets what a group is and said.
func (l *Local) drop(db *conn, g chat.GroupID) error {
	id, err := l.group(db, g)
	if err != nil {
		return err
	}
	if err := db.exec("DELETE FROM messages WHERE id >= ? AND id < ?", key(id, 0), key(id+1, 0)); err != nil {
		return err
	}
	return db.exec("UPDATE groups SET body = NULL, cursor = '', head = 0, seen = NULL, members = NULL WHERE id = ?", id)
}

func (l *Local) writeMessage(db *conn, m *chat.Message) error {
	id, err := l.group(db, m.Group)
	if err != nil {
		return err
	}
	body, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("write message %s: %w", m.UID, err)
	}
	return db.exec("REPLACE INTO messages VALUES (?, ?, ?)", key(id, int64(m.Seq)), string(m.UID), seal(body))
}
