package hub

import (
	"context"

	"seenby/chat"
)

// standing reads what a user is in their groups.
func (h *Hub) standing(ctx context.Context, u chat.UserID) (standing, error) {
	groups, pos, err := h.store.Standing(ctx, u)
	return standing{pos: pos, groups: groups}, err
}
