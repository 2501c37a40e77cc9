package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"seenby/chat"
)

// skipFile is where the messages are named over which the program broke off, one
// a line. Another version of it may know better, and has another file.
func skipFile(state string) string { return filepath.Join(state, "skipped-"+version) }

// skipped returns the messages that are not to be looked at. What cannot be read
// is as good as empty.
func skipped(state string) map[chat.MessageUID]bool {
	text, _ := os.ReadFile(skipFile(state))
	skip := map[chat.MessageUID]bool{}
	for uid := range strings.FieldsSeq(string(text)) {
		skip[chat.MessageUID(uid)] = true
	}
	return skip
}

// suspect returns what notes a message for the next start, just before the
// program ends.
func suspect(state string) func(chat.MessageUID) {
	return func(uid chat.MessageUID) {
		file, err := os.OpenFile(skipFile(state), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return // it is tried again at the next start
		}
		_, _ = fmt.Fprintln(file, uid)
		_ = file.Close()
	}
}
