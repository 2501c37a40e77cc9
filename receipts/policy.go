package receipts

import (
	"fmt"

	"seenby/chat"
)

// A Policy says whether a reader answers when a message that asks was read
// (receipts.md, What counts as read).
type Policy string

// The policies: answer at once; show that the message asks, and answer on a
// key; never answer.
const (
	PolicyAuto  Policy = "auto"
	PolicyAsk   Policy = "ask"
	PolicyNever Policy = "never"
)

// ParsePolicy returns the policy of that name.
func ParsePolicy(s string) (Policy, error) {
	switch p := Policy(s); p {
	case PolicyAuto, PolicyAsk, PolicyNever:
		return p, nil
	}
	return "", fmt.Errorf("%q is no way to answer receipts: use auto, ask or never", s)
}

// Policies are a reader's settings: one for all groups, and others for some.
// The zero value answers everywhere by itself.
type Policies struct {
	Default Policy
	Groups  map[chat.GroupID]Policy
}

// For returns the policy for group g.
func (p Policies) For(g chat.GroupID) Policy {
	if own := p.Groups[g]; own != "" {
		return own
	}
	if p.Default != "" {
		return p.Default
	}
	return PolicyAuto
}
