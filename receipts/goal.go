package receipts

import (
	"fmt"
	"strconv"
	"strings"

	"seenby/chat"
)

// A Goal is what a sender wants to be told of a message's receipts: that so
// many have read it, that a certain one has, or, the zero value, that all have.
type Goal struct {
	Count int         // how many who count; 0 for the others
	User  chat.UserID // who; "" for the others
}

// ParseGoal reads a goal as a person writes it: a number, all, or @bob.
func ParseGoal(s string) (Goal, error) {
	s = strings.TrimSpace(s)
	if user, ok := strings.CutPrefix(s, "@"); ok && chat.ValidID(user) {
		return Goal{User: chat.UserID(user)}, nil
	}
	if strings.EqualFold(s, "all") {
		return Goal{}, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return Goal{}, fmt.Errorf("%q is no goal: use a number of readers, all, or @NAME", s)
	}
	return Goal{Count: n}, nil
}

// String returns what [ParseGoal] reads.
func (g Goal) String() string {
	switch {
	case g.User != "":
		return "@" + string(g.User)
	case g.Count > 0:
		return strconv.Itoa(g.Count)
	}
	return "all"
}

// Met reports whether a message that stands at t has reached the goal. read
// reports whether a user has read it, counted or not.
//
// Of a message whose audience has left but for those who have read it, all have
// read it, and no more can: a goal of more readers than that is met, too.
// A message that nobody is left to read has met no goal.
func (g Goal) Met(t chat.Tally, read func(chat.UserID) bool) bool {
	if g.User != "" {
		return read(g.User)
	}
	all := t.Total > 0 && t.Read >= t.Total
	return all || g.Count > 0 && t.Read >= g.Count
}
