package chat

import (
	"slices"
	"strings"
)

// Mentions returns the members of a group whom a text names: those whose handle
// stands behind an @ as a word of its own, in the order of the text, each once
// and at most [MaxMentions]. The writer, me, is none of them. member reports
// who is in the group: a handle of nobody is only text.
func Mentions(text string, me UserID, member func(UserID) bool) []UserID {
	var users []UserID
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \n\t,;:!?()\"'", r) }) {
		handle, ok := strings.CutPrefix(word, "@")
		u := UserID(strings.TrimRight(handle, "."))
		if ok && u != me && len(users) < MaxMentions && !slices.Contains(users, u) && member(u) {
			users = append(users, u)
		}
	}
	return users
}
