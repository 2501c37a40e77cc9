package timeline

import (
	"strings"
	"testing"

	"seenby/chat"
)

// TestTheNewLineIsBeforeWhatSomebodyElseWrote, the first of it that is unread,
// whatever of one's own or of the system stands between.
func TestTheNewLineIsBeforeWhatSomebodyElseWrote(t *testing.T) {
	tests := map[string]struct {
		from string // who wrote: alice is oneself, - is a system line
		read int
		want string // what stands below the line
	}{
		"of somebody else":       {"bob bob cy", 1, "message 2"},
		"behind one's own":       {"bob alice alice cy bob", 1, "message 4"},
		"behind a system line":   {"bob - cy", 1, "message 3"},
		"at the very beginning":  {"alice bob cy", 0, "message 2"},
		"nothing but one's own":  {"bob alice -", 1, ""},
		"one's own in between":   {"bob cy alice cy", 1, "message 2"},
		"in a group of the same": {"bob bob bob", 2, "message 3"},
		"nothing is unread":      {"bob cy", 2, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			l := filled(0)
			for i, from := range strings.Fields(tt.from) {
				m := message(i+1, from, "")
				m.Text = "message " + string(rune('1'+i))
				if from == "-" {
					m.Sender, m.Kind = "cy", chat.KindSystem
				}
				l.Add(m)
			}
			l.MarkNew(chat.Seq(tt.read + 1))
			for _, height := range []int{30, 8} {
				got := show(l, 50, height)
				_, below, found := strings.Cut(got, " new ─")
				if found != (tt.want != "") || strings.Count(got, " new ─") > 1 {
					t.Fatalf("the line is there: %t\n%s", found, got)
				}
				lines := strings.Split(strings.TrimSpace(below), "\n")
				if found && (len(lines) < 2 || !strings.Contains(lines[1], tt.want)) {
					t.Errorf("want %q below it:\n%s", tt.want, got)
				}
			}
			l.Send(chat.Sending{ClientMsgID: "c", State: chat.SendQueued, Text: "mine", Queued: noon})
			l.Send(chat.Sending{ClientMsgID: "c", State: chat.SendDone, UID: "own", Seq: 9, Sent: chat.At(noon)})
			if got := show(l, 50, 30); strings.Contains(got, " new ─") != (tt.want != "") {
				t.Errorf("one of one's own moves it:\n%s", got)
			}
		})
	}
}
