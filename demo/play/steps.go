package play

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"seenby/chat"
	"seenby/demo/scenario"
	"seenby/receipts"
)

// patience bounds a step that is no expectation.
const patience = time.Minute

// A Failure is a step that did not come out as the scenario says.
type Failure struct {
	Step scenario.Step
	File string
	Text string // in one line
}

func (f *Failure) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", f.File, f.Step.Line, f.Step.Column, f.Text)
}

// Steps is how many steps the scenario has.
func (r *Run) Steps() int { return len(r.s.Steps) }

// Play plays step n, from 0, and waits until it is done. An error is a
// *[Failure], or wraps [ErrNotHere].
func (r *Run) Play(ctx context.Context, n int) error {
	s := r.s.Steps[n]
	r.step = n
	r.tell(Event{Kind: "step", Step: n + 1, Text: Title(s)})
	if r.began.IsZero() {
		r.began = time.Now()
	}
	if err := r.due(ctx, s); err != nil {
		err = &Failure{s, r.s.File, strings.ReplaceAll(err.Error(), "\n", "; ")}
		r.tell(Event{Kind: "failed", Step: n + 1, Text: err.Error()})
		return err
	}
	if s.As != "" {
		r.moments[s.As] = chat.At(time.Now())
	}
	err := errors.Join(r.do(ctx, s), r.fallen())
	if errors.Is(err, ErrNotHere) {
		return err
	}
	if err != nil {
		err = &Failure{s, r.s.File, strings.ReplaceAll(err.Error(), "\n", "; ")}
		r.tell(Event{Kind: "failed", Step: n + 1, Text: err.Error()})
		return err
	}
	r.tell(Event{Kind: "done", Step: n + 1})
	return nil
}

