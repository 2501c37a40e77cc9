package client

import (
	"cmp"
	"maps"
	"slices"

	"seenby/chat"
)

const (
	// feedSize is how many news may wait before the client stops reading from
	// the hub.
	feedSize = 4096
	// keptTroubles is how many troubles outlast a folding.
	keptTroubles = 16
)

// A feed is the batch of news that waits to be taken.
type feed struct {
	batch []chat.News
	// counters says where in the batch the counters of a group stand, so that
	// they are told once.
	counters map[chat.GroupID]int
	bound    int
}

func newFeed() feed { return feed{counters: map[chat.GroupID]int{}, bound: feedSize} }

// add puts news at the end.
func (f *feed) add(n chat.News) {
	if g, ok := n.(chat.GroupChanged); ok && g.Change == nil {
		if i, ok := f.counters[g.Group.ID]; ok {
			f.batch[i] = n
			return
		}
		f.counters[g.Group.ID] = len(f.batch)
	}
	f.batch = append(f.batch, n)
}

// taken forgets the batch that somebody has taken.
func (f *feed) taken() {
	f.batch = nil
	clear(f.counters)
	f.bound = feedSize
}

func (f *feed) full() bool { return len(f.batch) >= f.bound }

// A topic is what a news is about, where a later one makes it void.
type topic struct{ kind, id string }

// fold makes the batch small without making it untrue. Of what has a state, the
// last one is kept: link, groups, sendings, presence. What was told of
// messages becomes one GroupReset for each group, after which they are loaded
// anew.
func (f *feed) fold() {
	seen := map[topic]bool{}
	reset := map[chat.GroupID]bool{}
	troubles, kept := 0, make([]chat.News, 0, len(f.batch)/8)
	for _, n := range slices.Backward(f.batch) {
		if g, ok := stale(n); ok {
			if g != "" {
				reset[g] = true
			}
			continue
		}
		if _, ok := n.(chat.Trouble); ok {
			if troubles++; troubles <= keptTroubles {
				kept = append(kept, n)
			}
			continue
		}
		if s, ok := n.(chat.Sending); ok && s.State == chat.SendDone && len(kept) >= feedSize/2 {
			reset[s.Group] = true // the message stands in the history
			continue
		}
		if t := about(n); !seen[t] {
			seen[t] = true
			kept = append(kept, n)
		}
	}
	slices.Reverse(kept)
	f.batch = kept
	clear(f.counters) // places have moved; telling counters once more does no harm
	for _, g := range sorted(reset) {
		f.batch = append(f.batch, chat.GroupReset{Group: g})
	}
	f.bound = max(feedSize, 2*len(f.batch))
}

// stale reports whether n is void after a GroupReset of g, or after a while.
func stale(n chat.News) (g chat.GroupID, ok bool) {
	switch n := n.(type) {
	case chat.MessageAdded:
		return n.Message.Group, true
	case chat.MessageChanged:
		return n.Message.Group, true
	case chat.ReceiptAsked:
		return n.Group, true
	case chat.ReceiptsChanged:
		return n.Group, true
	case chat.Responded:
		return n.Group, true
	case chat.ReceiptReminder:
		return n.Group, true
	case chat.GroupReset:
		return n.Group, true
	case chat.TypingSeen:
		return "", true
	}
	return "", false
}

func about(n chat.News) topic {
	switch n := n.(type) {
	case chat.LinkChanged:
		return topic{kind: "link"}
	case chat.GroupsListed:
		return topic{kind: "groups"}
	case chat.GroupChanged:
		return topic{"group", string(n.Group.ID)}
	case chat.GroupGone:
		return topic{"group", string(n.Group)}
	case chat.ReadMovedTo:
		return topic{"read", string(n.Group)}
	case chat.PresenceSeen:
		return topic{"presence", string(n.User)}
	case chat.PeekChanged:
		return topic{kind: "peek"}
	case chat.AnsweredByItself:
		return topic{kind: "answered"}
	case chat.GoalsSet:
		return topic{"goals", string(n.UID)}
	case chat.GoalMet:
		return topic{"met", string(n.UID) + n.Goal}
	case chat.Sending:
		return topic{"sending", n.ClientMsgID}
	}
	return topic{}
}

func sorted[K cmp.Ordered, V any](m map[K]V) []K {
	return slices.Sorted(maps.Keys(m))
}
