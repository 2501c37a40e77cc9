package client

import (
	"encoding/json"

	"seenby/chat"
)

// settingOpen is the name under which it is kept which group was open last.
const settingOpen = "open"

// Opened says that the user has opened a group. It is kept across restarts, and
// told to nobody.
func (c *Client) Opened(g chat.GroupID) {
	c.mu.Lock()
	same := c.last == g
	c.last = g
	c.mu.Unlock()
	if !same {
		c.post(func(e *engine) { e.dirty.setting(settingOpen) })
	}
}

// LastOpened returns the group that was opened last, "" when none was. The user
// may not be in it any more. It never blocks.
func (c *Client) LastOpened() chat.GroupID {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.last
}

func (e *engine) packOpen() string { return pack(e.c.LastOpened()) }

func (e *engine) unpackOpen(s string) error {
	return json.Unmarshal([]byte(s), &e.c.last) // nobody else has the client yet
}
