package client

import (
	"encoding/json"

	"seenby/chat"
)

// settingMuted is the name under which it is kept which groups are muted.
const settingMuted = "muted"

// Mute says whether the user is to be left alone about what happens in a group.
// The client itself does nothing else for it: everything comes as it does
// otherwise, and the hub and other devices are told nothing. It is kept across
// restarts. A group that the user is not in, or not yet, can be muted too.
func (c *Client) Mute(g chat.GroupID, on bool) {
	if !chat.ValidID(string(g)) {
		return
	}
	c.mu.Lock()
	same := c.muted[g] == on || on && len(c.muted) >= maxGroups
	if !same && on {
		c.muted[g] = true
	} else if !same {
		delete(c.muted, g)
	}
	c.mu.Unlock()
	if !same {
		c.post(func(e *engine) { e.dirty.setting(settingMuted) })
	}
}

// Muted reports what [Client.Mute] said last. It never blocks.
func (c *Client) Muted(g chat.GroupID) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.muted[g]
}

func (e *engine) packMuted() string {
	e.c.mu.Lock()
	defer e.c.mu.Unlock()
	return pack(sorted(e.c.muted))
}

func (e *engine) unpackMuted(s string) error {
	var list []chat.GroupID
	if err := json.Unmarshal([]byte(s), &list); err != nil {
		return err
	}
	for _, g := range list[:min(len(list), maxGroups)] {
		e.c.muted[g] = true // nobody else has the client yet
	}
	return nil
}
