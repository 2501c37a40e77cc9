package ui

import (
	"maps"
	"slices"

	"seenby/chat"
	"seenby/ui/cell"
)

// book says what the members of a group are called. A name is decoration: where
// two could be taken for each other, the handle stands beside it.
type book struct {
	me      chat.UserID
	you     cell.Text
	loaded  bool
	copied  bool // it is what was told last, and the hub was not asked
	members []chat.Member
	left    map[chat.UserID]chat.Member // who was a member, and is none now
	shown   map[chat.UserID]cell.Text   // members, and those who left
}

func newBook(me chat.UserID, you cell.Text) book {
	return book{me: me, you: you, left: map[chat.UserID]chat.Member{}}
}

// load takes all members of the group. Those who are not among them any more
// keep their names: lines that tell of them are still there.
func (b *book) load(members []chat.Member) {
	for _, m := range b.members {
		b.left[m.User] = m
	}
	for _, m := range members {
		delete(b.left, m.User)
	}
	b.loaded, b.members = true, members
	b.shown = make(map[chat.UserID]cell.Text, len(members))
	owners := make(map[string]chat.UserID, 2*len(members))
	clash := map[string]bool{cell.Skeleton(b.you.String()): true}
	claim := func(words string, user chat.UserID) {
		key := cell.Skeleton(words)
		if who, ok := owners[key]; ok && who != user {
			clash[key] = true
		}
		owners[key] = user
	}
	for _, m := range slices.Concat(members, slices.Collect(maps.Values(b.left))) {
		b.shown[m.User] = called(m)
		claim(string(m.User), m.User)
		claim(b.shown[m.User].String(), m.User)
	}
	for user, name := range b.shown {
		if clash[cell.Skeleton(name.String())] {
			b.shown[user] = cell.Concat(name, cell.Say(" @"), cell.Line(string(user)))
		}
	}
}

// called returns a member's display name, or the handle without one.
func called(m chat.Member) cell.Text {
	if name := cell.Name(m.Name); !name.Blank() {
		return name
	}
	return cell.Line(string(m.User))
}

// name returns what a user is called. Who is not known as a member is shown by
// the handle.
func (b *book) name(u chat.UserID) cell.Text {
	if name, ok := b.shown[u]; ok {
		return name
	}
	if b.loaded {
		return cell.Concat(cell.Say("@"), cell.Line(string(u)))
	}
	return cell.Line(string(u))
}

// has reports whether u is a member.
func (b *book) has(u chat.UserID) bool {
	_, known := b.shown[u]
	_, left := b.left[u]
	return known && !left
}
