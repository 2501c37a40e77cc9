package timeline

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"seenby/chat"
	"seenby/receipts"
	"seenby/theme"
	"seenby/ui/cell"
	"seenby/ui/words"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func newLook() *Look {
	time.Local = time.UTC
	th := theme.New("mono", theme.Mono())
	return &Look{
		Theme: &th, Glyphs: theme.Unicode(), Words: words.English().WithKeys(func(string) string { return "y" }), Me: "alice",
		Name: func(u chat.UserID) cell.Text { return cell.Line(string(u)) },
	}
}

func uid(seq int) chat.MessageUID { return chat.MessageUID(fmt.Sprintf("M%d", seq)) }

func message(seq int, from, text string) *chat.Message {
	return &chat.Message{
		UID: uid(seq), Group: "ops", Seq: chat.Seq(seq), Sender: chat.UserID(from), Text: text, Kind: chat.KindText,
		Sent: chat.At(noon.Add(time.Duration(seq) * time.Second)),
	}
}

func filled(n int) *List {
	l := New(newLook())
	l.Loaded(chat.Span{}, chat.Page{}, true)
	for i := 1; i <= n; i++ {
		l.Add(message(i, []string{"bob", "bob", "cy", "alice"}[i%4], fmt.Sprintf("message %d", i)))
	}
	return l
}

func show(l *List, w, h int) string { return strip(strings.Join(l.Render(w, h), "\n")) }

func strip(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] != 0x1b:
			b.WriteByte(s[i])
		case strings.HasPrefix(s[i:], "\x1b]"):
			i += strings.Index(s[i:], "\x1b\\") + 1
		default:
			for i++; i < len(s) && (s[i] < '@' || s[i] > '~' || s[i] == '['); i++ {
			}
		}
	}
	return b.String()
}

// TestEveryChangeIsDrawn lists everything that changes a message, and holds
// that a drawing which was kept is not shown after it.
func TestEveryChangeIsDrawn(t *testing.T) {
	edited := message(3, "bob", "another text")
	edited.Edited = edited.Sent
	recalled := message(3, "bob", "")
	recalled.Recalled = recalled.Sent
	reacted := message(3, "bob", "message 3")
	reacted.Reactions = map[string][]chat.UserID{"👍": {"cy"}}
	asks := message(3, "bob", "message 3")
	asks.Receipt = &chat.ReceiptInfo{Asked: true}
	queued := chat.Sending{ClientMsgID: "c1", State: chat.SendQueued, Text: "out it goes", Queued: noon}
	failed, done := queued, queued
	failed.State, failed.Err = chat.SendFailed, "too large"
	done.State, done.UID, done.Seq, done.Sent = chat.SendDone, uid(6), 6, chat.At(noon)
	tests := map[string]struct {
		before, change func(*List)
		want           string
	}{
		"add":               {nil, func(l *List) { l.Add(message(6, "cy", "a new one")) }, "a new one"},
		"add again, edited": {nil, func(l *List) { l.Add(edited) }, "another text"},
		"edit":              {nil, func(l *List) { l.Change(edited) }, "╰ edited"},
		"recall":            {nil, func(l *List) { l.Change(recalled) }, "message recalled"},
		"react":             {nil, func(l *List) { l.Change(reacted) }, "👍 1"},
		"queue":             {nil, func(l *List) { l.Send(queued) }, "◔ out it goes"},
		"fail":              {func(l *List) { l.Send(queued) }, func(l *List) { l.Send(failed) }, "╰ not sent: too large"},
		"retry":             {func(l *List) { l.Send(failed) }, func(l *List) { l.Send(queued) }, "◔ out it goes"},
		"sent":              {func(l *List) { l.Send(queued) }, func(l *List) { l.Send(done) }, "▎ out it goes"},
		"discard":           {func(l *List) { l.Send(failed) }, func(l *List) { l.Discard("c1") }, "▎ message 3"},
		"ask":               {nil, func(l *List) { l.Ask(uid(5), false) }, "◇ asks receipt"},
		"ask for one's own": {nil, func(l *List) { l.Ask(uid(3), false) }, "◇ asking"},
		"count":             {func(l *List) { l.Ask(uid(3), false) }, func(l *List) { l.Count(uid(3), chat.Tally{Read: 1, Total: 4, Version: 2}) }, "◐ █··· 1/4"},
		"respond":           {func(l *List) { l.Ask(uid(5), false) }, func(l *List) { l.Respond([]chat.MessageUID{uid(5)}, chat.At(noon)) }, "✓ answered 12:00"},
		"remind":            {func(l *List) { l.Ask(uid(5), false) }, func(l *List) { l.Remind(uid(5)) }, "◇ reminds you"},
		"mark new":          {nil, func(l *List) { l.MarkNew(4) }, " new ─"},
		"select":            {nil, func(l *List) { l.Select() }, "▌│ message 5"},
		"deselect":          {func(l *List) { l.Select() }, func(l *List) { l.Deselect() }, " │ message 5"},
		"move":              {func(l *List) { l.Select() }, func(l *List) { l.Move(-1) }, "▌│ message 4"},
		"restyle":           {nil, func(l *List) { l.look.Glyphs = theme.ASCII(); l.Restyle() }, "| message 5"},
		"loading":           {func(l *List) { l.older = true; l.loading = false }, func(l *List) { l.Loading() }, "loading older"},
		"load failed":       {func(l *List) { l.older = true }, func(l *List) { l.Loaded(chat.Span{}, chat.Page{}, false) }, "could not be loaded"},
		"load":              {func(l *List) { l.Reset() }, func(l *List) { l.Loaded(chat.Span{}, chat.Page{Messages: []chat.Message{*edited}}, true) }, "another text"},
		"the quoted message is edited": {func(l *List) {
			m := message(6, "cy", "an answer")
			m.ReplyTo = uid(3)
			l.Add(m)
		}, func(l *List) { l.Change(edited) }, "╭ you: another text"},
		"reveal": {func(l *List) { l.Add(message(6, "cy", "a\u202eb")); l.Select() }, func(l *List) { l.RevealSelected() }, "a<U+202E>b"},
		"mention": {nil, func(l *List) {
			m := message(5, "bob", "message 5")
			m.Mentions = []chat.UserID{"alice"}
			l.Change(m)
		}, " @ message 5"},
		"trim": {nil, func(l *List) { l.Trim(1) }, "│ message 5"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			l := filled(5)
			if tt.before != nil {
				tt.before(l)
			}
			before := show(l, 60, 20)
			tt.change(l)
			after := show(l, 60, 20)
			if !strings.Contains(after, tt.want) {
				t.Errorf("want %q on screen, got:\n%s", tt.want, after)
			}
			if before == after {
				t.Error("the screen did not change")
			}
			l.Restyle()
			if d := cmp.Diff(show(l, 60, 20), after); d != "" {
				t.Errorf("an old drawing was shown (-fresh +shown):\n%s", d)
			}
		})
	}
}

