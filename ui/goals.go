package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/receipts"
	"seenby/ui/cell"
	"seenby/ui/panel"
	"seenby/ui/timeline"
)

// openGoal asks what the user wants to be told of a message of theirs.
func (m *Model) openGoal(e timeline.Entry) tea.Cmd {
	m.goal = panel.NewGoal(&m.plook, m.open.info.ID, e.UID)
	return nil
}

// handles returns whom a goal can name, in order.
func (m *Model) handles() []chat.UserID {
	var list []chat.UserID
	for _, x := range m.open.book.members {
		if x.User != m.me {
			list = append(list, x.User)
		}
	}
	slices.Sort(list)
	return list
}

// setGoal takes what is written: a goal, which it sets, or takes back where it
// is set already.
func (m *Model) setGoal() tea.Cmd {
	w, p := m.o.Words.Goals, m.goal
	text := p.Text()
	m.goal = nil
	if text == "" {
		return nil
	}
	goal, err := receipts.ParseGoal(m.handleOf(text))
	e, known := m.open.list.Find(p.UID)
	switch {
	case err != nil:
		return m.warn(cell.Fill(cell.Line(w.Bad), cell.Line(text)))
	case goal.User == m.me:
		return m.say(w.Yourself)
	case goal.User != "" && m.open.book.loaded && !m.open.book.copied && !m.open.book.has(goal.User):
		return m.warn(cell.Fill(cell.Line(w.NoMember), cell.Line(string(goal.User))))
	case slices.Contains(m.goals[p.UID], goal.String()):
		m.o.Chat.DropGoal(p.Group, p.UID, goal)
		return m.tell(cell.Fill(cell.Line(w.Dropped), m.goalWords(p.Group, goal)), m.o.Theme.Accent)
	case known && e.Counted && goal.Count > e.Tally.Total:
		return m.warn(cell.Fill(cell.Line(w.TooMany), cell.Number(e.Tally.Total)))
	}
	cmd := m.tell(cell.Fill(cell.Line(w.Set), m.goalWords(p.Group, goal)), m.o.Theme.Accent)
	m.o.Chat.SetGoal(p.Group, p.UID, goal) // what is told of it at once comes after that
	return cmd
}

// handleOf returns text, and where it is @ and a name that one member has, @
// and their handle.
func (m *Model) handleOf(text string) string {
	name, ok := strings.CutPrefix(text, "@")
	if !ok || m.open.book.has(chat.UserID(name)) {
		return text
	}
	var found []chat.UserID
	for _, x := range m.open.book.members {
		if strings.EqualFold(called(x).String(), name) {
			found = append(found, x.User)
		}
	}
	if len(found) == 1 {
		return "@" + string(found[0])
	}
	return text
}

// goalWords says what a goal waits for.
func (m *Model) goalWords(g chat.GroupID, goal receipts.Goal) cell.Text {
	w := m.o.Words.Goals
	switch {
	case goal.User != "":
		return cell.Fill(cell.Line(w.One), m.nameIn(g, goal.User))
	case goal.Count == 1:
		return cell.Line(w.Any)
	case goal.Count > 0:
		return cell.Fill(cell.Line(w.Many), cell.Number(goal.Count))
	}
	return cell.Line(w.All)
}

// goalsOf says what the user waits for with a message, one text for each.
func (m *Model) goalsOf(g chat.GroupID, uid chat.MessageUID) []cell.Text {
	var list []cell.Text
	for _, s := range m.goals[uid] {
		if goal, err := receipts.ParseGoal(s); err == nil {
			list = append(list, m.goalWords(g, goal))
		}
	}
	return list
}

func (m *Model) onGoalsSet(n chat.GoalsSet) {
	m.goals[n.UID] = n.Goals
	if len(n.Goals) == 0 {
		delete(m.goals, n.UID)
	}
	m.showGoals()
}

// showGoals brings an open panel up to date.
func (m *Model) showGoals() {
	if m.readers != nil {
		s := m.readers.Subject()
		m.readers.Goals(m.goalsOf(s.Group, s.UID))
	}
}

// onGoalMet tells the user what they wanted to be told.
func (m *Model) onGoalMet(n chat.GoalMet) tea.Cmd {
	goal, err := receipts.ParseGoal(n.Goal)
	if err != nil {
		return nil
	}
	if g := m.known(n.Group); g != nil && goal.User != "" {
		return m.named(g, func() tea.Cmd { return m.tellGoal(n, goal) })
	}
	return m.tellGoal(n, goal)
}

func (m *Model) tellGoal(n chat.GoalMet, goal receipts.Goal) tea.Cmd {
	w := m.o.Words.Goals
	what := m.goalWords(n.Group, goal)
	if goal.Count > n.Tally.Read {
		what = cell.Line(w.AllLeft)
	}
	about := m.rule.Cut(cell.Line(n.Text), 40)
	if about.Blank() {
		if g := m.known(n.Group); g != nil {
			about = g.name
		}
	}
	return m.alert(cell.Fill(cell.Line(w.Met), what, about), n.Group)
}
