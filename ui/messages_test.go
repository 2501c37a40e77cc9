package ui

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"

	"seenby/chat"
	"seenby/theme"
	"seenby/ui/cell"
)

// sizes are those for which the screens of messages are kept.
var sizes = [][2]int{{40, 10}, {80, 24}, {120, 40}}

const goCode = "```go\n// wait for all of them\nfor i := range n {\n\tif err := run(ctx, \"job\", i); err != nil {\n\t\treturn fmt.Errorf(\"job %d: %w\", i, err)\n\t}\n}\n```"

// replied makes a message an answer.
func replied(m chat.Message, to int) chat.Message {
	m.ReplyTo = text(to, "", "").UID
	return m
}

func takenBack(m chat.Message) chat.Message {
	m.Text, m.Recalled = "", m.Sent
	return m
}

func tallied(m chat.Message, read, total int) chat.Message {
	return asking(m, &chat.Tally{Read: read, Total: total, Version: int64(read + 1)})
}

// TestMessages holds what messages look like, each kind at three sizes. keys
// are pressed before one looks.
func TestMessages(t *testing.T) {
	edited := text(2, "cy", "The window is from noon to one.")
	edited.Edited = chat.At(noon.Add(17 * time.Minute))
	later := text(3, "cy", "And again on Friday.")
	later.Edited = chat.At(noon.Add(49 * time.Hour))
	reacted := text(4, "bob", "Good.")
	reacted.Reactions = map[string][]chat.UserID{"👍": {"alice", "bob", "cy"}, "🎉": {"dora"}, "❤️": {"alice"}}
	named := text(2, "bob", "@alice please look, and @alice2 too.\nIt is the second line of what names alice.")
	named.Mentions = []chat.UserID{"alice"}
	joined := chat.Message{
		UID: "S1", Group: "ops", Seq: 2, Sender: "bob", Sent: chat.At(noon), Kind: chat.KindSystem,
		Change: &chat.GroupChange{Kind: chat.ChangeInvited, By: "bob", Users: []chat.UserID{"dora", "eve"}},
	}
	tests := map[string]struct {
		messages []chat.Message
		keys     []string
	}{
		"markup": {messages: []chat.Message{
			text(1, "bob", "Some **bold**, some *italic*, some `code`, and # no heading, <b>no HTML</b>, ![no picture](x)."),
			text(2, "cy", "> who deploys?\n> > and when?\nI do:\n- now\n- or *later*, when the load is below a half, which it is in the evening only\n  1. first\n  2. second"),
		}},
		"code": {messages: []chat.Message{
			text(1, "bob", "Here is the loop:\n"+goCode+"\nand the diff\n```diff\n-old line\n+new line\n same\n```\nUnclosed ```code"),
		}},
		"links": {messages: []chat.Message{
			text(1, "bob", "See https://example.org/a(b), or [this](https://example.org/a/path/so/long/that/it/has/to/go/on/over/several/lines/of/the/timeline.html)."),
			text(2, "cy", "看https://example.org/x这里, https://例子.测试/, mailto:cy@example.org"),
		}},
		"replies": {messages: []chat.Message{
			text(2, "bob", "**Deploy** at noon?\n- yes\n- no"), takenBack(text(3, "bob", "")),
			replied(text(4, "alice", "yes"), 2), replied(text(5, "cy", "what was it?"), 3), replied(text(6, "dora", "an old one"), 1),
		}},
		"edited":           {messages: []chat.Message{edited, later, reacted, takenBack(text(5, "bob", ""))}},
		"edited_looked_at": {messages: []chat.Message{edited, later}, keys: []string{"up"}},
		"named":            {messages: []chat.Message{text(1, "cy", "no one"), named}},
		"hidden":           {messages: []chat.Message{text(1, "bob", "plain \x1b[31mred\x1b[0m and \u202egnp.exe, zero\u200bwidth")}},
		"hidden_shown": {messages: []chat.Message{
			text(1, "bob", "plain \x1b[31mred\x1b[0m and \u202egnp.exe, zero\u200bwidth"),
		}, keys: []string{"up", "h"}},
		"system": {messages: []chat.Message{text(1, "bob", "hello"), joined, text(3, "dora", "thanks"), text(4, "dora", "all")}},
		"counts": {messages: []chat.Message{
			tallied(text(1, "alice", "nobody has"), 0, 12), tallied(text(2, "alice", "one has"), 1, 12), tallied(text(3, "alice", "nine have"), 9, 12),
			tallied(text(4, "alice", "ten have"), 10, 12), tallied(text(5, "alice", "all have"), 12, 12), tallied(text(6, "alice", "nobody is there"), 0, 0),
			asking(text(7, "alice", "not told yet"), nil), tallied(takenBack(text(8, "alice", "")), 3, 12),
		}},
	}
	for name, tt := range tests {
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%s_%dx%d", name, size[0], size[1]), func(t *testing.T) {
				f := &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": tt.messages}}
				drive(t, f, func(r *rig) {
					r.news(listed(ops(8, 8, 0)), online).size(size[0], size[1]).say(tea.FocusMsg{}).keys(tt.keys...)
					golden(t, t.Name(), r.screen())
				})
			})
		}
	}
}

