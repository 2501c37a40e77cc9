package chat

import (
	"slices"
)

// An Audience is a frozen list of users, in the order of their ids. It is
// immutable, so that the messages flagged between two changes of a group share
// one. The nil Audience is empty.
type Audience struct{ users []UserID }

// NewAudience returns the audience of these users, each once.
func NewAudience(users []UserID) *Audience {
	sorted := slices.Clone(users)
	slices.Sort(sorted)
	return &Audience{users: slices.Compact(sorted)}
}

// Len returns how many users there are.
func (a *Audience) Len() int {
	if a == nil {
		return 0
	}
	return len(a.users)
}

// Index returns the place of user in the order of ids, and whether they are in
// the audience.
func (a *Audience) Index(user UserID) (int, bool) {
	if a == nil {
		return 0, false
	}
	return slices.BinarySearch(a.users, user)
}

// User returns the user at place i.
func (a *Audience) User(i int) UserID { return a.users[i] }

// Users returns all, in order. The caller does not change the slice.
func (a *Audience) Users() []UserID {
	if a == nil {
		return nil
	}
	return a.users
}
