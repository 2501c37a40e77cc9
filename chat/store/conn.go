package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// A conn is one connection to a database with the statements that were
// prepared on it. It speaks to the driver directly: through database/sql every
// call costs a lock, a context watch and a conversion per value, which is half
// of the time of a small insert. One goroutine uses it at a time.
type conn struct {
	c     driver.Conn
	path  string
	stmts map[string]*stmt
}

type stmt struct {
	exec  driver.StmtExecContext
	query driver.StmtQueryContext
	close func() error
	args  []driver.NamedValue
	dest  []driver.Value
}

// A mode says what a connection is for.
type mode struct {
	readonly bool
	cacheKiB int
	maxPages int
	// autoCheckpoint is after how many pages SQLite itself folds the log of
	// writes in; 0 means never, for a hub has its checkpointer.
	autoCheckpoint int
}

// fileURL returns path as a file URL, whose path has to be absolute, with the
// options q.
func fileURL(path string, q url.Values) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("find %s: %w", path, err)
	}
	abs = filepath.ToSlash(abs)
	if !strings.HasPrefix(abs, "/") {
		abs = "/" + abs // a drive letter
	}
	u := url.URL{Scheme: "file", Path: abs, RawQuery: q.Encode()}
	return u.String(), nil
}

// dial opens a connection to the database at path.
func dial(path string, m mode) (*conn, error) {
	q := url.Values{}
	pragma := func(p string) { q.Add("_pragma", p) }
	pragma("busy_timeout(5000)")
	if m.readonly {
		pragma("query_only(1)")
	} else {
		pragma("journal_mode(WAL)")
		pragma("synchronous(FULL)")
		pragma("wal_autocheckpoint(" + strconv.Itoa(m.autoCheckpoint) + ")")
	}
	pragma(fmt.Sprintf("cache_size(-%d)", m.cacheKiB))
	if m.maxPages > 0 {
		pragma("max_page_count(" + strconv.Itoa(m.maxPages) + ")")
	}
	address, err := fileURL(path, q)
	if err != nil {
		return nil, err
	}
	connector, err := sqlite.NewConnector(address)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	dc, err := connector.Connect(context.Background())
	if err != nil {
		return nil, explain(path, err)
	}
	return &conn{c: dc, path: path, stmts: map[string]*stmt{}}, nil
}

// touch makes the file at path with mode 0600 when there is none, so that the
// database and what SQLite puts beside it are nobody else's.
func touch(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func (c *conn) close() error {
	for _, s := range c.stmts {
		_ = s.close()
	}
	return c.c.Close()
}

// prepare returns the statement for sql, made once for this connection.
func (c *conn) prepare(sql string) (*stmt, error) {
	if s, ok := c.stmts[sql]; ok {
		return s, nil
	}
	ds, err := c.c.Prepare(sql)
	if err != nil {
		return nil, c.explain(err)
	}
	s := &stmt{close: ds.Close}
	s.exec, _ = ds.(driver.StmtExecContext)
	s.query, _ = ds.(driver.StmtQueryContext)
	c.stmts[sql] = s
	return s, nil
}

// bind fills the arguments: int64, string, []byte and nil.
func (s *stmt) bind(args []any) []driver.NamedValue {
	s.args = s.args[:0]
	for i, a := range args {
		s.args = append(s.args, driver.NamedValue{Ordinal: i + 1, Value: a})
	}
	return s.args
}

// exec carries out a statement that yields no rows.
func (c *conn) exec(sql string, args ...any) error {
	s, err := c.prepare(sql)
	if err != nil {
		return err
	}
	_, err = s.exec.ExecContext(context.Background(), s.bind(args))
	clear(s.args)
	return c.explain(err)
}

// insert carries out an insert and returns the new row's id.
func (c *conn) insert(sql string, args ...any) (int64, error) {
	s, err := c.prepare(sql)
	if err != nil {
		return 0, err
	}
	res, err := s.exec.ExecContext(context.Background(), s.bind(args))
	clear(s.args)
	if err != nil {
		return 0, c.explain(err)
	}
	return res.LastInsertId()
}

// errStop, returned by the function of each, ends it early without an error.
var errStop = errors.New("stop")

// each calls f for every row. The row is good until f returns. f runs no
// statement with the same sql.
func (c *conn) each(sql string, f func(row) error, args ...any) (err error) {
	s, err := c.prepare(sql)
	if err != nil {
		return err
	}
	rows, err := s.query.QueryContext(context.Background(), s.bind(args))
	clear(s.args)
	if err != nil {
		return c.explain(err)
	}
	defer func() {
		if e := rows.Close(); err == nil {
			err = c.explain(e)
		}
	}()
	if s.dest == nil {
		s.dest = make([]driver.Value, len(rows.Columns()))
	}
	r := row{values: s.dest, c: c}
	for {
		switch err := rows.Next(s.dest); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return c.explain(err)
		}
		if err := f(r); errors.Is(err, errStop) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// one calls f for the first row and reports whether there was one.
func (c *conn) one(sql string, f func(row) error, args ...any) (found bool, err error) {
	err = c.each(sql, func(r row) error {
		found = true
		if err := f(r); err != nil {
			return err
		}
		return errStop
	}, args...)
	return found, err
}

// A row is what a query yielded. A value of another type than asked for reads
// as zero: where that would matter a checksum tells.
type row struct {
	values []driver.Value
	c      *conn
}

func (r row) int(i int) int64 { v, _ := r.values[i].(int64); return v }

func (r row) text(i int) string { v, _ := r.values[i].(string); return v }

func (r row) blob(i int) []byte { v, _ := r.values[i].([]byte); return v }

func (r row) null(i int) bool { return r.values[i] == nil }

func (c *conn) explain(err error) error {
	if err == nil {
		return nil
	}
	return explain(c.path, err)
}

// explain names the file in an error of the database, and says of a damaged
// one what to do.
func explain(path string, err error) error {
	var e *sqlite.Error
	if errors.As(err, &e) {
		switch e.Code() & 0xff {
		case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
			return damaged(path, err.Error())
		case sqlite3.SQLITE_FULL:
			return fmt.Errorf("%s: the disk is full: %w", path, err)
		}
	}
	return fmt.Errorf("%s: %w", path, err)
}

// damaged is the error for a file whose content cannot be what was written.
func damaged(path, what string) error {
	advice := "restore a backup (seenby restore)"
	if strings.HasPrefix(filepath.Base(path), "client.db") { // it alone would be missed: the lock beside it knows that it was there
		advice = "move the directory " + filepath.Dir(path) + " away to start with an empty copy; what was not sent yet is in it"
	}
	return fmt.Errorf("%s: %w (%s): %s", path, ErrDamaged, what, advice)
}

func (c *conn) damaged(format string, args ...any) error {
	return damaged(c.path, fmt.Sprintf(format, args...))
}