// living are messages in scripts that terminals measure in different ways.
func living() []chat.Message {
	return []chat.Message{
		tallied(text(1, "alice", "今天中午部署可以吗？我没有问题，上一次很顺利。"), 1, 3),
		tallied(text(2, "alice", "👨‍👩‍👧‍👦 🇩🇪 👍🏽 ❤️ 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 emoji of several parts"), 3, 3),
		asking(text(3, "bob", "नमस्ते, क्या हम दोपहर में शुरू करें? क्षत्रिय"), nil),
		asking(text(4, "cy", "مرحبا، هل نبدأ الآن؟ می\u200cخواهم"), nil),
		tallied(text(5, "alice", "สวัสดี เริ่มได้เลยไหม กำลังทำงาน"), 0, 3),
		text(6, "bob", "e\u0301 a\u0308\u0323 n\u0303 **한국어** `ｱｶﾞｷﾞ`"),
	}
}

// TestLivingScripts holds that lines of such text end where the others do, under
// both rules by which terminals measure.
func TestLivingScripts(t *testing.T) {
	for _, size := range sizes {
		for name, value := range map[string]ansi.ModeSetting{"wcwidth": ansi.ModeNotRecognized, "grapheme": ansi.ModeSet} {
			t.Run(fmt.Sprintf("%s_%dx%d", name, size[0], size[1]), func(t *testing.T) {
				f := &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": living()}, members: people("alice", "bob", "cy")}
				f.members[1].Name, f.members[2].Name = "नमस्ते Bob", "👩‍💻 Cy 今日"
				drive(t, f, func(r *rig) {
					r.say(tea.ModeReportMsg{Mode: ansi.ModeUnicodeCore, Value: value})
					r.news(listed(ops(6, 6, 0)), online).size(size[0], size[1])
					if bad := framed(r.m, r.m.View().Content, size[0], size[1]); bad != "" {
						t.Error(bad)
					}
					golden(t, t.Name(), r.screen())
				})
			})
		}
	}
}

// TestLinksLeadToWhatIsShown draws messages on a terminal and looks at where
// each cell leads.
func TestLinksLeadToWhatIsShown(t *testing.T) {
	const long = "https://example.org/a/path/so/long/that/it/goes/on/over/lines?y=2&z=%20#end"
	drive(t, &fakeChat{}, func(r *rig) {
		r.size(40, 20).news(listed(ops(2, 2, 0)), added(text(1, "bob", "see [bank]("+long+") **https://b.example** now")), added(text(2, "cy", "again "+long)))
		for _, selected := range []bool{false, true} {
			if selected {
				r.keys("up")
			}
			term := vt.NewEmulator(40, 20)
			if _, err := term.WriteString(strings.ReplaceAll(r.m.View().Content, "\n", "\r\n")); err != nil {
				t.Fatal(err)
			}
			shown, targets := map[string]string{}, map[string]string{}
			for y := range 20 {
				for x := range 40 {
					if c := term.CellAt(x, y); c != nil && c.Link.URL != "" {
						shown[c.Link.Params] += c.Content
						targets[c.Link.Params] = c.Link.URL
					}
				}
			}
			if len(targets) != 3 {
				t.Errorf("%d links, want 3: %v", len(targets), targets)
			}
			for id, target := range targets {
				if shown[id] != target {
					t.Errorf("%s leads to %q and shows %q", id, target, shown[id])
				}
			}
		}
	})
}

