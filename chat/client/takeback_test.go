package client

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"seenby/chat"
	"seenby/chat/wire"
)

// written are messages to ops, one for each text.
func written(c *Client, texts ...string) (ids []string) {
	for _, t := range texts {
		ids = append(ids, c.Send(chat.Draft{Group: "ops", Text: t}))
	}
	return ids
}

// states are what was told of a message.
func states(s *screen, id string) (list []chat.SendState) {
	for _, n := range all[chat.Sending](s) {
		if n.ClientMsgID == id {
			list = append(list, n.State)
		}
	}
	return list
}

func TestWhatNoHubHasIsDroppedAndChangedInItsPlace(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		ids := written(c, "one", "two", "three", "four")
		c.Discard(ids[1])
		c.Revise(ids[2], "THREE", []chat.UserID{"bob"})
		if got := states(s, ids[1]); !slices.Equal(got, []chat.SendState{chat.SendQueued, chat.SendDropped}) {
			t.Errorf("the one that is dropped: %v", got)
		}
		if link := last[chat.LinkChanged](t, s); link.Unsent != 3 {
			t.Errorf("unsent = %d", link.Unsent)
		}
		p := hub.welcome(ops())
		for i, text := range []string{"one", "THREE", "four"} {
			m, call := want[wire.SendMessage](p)
			if m.Text != text || len(m.Mentions) != map[bool]int{true: 1}[i == 1] {
				t.Errorf("message %d is %+v", i, m)
			}
			p.sent(call, chat.Seq(i+1))
		}
		p.none()
	})
}

func TestWhatAHubMayHaveIsNotDropped(t *testing.T) {
	tests := map[string]struct {
		takesBack func(c *Client, id string)
		state     chat.SendState
		then      wire.Params
	}{
		"recalled": {func(c *Client, id string) { c.Discard(id) }, chat.SendRecalling, wire.RecallMessage{Group: "ops", UID: uid(1)}},
		"edited": {
			func(c *Client, id string) { c.Revise(id, "uno", nil) }, chat.SendQueued,
			wire.EditMessage{Group: "ops", UID: uid(1), Text: "uno"},
		},
		"recalled after it was edited": {
			func(c *Client, id string) { c.Revise(id, "uno", nil); c.Discard(id); c.Revise(id, "due", nil) },
			chat.SendRecalling, wire.RecallMessage{Group: "ops", UID: uid(1)},
		},
	}
	for name, tt := range tests {
		then := func(t *testing.T, p *peer) {
			t.Helper()
			got := p.next()
			if got.Params != tt.then {
				t.Errorf("then came %+v", got.Params)
			}
			p.reply(got.ID, nil)
		}
		t.Run(name+" on its way", func(t *testing.T) {
			run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
				p := hub.welcome(ops())
				ids := written(c, "one", "two")
				_, call := want[wire.SendMessage](p)
				tt.takesBack(c, ids[0])
				if got := states(s, ids[0]); got[len(got)-1] != tt.state {
					t.Errorf("it is %v", got)
				}
				p.none()
				p.sent(call, 1)
				then(t, p) // before the next one of the group
				m, call := want[wire.SendMessage](p)
				if m.Text != "two" {
					t.Errorf("then came %+v", m)
				}
				p.sent(call, 2)
				p.none()
			})
		})
		t.Run(name+" when its connection was lost", func(t *testing.T) {
			run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
				p := hub.welcome(ops())
				ids := written(c, "one")
				want[wire.SendMessage](p)
				p.conn.Kill()
				synctest.Wait()
				tt.takesBack(c, ids[0])
				if got := states(s, ids[0]); got[len(got)-1] != tt.state {
					t.Errorf("it is %v", got)
				}
				p = hub.welcome(ops())
				m, call := want[wire.SendMessage](p)
				if m.ClientMsgID != ids[0] || m.Text != "one" { // as it was: the hub may have it
					t.Errorf("it came again as %+v", m)
				}
				p.sent(call, 1)
				then(t, p)
				p.none()
			})
		})
		t.Run(name+" just after it was sent", func(t *testing.T) {
			run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
				p := hub.welcome(ops())
				ids := written(c, "one")
				_, call := want[wire.SendMessage](p)
				p.sent(call, 1)
				synctest.Wait()
				if strings.Contains(name, "after") { // there is nothing left to tell apart
					return
				}
				tt.takesBack(c, ids[0])
				then(t, p)
				p.none()
			})
		})
	}
}

func TestWhatTheHubDidNotTakeIsDropped(t *testing.T) {
	for _, code := range []chat.Code{chat.Unavailable, chat.TooFast, chat.NotMember} {
		t.Run(fmt.Sprint(int(code)), func(t *testing.T) {
			run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
				p := hub.welcome(ops())
				ids := written(c, "one", "two")
				_, call := want[wire.SendMessage](p)
				c.Discard(ids[0]) // while it is on its way
				p.refuse(call, code, 1000)
				synctest.Wait()
				if got := states(s, ids[0]); got[len(got)-1] != chat.SendDropped {
					t.Errorf("it is %v", got)
				}
				m, call := want[wire.SendMessage](p)
				if m.Text != "two" {
					t.Errorf("then came %+v", m)
				}
				p.refuse(call, code, 1000)
				synctest.Wait()
				c.Discard(ids[1]) // when the hub has said no
				if got := states(s, ids[1]); got[len(got)-1] != chat.SendDropped {
					t.Errorf("it is %v", got)
				}
				p.none()
			})
		})
	}
}

