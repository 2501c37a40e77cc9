package plain

import (
	"slices"
	"testing"

	"seenby/chat"
)

// queued is what the client tells of a message of its user.
func queued(id string, s chat.SendState, text string) chat.Sending {
	return chat.Sending{Group: "ops", ClientMsgID: id, State: s, Text: text}
}

func TestUnsentMessagesHaveNamesAndAreTakenBack(t *testing.T) {
	f := &fakeChat{}
	_ = hold(t, f, false, func(enter func(string), tell func(...chat.News), text func() string) {
		says := func(want string, do func()) {
			t.Helper()
			before := len(text())
			do()
			if got := text()[before:]; got != want {
				t.Errorf("said\n%swant\n%s", got, want)
			}
		}
		says("offline\nq1 queued until the hub is reached | from the last run\nq2 not sent: too large (/retry sends it again, /drop q2 drops it) | from before\n", func() {
			failed := queued("y", chat.SendFailed, "from\nbefore")
			failed.Err = "too large"
			tell(chat.LinkChanged{State: chat.LinkOffline}, queued("x", chat.SendQueued, "from the last run"), failed)
		})
		enter("mine") // c1
		says("q3 queued until the hub is reached\n", func() { tell(queued("c1", chat.SendQueued, "mine")) })
		says("", func() { enter("/drop q1") })
		says("q1 dropped\n", func() { tell(queued("x", chat.SendDropped, "from the last run")) })
		says("there is no unsent message q1: /unsent lists them\n", func() { enter("/drop q1") })
		says("usage: /drop qN\n", func() { enter("/drop 3") })
		says("", func() { enter("/edit q3 mine, better") })
		says("q3 queued until the hub is reached | mine, better\n", func() { tell(queued("c1", chat.SendQueued, "mine, better")) })
		says("q3 may have reached the hub: it is recalled as soon as it has\n", func() {
			enter("/drop q3")
			tell(queued("c1", chat.SendRecalling, "mine, better"))
		})
		says("q3 may have reached the hub: it is recalled as soon as it has\n", func() { enter("/edit q3 too late") })
		says("q2 not sent: too large (/retry sends it again, /drop q2 drops it) | from before\n"+
			"q3 may have reached the hub: it is recalled as soon as it has | mine, better\n", func() { enter("/unsent") })
		says("#9 sent\nq2 dropped\nnone\n", func() {
			done := queued("c1", chat.SendDone, "mine, better")
			done.UID, done.Seq = "m9", 9
			tell(done, queued("y", chat.SendDropped, ""))
			enter("/unsent")
		})
	})
	if want := []string{`send ops "mine" ask=false reply= names=[]`, "discard x", `revise c1 "mine, better" names=[]`, "discard c1"}; !slices.Equal(f.did, want) {
		t.Errorf("asked to %q", f.did)
	}
}

func TestAnOutageNamesWhatWasOnItsWay(t *testing.T) {
	_ = hold(t, &fakeChat{}, false, func(enter func(string), tell func(...chat.News), text func() string) {
		enter("mine")
		tell(queued("c1", chat.SendQueued, "mine"))
		before := len(text())
		tell(chat.LinkChanged{State: chat.LinkOffline}, chat.LinkChanged{State: chat.LinkConnecting}, chat.LinkChanged{State: chat.LinkOffline})
		if got, want := text()[before:], "offline\nq1 queued until the hub is reached | mine\n"; got != want {
			t.Errorf("said %q, want %q", got, want)
		}
	})
}