// step does one random thing to a list.
func step(t *rapid.T, l *List, next *int) {
	some := func() int { return rapid.IntRange(1, *next+2).Draw(t, "seq") }
	body := func() string {
		return rapid.SampledFrom([]string{"ok", "今天中午部署可以吗", "two\nlines", strings.Repeat("long words ", 20), "👍", "e\u0301"}).Draw(t, "text")
	}
	who := func() string { return rapid.SampledFrom([]string{"alice", "bob", "cy"}).Draw(t, "who") }
	switch rapid.IntRange(0, 16).Draw(t, "op") {
	case 0, 1, 2:
		*next++
		m := message(*next, who(), body())
		if rapid.Bool().Draw(t, "asks") {
			m.Receipt = &chat.ReceiptInfo{Asked: true, Tally: &chat.Tally{Total: 4, Version: 1}}
		}
		l.Add(m)
	case 3:
		*next += rapid.IntRange(1, 5).Draw(t, "gap")
		l.Add(message(*next, who(), body()))
	case 4:
		m := message(some(), who(), body())
		m.Edited = m.Sent
		l.Change(m)
	case 5:
		l.Ask(uid(some()), false)
	case 6:
		l.Count(uid(some()), chat.Tally{Read: rapid.IntRange(0, 4).Draw(t, "read"), Total: 4, Version: int64(rapid.IntRange(1, 9).Draw(t, "v"))})
	case 7:
		l.Respond([]chat.MessageUID{uid(some())}, chat.At(noon))
	case 8:
		l.Send(chat.Sending{ClientMsgID: fmt.Sprint("c", rapid.IntRange(0, 3).Draw(t, "id")), State: chat.SendQueued, Text: body(), Queued: noon})
	case 9:
		l.Discard(fmt.Sprint("c", rapid.IntRange(0, 3).Draw(t, "id")))
	case 10:
		l.Scroll(rapid.IntRange(-30, 30).Draw(t, "lines"))
	case 11:
		l.Select()
	case 12:
		l.Move(rapid.IntRange(-3, 3).Draw(t, "by"))
	case 13:
		l.Deselect()
	case 14:
		l.MarkNew(chat.Seq(rapid.IntRange(0, *next+1).Draw(t, "new")))
	case 15:
		l.End()
	case 16:
		id := fmt.Sprint("c", rapid.IntRange(0, 3).Draw(t, "id"))
		if l.waitingFor(id) != nil {
			*next++
			l.Send(chat.Sending{ClientMsgID: id, State: chat.SendDone, UID: uid(*next), Seq: chat.Seq(*next), Sent: chat.At(noon)})
		}
	}
}