// TestGoingToTheQuotedMessage: near and far, and back.
func TestGoingToTheQuotedMessage(t *testing.T) {
	var all []chat.Message
	for i := 1; i <= 900; i++ {
		all = append(all, text(i, "bob", fmt.Sprint("message ", i)))
	}
	all[899] = replied(text(900, "cy", "an answer"), 20)
	all[898] = replied(text(899, "cy", "a near answer"), 890)
	all[897].ReplyTo = "01NEVER"
	at := func(r *rig) int {
		e, _ := r.m.chosen()
		return int(e.Seq)
	}
	expect := func(r *rig, seq int) {
		r.Helper()
		if got := at(r); got != seq {
			r.Errorf("message %d is selected, want %d:\n%s", got, seq, r.screen())
		}
	}
	drive(t, &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": all}}, func(r *rig) {
		r.news(listed(ops(900, 900, 0)), online).size(80, 24)
		r.keys("up", "o")
		expect(r, 20)
		screen := r.screen()
		for _, near := range []string{"message 18\n", "message 20\n", "message 22\n"} {
			if !strings.Contains(screen, near) {
				t.Errorf("no %q around it:\n%s", near, screen)
			}
		}
		r.keys("b")
		expect(r, 900)
		if !strings.Contains(r.screen(), "╭ Bob: message 20") {
			t.Errorf("the quote is not shown:\n%s", r.screen())
		}
		r.keys("up", "o")
		expect(r, 890)
		r.keys("alt+left")
		expect(r, 899)
		r.keys("alt+left")
		expect(r, 899)
		if !strings.Contains(r.screen(), r.m.o.Words.Notice.NoTrail) {
			t.Errorf("it does not say that there is no way back:\n%s", r.screen())
		}
		r.keys("up", "o")
		expect(r, 898)
		if !strings.Contains(r.screen(), r.m.o.Words.Waiting.Gone) {
			t.Errorf("it does not say that the message is gone:\n%s", r.screen())
		}
		r.keys("up", "o")
		expect(r, 897)
		if !strings.Contains(r.screen(), r.m.o.Words.Notice.NoQuote) {
			t.Errorf("it does not say that nothing is quoted:\n%s", r.screen())
		}
	})
}

// TestTheWayBackIsLoaded: a message from which one went away may have been
// dropped from memory meanwhile. Where it cannot be had, one stays where one is,
// and the way back is still there.
func TestTheWayBackIsLoaded(t *testing.T) {
	all := bobs(900)
	all[879] = replied(text(880, "cy", "an answer to it"), 20)
	f := &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": all}}
	drive(t, f, func(r *rig) {
		r.news(listed(ops(900, 900, 0)), online).size(80, 24).keys("up")
		for e, _ := r.m.open.list.Selected(); e.Seq > 880; e, _ = r.m.open.list.Selected() {
			r.keys("up")
		}
		at := func(what string, want chat.Seq, shows string) {
			t.Helper()
			if e, _ := r.m.open.list.Selected(); e.Seq != want || !strings.Contains(r.screen(), shows) {
				t.Fatalf("%s: %d is selected, want %d and %q:\n%s", what, e.Seq, want, shows, r.screen())
			}
		}
		r.keys("o")
		at("gone there", 20, "message 20")
		r.m.open.list.Bound(40)
		if _, ok := r.m.open.list.Find(all[879].UID); ok {
			t.Fatal("it is still loaded")
		}
		f.err = fmt.Errorf("no hub here")
		r.keys("b")
		at("without a hub", 20, "no hub here")
		f.err = nil
		r.keys("b")
		at("back", 880, "an answer to it")
		r.keys("b")
		at("back once more", 880, r.m.o.Words.Notice.NoTrail)
	})
}

