package ui

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/keymap"
	"seenby/ui/panel"
	"seenby/ui/phrase"
)

// groupActions make groups and change them. What is seldom done has no key: the
// palette has it.
func groupActions() []action {
	const here = keymap.Composer | keymap.Message
	led := func(a action) action {
		a.bar = (*Model).leadBar
		return a
	}
	return []action{
		plain("members", here, topicGroups, (*Model).openMembers, "alt+g"),
		plain("new-group", keymap.Main, topicGroups, (*Model).newGroup, "alt+c"),
		plain("join-group", keymap.Main, topicGroups, (*Model).joinGroup, "alt+j"),
		led(plain("add-members", here, topicGroups, (*Model).addMembers, "alt+i")),
		led(plain("remove-members", here, topicGroups, (*Model).removeMembers)),
		led(plain("topic", here, topicGroups, (*Model).setTopic)),
		led(plain("rename", here, topicGroups, (*Model).rename)),
		led(plain("who-sees", here, topicGroups, (*Model).changeWhoSees)),
		plain("leave-group", here, topicGroups, (*Model).leaveGroup),
	}
}

// leadBar objects where the user may not change the group.
func (m *Model) leadBar() string {
	if m.open == nil || !m.open.info.Role.Leads() {
		return m.o.Words.Groups.NotLeader
	}
	return ""
}

const (
	maxAsked = 400 // bytes of a name or a topic that are written on a line
	maxAdded = 2000
)

// newAsk returns a line that asks about the open group.
func (m *Model) newAsk(prompt, hint, text string, most int) *panel.Ask {
	name := cell.Text{}
	if m.open != nil {
		name = m.open.name
	}
	return panel.NewAsk(&m.plook, cell.Fill(cell.Line(prompt), name), cell.Line(hint), text, most)
}

// newGroup asks for the name of a group and makes it.
func (m *Model) newGroup() tea.Cmd {
	w := m.o.Words.Groups
	f := &form{line: m.newAsk(w.New, w.NewHint, "", maxAsked), name: "new-group"}
	f.do = func(name string) tea.Cmd {
		if name == "" {
			return nil
		}
		id := chat.IDFor(name)
		if id == "" { // a name in another script
			id = chat.GroupID("group-" + strconv.FormatInt(m.o.Now().UnixMilli(), 36))
		}
		var made chat.Group
		return m.callHub(f, func(ctx context.Context) (err error) {
			made, err = m.o.Chat.CreateGroup(ctx, id, name, nil, "")
			return err
		}, func() tea.Cmd {
			cmd := m.enter(made)
			return tea.Batch(cmd, m.tell(cell.Fill(cell.Line(w.Made), m.open.name), m.o.Theme.Good))
		})
	}
	return m.askFor(f)
}

// joinGroup asks for the id of a group and joins it.
func (m *Model) joinGroup() tea.Cmd {
	w := m.o.Words.Groups
	f := &form{line: m.newAsk(w.Join, w.JoinHint, "", maxAsked), name: "join-group"}
	f.do = func(id string) tea.Cmd {
		switch {
		case id == "":
			return nil
		case !chat.ValidID(id):
			return m.again(f, cell.Fill(cell.Line(w.BadID), cell.Line(id)))
		}
		var joined chat.Group
		return m.callHub(f, func(ctx context.Context) (err error) {
			joined, err = m.o.Chat.JoinGroup(ctx, chat.GroupID(id))
			return err
		}, func() tea.Cmd { return m.enter(joined) })
	}
	return m.askFor(f)
}

// enter opens a group that the user has just come into.
func (m *Model) enter(info chat.Group) tea.Cmd {
	g := m.group(info.ID)
	if !g.told {
		m.describe(g, info)
		g.told = true
	}
	g.gone = false
	m.sortGroups()
	m.closeOverlays()
	return m.goTo(g)
}

