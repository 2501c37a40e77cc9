package play

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"seenby/chat"
	"seenby/chat/client"
	"seenby/demo/scenario"
)

// expect waits for all expectations of a step, each at most as long as the step
// says; still wants them to be so already.
func (r *Run) expect(ctx context.Context, s scenario.Step) error {
	if s.Verb == scenario.Expect {
		return r.await(ctx, s.Expect, s.Within, r.check)
	}
	for i, e := range s.Expect {
		ok, seen := r.holds(ctx, e)
		r.check(i, ok, seen)
		if !ok {
			return fmt.Errorf("expected still: %s, but %s", e.Text, seen)
		}
	}
	return nil
}

// await waits for all of some expectations, for each at most as long as within,
// and tells how each stands.
func (r *Run) await(ctx context.Context, all []scenario.Expectation, within time.Duration, told func(index int, met bool, seen string)) error {
	for i, e := range all {
		var seen string
		limited, cancel := r.limit(ctx, within)
		err := r.until(limited, func() bool {
			var ok bool
			var now string
			if ok, now = r.holds(limited, e); limited.Err() == nil || seen == "" {
				seen = now
				told(i, ok, seen)
			}
			return ok
		})
		cancel()
		if err != nil {
			return fmt.Errorf("expected within %s: %s, but %s", within, e.Text, seen)
		}
	}
	return nil
}

