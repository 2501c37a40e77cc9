package chat

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// IDFor returns an id for a group of this name: its ASCII letters and digits in
// small, with hyphens for what stands between them; "" where it has none.
func IDFor(name string) GroupID {
	var b strings.Builder
	between := false
	for _, r := range strings.ToLower(name) {
		if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' && r != '_' {
			between = b.Len() > 0
			continue
		}
		if b.Len() == 0 && (r == '.' || r == '_') {
			continue
		}
		if between {
			b.WriteByte('-')
		}
		between = false
		b.WriteRune(r)
	}
	id := b.String()
	return GroupID(strings.TrimRight(id[:min(len(id), 64)], "-"))
}

// ParseUsers reads ids of users with spaces or commas between them, each with
// or without an @ before it. Each is there once. The error names what is no id.
func ParseUsers(text string) ([]UserID, error) {
	var users []UserID
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == '，' || r == '、' }) {
		word = strings.TrimPrefix(word, "@")
		if !ValidID(word) {
			return nil, fmt.Errorf("%s: %w", word, ErrBadID)
		}
		if !slices.Contains(users, UserID(word)) {
			users = append(users, UserID(word))
		}
	}
	return users, nil
}

// A GroupEdit is what is to change of a group; what is nil stays.
type GroupEdit struct {
	Name, Topic *string
	Visibility  *Visibility
}
