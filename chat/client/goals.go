package client

import (
	"encoding/json"
	"maps"
	"slices"

	"seenby/chat"
	"seenby/receipts"
)

const (
	// maxGoals bounds what the user wants to be told, of all messages and of one.
	maxGoals, maxGoalsEach = 500, 8
	// settingGoals is the name under which that is kept on disk.
	settingGoals = "goals"
)

// goals are what this user wants to be told of one message.
type goals struct {
	Group chat.GroupID    `json:"targetId"`
	UID   chat.MessageUID `json:"messageUId"`
	Seq   chat.Seq        `json:"seq"`
	Want  []string        `json:"want"` // as receipts.ParseGoal reads them
	// told are those that are met, until somebody has taken the news.
	told []string
}

// SetGoal lets the user be told when a message of their own that asks for
// receipts has reached a goal: once, by [chat.GoalMet], at once where it has
// already, and also when that happens while this client is not there. A goal
// that is set already stays one goal. It is kept across restarts.
func (c *Client) SetGoal(g chat.GroupID, uid chat.MessageUID, goal receipts.Goal) {
	c.post(func(e *engine) { e.setGoal(g, uid, goal) })
}

// DropGoal takes a goal back.
func (c *Client) DropGoal(g chat.GroupID, uid chat.MessageUID, goal receipts.Goal) {
	c.post(func(e *engine) { e.dropGoal(uid, goal.String()) })
}

func (e *engine) setGoal(id chat.GroupID, uid chat.MessageUID, goal receipts.Goal) {
	m := e.known(id, uid)
	if m == nil || m.Sender != e.me || m.Receipt == nil || m.Recalled != 0 {
		e.trouble(id, "a goal: the message is not one of yours that asks for receipts")
		return
	}
	of := e.goals[uid]
	if of == nil {
		of = &goals{Group: id, UID: uid, Seq: m.Seq}
	}
	if slices.Contains(of.Want, goal.String()) {
		return
	}
	if len(of.Want) >= maxGoalsEach || len(e.goals) >= maxGoals && len(of.Want) == 0 {
		e.trouble(id, "a goal: there are too many already")
		return
	}
	of.Want = append(of.Want, goal.String())
	e.goals[uid] = of
	e.goalsChanged(of)
	e.reviewGoals(m)
}

func (e *engine) dropGoal(uid chat.MessageUID, goal string) {
	of := e.goals[uid]
	if of == nil {
		return
	}
	of.Want = slices.DeleteFunc(of.Want, func(s string) bool { return s == goal })
	e.goalsChanged(of)
}

// goalsChanged tells what is wanted of a message now, and keeps it.
func (e *engine) goalsChanged(of *goals) {
	if len(of.Want) == 0 && len(of.told) == 0 {
		delete(e.goals, of.UID)
	}
	e.dirty.setting(settingGoals)
	e.tell(chat.GoalsSet{Group: of.Group, UID: of.UID, Goals: slices.Clone(of.Want)})
}

// reviewGoals tells which goals a message has met by what is known of it, and
// fetches what is not: who has read stands with a message only while they are
// few ([chat.MaxListedReaders]).
func (e *engine) reviewGoals(m *chat.Message) {
	r := m.Receipt
	if e.goals[m.UID] == nil || r == nil {
		return
	}
	if r.Tally != nil {
		e.meetGoals(m.UID, *r.Tally, r.Readers)
	}
	of := e.goals[m.UID]
	if of == nil || r.Tally != nil && (r.Readers != nil || r.Read == 0) {
		return
	}
	if slices.ContainsFunc(of.Want, func(s string) bool { return r.Tally == nil || s[0] == '@' }) {
		e.fetchReceipts(m.Group, m.UID)
	}
}

// meetGoals tells which goals a message has met that stands at t and that these
// have read, among others perhaps. What was told is forgotten on disk once
// somebody has taken it: so it is told once, and never lost.
func (e *engine) meetGoals(uid chat.MessageUID, t chat.Tally, readers map[chat.UserID]chat.Millis) {
	of := e.goals[uid]
	if of == nil {
		return
	}
	read := func(u chat.UserID) bool { _, has := readers[u]; return has }
	var left []string
	for _, s := range of.Want {
		goal, err := receipts.ParseGoal(s)
		if err == nil && !goal.Met(t, read) {
			left = append(left, s)
			continue
		}
		if err != nil {
			continue
		}
		met := chat.GoalMet{Group: of.Group, UID: uid, Seq: of.Seq, Goal: s, Tally: t}
		if m := e.known(of.Group, uid); m != nil {
			met.Text = m.Text
		}
		e.tell(met)
		of.told = append(of.told, s)
		e.goalsTold = true
	}
	if len(left) < len(of.Want) {
		of.Want = left
		e.goalsChanged(of)
	}
}

// forgetTold forgets the goals that somebody was told are met.
func (e *engine) forgetTold() {
	if !e.goalsTold {
		return
	}
	e.goalsTold = false
	for uid, of := range e.goals {
		if of.told = nil; len(of.Want) == 0 {
			delete(e.goals, uid)
		}
	}
	e.dirty.setting(settingGoals)
}

// forgetGoals forgets what is wanted of a message that collects no more.
func (e *engine) forgetGoals(uid chat.MessageUID) {
	if of := e.goals[uid]; of != nil {
		of.Want = nil
		e.goalsChanged(of)
	}
}

// tellGoals tells at the start what is wanted, and what was met when this
// client last ended.
func (e *engine) tellGoals() {
	for _, uid := range sorted(e.goals) {
		of := e.goals[uid]
		e.tell(chat.GoalsSet{Group: of.Group, UID: uid, Goals: slices.Clone(of.Want)})
		if m := e.known(of.Group, uid); m != nil {
			e.reviewGoals(m)
		}
	}
}

func (e *engine) packGoals() string {
	list := make([]goals, 0, len(e.goals))
	for _, uid := range sorted(e.goals) {
		of := *e.goals[uid]
		of.Want = slices.Concat(of.Want, of.told)
		list = append(list, of)
	}
	return pack(list)
}

func (e *engine) unpackGoals(s string) error {
	var list []goals
	if err := json.Unmarshal([]byte(s), &list); err != nil {
		return err
	}
	all := maps.Clone(e.goals)
	for _, of := range list[:min(len(list), maxGoals)] {
		all[of.UID] = &of
	}
	e.goals = all
	return nil
}
