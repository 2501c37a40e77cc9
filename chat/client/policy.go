package client

import (
	"encoding/json"
	"maps"

	"seenby/chat"
	"seenby/receipts"
)

const (
	// settingPolicy is the name under which it is kept who decides about
	// answering, as far as that was changed while running; settingAnswered says
	// that the client has answered by itself before.
	settingPolicy   = "policy"
	settingAnswered = "answered by itself"
)

// Policy returns who decides about answering in a group; "" for all groups for
// which nothing else was said.
func (c *Client) Policy(g chat.GroupID) receipts.Policy {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.policies.For(g)
}

// OwnPolicy returns what was said for one group, "" when nothing was.
func (c *Client) OwnPolicy(g chat.GroupID) receipts.Policy {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.policies.Groups[g]
}

// SetPolicy changes who decides about answering in a group, and for the group
// "" in all others; for a group "" makes it follow the others again.
// [receipts.PolicyAuto] answers at once what was read and not answered. It is
// kept across restarts; what the configuration says then is stronger. A policy
// that is none changes nothing.
func (c *Client) SetPolicy(g chat.GroupID, p receipts.Policy) {
	if _, err := receipts.ParsePolicy(string(p)); err != nil && (p != "" || g == "") {
		return
	}
	c.mu.Lock()
	c.policies = withPolicy(c.policies, g, p)
	c.mu.Unlock()
	c.post(func(e *engine) { e.setPolicy(g, p) })
}

// withPolicy returns policies with another one for g.
func withPolicy(all receipts.Policies, g chat.GroupID, p receipts.Policy) receipts.Policies {
	groups := maps.Clone(all.Groups)
	if groups == nil {
		groups = map[chat.GroupID]receipts.Policy{}
	}
	switch {
	case g == "":
		all.Default = p
	case p == "":
		delete(groups, g)
	default:
		groups[g] = p
	}
	all.Groups = groups
	return all
}

func (e *engine) setPolicy(id chat.GroupID, p receipts.Policy) {
	e.cfg.Policy = withPolicy(e.cfg.Policy, id, p)
	e.chosen = withPolicy(e.chosen, id, p)
	e.dirty.setting(settingPolicy)
	for _, g := range sorted(e.groups) {
		if id != "" && id != g {
			continue
		}
		for _, uid := range sorted(e.groups[g].asked) {
			e.settleRequest(e.groups[g], uid, e.groups[g].asked[uid])
		}
	}
}

// answerByItself answers by the policy, and tells so the first time ever.
func (e *engine) answerByItself(g *group, uid chat.MessageUID, at chat.Millis) {
	e.answer(g, uid, at)
	if !e.answeredBefore {
		e.answeredBefore = true
		e.dirty.setting(settingAnswered)
		e.tell(chat.AnsweredByItself{Group: g.ID, UID: uid})
	}
}

func (e *engine) packPolicy() string { return pack(e.chosen) }

// unpackPolicy takes what was chosen while running, where the configuration
// says nothing.
func (e *engine) unpackPolicy(s string) error {
	if err := json.Unmarshal([]byte(s), &e.chosen); err != nil {
		return err
	}
	all := e.cfg.Policy
	if all.Default == "" {
		all.Default = e.chosen.Default
	}
	for g, p := range e.chosen.Groups {
		if all.Groups[g] == "" {
			all = withPolicy(all, g, p)
		}
	}
	e.cfg.Policy = all
	e.c.policies = withPolicy(all, "", all.Default) // a copy
	return nil
}

func (e *engine) packAnswered() string { return pack(e.answeredBefore) }

func (e *engine) unpackAnswered(s string) error { return json.Unmarshal([]byte(s), &e.answeredBefore) }
