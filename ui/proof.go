package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"seenby/receipts"
)

// A terminal that nobody looks at any more may still count as focused: tmux
// tells nothing when the connection of its client breaks, and a connection that
// hangs tells nothing at all. So where that can be, what was on screen long
// enough is read only once there is a proof that the screen is still shown to
// somebody (receipts.md, What counts as read: a detached tmux or a dropped SSH
// connection must not read anything). Its time stays the time of reading.

const (
	// echoPatience is how long the terminal may take to answer.
	echoPatience = 10 * time.Second
	// lookAgain is how often one looks whether somebody has come back.
	lookAgain = 2 * time.Second
)

// proof is what the model knows of whether anybody can see it.
type proof struct {
	n       int                 // the one that runs, or ran last
	running bool                // it has not come out yet
	waiting []receipts.Sighting // what is read if somebody sees the screen
	covers  int                 // so many of them are what the running proof is for
	echoes  bool                // the terminal has answered before
	unseen  bool                // nobody sees the screen
}

// What a proof yields.
type (
	proofSeen struct {
		n    int
		seen bool
	}
	proofLate  struct{ n int } // the terminal has not answered
	proofAgain struct{ n int }
)

// prove asks for a proof, if there is anything that waits for one and none is
// on its way.
func (m *Model) prove() tea.Cmd {
	p := &m.proof
	if p.running || len(p.waiting) == 0 {
		return nil
	}
	p.n++
	p.running, p.covers = true, len(p.waiting)
	if m.o.Seen == nil {
		return m.askEcho()
	}
	return m.askSeen()
}

func (m *Model) askSeen() tea.Cmd {
	n, seen, patience := m.proof.n, m.o.Seen, m.o.Settings.QueryTimeout
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		return SelfMsg{m, proofSeen{n, seen(ctx)}}
	}
}

// askEcho has the terminal say something.
func (m *Model) askEcho() tea.Cmd {
	return tea.Batch(tea.Raw(ansi.RequestPrimaryDeviceAttributes), m.after(echoPatience, proofLate{m.proof.n}))
}

func (m *Model) onProofSeen(what proofSeen) tea.Cmd {
	p := &m.proof
	switch {
	case what.n != p.n || !p.running && !p.unseen:
		return nil
	case !what.seen:
		return m.unproved()
	case p.running:
		return m.proved()
	}
	m.here() // somebody has come back
	return nil
}

// onEcho takes a sign of life of the terminal.
func (m *Model) onEcho(uv.PrimaryDeviceAttributesEvent) tea.Cmd {
	first := !m.proof.echoes
	m.proof.echoes = m.o.Echo && m.o.Seen == nil
	switch {
	case m.o.Seen != nil || first:
	case m.proof.unseen:
		m.here()
	case m.proof.running:
		return m.proved()
	}
	return nil
}

func (m *Model) onProofLate(late proofLate) tea.Cmd {
	if late.n != m.proof.n || !m.proof.running {
		return nil
	}
	return m.unproved()
}

// proved hands on what was read.
func (m *Model) proved() tea.Cmd {
	p := &m.proof
	read := p.waiting[:p.covers]
	p.waiting = append([]receipts.Sighting(nil), p.waiting[p.covers:]...)
	p.running = false
	m.tellRead(read)
	return m.prove()
}

// unproved takes back what was read. Nothing is, from now on, until there is a
// sign of somebody: a key, the focus, what one learns by looking again, or the
// answer of the terminal after all.
func (m *Model) unproved() tea.Cmd {
	p := &m.proof
	now := m.o.Now()
	for _, r := range p.waiting {
		m.sight.Forget(now, r.Group, r.Seq)
	}
	p.waiting, p.running, p.unseen = nil, false, true
	m.stale(partStatus)
	if m.o.Seen == nil {
		return nil
	}
	return m.after(lookAgain, proofAgain{p.n})
}

func (m *Model) onProofAgain(again proofAgain) tea.Cmd {
	if again.n != m.proof.n || !m.proof.unseen {
		return nil
	}
	return m.askSeen()
}
