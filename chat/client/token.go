package client

import (
	"errors"

	"seenby/chat"
)

// TokenUser returns whose token it is, as the token says: only the hub can
// tell whether it is good. Something that is no token at all is an error in one
// line that does not repeat it.
func TokenUser(token string) (chat.UserID, error) {
	if u := subject(token); u != "" {
		return u, nil
	}
	return "", errors.New("this is no token: 'seenby token USER' on the hub makes one")
}
