package chat_test

import (
	"testing"

	"seenby/chat"
)

func TestRemindNudgesWhoHasNotRead(t *testing.T) {
	w := newWorld(t)
	uid := w.ask("ann")
	w.answer("ben", uid)
	w.answer("robo", uid)
	out := w.must("ann", chat.Remind{UID: uid})
	if r := fact[chat.Reminded](t, out); r.UID != uid || !sameUsers(r.To, []chat.UserID{"owner", "admin"}) || out.Result.Reminded != 2 {
		t.Errorf("%+v, %d", r, out.Result.Reminded)
	}
}

func TestRemindOnceAMinutePerMessage(t *testing.T) {
	w := newWorld(t)
	uid, other := w.ask("ann"), w.ask("ann")
	w.must("ann", chat.Remind{UID: uid})
	at := w.now
	out := w.at(at+59_999, "g", "ann", chat.Remind{UID: uid})
	if out.Result.Code != chat.TooFast || out.Result.RetryAfter != 1 {
		t.Errorf("%+v", out.Result)
	}
	w.now = at + 59_999
	w.must("ann", chat.Remind{UID: other})
	w.must("ann", chat.Remind{UID: uid})
}

func TestRemindWhenAllHaveReadIsSuccess(t *testing.T) {
	w := newWorld(t)
	uid := w.ask("ann")
	for _, u := range []chat.UserID{"owner", "admin", "ben"} {
		w.answer(u, uid)
	}
	if got := w.nothing("ann", chat.Remind{UID: uid}); got.Reminded != 0 {
		t.Errorf("reminded %d", got.Reminded)
	}
}

func TestRemindIsRefused(t *testing.T) {
	w := newWorld(t)
	uid, plain := w.ask("ann"), w.post("ann")
	w.refused("ben", chat.Remind{UID: uid}, chat.NotSender)
	w.refused("owner", chat.Remind{UID: uid}, chat.NotSender)
	w.refused("ann", chat.Remind{UID: plain}, chat.NotAsked)
	w.refused("ann", chat.Remind{UID: "unknown"}, chat.NoMessage)
}