// leaveGroup asks whether the user wants to, and leaves the open group. The news
// of it follow.
func (m *Model) leaveGroup() tea.Cmd {
	w, id := m.o.Words.Groups, m.open.info.ID
	hint := w.LeaveHint
	if m.open.info.Role == chat.RoleOwner && m.open.info.MemberCount > 1 {
		hint = w.LeaveOwnerHint
	}
	f := &form{line: m.newAsk(w.Leave, hint, "", 0), name: "leave-group"}
	f.do = func(string) tea.Cmd {
		return m.callHub(f, func(ctx context.Context) error { return m.o.Chat.QuitGroup(ctx, id) }, func() tea.Cmd { return nil })
	}
	return m.askFor(f)
}

// addMembers asks whom to add to the open group.
func (m *Model) addMembers() tea.Cmd {
	w, g := m.o.Words.Groups, m.open
	return m.onPeople("add-members", w.Add, w.Added, w.Already, m.strangers, func(u chat.UserID) bool { return !g.book.loaded || !g.book.has(u) }, m.o.Chat.InviteMembers)
}

// removeMembers asks whom to take out of it.
func (m *Model) removeMembers() tea.Cmd {
	w, g := m.o.Words.Groups, m.open
	return m.onPeople("remove-members", w.Remove, w.Taken, w.NotIn, m.handles, func(u chat.UserID) bool { return !g.book.loaded || g.book.has(u) }, m.o.Chat.RemoveMembers)
}

// onPeople asks for people and does something with them in the open group. whom
// returns those that can be completed; fits tells for whom it can be done, and
// not says of the others that it cannot.
func (m *Model) onPeople(name, prompt, done, not string, whom func() []chat.UserID, fits func(chat.UserID) bool, do func(context.Context, chat.GroupID, []chat.UserID) error) tea.Cmd {
	w, id := m.o.Words.Groups, m.open.info.ID
	f := &form{line: m.newAsk(prompt, w.AddHint, "", maxAdded), name: name, whom: whom}
	f.do = func(text string) tea.Cmd {
		users, err := chat.ParseUsers(text)
		other := slices.IndexFunc(users, func(u chat.UserID) bool { return !fits(u) })
		switch {
		case err != nil:
			return m.again(f, cell.Fill(cell.Line(w.BadID), cell.Line(strings.TrimSuffix(err.Error(), ": "+chat.ErrBadID.Error()))))
		case len(users) == 0:
			return nil
		case other >= 0:
			return m.again(f, cell.Fill(cell.Line(not), cell.Line(string(users[other]))))
		}
		names := make([]cell.Text, len(users))
		for i, u := range users {
			names[i] = cell.Line(string(u))
		}
		return m.callHub(f, func(ctx context.Context) error { return do(ctx, id, users) },
			func() tea.Cmd {
				return m.tell(cell.Fill(cell.Line(done), phrase.List(m.o.Words, names...)), m.o.Theme.Good)
			})
	}
	return m.askFor(f)
}

// strangers returns whom the user knows from other groups and who is not in the
// open one.
func (m *Model) strangers() []chat.UserID {
	var list []chat.UserID
	for _, g := range m.groups {
		for _, x := range g.book.members {
			if x.User != m.me && !m.open.book.has(x.User) && !slices.Contains(list, x.User) {
				list = append(list, x.User)
			}
		}
	}
	slices.Sort(list)
	return list
}

// setTopic asks what the open group is about, rename for its name.
func (m *Model) setTopic() tea.Cmd {
	w := m.o.Words.Groups
	return m.edits("topic", w.Topic, w.TopicHint, m.open.info.Topic, func(text string) chat.GroupEdit { return chat.GroupEdit{Topic: &text} })
}

func (m *Model) rename() tea.Cmd {
	w := m.o.Words.Groups
	return m.edits("rename", w.Rename, "", m.open.info.Name, func(text string) chat.GroupEdit { return chat.GroupEdit{Name: &text} })
}

// changeWhoSees asks whether the receipts of the open group are to be seen by
// all its members, or not by all any more.
func (m *Model) changeWhoSees() tea.Cmd {
	w := m.o.Words.Groups
	prompt, to := w.ShowAll, chat.VisibleToEveryone
	if m.open.info.Visibility == chat.VisibleToEveryone {
		prompt, to = w.ShowSender, chat.VisibleToSender
	}
	return m.edits("who-sees", prompt, w.YesHint, "", func(string) chat.GroupEdit { return chat.GroupEdit{Visibility: &to} })
}