// due waits until a step may begin: for its time, and then for its state.
func (r *Run) due(ctx context.Context, s scenario.Step) error {
	if s.At > 0 {
		rest := time.NewTimer(time.Until(r.began.Add(r.scaled(s.At))))
		defer rest.Stop()
		select {
		case <-rest.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return r.await(ctx, s.When, s.Within, func(int, bool, string) {})
}

// Title is a step in one line.
func Title(s scenario.Step) string {
	var b strings.Builder
	for i, a := range s.By {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(a.Person)
		if a.Device > 1 {
			fmt.Fprintf(&b, "/%d", a.Device)
		}
	}
	b.WriteString(" " + string(s.Verb) + " " + s.Object)
	for i, e := range s.Expect {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(e.Text)
	}
	if s.Verb == scenario.Fault {
		b.WriteString(" " + s.Faults.String())
	}
	if s.Code != 0 {
		fmt.Fprintf(&b, ", refused with %d", s.Code)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func (r *Run) do(ctx context.Context, s scenario.Step) error {
	switch s.Verb {
	case scenario.Expect, scenario.Still:
		return r.expect(ctx, s)
	case scenario.Caption:
		return nil
	case scenario.Restart:
		return r.restart(ctx)
	}
	ctx, cancel := r.limit(ctx, patience)
	defer cancel()
	for _, d := range r.devices(s.By) {
		if err := r.act(ctx, d, s); err != nil {
			return fmt.Errorf("%s: %w", d.user, err)
		}
	}
	return nil
}

// act lets one person do what the step says.
func (r *Run) act(ctx context.Context, d *device, s scenario.Step) error {
	switch s.Verb {
	case scenario.Read:
		return r.read(ctx, d, s)
	case scenario.Open:
		d.open(r.groups[s.In])
	case scenario.Focus, scenario.Blur:
		d.attend(s.Verb == scenario.Focus)
	case scenario.Scroll:
		d.scroll(s.Object)
	case scenario.Peek:
		d.peek(s.Object)
	case scenario.Policy:
		d.now().SetPolicy(r.groups[s.In], receipts.Policy(s.Object)) // "" is in no group: all of them
	case scenario.Typing:
		d.now().Typing(r.groups[s.In])
	case scenario.Offline, scenario.Cut:
		d.cut(s.Verb == scenario.Offline)
		if s.Verb == scenario.Offline {
			return r.until(ctx, func() bool { return !d.online() })
		}
	case scenario.Online:
		d.plugIn()
		return r.back(ctx, d)
	case scenario.Fault:
		s.Faults.Offline = d.hasFaults().Offline
		d.setFaults(s.Faults)
	case scenario.Heal:
		d.setFaults(scenario.Faults{})
		return r.back(ctx, d)
	case scenario.Reopen:
		return r.reopen(ctx, d)
	case scenario.React:
		d.now().React(r.groups[s.In], r.uids[s.Object], s.Text, true)
	default:
		return r.refused(s, r.insist(ctx, d, s))
	}
	return nil
}

// refused holds what came of a call to the code that the step wants.
func (r *Run) refused(s scenario.Step, err error) error {
	var code *chat.Error
	switch {
	case err == nil && s.Code == 0:
		return nil
	case err == nil:
		return fmt.Errorf("the hub took it, and should have refused it with %d", s.Code)
	case errors.As(err, &code) && int(code.Code) == s.Code:
		return nil
	case errors.As(err, &code):
		return fmt.Errorf("the hub refused it with %d (%s), expected %d", code.Code, code.Code.Reason(), s.Code)
	}
	return err
}

// insist makes the call of a step, and makes it again when a bad network has
// eaten it or its reply. What the first one did then counts, too.
func (r *Run) insist(ctx context.Context, d *device, s scenario.Step) error {
	err := r.call(ctx, d, s)
	var code *chat.Error
	for err != nil && ctx.Err() == nil && !errors.As(err, &code) && d.troubled() {
		if err = r.back(ctx, d); err != nil {
			break
		}
		err = r.call(ctx, d, s)
		if s.Code == 0 && errors.As(err, &code) && code.Code == done[s.Verb] {
			return nil
		}
	}
	return err
}

// done are the codes of a call that was carried out before.
var done = map[scenario.Verb]chat.Code{
	scenario.Leave: chat.NotMember, scenario.Remove: chat.NotMember, scenario.Remind: chat.TooFast,
}

// call makes the call of a step. Who is offline queues it: it goes out later.
func (r *Run) call(ctx context.Context, d *device, s scenario.Step) error {
	c, uid, g := d.now(), r.uids[s.Object], r.groups[s.In]
	away := d.hasFaults().Offline
	switch s.Verb {
	case scenario.Say:
		return r.say(ctx, d, s, away)
	case scenario.Ask:
		if away {
			c.RequestReceipt(g, uid)
			return nil
		}
		_, err := c.SendReadReceiptRequest(ctx, g, uid)
		return err
	case scenario.Answer:
		if s.Code == 0 {
			if r.until(ctx, func() bool { return peek(d, func() bool { return d.asked[uid] }) }) != nil {
				return fmt.Errorf("%s never asked for an answer here", s.Object)
			}
			c.Answer(g, []chat.MessageUID{uid})
			return nil
		}
		return r.answer(ctx, d, g, uid)
	case scenario.Edit:
		if away {
			c.Edit(g, uid, s.Text)
			return nil
		}
		return c.EditMessage(ctx, g, uid, s.Text)
	case scenario.Recall:
		if away {
			c.Recall(g, uid)
			return nil
		}
		return c.RecallMessage(ctx, g, uid)
	case scenario.Remind:
		_, err := c.RemindUnread(ctx, g, uid)
		return err
	case scenario.Join:
		_, err := c.JoinGroup(ctx, g)
		return err
	case scenario.Leave:
		return c.QuitGroup(ctx, g)
	}
	var whom []chat.UserID
	for _, other := range r.devices([]scenario.Actor{{Person: s.Object, Device: 1}}) {
		whom = append(whom, other.user)
	}
	if s.Verb == scenario.Invite {
		return c.InviteMembers(ctx, g, whom)
	}
	return c.RemoveMembers(ctx, g, whom)
}

// answer is the call itself, past the client's rules, and what it says of the
// one message.
func (r *Run) answer(ctx context.Context, d *device, g chat.GroupID, uid chat.MessageUID) error {
	_, ignored, err := d.now().SendReadReceiptResponse(ctx, chat.ConversationGroup, g, []chat.Reading{{UID: uid}})
	if err == nil && len(ignored) > 0 {
		return &chat.Error{Code: ignored[0].Code}
	}
	return err
}

// say sends, and waits until the hub has it; offline it goes to the outbox.
func (r *Run) say(ctx context.Context, d *device, s scenario.Step, away bool) error {
	draft := chat.Draft{Group: r.groups[s.In], Text: s.Object, NeedReceipt: s.Receipt, ReplyTo: r.uids[s.Reply]}
	if away {
		d.now().Send(draft)
		if s.As != "" {
			return errors.New(`who is offline can say something, but it has no id yet that "as" could name`)
		}
		return nil
	}
	uid, _, _, err := d.now().SendMessage(ctx, draft)
	if err == nil && s.As != "" {
		r.uids[s.As] = uid
	}
	return err
}

// read has the message on the screen, with the focus, until it counts as read.
func (r *Run) read(ctx context.Context, d *device, s scenario.Step) error {
	uid := r.uids[s.Object]
	has := func() bool { return peek(d, func() bool { return d.messages[uid].UID != "" }) }
	come := func() bool {
		if has() {
			return true
		}
		d.load(ctx, r.groups[s.In]) // it may be from before this person came
		return has()
	}
	if err := r.until(ctx, come); err != nil {
		return fmt.Errorf("%s never came on this screen", s.Object)
	}
	if peek(d, func() bool { return d.read[uid] }) {
		return nil
	}
	d.lookAt(uid, true)
	defer d.lookAt(uid, false)
	if r.until(ctx, func() bool { return peek(d, func() bool { return d.read[uid] }) }) != nil {
		return fmt.Errorf("%s was on the screen and did not count as read", s.Object)
	}
	return nil
}

// online reports whether the device is connected.
func (d *device) online() bool {
	return peek(d, func() bool { return d.link == chat.LinkOnline })
}

// back waits until a device is online again, and lets it not wait itself.
func (r *Run) back(ctx context.Context, d *device) error {
	return r.until(ctx, func() bool {
		if d.online() {
			return true
		}
		d.now().RetryNow()
		return false
	})
}

// reopen ends the client and starts it again from what it has on disk.
func (r *Run) reopen(ctx context.Context, d *device) error {
	if err := d.now().Close(ctx); err != nil {
		return err
	}
	if err := d.start(ctx); err != nil {
		return err
	}
	for _, g := range r.groups {
		d.load(ctx, g)
	}
	if d.hasFaults().Offline {
		return nil
	}
	return d.now().Connected(ctx)
}

// restart ends the hub and starts it again on its store, and waits until
// everybody who has a network is back.
func (r *Run) restart(ctx context.Context) error {
	if r.hub == nil {
		return ErrNotHere
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	address := strings.TrimSuffix(strings.TrimPrefix(r.url, "ws://"), "/v1/ws")
	if err := errors.Join(r.hub.Close(ctx), <-r.served); err != nil {
		return fmt.Errorf("end the hub: %w", err)
	}
	r.hub = nil
	r.tell(Event{Kind: "restart"})
	if err := r.startHub(ctx, address); err != nil {
		return err
	}
	for _, devices := range r.people {
		for _, d := range devices {
			if d.hasFaults().Offline {
				continue
			}
			if err := r.back(ctx, d); err != nil {
				return fmt.Errorf("%s did not come back to the hub", d.user)
			}
		}
	}
	return nil
}