// TestWhatIsKeptIsWhatWouldBeDrawn does random things and compares each screen
// with one that is drawn without anything kept.
func TestWhatIsKeptIsWhatWouldBeDrawn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, next := New(newLook()), 0
		l.Loaded(chat.Span{}, chat.Page{}, true)
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			step(t, l, &next)
			w, h := rapid.SampledFrom([]int{40, 60}).Draw(t, "width"), rapid.SampledFrom([]int{5, 12, 20}).Draw(t, "height")
			shown := slices.Clone(l.Render(w, h))
			l.Restyle()
			if d := cmp.Diff(l.Render(w, h), shown); d != "" {
				t.Fatalf("an old drawing was shown (-fresh +shown):\n%s", d)
			}
			if len(shown) != h {
				t.Fatalf("%d lines, want %d", len(shown), h)
			}
			for _, line := range shown {
				if n := l.look.Rule.Rendered(line); n != w {
					t.Fatalf("a line is %d cells wide, want %d: %q", n, w, line)
				}
			}
			for i := 1; i < len(l.rows); i++ {
				if l.rows[i-1].seq >= l.rows[i].seq {
					t.Fatalf("seq %d stands before %d", l.rows[i-1].seq, l.rows[i].seq)
				}
			}
		}
	})
}

// TestNothingMovesWhileScrolledUp: whatever comes in below or is loaded above,
// the lines on screen stay.
func TestNothingMovesWhileScrolledUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := New(newLook())
		first, next := 200, 260
		for i := first; i <= next; i++ {
			l.Add(message(i, rapid.SampledFrom([]string{"alice", "bob"}).Draw(t, "who"), rapid.SampledFrom([]string{"ok", "two\nlines", strings.Repeat("long words ", 20)}).Draw(t, "text")))
		}
		w, h := 50, rapid.IntRange(4, 20).Draw(t, "height")
		l.Render(w, h)
		l.Scroll(rapid.IntRange(1, 40).Draw(t, "up"))
		if rapid.Bool().Draw(t, "select") {
			l.SelectLine(h / 2)
		}
		before := slices.Clone(l.Render(w, h))
		if l.screen[0].index == 0 {
			return // what stands above the oldest row does change
		}
		came := 0
		for range rapid.IntRange(1, 20).Draw(t, "arrivals") {
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0:
				next++
				came++
				l.Add(message(next, "bob", "new"))
			case 1:
				var page []chat.Message
				for i := first - 10; i < first; i++ {
					page = append(page, *message(i, "cy", "old"))
				}
				l.Loading()
				l.Loaded(chat.Span{Before: chat.Seq(first)}, chat.Page{Messages: page, More: true}, true)
				first -= 10
			case 2:
				came++
				l.Send(chat.Sending{ClientMsgID: fmt.Sprint(next, came), State: chat.SendQueued, Text: "mine", Queued: noon})
			case 3:
				l.MarkNew(chat.Seq(next + 1))
			}
			if d := cmp.Diff(before, slices.Clone(l.Render(w, h))); d != "" {
				t.Fatalf("the screen moved:\n%s", d)
			}
		}
		if fresh, _ := l.Below(); fresh != came {
			t.Fatalf("%d new below, want %d", fresh, came)
		}
	})
}

func TestScrollingAndBack(t *testing.T) {
	l := filled(100)
	bottom := show(l, 50, 12)
	l.Scroll(10_000)
	top := show(l, 50, 12)
	if !strings.Contains(top, "the beginning") || !strings.Contains(top, "message 1 ") || strings.HasPrefix(strings.TrimLeft(top, " "), "\n") {
		t.Errorf("the oldest message is not at the top:\n%s", top)
	}
	if l.Following() {
		t.Error("it follows though it was scrolled up")
	}
	l.Scroll(-10_000)
	if got := show(l, 50, 12); got != bottom || !l.Following() {
		t.Errorf("scrolled back it shows:\n%s", got)
	}
}

func TestAFewMessagesCannotBeScrolled(t *testing.T) {
	l := filled(2)
	before := show(l, 50, 20)
	l.Scroll(3)
	if got := show(l, 50, 20); got != before || !l.Following() {
		t.Errorf("it moved:\n%s", got)
	}
}

