package store

import (
	"crypto/rand"
	"errors"
	"fmt"
)

// The schema of a hub. Users and groups have small numbers inside; whatever
// belongs to a message is found by one number, too, which holds the group and
// the seq (see [key]), so that the messages of a group lie side by side in the
// order in which they are read.
//
// Every row that is shown to somebody ends in a checksum over the rest of it:
// SQLite itself does not notice a bit that turned over.
//
//   - messages: pos is the place of the Posted fact, so that a message needs no
//     other trace for replay. ledger is NULL while a message is not flagged.
//   - members: former ones too (until is not 0), for "not a member any more" is
//     another answer than "no such group". moved is the place of the fact by which
//     read moved last.
//   - cmids: the client's ids of messages, by which a message that is sent twice
//     is known. groups.filed is the last message that stands there and is counted
//     in members.posted; of the few after it the rows themselves tell, as they do
//     of those after groups.last. For with many groups each place that changes
//     with a text is a page to write: so that is done for some texts of a group
//     at a time (see [fileAt]).
//   - audiences: a list of users, shared by all messages flagged between two
//     changes of a group.
//   - ledgers: a message's account. owed: somebody has not answered, and may;
//     untold: there is something that the sender was not told.
//   - answers: the answers to one message in order, 256 to a row (see
//     [answersPerPart]). places are those of their facts; NULL in rows from before
//     they were kept.
//   - events: the facts of a group that are no messages, packed, some hundred
//     bytes to a row, for replay. Old ones are dropped; groups.floor is the
//     place of the last one that was.
//   - signatures: which runs of characters occur in a block of a group's messages,
//     for search; pos is the place of its last message. What is missing here is
//     searched in the texts. messages_edited is for those whose texts came later.
var hubSchema = []string{`
CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE users(
  id INTEGER PRIMARY KEY, handle TEXT NOT NULL UNIQUE, name TEXT NOT NULL, bot INTEGER NOT NULL);
CREATE TABLE groups(
  id INTEGER PRIMARY KEY, target TEXT NOT NULL UNIQUE, name TEXT NOT NULL, topic TEXT NOT NULL,
  open INTEGER NOT NULL, everyone INTEGER NOT NULL, created INTEGER NOT NULL, clock INTEGER NOT NULL,
  last INTEGER NOT NULL, texts INTEGER NOT NULL, members INTEGER NOT NULL, floor INTEGER NOT NULL,
  filed INTEGER NOT NULL, sum INTEGER NOT NULL);
CREATE TABLE members(
  grp INTEGER NOT NULL, usr INTEGER NOT NULL, role INTEGER NOT NULL, bot INTEGER NOT NULL, name TEXT NOT NULL,
  joined INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL, read INTEGER NOT NULL,
  posted INTEGER NOT NULL, readtexts INTEGER NOT NULL, readown INTEGER NOT NULL, sum INTEGER NOT NULL,
  PRIMARY KEY(grp, usr)) WITHOUT ROWID;
CREATE INDEX members_user ON members(usr) WHERE until = 0;
CREATE TABLE messages(
  id INTEGER PRIMARY KEY, uid BLOB NOT NULL, sender INTEGER NOT NULL, system INTEGER NOT NULL,
  pos INTEGER NOT NULL, sent INTEGER NOT NULL, ledger INTEGER, edited INTEGER NOT NULL, recalled INTEGER NOT NULL,
  sum INTEGER NOT NULL, cmid TEXT, reply BLOB, extra TEXT, text TEXT NOT NULL);
CREATE UNIQUE INDEX messages_uid ON messages(uid);
CREATE TABLE cmids(
  grp INTEGER NOT NULL, usr INTEGER NOT NULL, cmid TEXT NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY(grp, cmid, usr)) WITHOUT ROWID;
CREATE TABLE reactions(
  message INTEGER NOT NULL, emoji TEXT NOT NULL, usr INTEGER NOT NULL, pos INTEGER NOT NULL,
  PRIMARY KEY(message, emoji, usr)) WITHOUT ROWID;
CREATE TABLE audiences(id INTEGER PRIMARY KEY, grp INTEGER NOT NULL, body BLOB NOT NULL);
CREATE INDEX audiences_grp ON audiences(grp);
CREATE TABLE ledgers(
  id INTEGER PRIMARY KEY, message INTEGER NOT NULL, audience INTEGER NOT NULL, answers INTEGER NOT NULL,
  read INTEGER NOT NULL, total INTEGER NOT NULL, version INTEGER NOT NULL, toldread INTEGER NOT NULL,
  toldtotal INTEGER NOT NULL, told INTEGER NOT NULL, toldat INTEGER NOT NULL, rushedat INTEGER NOT NULL,
  remindedat INTEGER NOT NULL, owed INTEGER NOT NULL, untold INTEGER NOT NULL, sum INTEGER NOT NULL);
CREATE INDEX ledgers_owed ON ledgers(message >> 32, audience) WHERE owed;
CREATE INDEX ledgers_untold ON ledgers(id) WHERE untold;
CREATE TABLE answers(id INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE events(
  grp INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, n INTEGER NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY(grp, first)) WITHOUT ROWID;
CREATE TABLE redeemed(grp INTEGER NOT NULL, token TEXT NOT NULL, PRIMARY KEY(grp, token)) WITHOUT ROWID;
INSERT INTO meta VALUES ('pos', 0);
`, `
ALTER TABLE members ADD COLUMN moved INTEGER NOT NULL DEFAULT 0;
ALTER TABLE answers ADD COLUMN places BLOB;
`, `
CREATE TABLE signatures(id INTEGER PRIMARY KEY, pos INTEGER NOT NULL, sum INTEGER NOT NULL, body BLOB NOT NULL);
CREATE INDEX messages_edited ON messages(id) WHERE edited <> 0 AND recalled = 0;
`}

