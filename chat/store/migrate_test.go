package store

import (
	"path/filepath"
	"testing"

	"seenby/chat"
)

func TestRowsFromBeforePlacesWereKeptAreRead(t *testing.T) {
	c, err := dial(filepath.Join(t.TempDir(), "old.db"), mode{cacheKiB: 1024})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.close() }()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(migrate(c, hubSchema[:1]))
	m := member{grp: 1, usr: 2, Membership: chat.Membership{
		Profile: chat.Profile{Name: "Bob", Kind: chat.KindUser}, Role: chat.RoleMember, ReadSeq: 7,
	}}
	check(c.exec("INSERT INTO members VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", append(m.values(), checksum(m.values()))...))
	p := newPart(1000)
	p.add(answer{usr: 2, at: 1500, counted: true})
	check(c.exec("INSERT INTO answers VALUES (?, ?)", int64(1)<<16, p.seal()))

	check(migrate(c, hubSchema))
	found, err := c.one("SELECT "+memberColumns+" FROM members", func(r row) (err error) {
		got, err := scanMember(r)
		if got.ReadSeq != 7 || got.Moved != 0 {
			t.Errorf("%+v", got)
		}
		return err
	})
	if err != nil || !found {
		t.Error(found, err)
	}
	n := 0
	check(c.answers(1, 1000, 0, func(_ int, a answer) error {
		n++
		if a != (answer{usr: 2, at: 1500, counted: true}) {
			t.Errorf("%+v", a)
		}
		return nil
	}))
	if n != 1 {
		t.Errorf("%d answers", n)
	}
}