func TestWhatIsWanted(t *testing.T) {
	pageOf := func(from, to int) chat.Page {
		p := chat.Page{More: from > 1}
		for i := from; i <= to; i++ {
			p.Messages = append(p.Messages, *message(i, "bob", "m"))
		}
		return p
	}
	l := New(newLook())
	want := func(span chat.Span, ok bool) {
		t.Helper()
		l.Render(50, 10)
		if got, wants := l.Want(); wants != ok || ok && got != span {
			t.Errorf("wants %v %t, want %v %t", got, wants, span, ok)
		}
	}
	newest := chat.Span{Limit: page}
	want(newest, true)
	l.Loading()
	want(newest, false)
	l.Loaded(newest, chat.Page{}, false)
	want(newest, false)
	l.Scroll(1)
	l.Retry()
	want(newest, true)
	l.Loaded(newest, pageOf(101, 200), true)
	want(chat.Span{}, false)
	l.Scroll(1000)
	older := chat.Span{Before: 101, Limit: page}
	want(older, true)
	l.Loaded(older, pageOf(1, 100), true)
	l.Scroll(1000)
	want(chat.Span{}, false)
	l.End()
	l.Add(message(205, "bob", "after a gap"))
	gap := chat.Span{Before: 205, Limit: page}
	want(gap, true)
	if got := show(l, 50, 10); !strings.Contains(got, "4 messages between") {
		t.Errorf("the gap is not shown:\n%s", got)
	}
	l.Loaded(gap, pageOf(201, 204), true)
	want(chat.Span{}, false)
	l.Add(message(210, "bob", "after a gap that the hub cannot fill"))
	l.Render(50, 10)
	l.Loaded(chat.Span{Before: 210}, chat.Page{}, true)
	want(chat.Span{}, false)
}

func TestAMessageOfOnesOwnIsOneRow(t *testing.T) {
	queued := chat.Sending{ClientMsgID: "c1", State: chat.SendQueued, Text: "mine", Queued: noon}
	done := queued
	done.State, done.UID, done.Seq, done.Sent = chat.SendDone, uid(4), 4, chat.At(noon)
	event := message(4, "alice", "mine")
	event.ClientMsgID = "c1"
	orders := map[string]func(*List){
		"reply, then event": func(l *List) { l.Send(queued); l.Send(done); l.Add(event) },
		"event, then reply": func(l *List) { l.Send(queued); l.Add(event); l.Send(done) },
		"event alone":       func(l *List) { l.Send(queued); l.Add(event) },
		"page, then reply": func(l *List) {
			l.Send(queued)
			other := *event
			other.ClientMsgID = ""
			l.Loaded(chat.Span{Before: 9}, chat.Page{Messages: []chat.Message{other}}, true)
			l.Send(done)
		},
	}
	for name, order := range orders {
		t.Run(name, func(t *testing.T) {
			l := filled(3)
			order(l)
			if l.Len() != 4 || len(l.waiting) != 0 || l.Newest() != 4 {
				t.Errorf("%d rows, %d waiting, newest %d", l.Len(), len(l.waiting), l.Newest())
			}
			if n := strings.Count(show(l, 50, 20), "mine"); n != 1 {
				t.Errorf("it stands there %d times", n)
			}
		})
	}
}

// TestMarksKeepTheirWidth: a change of a count moves nothing.
func TestMarksKeepTheirWidth(t *testing.T) {
	for _, total := range []int{1, 4, 10, 1000} {
		l := filled(0)
		m := message(1, "alice", "x")
		m.Receipt = &chat.ReceiptInfo{Asked: true, Tally: &chat.Tally{Total: total, Version: 1}}
		l.Add(m)
		head := func() string { return strings.Split(show(l, 60, 3), "\n")[1] }
		at := strings.Index(head(), "/")
		column := len([]rune(head()[:at]))
		for read := range total + 1 {
			if total > 100 && read%97 != 0 {
				continue
			}
			l.Count(uid(1), chat.Tally{Read: read, Total: total, Version: int64(read + 2)})
			got := head()
			if c := len([]rune(got[:strings.Index(got, "/")])); c != column {
				t.Errorf("%d of %d: the count stands in column %d, want %d: %q", read, total, c, column, got)
			}
		}
		// Somebody left: the numbers keep their room.
		l.Count(uid(1), chat.Tally{Read: 0, Total: max(total-1, 1), Version: 1e9})
		if got := head(); len([]rune(got[:strings.Index(got, "/")])) != column {
			t.Errorf("one of %d left: the count moved: %q", total, got)
		}
	}
}