func TestAFailureOfTheHubLeavesItOpen(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(ops())
		ids := written(c, "one")
		_, call := want[wire.SendMessage](p)
		p.refuse(call, chat.Failed, 0)
		synctest.Wait()
		c.Discard(ids[0])
		if got := states(s, ids[0]); got[len(got)-1] != chat.SendRecalling {
			t.Errorf("it is %v", got)
		}
		_, call = want[wire.SendMessage](p)
		p.sent(call, 1)
		want[wire.RecallMessage](p)
	})
}

func TestARefusedMessageIsWrittenAnew(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		p := hub.welcome(ops())
		ids := written(c, "one")
		_, call := want[wire.SendMessage](p)
		p.refuse(call, chat.AudienceTooLarge, 0)
		synctest.Wait()
		c.Revise(ids[0], strings.Repeat("x", chat.MaxText+1), nil)
		if trouble := last[chat.Trouble](t, s); !strings.Contains(trouble.Text, "edit") {
			t.Errorf("trouble %+v", trouble)
		}
		p.none()
		c.Revise(ids[0], "uno", nil)
		m, call := want[wire.SendMessage](p)
		if m.ClientMsgID != ids[0] || m.Text != "uno" {
			t.Errorf("it came again as %+v", m)
		}
		p.sent(call, 1)
		p.none()
	})
}

func TestTakingBackOutlastsTheProcess(t *testing.T) {
	dir := t.TempDir()
	c, hub, s := start(t, dir, Config{})
	p := hub.welcome(ops())
	ids := written(c, "given", "edited", "dropped", "kept")
	want[wire.SendMessage](p)
	hub.failWith(errRefused)
	p.conn.Kill()
	until(t, s, func(n chat.LinkChanged) bool { return n.State == chat.LinkOffline })
	stop(t, c, hub, s)

	c, hub, s = start(t, dir, Config{Dial: away}) // knows which one may be there
	later := written(c, "never given")
	c.Discard(ids[0])
	c.Revise(ids[1], "EDITED", nil)
	c.Discard(ids[2])
	c.Discard(later[0])
	until(t, s, func(n chat.Sending) bool { return n.ClientMsgID == ids[0] && n.State == chat.SendRecalling })
	until(t, s, func(n chat.Sending) bool { return n.ClientMsgID == later[0] && n.State == chat.SendDropped })
	crashed := afterACrash(t, c, dir, func() {})
	stop(t, c, hub, s)

	c, hub, s = start(t, crashed, Config{})
	until(t, s, func(n chat.Sending) bool { return n.ClientMsgID == ids[0] && n.State == chat.SendRecalling })
	until(t, s, func(n chat.Sending) bool { return n.ClientMsgID == ids[1] && n.Text == "EDITED" })
	p = hub.welcome(ops())
	var came []string
	for seq := chat.Seq(1); len(came) < 8; {
		call := p.next()
		switch m := call.Params.(type) {
		case wire.SendMessage:
			came = append(came, m.Text)
			p.sent(call.ID, seq)
			seq++
			if m.Text == "kept" {
				came = append(came, "")
			}
		case wire.RecallMessage:
			came = append(came, fmt.Sprint("-", m.UID == uid(seq-1)))
			p.reply(call.ID, nil)
		case wire.EditMessage:
			came = append(came, m.Text)
			p.reply(call.ID, nil)
		}
		if came[len(came)-1] == "" {
			break
		}
	}
	// What was online when it was written counts as given, whether it was or not.
	if got := strings.Join(came, " "); got != "given -true edited EDITED dropped -true kept " {
		t.Errorf("came %q", got)
	}
	until(t, s, func(n chat.LinkChanged) bool { return n.State == chat.LinkOnline && n.Unsent == 0 })
	stop(t, c, hub, s)
}

// afterACrash returns a copy of a state directory as it is on disk now, which is what a
// crash at this moment would leave; now is called then.
func afterACrash(t *testing.T, c *Client, dir string, now func()) string {
	t.Helper()
	copied := t.TempDir()
	// The owner does not write meanwhile.
	if err := c.wait(t.Context(), func(_ *engine, tell func(error)) {
		now()
		for _, name := range []string{"client.db", "client.db-wal"} {
			b, err := os.ReadFile(filepath.Join(dir, name))
			if err == nil {
				err = os.WriteFile(filepath.Join(copied, name), b, 0o600)
			}
			if err != nil && !errors.Is(err, os.ErrNotExist) {
				tell(err)
				return
			}
		}
		tell(nil)
	}); err != nil {
		t.Fatal(err)
	}
	return copied
}

func TestACallThatWaitsLearnsThatItsMessageWasTakenBack(t *testing.T) {
	run(t, Config{}, func(t *testing.T, c *Client, hub *script, s *screen) {
		done := make(chan error, 1)
		go func() {
			_, _, _, err := c.SendMessage(t.Context(), chat.Draft{Group: "ops", Text: "one"})
			done <- err
		}()
		c.Discard(last[chat.Sending](t, s).ClientMsgID)
		if err := <-done; !errors.Is(err, errTakenBack) {
			t.Errorf("it ended with %v", err)
		}
	})
}