// holds reports whether a state is so, and how it is.
func (r *Run) holds(ctx context.Context, e scenario.Expectation) (bool, string) {
	d, uid := r.device(e.Actor), r.uids[e.Message]
	switch e.State {
	case scenario.IsOnline, scenario.IsOffline:
		online := d.online()
		return online == (e.State == scenario.IsOnline), map[bool]string{true: "the client is online", false: "the client is offline"}[online]
	case scenario.Readers, scenario.Unread, scenario.Left, scenario.Also:
		return r.listed(ctx, d, uid, e)
	case scenario.Answered:
		return r.answered(ctx, uid, e)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	m, have := d.messages[uid]
	switch e.State {
	case scenario.Count:
		t, told := d.tallies[uid]
		if !told {
			return false, "no count was told"
		}
		want, total := e.Want, e.Total
		if want == scenario.All {
			want, total = t.Total, max(t.Total, 1)
		}
		return t.Read == want && t.Total == total, fmt.Sprintf("it is read %d/%d", t.Read, t.Total)
	case scenario.Asks:
		return d.asked[uid], "it does not ask"
	case scenario.Sees:
		return have, "the message has not come"
	case scenario.Recalled:
		return have && m.Recalled > 0, "it is not recalled"
	case scenario.Edited:
		return have && m.Edited > 0, "it is not edited"
	case scenario.SeesTyping:
		return d.typing[r.device(scenario.Actor{Person: e.Names[0], Device: 1}).user], e.Names[0] + " is not seen typing"
	case scenario.Withholds:
		return d.withholds(uid), fmt.Sprintf("%d withheld", len(d.held))
	case scenario.Reminded:
		return d.reminded[uid], "no reminder came"
	default: // NoReceipts
		n := d.foreign()
		return n == 0, fmt.Sprintf("%d frames told of receipts for messages of others", n)
	}
}

// lists are the hub's names of the states that are lists.
var lists = map[scenario.State]chat.ReaderList{
	scenario.Readers: chat.ListRead, scenario.Unread: chat.ListUnread, scenario.Left: chat.ListLeft, scenario.Also: chat.ListAlso,
}

// listed asks the hub for one of the lists of a message.
func (r *Run) listed(ctx context.Context, d *device, uid chat.MessageUID, e scenario.Expectation) (bool, string) {
	got, err := d.now().Readers(ctx, r.homes[e.Message], uid, lists[e.State])
	if err != nil {
		return false, err.Error()
	}
	want, have := r.users(e.Names), []string{}
	for _, u := range got.Users {
		have = append(have, string(u.User))
	}
	slices.Sort(have)
	if len(have) == 0 {
		return len(want) == 0, "it is nobody"
	}
	return slices.Equal(want, have), "it is " + strings.Join(have, ", ")
}

// users are the user ids of names of the cast, sorted.
func (r *Run) users(names []string) []string {
	var out []string
	for _, name := range names {
		for _, d := range r.devices([]scenario.Actor{{Person: name, Device: 1}}) {
			out = append(out, string(d.user))
		}
	}
	slices.Sort(out)
	return out
}

// answered asks the hub, as the message's sender, for when somebody read it.
func (r *Run) answered(ctx context.Context, uid chat.MessageUID, e scenario.Expectation) (bool, string) {
	sender := r.device(r.senderOf(e.Message))
	who := r.device(e.Actor).user
	for _, list := range []chat.ReaderList{chat.ListRead, chat.ListAlso} {
		got, err := sender.now().Readers(ctx, r.homes[e.Message], uid, list)
		if err != nil {
			return false, err.Error()
		}
		for _, u := range got.Users {
			if u.User != who {
				continue
			}
			at := time.UnixMilli(int64(u.ReadAt)).Format("15:04:05.000")
			switch {
			case e.EditFirst:
				return u.BeforeEdit, "it was read after the edit"
			case e.Before != "":
				return u.ReadAt <= r.moments[e.Before], "it was read at " + at
			case e.After != "":
				return u.ReadAt >= r.moments[e.After], "it was read at " + at
			}
			return true, ""
		}
	}
	return false, "there is no answer"
}

// withholds reports whether the answer for a message is withheld, or, for none,
// nothing is. The caller holds the device's lock.
func (d *device) withholds(uid chat.MessageUID) bool {
	if uid == "" {
		return len(d.held) == 0
	}
	return slices.ContainsFunc(d.held, func(h chat.Withheld) bool { return h.UID == uid })
}

// senderOf is who said what has this label.
func (r *Run) senderOf(label string) scenario.Actor {
	for _, s := range r.s.Steps {
		if s.As == label && s.Verb == scenario.Say {
			return s.By[0]
		}
	}
	return scenario.Actor{Person: r.s.Group.Members[0], Device: 1}
}

// tell tells whoever watches.
func (r *Run) tell(e Event) {
	if r.o.Watch != nil {
		e.At = time.Now()
		r.o.Watch(e)
	}
}

// observe is handed every frame of the device.
func (d *device) observe(dir client.Direction, frame []byte) {
	kind := "sent"
	if dir == client.Received {
		kind = "received"
		if uids := counted(frame); len(uids) > 0 {
			d.counted.Lock()
			d.counts = append(d.counts, uids...)
			d.counted.Unlock()
		}
	}
	if d.run.o.Watch != nil {
		d.run.tell(Event{Kind: kind, Who: d.user, Device: d.number, Frame: bytes.Clone(frame)})
	}
}

// counted are the messages of which a frame tells who, or how many, have read
// them.
func counted(frame []byte) []chat.MessageUID {
	if !bytes.Contains(frame, []byte(`"readCount"`)) && !bytes.Contains(frame, []byte(`"userIdList"`)) {
		return nil
	}
	var f struct {
		UID     chat.MessageUID `json:"messageUId"`
		Message *chat.Message   `json:"message"`
		Page    []chat.Message  `json:"messages"`
	}
	if json.Unmarshal(frame, &f) != nil {
		return []chat.MessageUID{""} // whatever it is, it tells of receipts
	}
	uids := []chat.MessageUID{}
	if f.Message != nil {
		f.Page = append(f.Page, *f.Message)
	}
	for _, m := range f.Page {
		if m.Receipt != nil && (m.Receipt.Tally != nil || len(m.Receipt.Readers) > 0) {
			uids = append(uids, m.UID)
		}
	}
	if len(f.Page) == 0 {
		uids = append(uids, f.UID)
	}
	return uids
}

// foreign counts the frames that told this device of receipts for messages of
// others. The caller holds the device's lock.
func (d *device) foreign() int {
	d.counted.Lock()
	defer d.counted.Unlock()
	n := 0
	for _, uid := range d.counts {
		if m, have := d.messages[uid]; !have || m.Sender != d.user {
			n++
		}
	}
	return n
}
