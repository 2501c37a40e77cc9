package store

import (
	"context"
	"fmt"

	"seenby/chat"
)

// Standing returns what [Hub.Groups] does, and the place of the last fact that
// is in it: what a hub tells this user of from then on comes after it.
func (h *Hub) Standing(ctx context.Context, user chat.UserID) (groups []chat.Group, pos chat.Pos, err error) {
	err = h.read(ctx, func(v *view) error {
		n, err := v.number("SELECT value FROM meta WHERE name = 'pos'")
		if err != nil {
			return err
		}
		pos = chat.Pos(n)
		return v.groupsOf(user, func(g group, m member) error {
			groups = append(groups, g.seenBy(&m.Membership))
			return nil
		})
	})
	if err != nil {
		return nil, 0, fmt.Errorf("read where %s stands: %w", user, err)
	}
	return groups, pos, nil
}