func TestGoingToAQuoteOffline(t *testing.T) {
	f := &fakeChat{}
	drive(t, f, func(r *rig) {
		r.news(listed(ops(9, 9, 0)), added(replied(text(9, "cy", "an answer"), 2))).size(80, 24)
		f.err = fmt.Errorf("the hub cannot be reached")
		r.keys("up", "o")
		if !strings.Contains(r.screen(), "the hub cannot be reached") {
			t.Errorf("it does not say why:\n%s", r.screen())
		}
	})
}

// TestHiddenIsSpelledOut: by a key, and back, in a style that text cannot have.
func TestHiddenIsSpelledOut(t *testing.T) {
	drive(t, &fakeChat{}, func(r *rig) {
		r.size(80, 24).news(added(text(1, "bob", "a \x1b[31mred, typed: \\x1b[31m")), added(text(2, "cy", "plain")))
		r.keys("up", "h")
		if !strings.Contains(r.screen(), r.m.o.Words.Notice.NothingHidden) {
			t.Errorf("it does not say that nothing is hidden:\n%s", r.screen())
		}
		before := r.keys("up").m.View().Content
		if strings.Contains(strip(before), `a \x1b[31m`) {
			t.Errorf("it is spelled out from the start:\n%s", r.screen())
		}
		shown := r.keys("h").m.View().Content
		want := r.m.o.Theme.Hidden.Render(`\x1b[31m`)
		if strings.Count(shown, want) != 1 || !strings.Contains(strip(shown), `a \x1b[31mred, typed: \x1b[31m`) {
			t.Errorf("want %q once:\n%q", want, shown)
		}
		if bad := framed(r.m, shown, 80, 24); bad != "" {
			t.Error(bad)
		}
		if r.keys("h"); r.m.View().Content != before {
			t.Errorf("it is not hidden again:\n%s", r.screen())
		}
	})
}

// TestAMessageThatCannotBeDrawn: a panic in one row costs that row, and its log
// line holds nothing of the text.
func TestAMessageThatCannotBeDrawn(t *testing.T) {
	var log bytes.Buffer
	drive(t, &fakeChat{}, func(r *rig) {
		name := r.m.open.look.Name
		r.m.open.look.Name = func(u chat.UserID) cell.Text {
			if u == "eve" {
				panic("planted in " + string(u))
			}
			return name(u)
		}
		r.size(80, 24).say(tea.FocusMsg{}).news(added(text(1, "bob", "before")), added(text(2, "eve", "a secret")), added(text(3, "cy", "after")))
		r.wait(time.Second)
		screen := r.screen()
		for _, want := range []string{"before", "after", "✗ message " + string(text(2, "", "").UID) + " cannot be shown"} {
			if !strings.Contains(screen, want) {
				t.Errorf("no %q:\n%s", want, screen)
			}
		}
		r.size(60, 20).keys("up", "up", "i", "esc", "esc")
		for _, seen := range r.chat.read {
			if seen.Seq == 2 {
				t.Error("it counts as read")
			}
		}
		if n := strings.Count(log.String(), "cannot be drawn"); n != 1 || strings.Contains(log.String(), "secret") || strings.Contains(log.String(), "planted") {
			t.Errorf("logged %d times: %s", n, log.String())
		}
	}, func(o *Options) { o.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
}

// TestMarkupHasStyles: what is bold is bold on screen, in every theme.
func TestMarkupHasStyles(t *testing.T) {
	for _, name := range theme.Names() {
		th, err := theme.Named(name)
		if err != nil {
			t.Fatal(err)
		}
		drive(t, &fakeChat{}, func(r *rig) {
			r.size(80, 24).news(added(text(1, "bob", "one **two** *three* `four` https://a.example @alice\n```go\nreturn 5\n```")))
			screen := r.m.View().Content
			for _, want := range []string{
				th.Text.Bold(true).Render("two"), th.Text.Italic(true).Render("three"), th.Code.Render("four"),
				th.Link.Render("https://a.example"), th.Mention.Render("@alice"), th.CodeKeyword.Render("return"), th.CodeNumber.Render("5"),
			} {
				if !strings.Contains(screen, want) {
					t.Errorf("%s: no %q:\n%q", name, want, screen)
				}
			}
		}, func(o *Options) { o.Theme = th })
	}
}
