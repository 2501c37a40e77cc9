package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"seenby/chat"
)

// Search returns the messages of the group whose text holds query, by the rule
// of [chat.Fold], as viewer sees them, the newest first: those before a seq, if
// it is not 0, and at most limit of them. With g "" it searches all groups of
// which viewer is a member, in the order of the log. It finds everything that
// was durable when it began, and neither what was recalled nor system lines.
// More says whether there are more. It waits while as many searches run as may
// at once, and ends early with ctx.
func (h *Hub) Search(ctx context.Context, g chat.GroupID, viewer chat.UserID, query string, before chat.Seq, limit int) (
	page chat.Page, code chat.Code, err error,
) {
	select {
	case h.searching <- struct{}{}:
	case <-h.done:
		return page, chat.Unavailable, errClosed
	case <-ctx.Done():
		return page, chat.Unavailable, fmt.Errorf("search: %w", ctx.Err())
	}
	defer func() { <-h.searching }()
	if limit <= 0 {
		limit = chat.DefaultPage
	}
	f := finder{ctx: ctx, want: chat.Fold(query), limit: limit}
	f.runs = runsOf(f.want)
	page.Group = g
	if g != "" {
		code, err = h.look(ctx, g, viewer, "what is searched", func(s *visit) (chat.Code, error) {
			page.Messages, page.More, err = f.find(s.view, []*trail{newTrail(s, before)})
			return chat.Done, err
		})
	} else if err = h.read(ctx, func(v *view) error {
		trails, err := v.trails(viewer)
		if err == nil {
			page.Messages, page.More, err = f.find(v, trails)
		}
		return err
	}); err != nil {
		code, err = chat.Unavailable, fmt.Errorf("search the groups of %s: %w", viewer, err)
	}
	h.index.note(f.damaged)
	if err != nil || code != chat.Done {
		return chat.Page{}, code, err
	}
	return page, code, nil
}

// trails returns one for each group of the viewer.
func (v *view) trails(viewer chat.UserID) (all []*trail, err error) {
	err = v.groupsOf(viewer, func(g group, m member) error {
		all = append(all, newTrail(&visit{view: v, group: g, viewer: viewer, id: m.usr, member: m, known: true}, 0))
		return nil
	})
	return all, err
}

// A trail goes through a group from its newest messages to its oldest, block by
// block, and leaves out those that cannot hold what is wanted.
type trail struct {
	*visit
	high   int64 // the key before which to look
	bottom int64 // the first block
	next   int64 // the block to look at next; below bottom at the end
	ahead  []piece
}

// A piece is a block that has to be read; of one whose signature says no only
// what was edited.
type piece struct {
	block  int64
	newest int64 // no message of it has a later place
	edited bool
}

func newTrail(s *visit, before chat.Seq) *trail {
	end := s.group.LastSeq + 1
	if before > 0 {
		end = min(before, end)
	}
	t := &trail{visit: s, high: key(s.group.id, int64(end)), bottom: blockOf(key(s.group.id, 0))}
	t.next = blockOf(t.high - 1)
	return t
}

// A finder finds the newest messages that hold what is wanted.
type finder struct {
	ctx     context.Context
	want    string // folded
	runs    []uint64
	limit   int
	hits    []hit
	damaged []blocks
}

// A hit is a message that was found.
type hit struct {
	key, pos int64
	by       *visit
}

// find goes along all trails at once, always where the newest messages are.
func (f *finder) find(v *view, trails []*trail) (messages []chat.Message, more bool, err error) {
	for {
		t, err := f.foremost(trails)
		if err != nil {
			return nil, false, err
		}
		if len(f.hits) > f.limit {
			slices.SortFunc(f.hits, func(a, b hit) int { return cmp.Compare(b.pos, a.pos) })
			f.hits = f.hits[:f.limit+1] // one tells that there are more
		}
		if t == nil || len(f.hits) > f.limit && f.hits[f.limit].pos > t.ahead[0].newest {
			break
		}
		if err := f.search(t); err != nil {
			return nil, false, err
		}
	}
	slices.SortFunc(f.hits, func(a, b hit) int { return cmp.Compare(b.pos, a.pos) })
	more = len(f.hits) > f.limit
	for _, hit := range f.hits[:min(f.limit, len(f.hits))] {
		m, err := v.messageAt(hit.key)
		if err != nil {
			return nil, false, err
		}
		out, err := hit.by.message(m)
		if err != nil {
			return nil, false, err
		}
		messages = append(messages, out)
	}
	return messages, more, nil
}

