package checklist

import (
	"slices"
	"strings"
)

// A Step is one thing to be done and looked at.
type Step struct {
	// ID stays the same when steps are added: an interrupted run finds its place by it.
	ID    string
	Title string
	// Do says what to do, See what must be seen then, one line each.
	Do, See []string
	// Third says that it takes a third person.
	Third bool
	// Act is what the checklist itself can do in it, when it is told to.
	Act Act
	// Checks are what the hub can tell of it.
	Checks []Check
}

// An Act is something that the checklist does itself.
type Act string

// The acts.
const (
	ActHub    Act = "hub"
	ActFill   Act = "fill"
	ActRemove Act = "remove"
)

// acts say what each of them does.
var acts = map[Act]string{
	ActHub:    "stop the hub, or start it again",
	ActFill:   "send forty messages as {alice}",
	ActRemove: "remove {carol} from the group",
}

// Steps returns the whole list. Names in braces are replaced by those of the
// run, {run alice} by the command that starts her client;
// {colorless alice} and {plain alice} are variants of it. A command ends its line.
func Steps() []Step { return slices.Clone(steps) }

var steps = []Step{
	{
		ID: "start", Title: "Two clients",
		Do:     []string{"Open two more terminals, side by side. In the first: {run alice}", "In the second: {run bob}"},
		See:    []string{"Both show the group {group}, and say that they are online, with the way to the hub in milliseconds."},
		Checks: []Check{online("{bob}")},
	},
	{
		ID: "flag-on-send", Title: "A message asks while it is sent",
		Do: []string{
			"Give the focus to this terminal, so that {bob}'s has none; then go to {alice}'s without touching {bob}'s.",
			"As {alice}: press ctrl+r, write a line, press enter.",
		},
		See:    []string{"Before enter the line to write in says that it will ask.", "{alice}'s message has a count of 0 with an empty bar; {bob}'s screen marks it as asking."},
		Checks: []Check{asks(), unanswered("{bob}")},
	},
	{
		ID: "unfocused", Title: "Who does not look has not read",
		Do:     []string{"Leave {bob}'s terminal without the focus for ten seconds. Look at both screens."},
		See:    []string{"{bob}'s message is wholly on the screen, and his status line says that nothing is read.", "{alice}'s count stays at 0."},
		Checks: []Check{unanswered("{bob}")},
	},
	{
		ID: "focused", Title: "Who looks reads",
		Do:     []string{"Give the focus to {bob}'s terminal and press nothing."},
		See:    []string{"Within two seconds {alice}'s count is full. It differs from the empty one in shape, not in colour alone.", "{bob}'s screen says that it was answered."},
		Checks: []Check{answered("{bob}"), everybody()},
	},
	{
		ID: "flag-later", Title: "A message asks later, and was read before",
		Do: []string{
			"As {alice}: send a line without ctrl+r. Let {bob} read it with the focus on his terminal.",
			"As {alice}: press the up key in the empty line, and f on the message.",
		},
		See:    []string{"The count is full at once: nobody has to read twice.", "The list of readers (i) has the time at which {bob} really read, before it was asked."},
		Checks: []Check{asks(), answered("{bob}"), everybody()},
	},
	{
		ID: "scrolled", Title: "What is scrolled away is not read", Act: ActFill,
		Do: []string{
			"Type r here: forty messages come. As {bob}: scroll up with pgup.",
			"As {alice}: send a line with ctrl+r. Give the focus to {bob}'s terminal again.",
			"After ten seconds, as {bob}: press end.",
		},
		See:    []string{"While {bob} is scrolled up his place does not move, a line says how much is below, and the count stays at 0.", "After end it is full."},
		Checks: []Check{asks(), answered("{bob}")},
	},
	{
		ID: "covered", Title: "What is covered is not read",
		Do: []string{
			"As {bob}: open the palette with ctrl+p and leave it open. As {alice}: send a line with ctrl+r.",
			"Give the focus to {bob}'s terminal for five seconds, then close the palette with esc.",
		},
		See:    []string{"{bob}'s status line says that it is covered; the count stays at 0 until the palette is closed, and then is full."},
		Checks: []Check{asks(), answered("{bob}")},
	},
	{
		ID: "readers", Title: "The list of readers",
		Do:     []string{"As {alice}: select the message and press i. Press / and write the beginning of a name. Press esc."},
		See:    []string{"{bob} is listed with the time, and how long after sending it was. A chart shows when people read.", "/ finds the name."},
		Checks: []Check{answered("{bob}")},
	},
	{
		ID: "late-joiner", Title: "Somebody joins after it was asked", Third: true,
		Do: []string{
			"As {alice}: send a line with ctrl+r, and let {bob} read it.",
			"Then open one more terminal, and let it have the focus: {run carol}",
		},
		See:    []string{"{carol} sees the messages from before. {alice}'s count does not change.", "In the list of readers {carol} stands under “also read”."},
		Checks: []Check{asks(), listed("{carol}", Also), everybody()},
	},
	{
		ID: "rises", Title: "The count rises one by one", Third: true,
		Do:     []string{"With the focus on {alice}'s terminal send a line with ctrl+r.", "Give the focus to {bob}'s terminal; then to {carol}'s."},
		See:    []string{"The count goes from 0/2 over 1/2 to 2/2, and never back. None, some and all look different."},
		Checks: []Check{asks(), answered("{bob}"), answered("{carol}"), everybody()},
	},
	{
		ID: "two-devices", Title: "A reader with two devices",
		Do: []string{
			"Open one more terminal: {run bob 2}",
			"As {alice}: send a line with ctrl+r.",
			"Let {bob}'s new terminal have the focus, and after that the old one. Leave the new one with ctrl+c twice.",
		},
		See:    []string{"The count rises by one, once. {bob}'s other screen shows that it was answered, and does not answer again."},
		Checks: []Check{asks(), answered("{bob}")},
	},
	{
		ID: "offline-reader", Title: "Reading without a connection", Act: ActHub,
		Do: []string{
			"With no focus on {bob}'s terminal, as {alice}: send a line with ctrl+r. When it is on {bob}'s screen type r here: the hub stops.",
			"Give the focus to {bob}'s terminal. Wait half a minute, look at the clock, and type r again: the hub comes back.",
		},
		See:    []string{"Both say that they are offline, since when, and when they try again.", "After that the count is full, and the list has the time at which {bob} read, not the one at which his answer came."},
		Checks: []Check{asks(), answered("{bob}")},
	},
	{
		ID: "hub-restart", Title: "Writing while the hub is away", Act: ActHub,
		Do: []string{
			"Type r: the hub stops. As {alice}: send two lines, one of them with ctrl+r.",
			"Type r again and give the focus to {bob}'s terminal.",
		},
		See:    []string{"Until then {alice} sees both lines as not sent yet, and how many there are.", "Both come once, in order, and the count rises as ever."},
		Checks: []Check{asks(), answered("{bob}")},
	},
	{
		ID: "away", Title: "A reader who was not there",
		Do: []string{
			"Leave {bob}'s client with ctrl+c twice. As {alice}: send a line with ctrl+r.",
			"Start {bob}'s client again: {run bob}",
		},
		See:    []string{"{bob}'s terminal is as it was before the client. The new one begins where he was, with a line at the first unread message.", "The count is full when he has seen it."},
		Checks: []Check{asks(), answered("{bob}"), online("{bob}")},
	},
	{
		ID: "kill", Title: "A client that is killed",
		Do: []string{
			"As {bob}: write half a line and do not send it. Kill his client with kill -9, by its process id (pgrep -f {bob}-1 names it).",
			"As {alice}: send a line with ctrl+r. Start {bob}'s client again (after “reset” where the terminal needs it): {run bob}",
		},
		See:    []string{"Nothing is lost and nothing comes twice; what was answered is shown as answered; the half line is there again.", "The new message is read and counted."},
		Checks: []Check{asks(), answered("{bob}")},
	},
	{
		ID: "recall", Title: "Recalling",
		Do:     []string{"As {alice}: send a line with ctrl+r, let {bob} read it, then select it and press x."},
		See:    []string{"Both see that it was recalled, and its text nowhere any more.", "{alice} still can open the list: {bob} stands in it."},
		Checks: []Check{recalled()},
	},
	{
		ID: "edit", Title: "Editing",
		Do:     []string{"As {alice}: send a line with ctrl+r, let {bob} read it, then select it, press e and change it."},
		See:    []string{"Both see the new text, marked as edited. The count stays.", "In the list {bob} has read it before the edit."},
		Checks: []Check{edited(), beforeEdit("{bob}")},
	},
	{
		ID: "policy-ask", Title: "A reader who wants to be asked",
		Do: []string{
			"As {bob}: press alt+a and choose to be asked. As {alice}: send a line with ctrl+r. Let {bob}'s terminal have the focus for five seconds.",
			"As {bob}: select the message and press y.",
		},
		See:    []string{"The message shows {bob} that its sender asks, and the count stays at 0 until y; then it is full."},
		Checks: []Check{asks(), answered("{bob}")},
	},
	{
		ID: "policy-never", Title: "A reader who never answers",
		Do: []string{
			"As {bob}: press alt+a and choose never. As {alice}: send a line with ctrl+r. Let {bob}'s terminal have the focus for five seconds.",
			"As {alice}: open the list. Then, as {bob}: press alt+a and set it back.",
		},
		See:    []string{"The count stays. Where {alice}'s list names {bob} it says that he has not read it, or has receipts off."},
		Checks: []Check{asks(), unanswered("{bob}")},
	},
	{
		ID: "peek", Title: "Looking around without answering",
		Do: []string{
			"As {bob}: press ctrl+y. As {alice}: send a line with ctrl+r. Let {bob}'s terminal have the focus for five seconds.",
			"As {bob}: press alt+y, and send the answer from there. End peeking with ctrl+y.",
		},
		See:    []string{"{bob}'s screen says that he peeks. The count stays at 0 until the answer is sent, and then is full, with the time at which he really looked."},
		Checks: []Check{asks(), answered("{bob}")},
	},
	{
		ID: "remind", Title: "Reminding",
		Do: []string{
			"With no focus on {bob}'s terminal, as {alice}: send a line with ctrl+r, select it and press d. Press d once more.",
			"Give the focus to {bob}'s terminal.",
		},
		See:    []string{"{bob}'s screen highlights the message and leads to it.", "The second d within a minute is refused with a reason. At last the count is full."},
		Checks: []Check{asks(), answered("{bob}")},
	},
	{
		ID: "notification", Title: "Being called",
		Do:     []string{"Look at another program, so that no terminal has the focus, and let a minute pass. From {alice}'s terminal send a line with ctrl+r, and go away again."},
		See:    []string{"{bob}'s terminal rings, or a notification comes, where the terminal can; its title has the number of unread messages.", "While {bob}'s terminal has the focus nothing of this happens."},
		Checks: []Check{asks()},
	},
	{
		ID: "waiting", Title: "Whom one waits for",
		Do:     []string{"With no focus on {bob}'s terminal, as {alice}: send a line with ctrl+r, press ctrl+w, and enter on it."},
		See:    []string{"ctrl+w lists the message, with who is missing. Enter goes there."},
		Checks: []Check{asks()},
	},
	{
		ID: "wide", Title: "Wide characters",
		Do:     []string{"As {alice}: send with ctrl+r: 请大家看一下 👩‍👩‍👧 🇨🇭 👍🏽 e\u0301 — done"},
		See:    []string{"On both screens every line and frame is where it belongs, also while one selects and scrolls.", "The count stands where it does on other messages."},
		Checks: []Check{asks(), answered("{bob}")},
	},
	{
		ID: "small", Title: "A small terminal",
		Do:  []string{"Make {bob}'s terminal 40 columns by 10 rows, then smaller, then large again."},
		See: []string{"At 40×10 he can read, write and see what asks. Below, one line says what size is needed, and nothing is read.", "Large again all is as before."},
	},
	{
		ID: "no-color", Title: "Without colours",
		Do:     []string{"Leave {alice}'s client and start it as: {colorless alice}", "Send a line with ctrl+r, and let it be read."},
		See:    []string{"Nothing is coloured. None, some and all have read are told by signs alone; what is selected can be seen."},
		Checks: []Check{asks(), answered("{bob}")},
	},
	{
		ID: "plain", Title: "The linear mode",
		Do: []string{
			"Leave {bob}'s client and start it as: {plain bob}",
			"As {alice}: send a line with ctrl+r. As {bob}: write /help, then a line.",
		},
		See:    []string{"{bob} gets one line for each event, and nothing is drawn over. /help lists what can be done.", "{alice}'s count is full."},
		Checks: []Check{asks(), answered("{bob}")},
	},
	{
		ID: "leaver", Title: "Somebody leaves before reading", Third: true, Act: ActRemove,
		Do: []string{
			"With no focus on {carol}'s terminal, as {alice}: send a line with ctrl+r, and let {bob} read it. Type r here: {carol} is removed.",
		},
		See:    []string{"The count goes from 1/2 to 1/1. {carol} stands in the list under “left”; her screen says that she is out of the group."},
		Checks: []Check{asks(), listed("{carol}", Left), everybody()},
	},
}

// replaced returns a step with the names of the run in it.
func (s Step) replaced(names *strings.Replacer) Step {
	lines := func(all []string) []string {
		out := make([]string, len(all))
		for i, l := range all {
			out[i] = names.Replace(l)
		}
		return out
	}
	s.Do, s.See = lines(s.Do), lines(s.See)
	checks := make([]Check, len(s.Checks))
	for i, c := range s.Checks {
		c.Who, c.Text = names.Replace(c.Who), names.Replace(c.Text)
		checks[i] = c
	}
	s.Checks = checks
	return s
}
