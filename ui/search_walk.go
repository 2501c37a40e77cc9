package ui

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"seenby/chat"
	"seenby/crash"
	"seenby/ui/panel"
)

// A walk goes on with a search in all groups where its first page ends. The
// protocol has no place to go on from there, but one in each group: so it goes
// along all of them at once, always where the newest messages are.
type walk struct {
	trails map[chat.GroupID]*trail
}

// A trail is one group's part of a walk.
type trail struct {
	ahead  []chat.Message // found and not shown yet, the newest first
	before chat.Seq       // where it goes on, 0 for the newest
	more   bool
}

// trailPage is how many messages of a group are found at once, walkers how many
// groups are asked at a time.
const (
	trailPage = 20
	walkers   = 4
)

// newWalk begins behind what was found already.
func newWalk(groups []*group, found []panel.Found) *walk {
	w := &walk{trails: map[chat.GroupID]*trail{}}
	for _, g := range groups {
		w.trails[g.info.ID] = &trail{more: true}
	}
	for _, f := range found {
		if t := w.trails[f.Group]; t != nil && (t.before == 0 || f.Seq < t.before) {
			t.before = f.Seq
		}
	}
	return w
}

type asks func(ctx context.Context, g chat.GroupID, query string, before chat.Seq, limit int) (chat.Page, error)

// next returns the next messages, at most limit. Local says that some of them
// come from this computer. It asks and waits, so it is not for the event loop;
// nobody else may use the walk meanwhile.
func (w *walk) next(ctx context.Context, query string, limit int, ask asks) (page chat.Page, err error) {
	for len(page.Messages) < limit {
		local, err := w.fill(ctx, query, ask)
		if page.Local = page.Local || local; err != nil {
			return page, err
		}
		var first *trail
		for _, t := range w.trails {
			if len(t.ahead) > 0 && (first == nil || newer(&t.ahead[0], &first.ahead[0])) {
				first = t
			}
		}
		if first == nil {
			return page, nil
		}
		page.Messages = append(page.Messages, first.ahead[0])
		first.ahead = first.ahead[1:]
	}
	for _, t := range w.trails {
		page.More = page.More || t.more || len(t.ahead) > 0
	}
	return page, nil
}

func newer(a, b *chat.Message) bool {
	return cmp.Or(cmp.Compare(a.Sent, b.Sent), cmp.Compare(a.UID, b.UID)) > 0
}

// fill asks for more of those groups of which nothing is ahead.
func (w *walk) fill(ctx context.Context, query string, ask asks) (local bool, err error) {
	var (
		mu   sync.Mutex
		all  sync.WaitGroup
		free = make(chan struct{}, walkers)
	)
	for g, t := range w.trails {
		if len(t.ahead) > 0 || !t.more {
			continue
		}
		all.Go(func() {
			defer crash.Guard()
			free <- struct{}{}
			defer func() { <-free }()
			page, failed := ask(ctx, g, query, t.before, trailPage)
			mu.Lock()
			defer mu.Unlock()
			if failed != nil {
				err = failed
				return
			}
			local = local || page.Local
			t.ahead, t.more = slices.Clone(page.Messages), page.More && len(page.Messages) > 0
			if n := len(page.Messages); n > 0 {
				t.before = page.Messages[n-1].Seq
			}
		})
	}
	all.Wait()
	return local, err
}