// foremost returns the trail whose next piece may hold the newest message; nil
// when all are at their end.
func (f *finder) foremost(trails []*trail) (first *trail, err error) {
	for _, t := range trails {
		for len(t.ahead) == 0 && t.next >= t.bottom {
			if err := f.ctx.Err(); err != nil {
				return nil, err
			}
			if err := f.lookAhead(t); err != nil {
				return nil, err
			}
		}
		if len(t.ahead) > 0 && (first == nil || t.ahead[0].newest > first.ahead[0].newest) {
			first = t
		}
	}
	return first, nil
}

// stride is how many blocks are looked at together.
const stride = 32

// lookAhead finds which of the next blocks have to be read.
func (f *finder) lookAhead(t *trail) error {
	top, low := t.next, max(t.next-stride+1, t.bottom)
	t.next = low - 1
	var verdicts [stride]struct {
		signed, no, edited bool
		newest             int64
	}
	err := t.each("SELECT id, pos, sum, body FROM signatures WHERE id >= ? AND id <= ?", func(r row) error {
		s := signature{block: r.int(0), pos: r.int(1), body: r.blob(3)}
		if s.sum() != r.int(2) || len(s.body) < minSignature/8 {
			f.damaged = append(f.damaged, blocks{s.block, s.block + 1})
			return nil
		}
		v := &verdicts[s.block-low]
		v.signed, v.no, v.newest = true, !mayHold(s.body, f.runs), s.pos
		return nil
	}, low, top)
	if err != nil {
		return err
	}
	if err := t.each("SELECT id FROM messages INDEXED BY messages_edited WHERE id >= ? AND id < ? AND edited <> 0 AND recalled = 0",
		func(r row) error {
			verdicts[blockOf(r.int(0))-low].edited = true
			return nil
		}, low<<blockBits, t.end(top)); err != nil {
		return err
	}
	for b := top; b >= low; b-- {
		v := &verdicts[b-low]
		if v.no && !v.edited {
			continue
		}
		if !v.signed {
			if v.newest, err = t.newest(b); err != nil {
				return err
			}
		}
		t.ahead = append(t.ahead, piece{block: b, newest: v.newest, edited: v.no})
	}
	return nil
}

// end returns the key behind the block, as far as the trail goes.
func (t *trail) end(block int64) int64 { return min((block+1)<<blockBits, t.high) }

// newest returns the place of the last message of a block.
func (t *trail) newest(block int64) (int64, error) {
	return t.number("SELECT pos FROM messages WHERE id = ?", t.end(block)-1)
}

// search reads the texts of the trail's next piece.
func (f *finder) search(t *trail) error {
	p := t.ahead[0]
	t.ahead = t.ahead[1:]
	sql := "SELECT id, pos, text FROM messages WHERE id >= ? AND id < ? AND recalled = 0 AND system = 0"
	if p.edited {
		sql = `SELECT id, pos, text FROM messages INDEXED BY messages_edited
  WHERE id >= ? AND id < ? AND edited <> 0 AND recalled = 0 AND system = 0`
	}
	if err := f.ctx.Err(); err != nil {
		return err
	}
	return t.each(sql, func(r row) error {
		if strings.Contains(chat.Fold(r.text(2)), f.want) {
			f.hits = append(f.hits, hit{key: r.int(0), pos: r.int(1), by: t.visit})
		}
		return nil
	}, p.block<<blockBits, t.end(p.block))
}
