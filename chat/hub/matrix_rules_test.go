package hub_test

import (
	"fmt"
	"slices"

	"seenby/chat"
	"seenby/chat/wire"
)

// Who may do what, and who is told of it: every call, by everybody there can be,
// in every kind of group, under both visibilities. What a cell has to come to
// follows from the table of rules below, and what everybody may be told from
// the oracle in matrix_oracle_test.go; both are written from the protocol alone.

// A standing is how somebody stands to a group. Each has one user of that name,
// except for the first, who has no token.
type standing string

const (
	nobody   standing = "nobody" // not authenticated
	stranger standing = "stranger"
	left     standing = "left"    // was a member, and quit
	removed  standing = "removed" // was a member, and was removed
	member   standing = "member"
	author   standing = "author" // a member, whose messages the calls are about
	admin    standing = "admin"
	owner    standing = "owner"
	robot    standing = "robot" // a member, of kind bot
)

var standings = []standing{nobody, stranger, left, removed, member, author, admin, owner, robot}

// Two more stand by: the reader has answered before the call is made, the guest is
// whom inviteMembers names.
const (
	reader standing = "reader"
	guest  standing = "guest"
)

// A place is a kind of group.
type place string

const (
	own     place = "own"     // closed; who stands how is as the names say
	open    place = "open"    // the same, but open
	foreign place = "foreign" // closed; nobody of the above ever was a member
	absent  place = "absent"  // there is no such group
)

var places = []place{own, open, foreign, absent}

// A cell is one call of the matrix.
type cell struct {
	op         wire.Op
	caller     standing
	place      place
	visibility chat.Visibility

	group          chat.GroupID
	flagged, plain chat.MessageUID // the author's messages
	id             int64           // of the call
	got            frame
}

func (c cell) String() string {
	return fmt.Sprintf("%s by %s, %s group, visible to %s", c.op, c.caller, c.place, c.visibility)
}

// A rule says what a call comes to.
type rule struct {
	params func(c *cell) map[string]any
	// allowed are the members who may; the others get refusal.
	allowed []standing
	refusal chat.Code
	// joins says that who is no member may, too, where the group is open.
	joins bool
	// constant is the code wherever the call is made, by whomever.
	constant chat.Code
	// creates says that the call is about a group that must not exist.
	creates bool
	// tells are the events of a call that is carried out: who gets each.
	tells func(c *cell) map[string][]standing
	// gentle says that other calls find the group as before: they share one.
	gentle bool
	// body are the keys of a reply with code 0, beside id and code.
	body []string
}

var (
	inside = []standing{member, author, admin, owner, robot}
	asked  = []standing{member, admin, owner} // who has not read the flagged message
)

// present are the users who are members when the call has been carried out,
// unless it changes that.
func present(more ...standing) []standing {
	return append(slices.Clone(append(inside, reader)), more...)
}

func without(all []standing, who standing) []standing {
	return slices.DeleteFunc(slices.Clone(all), func(s standing) bool { return s == who })
}

// seers are those of members who may see the author's receipts.
func (c *cell) seers(members []standing) []standing {
	switch {
	case c.visibility == chat.VisibleToEveryone:
		return members
	case slices.Contains(members, author):
		return []standing{author}
	}
	return nil
}

func about(c *cell) map[string]any { return obj("targetId", c.group) }

func aboutFlagged(kv ...any) func(*cell) map[string]any {
	return func(c *cell) map[string]any {
		m := obj(kv...)
		m["targetId"], m["messageUId"] = c.group, c.flagged
		return m
	}
}

func aboutGroup(kv ...any) func(*cell) map[string]any {
	return func(c *cell) map[string]any {
		m := obj(kv...)
		m["targetId"] = c.group
		return m
	}
}

func members(event string) func(*cell) map[string][]standing {
	return func(*cell) map[string][]standing { return map[string][]standing{event: present()} }
}

// A change of the group is an event and a system line.
func changed(*cell) map[string][]standing {
	return map[string][]standing{"onGroupChanged": present(), "onMessage": present()}
}

func nothing(*cell) map[string][]standing { return nil }

// gone is what a departure tells: who departs learns that, and nothing after it.
func (c *cell) gone(who standing) map[string][]standing {
	stay := without(present(), who)
	tells := map[string][]standing{"onGroupChanged": present(), "onMessage": stay}
	if slices.Contains(asked, who) { // the total changes
		tells["onMessageReceiptResponse"] = c.seers(stay)
	}
	return tells
}