// edits asks for a text and changes the open group by it. Where the text it
// begins with is no text of the group, none can be written.
func (m *Model) edits(name, prompt, hint, text string, edit func(string) chat.GroupEdit) tea.Cmd {
	id, most := m.open.info.ID, maxAsked
	if name == "who-sees" {
		most = 0
	}
	f := &form{line: m.newAsk(prompt, hint, text, most), name: name}
	f.do = func(text string) tea.Cmd {
		if name == "rename" && text == "" {
			return nil
		}
		return m.callHub(f, func(ctx context.Context) error { return m.o.Chat.EditGroup(ctx, id, edit(text)) },
			func() tea.Cmd { return m.say(m.o.Words.Groups.Changed) })
	}
	return m.askFor(f)
}

// openMembers lists who is in the open group.
func (m *Model) openMembers() tea.Cmd {
	g := m.open
	m.over = append(m.over, panel.NewMembers(&m.plook, g.name))
	m.stale(partStatus)
	if !g.book.loaded {
		return m.fetchMembers(g)
	}
	m.showMembers()
	return nil
}

// showMembers brings an open list of members up to date.
func (m *Model) showMembers() {
	g := m.open
	i := slices.IndexFunc(m.over, func(o overlay) bool { _, is := o.(*panel.Members); return is })
	if i < 0 || g == nil || !g.book.loaded {
		return
	}
	people := make([]panel.Person, 0, len(g.book.members))
	for _, x := range g.book.members {
		people = append(people, panel.Person{User: x.User, Name: g.book.name(x.User), Role: x.Role, Bot: x.Kind == chat.KindBot, There: x.User == m.me || m.online[x.User]})
	}
	rank := func(p panel.Person) int {
		if p.There {
			return 0
		}
		return 1
	}
	slices.SortFunc(people, func(a, b panel.Person) int {
		return cmp.Or(rank(a)-rank(b), strings.Compare(strings.ToLower(a.Name.String()), strings.ToLower(b.Name.String())), cmp.Compare(a.User, b.User))
	})
	w := m.o.Words.Groups
	comes, sees := w.Closed, w.Private
	if g.info.Open {
		comes = w.Open
	}
	if g.info.Visibility == chat.VisibleToEveryone {
		sees = m.o.Words.Receipt.Public
	}
	about := cell.Join([]cell.Text{cell.Line(string(g.info.ID)), cell.Line(comes), cell.Line(sees)}, cell.Say("   "))
	known := m.link.State == chat.LinkOnline && g.info.MemberCount <= chat.PresenceLimit
	m.over[i].(*panel.Members).Load(people, known, about)
}

// mention writes a member's handle where the cursor stands.
func (m *Model) mention(u chat.UserID) tea.Cmd {
	if u == "" || u == m.me || m.open == nil {
		return nil
	}
	if m.selecting {
		m.deselect()
	}
	m.composer.Replace(0, "@"+string(u)+" ")
	return m.wrote()
}

// noGroups says to who is in no group how to come into one.
func (m *Model) noGroups() []cell.Text {
	how := cell.Fill(cell.Line(m.o.Words.Groups.NoGroups), cell.Line(string(m.me)))
	return append([]cell.Text{cell.Line(m.o.Words.NoGroups)}, m.rule.Wrap(how, max(m.geo.main-4, 1))...)
}

// tellAdded says that somebody has added the user to a group, once it has the
// names of its members.
func (m *Model) tellAdded(g *group, n chat.GroupChanged, fresh bool) tea.Cmd {
	c := n.Change
	if !fresh || c == nil || c.Kind != chat.ChangeInvited || c.By == m.me || !slices.Contains(c.Users, m.me) {
		return nil
	}
	return m.named(g, func() tea.Cmd {
		return m.tell(cell.Fill(cell.Line(m.o.Words.Groups.AddedYou), g.book.name(c.By), g.name), m.o.Theme.Accent)
	})
}
