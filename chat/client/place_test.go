package client

import (
	"testing"

	"seenby/chat"
)

// TestTheOpenGroupOutlastsTheProcess: it is the one that was opened last.
func TestTheOpenGroupOutlastsTheProcess(t *testing.T) {
	dir := t.TempDir()
	for i, step := range []struct {
		opens []chat.GroupID
		want  chat.GroupID
	}{{nil, ""}, {[]chat.GroupID{"ops", "dev"}, "dev"}, {nil, "dev"}, {[]chat.GroupID{"dev", "ops"}, "ops"}, {nil, "ops"}} {
		c, hub, s := start(t, dir, Config{Dial: away})
		for _, g := range step.opens {
			c.Opened(g)
		}
		if got := c.LastOpened(); got != step.want {
			t.Errorf("step %d: %q was opened last, want %q", i, got, step.want)
		}
		stop(t, c, hub, s)
	}
}