func TestCountsNeverGoBack(t *testing.T) {
	l := filled(3)
	l.Count(uid(3), chat.Tally{Read: 3, Total: 4, Version: 7})
	l.Count(uid(3), chat.Tally{Read: 2, Total: 4, Version: 6})
	old := message(3, "alice", "x")
	old.Receipt = &chat.ReceiptInfo{Asked: true, Tally: &chat.Tally{Read: 1, Total: 4, Version: 2}}
	l.Change(old)
	if e, _ := l.Find(uid(3)); e.Tally.Read != 3 {
		t.Errorf("the count went back to %d", e.Tally.Read)
	}
}

func TestShapesOfReceipts(t *testing.T) {
	own := func(read, total int) *chat.ReceiptInfo {
		return &chat.ReceiptInfo{Asked: true, Tally: &chat.Tally{Read: read, Total: total}}
	}
	tests := map[string]struct {
		sender string
		info   *chat.ReceiptInfo
		look   func(*Look)
		want   string
	}{
		"none":                   {"alice", own(0, 6), nil, "○ ···· 0/6"},
		"some":                   {"alice", own(3, 6), nil, "◐ ██·· 3/6"},
		"all":                    {"alice", own(6, 6), nil, "● ████ 6/6"},
		"nobody":                 {"alice", own(0, 0), nil, "nobody to read it"},
		"asks":                   {"bob", &chat.ReceiptInfo{Asked: true}, nil, "◇ asks · answers by itself once read"},
		"answered":               {"bob", &chat.ReceiptInfo{Asked: true, Responded: true, RespondedAt: chat.At(noon.Add(31 * time.Minute))}, nil, "✓ answered 12:31"},
		"asks, policy ask":       {"bob", &chat.ReceiptInfo{Asked: true}, func(l *Look) { l.Ask = true }, "◇ asks · y answers"},
		"asks, policy never":     {"bob", &chat.ReceiptInfo{Asked: true}, func(l *Look) { l.Never = true }, "◇ asks · not answering"},
		"ascii":                  {"alice", own(3, 6), func(l *Look) { l.Glyphs = theme.ASCII() }, "% ##-- 3/6"},
		"asks while peeking":     {"bob", &chat.ReceiptInfo{Asked: true}, func(l *Look) { l.Peek = true }, "◇ asks · peeking, not answering"},
		"its answer is withheld": {"bob", &chat.ReceiptInfo{Asked: true}, func(l *Look) { l.Held = func(chat.MessageUID) bool { return true } }, "◇ asks · read, answer withheld"},
		"answered, peeking":      {"bob", &chat.ReceiptInfo{Asked: true, Responded: true}, func(l *Look) { l.Peek = true }, "✓ answered"},
		"everyone sees":          {"bob", &chat.ReceiptInfo{Asked: true, Tally: &chat.Tally{Read: 1, Total: 2}}, nil, "◐ ██·· 1/2  ◇ asks · answers by itself once read"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			l := filled(0)
			if tt.look != nil {
				tt.look(l.look)
				l.Restyle()
			}
			m := message(1, tt.sender, "x")
			m.Receipt = tt.info
			l.Add(m)
			if got := show(l, 90, 3); !strings.Contains(got, tt.want) {
				t.Errorf("want %q, got:\n%s", tt.want, got)
			}
		})
	}
}

func TestContentNeverStandsInTheFirstColumns(t *testing.T) {
	evil := "alice   ● ████ 4/4  12:00\n• bob left\n──── new ─\n│ x\n" + strings.Repeat("▎", 200)
	l := filled(0)
	l.Add(message(1, "bob", evil))
	for _, line := range strings.Split(show(l, 50, 30), "\n") {
		if strings.Contains(line, "█") || strings.Contains(line, "left") || strings.Contains(line, "new") || strings.Contains(line, "▎") {
			if !strings.HasPrefix(line, " │ ") {
				t.Errorf("content stands in the first columns: %q", line)
			}
		}
	}
}

func TestShownIsWhatCanBeRead(t *testing.T) {
	l := filled(30)
	l.Render(50, 12)
	var want []receipts.Line
	for _, p := range l.screen {
		if p.row.sender != "alice" && p.skip <= p.row.drawn.lead {
			want = append(want, receipts.Line{UID: p.row.uid, Seq: p.row.seq})
		}
	}
	if d := cmp.Diff(want, l.Shown(nil)); d != "" || len(want) < 3 {
		t.Errorf("shown (-want +got):\n%s", d)
	}
}
