package ui

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/receipts"
	"seenby/ui/cell"
)

func TestNextUnreadGoesToMutedGroupsLast(t *testing.T) {
	group := func(id chat.GroupID, unread int) chat.Group {
		return chat.Group{ID: id, Name: string(id), MemberCount: 3, Unread: unread}
	}
	asks := func(g chat.GroupID) chat.News { return chat.ReceiptAsked{Group: g, UID: "m", Sender: "bob"} }
	tests := map[string]struct {
		muted string
		news  []chat.News
		want  string // where alt+u leads again and again
	}{
		"those in their order":               {"", nil, "p q p"},
		"a muted one after the others":       {"p", nil, "q p q"},
		"who asks comes first":               {"", []chat.News{asks("q")}, "q p q"},
		"a muted one that asks is muted too": {"q", []chat.News{asks("q")}, "p q p"},
		"only muted ones":                    {"p q", nil, "p q p"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := &fakeChat{muted: map[chat.GroupID]bool{}}
			for g := range strings.FieldsSeq(tt.muted) {
				f.muted[chat.GroupID(g)] = true
			}
			drive(t, f, func(r *rig) {
				r.size(80, 24).news(listed(ops(1, 1, 0), group("p", 2), group("q", 1))).news(tt.news...)
				var went []string
				for range 3 {
					went = append(went, string(r.keys("alt+u").m.Group()))
				}
				if got := strings.Join(went, " "); got != tt.want {
					t.Errorf("went to %s, want %s", got, tt.want)
				}
			})
		})
	}
}

// TestTheSignOfACountKeepsItsPlace: from asking to the last reader its column is
// the same, whatever the group's size.
func TestTheSignOfACountKeepsItsPlace(t *testing.T) {
	for _, members := range []int{3, 12, 120} {
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%d_%dx%d", members, size[0], size[1]), func(t *testing.T) {
				m := asking(text(1, "alice", "look"), nil)
				f := &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": {m}}}
				drive(t, f, func(r *rig) {
					g := ops(1, 1, 0)
					g.MemberCount = members
					r.news(listed(g), online).size(size[0], size[1]).say(tea.FocusMsg{})
					total, place := members-1, -1
					for i, read := range []int{-1, 0, 1, total - 1, total} {
						if read >= 0 {
							r.news(chat.ReceiptsChanged{Group: "ops", UID: m.UID, Tally: chat.Tally{Read: read, Total: total, Version: int64(i + 1)}})
						}
						if at := signAt(r.screen()); at < 0 || place >= 0 && at != place {
							t.Errorf("%d of %d: the sign is at %d, and was at %d:\n%s", read, total, at, place, r.screen())
						} else {
							place = at
						}
					}
				})
			})
		}
	}
}

// signAt returns the column of a count's sign on the line of the message's head.
func signAt(screen string) int {
	for line := range strings.Lines(screen) {
		if before, _, ok := strings.Cut(line, "12:00"); ok {
			if i := strings.IndexAny(before, "◇○◐●"); i >= 0 {
				if j := strings.Index(before, "│"); j > i { // a sign of the list beside it
					i = j + len("│") + strings.IndexAny(before[j+len("│"):], "◇○◐●")
				}
				return cell.Grapheme.Width(cell.Line(before[:i]))
			}
		}
	}
	return -1
}

// TestNamesOfGroupsThatWereNotOpen: lists over all groups show what people are
// called, not their handles.
func TestNamesOfGroupsThatWereNotOpen(t *testing.T) {
	other := chat.Withheld{Group: "zoo", UID: "z", Seq: 3, Sender: "dora", Text: "the bear", ReadAt: chat.At(noon)}
	tests := map[string]struct {
		does func(r *rig)
		want string
	}{
		"what is withheld": {func(r *rig) {
			r.news(chat.PeekChanged{On: true, Withheld: []chat.Withheld{other}}).keys("alt+y")
		}, "Dora"},
		"a goal that is met": {func(r *rig) {
			goal := receipts.Goal{User: "dora"}
			r.news(chat.GoalMet{Group: "zoo", UID: "z", Seq: 3, Goal: goal.String(), Text: "the bear", Tally: chat.Tally{Read: 1, Total: 2}})
		}, "Dora has read"},
		"a reminder": {func(r *rig) {
			r.news(chat.ReceiptReminder{Group: "zoo", UID: "z", Seq: 3, Sender: "dora", Live: true})
		}, "Dora reminds you"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			drive(t, finds(), func(r *rig) {
				r.opened()
				tt.does(r)
				r.shows(tt.want)
			})
		})
	}
}