// key is the number of a group's message: the group in the upper half, the seq
// in the lower. So a hub has room for 2^31 groups of 2^32 messages.
func key(grp, seq int64) int64 { return grp<<32 | seq }

func split(key int64) (grp, seq int64) { return key >> 32, key & (1<<32 - 1) }

// migrate brings the database to the present schema, step by step, each step
// in a transaction of its own.
func migrate(c *conn, steps []string) error {
	have, err := c.number("PRAGMA user_version")
	if err != nil {
		return err
	}
	if int(have) > len(steps) {
		return fmt.Errorf("%s: %w (schema %d, this one knows %d): update seenby", c.path, ErrNewer, have, len(steps))
	}
	for i := int(have); i < len(steps); i++ {
		if err := c.script(fmt.Sprintf("BEGIN IMMEDIATE; %s; PRAGMA user_version = %d; COMMIT", steps[i], i+1)); err != nil {
			_ = c.script("ROLLBACK")
			return fmt.Errorf("bring the schema from %d to %d: %w", i, i+1, err)
		}
	}
	return nil
}

// script carries out statements that are not kept.
func (c *conn) script(sql string) error {
	s, err := c.c.Prepare(sql)
	if err != nil {
		return c.explain(err)
	}
	_, err = s.Exec(nil) //nolint:staticcheck // a script has no arguments to name
	return c.explain(errors.Join(err, s.Close()))
}

// number returns the first value of the first row, 0 when there is none.
func (c *conn) number(sql string, args ...any) (n int64, err error) {
	_, err = c.one(sql, func(r row) error { n = r.int(0); return nil }, args...)
	return n, err
}

// meta returns a value of the table meta as text, and makes it the first time.
func (c *conn) meta(name string) (value string, err error) {
	if err := c.exec("INSERT INTO meta VALUES (?, ?) ON CONFLICT DO NOTHING", name, rand.Text()); err != nil {
		return "", err
	}
	_, err = c.one("SELECT value FROM meta WHERE name = ?", func(r row) error { value = r.text(0); return nil }, name)
	return value, err
}