var rules = map[wire.Op]rule{
	wire.OpConnect: {params: func(*cell) map[string]any { return nil }, constant: chat.Conflict},
	wire.OpCreateGroup: {
		params: aboutGroup("name", "mine", "receiptVisibility", "everyone"), creates: true, body: []string{"group"},
		tells: func(c *cell) map[string][]standing { return map[string][]standing{"onGroupChanged": {c.caller}} },
	},
	wire.OpGetGroup:    {params: about, allowed: inside, tells: nothing, body: []string{"group"}},
	wire.OpListMembers: {params: about, allowed: inside, tells: nothing, body: []string{"members", "total"}},
	wire.OpJoinGroup: {
		params: about, allowed: inside, joins: true, body: []string{"group"},
		tells: func(c *cell) map[string][]standing {
			switch c.caller {
			case stranger:
				return map[string][]standing{"onGroupChanged": present(c.caller), "onMessage": present(c.caller)}
			case left, removed: // counted again
				now := present(c.caller)
				return map[string][]standing{"onGroupChanged": now, "onMessage": now, "onMessageReceiptResponse": c.seers(now)}
			}
			return nil
		},
	},
	wire.OpQuitGroup: {
		params: about, allowed: inside,
		tells: func(c *cell) map[string][]standing { return c.gone(c.caller) },
	},
	wire.OpInviteMembers: {
		params: aboutGroup("userIds", []standing{guest}), allowed: []standing{admin, owner}, refusal: chat.Forbidden,
		tells: func(*cell) map[string][]standing {
			return map[string][]standing{"onGroupChanged": present(guest), "onMessage": present(guest)}
		},
	},
	wire.OpRemoveMembers: {
		params: aboutGroup("userIds", []standing{member}), allowed: []standing{admin, owner}, refusal: chat.Forbidden,
		tells: func(c *cell) map[string][]standing { return c.gone(member) },
	},
	wire.OpSetRole: {
		params:  aboutGroup("userId", member, "role", "admin"),
		allowed: []standing{owner}, refusal: chat.Forbidden, tells: changed,
	},
	wire.OpUpdateGroup: {
		params:  aboutGroup("topic", "another"),
		allowed: []standing{admin, owner}, refusal: chat.Forbidden, tells: changed, body: []string{"group"},
	},
	wire.OpSendMessage: {
		gentle: true,
		params: func(c *cell) map[string]any {
			return obj("targetId", c.group, "clientMsgId", newID(), "text", "said", "needReceipt", true)
		},
		allowed: inside, tells: members("onMessage"), body: []string{"messageUId", "seq", "sentTime"},
	},
	wire.OpEditMessage: {
		params: aboutFlagged("text", "edited"), allowed: []standing{author}, refusal: chat.NotSender,
		tells: members("onMessageUpdated"),
	},
	wire.OpRecallMessage: {
		params: aboutFlagged(), allowed: []standing{author, admin, owner}, refusal: chat.Forbidden,
		tells: members("onMessageUpdated"),
	},
	wire.OpReact: {gentle: true, params: aboutFlagged("emoji", "👍", "on", true), allowed: inside, tells: members("onMessageUpdated")},
	wire.OpGetHistory: {
		params: aboutGroup("limit", 200), allowed: inside, tells: nothing, body: []string{"messages", "more"},
	},
	wire.OpSearch: {
		params: aboutGroup("query", "secret"), allowed: inside, tells: nothing, body: []string{"messages", "more"},
	},
	wire.OpSetReadPosition: {
		gentle: true,
		params: aboutGroup("seq", 1), allowed: inside,
		tells: func(c *cell) map[string][]standing { return map[string][]standing{"onReadPosition": {c.caller}} },
	},
	wire.OpSendReadReceiptRequest: {
		gentle:  true,
		params:  func(c *cell) map[string]any { return obj("targetId", c.group, "messageUId", c.plain) },
		allowed: []standing{author}, refusal: chat.NotSender, tells: members("onMessageReceiptRequest"), body: []string{"totalCount"},
	},
	wire.OpSendReadReceiptResponse: {
		params: func(c *cell) map[string]any {
			return obj("targetId", c.group, "messageList", []any{c.flagged}, "readTime", 1)
		},
		allowed: inside, body: []string{"ignored"},
		tells: func(c *cell) map[string][]standing {
			if c.caller == author { // ignored
				return nil
			}
			return map[string][]standing{"onReceiptResponded": {c.caller}, "onMessageReceiptResponse": c.seers(present())}
		},
	},
	wire.OpGetReadReceipt: {
		params: aboutFlagged("list", "read"), allowed: []standing{author}, refusal: chat.NotSender, tells: nothing,
		body: []string{"readCount", "totalCount", "version", "users"},
	},
	wire.OpRemindUnread: {
		gentle: true,
		params: aboutFlagged(), allowed: []standing{author}, refusal: chat.NotSender, body: []string{"reminded"},
		tells: func(*cell) map[string][]standing { return map[string][]standing{"onReceiptReminder": asked} },
	},
	wire.OpTyping: {
		gentle: true,
		params: about, allowed: inside,
		tells: func(c *cell) map[string][]standing {
			return map[string][]standing{"onTyping": without(present(), c.caller)}
		},
	},
}

// want is the code that a cell has to come to.
func (c *cell) want(r rule) chat.Code {
	switch {
	case c.caller == nobody:
		return chat.Unauthenticated
	case r.constant != chat.Done:
		return r.constant
	case r.creates && c.place == absent:
		return chat.Done
	case r.creates:
		return chat.Conflict
	case c.place == foreign || c.place == absent:
		return chat.NoGroup
	case r.joins && c.place == open:
		return chat.Done
	case c.caller == left || c.caller == removed:
		return chat.NotMember
	case c.caller == stranger && c.place == open:
		return chat.NotMember
	case c.caller == stranger:
		return chat.NoGroup
	case slices.Contains(r.allowed, c.caller):
		return chat.Done
	case c.op == wire.OpGetReadReceipt && c.visibility == chat.VisibleToEveryone:
		return chat.Done
	}
	return r.refusal
}
