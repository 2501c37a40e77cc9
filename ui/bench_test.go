package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/theme"
)

// loaded returns a model of 120x40 with n messages in its timeline.
func loaded(b *testing.B, n int) *Model {
	b.Helper()
	f := &fakeChat{me: "alice", members: people("alice", "bob", "cy", "dora", "eve")}
	now := noon
	m := New(Options{Chat: f, Theme: theme.For(true), Open: "ops", Now: func() time.Time { return now }})
	m.open.book.load(f.members)
	m.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
	m.Update(tea.FocusMsg{})
	m.Update(NewsMsg{listed(ops(n, n, 0)), online})
	m.open.list.Loaded(chat.Span{}, chat.Page{}, true)
	for i := 1; i <= n; i++ {
		msg := sample(i)
		m.open.list.Add(&msg)
	}
	m.Update(nil)
	m.View()
	return m
}

func sample(i int) chat.Message {
	words := []string{"Deploy at noon?", "Fine with me, the last one went well and nobody complained about it afterwards.", "今天中午部署可以吗？", "ok"}
	m := text(i, []string{"bob", "cy", "cy", "alice"}[i%4], words[i%4])
	if i%9 == 0 {
		m = asking(m, &chat.Tally{Read: 1, Total: 4, Version: 1})
	}
	return m
}

// BenchmarkMessageArrives with the newest messages looked at, where a timeline
// keeps keepOpen of them, and scrolled up, where it keeps all.
func BenchmarkMessageArrives(b *testing.B) {
	for _, tt := range []struct{ n, up int }{{1_000, 0}, {100_000, 0}, {1_000, 200}, {100_000, 200}} {
		n := tt.n
		b.Run(fmt.Sprintf("%d/%d_up", n, tt.up), func(b *testing.B) {
			m := loaded(b, n)
			m.open.list.Scroll(tt.up)
			b.ReportAllocs()
			b.ResetTimer()
			for i := range b.N {
				m.Update(NewsMsg{added(sample(n + 1 + i))})
				m.View()
			}
		})
	}
}

func BenchmarkCountChanges(b *testing.B) {
	m := loaded(b, 1000)
	uid := text(999, "", "").UID
	for i := range b.N {
		m.Update(NewsMsg{chat.ReceiptsChanged{Group: "ops", UID: uid, Tally: chat.Tally{Read: i % 5, Total: 4, Version: int64(i + 2)}}})
		m.View()
	}
}

func BenchmarkKey(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := loaded(b, n)
			b.ResetTimer()
			for i := range b.N {
				if i%40 == 39 {
					m.composer.Set("")
				}
				m.Update(press("a"))
				m.View()
			}
		})
	}
}

func BenchmarkResize(b *testing.B) {
	m := loaded(b, 100_000)
	b.ResetTimer()
	for i := range b.N {
		m.Update(tea.WindowSizeMsg{Width: 110 + i%20, Height: 40})
		m.View()
	}
}

func BenchmarkScroll(b *testing.B) {
	m := loaded(b, 100_000)
	b.ResetTimer()
	for i := range b.N {
		if i%20_000 == 19_999 {
			m.open.list.End()
		}
		m.Update(tea.MouseWheelMsg{X: 50, Y: 10, Button: tea.MouseWheelUp})
		m.View()
	}
}

// BenchmarkTallMessage draws a message of as many lines as one can have.
func BenchmarkTallMessage(b *testing.B) {
	m := loaded(b, 100)
	tall := text(101, "bob", strings.Repeat("\n", 16_000)+"x")
	m.Update(NewsMsg{added(tall)})
	b.ResetTimer()
	for i := range b.N {
		m.Update(tea.WindowSizeMsg{Width: 110 + i%20, Height: 40})
		m.View()
	}
}
