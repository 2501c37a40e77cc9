package main

import (
	"context"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/chat/client"
	"seenby/ui"
	"seenby/ui/tty"
)

// keyF12 makes a planted program panic; keys as a terminal sends them.
const keyF12 = "\x1b[24~"

// plantedIn is the variable that says where the program "planted" panics. It is
// seenby in everything else; no such thing is in the product.
const plantedIn = "SEENBY_PLANTED"

// secret is in every planted panic: a report must not have it.
const secret = "the text of a message"

// planted is seenby with a mistake in it.
func planted() {
	where := os.Getenv(plantedIn)
	var pressed atomic.Bool
	fault := make(chan struct{})
	show = func(ctx context.Context, m tea.Model, o tty.Options) error {
		press := sync.OnceFunc(func() { close(fault) })
		switch where {
		case "bridge":
			o.Beside = append(o.Beside, func(ctx context.Context, _ func(tea.Msg)) {
				select {
				case <-fault:
					panic(secret)
				case <-ctx.Done():
				}
			})
		case "lock":
			o.Beside = append(o.Beside, func(ctx context.Context, _ func(tea.Msg)) {
				<-ctx.Done()
				select {} // as one that waits for a lock that nobody gives back
			})
		}
		return tty.Show(ctx, &faulty{m, where, &pressed, press}, o)
	}
	newModel = func(o ui.Options) *ui.Model {
		o.Chat = faultyChat{o.Chat}
		return ui.New(o)
	}
	openClient = func(ctx context.Context, cfg client.Config) (*client.Client, error) {
		if where == "engine" {
			cfg.Observe = func(client.Direction, []byte) {
				if pressed.Load() {
					panic(secret)
				}
			}
		}
		return client.Open(ctx, cfg)
	}
	main()
}

// A faulty model panics once F12 was pressed, somewhere.
type faulty struct {
	tea.Model
	where   string
	pressed *atomic.Bool
	press   func()
}

func (f *faulty) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if key, ok := msg.(tea.KeyPressMsg); ok && key.Code == tea.KeyF12 {
		f.pressed.Store(true)
		f.press()
		fall := func() tea.Msg { panic(secret) }
		switch f.where {
		case "update", "lock":
			panic(secret)
		case "command":
			return f, fall
		case "batch":
			return f, tea.Batch(fall, func() tea.Msg { return tea.BatchMsg{fall} })
		case "sequence":
			return f, tea.Sequence(fall, fall)
		}
	}
	if news, ok := msg.(ui.NewsMsg); ok {
		for i, n := range news {
			if added, ok := n.(chat.MessageAdded); ok {
				ruin(&added.Message)
				news[i] = added
			}
		}
	}
	_, cmd := f.Model.Update(msg)
	return f, cmd
}

func (f *faulty) View() tea.View {
	v := f.Model.View()
	switch {
	case f.where == "view" && f.pressed.Load():
		panic(secret)
	case f.where == "renderer" && f.pressed.Load():
		// More parameters than the library that draws has room for.
		v.SetContent(v.Content + "\x1b[" + strings.Repeat("1;", 64) + "m")
	}
	return v
}

// A faultyChat has messages that take the program down.
type faultyChat struct{ ui.Chat }

func (c faultyChat) History(ctx context.Context, g chat.GroupID, s chat.Span) (chat.Page, error) {
	page, err := c.Chat.History(ctx, g, s)
	for i := range page.Messages {
		ruin(&page.Messages[i])
	}
	return page, err
}

// ruin makes of a message with "boom" in it one that panics whoever looks at its
// text: the text is nowhere.
func ruin(m *chat.Message) {
	if strings.Contains(m.Text, "boom") {
		nowhere := struct {
			at *byte
			n  int
		}{nil, len(m.Text)}
		m.Text = *(*string)(unsafe.Pointer(&nowhere))
	}
}
