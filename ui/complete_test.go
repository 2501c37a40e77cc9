package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/google/go-cmp/cmp"

	"seenby/chat"
	"seenby/ui/keymap"
)

// write types a text letter by letter, then presses keys.
func (r *rig) write(text string, keys ...string) *rig {
	for _, c := range text {
		k := string(c)
		if c == ' ' {
			k = "space"
		}
		r.keys(k)
	}
	return r.keys(keys...)
}

func TestCompletion(t *testing.T) {
	tests := map[string]struct {
		text, keys string
		want       string
		shows      string
	}{
		"the only member like it":            {"hi @b", "tab", "hi @bob ", ""},
		"by the name, whatever its case":     {"@DO", "tab", "@dora ", ""},
		"of several the first":               {"@", "tab enter", "@bob ", ""},
		"of several a list":                  {"@", "tab", "@", "@dora"},
		"tab goes on":                        {"@", "tab tab enter", "@cy ", ""},
		"up goes to the last":                {"@", "tab up enter", "@eve ", ""},
		"esc writes nothing":                 {"@", "tab esc", "@", "enter send"},
		"esc, then enter sends":              {"@", "tab esc enter", "", ""},
		"what is typed narrows":              {"@", "tab d enter", "@dora ", ""},
		"what fits nothing closes it":        {"@", "tab z z", "@zz", "enter send"},
		"nobody like it":                     {"@zz", "tab", "@zz", ""},
		"not oneself":                        {"@alice", "tab", "@alice", ""},
		"before other words":                 {"a @b c", "left left tab", "a @bob  c", ""},
		"in the second line":                 {"x", "ctrl+j @ b tab", "x\n@bob ", ""},
		"an emoji":                           {"go :rock", "tab", "go 🚀", ""},
		"an emoji, closed":                   {":tada:", "tab", "🎉", ""},
		"a colon alone is none":              {":", "tab", ":", ""},
		"a time is none":                     {"12:30", "tab", "12:30", ""},
		"an action":                          {"/conn", "tab", "/connect", ""},
		"an action inside a text is none":    {"a /conn", "tab", "a /conn", ""},
		"an action on a message, none there": {"/message.", "tab", "/message.", ""},
		"the line of keys says it":           {"@", "", "@", "tab complete"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			drive(t, &fakeChat{messages: history()}, func(r *rig) {
				r.size(120, 24).say(tea.FocusMsg{}).write(tt.text, strings.Fields(tt.keys)...)
				if got := r.m.composer.Text(); got != tt.want {
					t.Errorf("the composer has %q, want %q", got, tt.want)
				}
				if !strings.Contains(r.screen(), tt.shows) {
					t.Errorf("want %q:\n%s", tt.shows, r.screen())
				}
			})
		})
	}
}

func TestWrittenActions(t *testing.T) {
	tests := map[string]struct {
		does  func(r *rig)
		did   []string
		left  string
		shows string
	}{
		"done at enter":                      {func(r *rig) { r.write("/connect", "enter") }, []string{"retry now"}, "", "trying to connect"},
		"completed and done":                 {func(r *rig) { r.write("/conn", "tab", "enter") }, []string{"retry now"}, "", ""},
		"an unknown one is not sent":         {func(r *rig) { r.write("/shrug", "enter") }, nil, "/shrug", "no /shrug: a space before it sends it"},
		"a slip names what is near":          {func(r *rig) { r.write("/serach", "enter") }, nil, "/serach", "no /serach: did you mean /search?"},
		"one on a message, by its end":       {func(r *rig) { r.write("/remnd", "enter") }, nil, "/remnd", "did you mean /message.remind?"},
		"what only moves is not meant":       {func(r *rig) { r.write("/select-upp", "enter") }, nil, "/select-upp", "no /select-upp: a space"},
		"a space before it sends it":         {func(r *rig) { r.write(" /shrug", "enter") }, []string{`send ops " /shrug"`}, "", ""},
		"a path is a text":                   {func(r *rig) { r.write("/etc/passwd", "enter") }, []string{`send ops "/etc/passwd"`}, "", ""},
		"more words are a text":              {func(r *rig) { r.write("/connect now", "enter") }, []string{`send ops "/connect now"`}, "", ""},
		"an answer is a text":                {func(r *rig) { r.keys("up", "r").write("/connect", "enter") }, []string{`send ops "/connect"`}, "", ""},
		"what needs a message says so":       {func(r *rig) { r.write("/message.flag", "enter") }, nil, "", "that works on messages only"},
		"what only moves is none":            {func(r *rig) { r.write("/select-up", "enter") }, nil, "/select-up", "no /select-up: a space before it sends it"},
		"the text of the action is no draft": {func(r *rig) { r.write("/connect", "enter").wait(5 * time.Second) }, []string{"retry now"}, "", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			drive(t, &fakeChat{messages: history()}, func(r *rig) {
				r.size(120, 24)
				tt.does(r)
				if d := cmp.Diff(tt.did, r.chat.did); d != "" {
					t.Errorf("did (-want +got):\n%s", d)
				}
				if r.m.composer.Text() != tt.left || !strings.Contains(r.screen(), tt.shows) {
					t.Errorf("the composer has %q, want %q, and %q on screen:\n%s", r.m.composer.Text(), tt.left, tt.shows, r.screen())
				}
				if r.chat.drafts["ops"] != "" && tt.left == "" && strings.HasPrefix(r.chat.drafts["ops"], "/") {
					t.Errorf("the draft is %q", r.chat.drafts["ops"])
				}
			})
		})
	}
}

// TestTheMenuHidesWhatItCovers: the messages that had to go for the menu are
// not read.
func TestTheMenuHidesWhatItCovers(t *testing.T) {
	drive(t, &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": bobs(30)}}, func(r *rig) {
		r.size(80, 16).say(tea.BlurMsg{}).write("@", "tab").say(tea.FocusMsg{}).wait(dwell)
		got := r.seqs()
		for _, n := range got {
			if !strings.Contains(r.screen(), "message "+string(rune('0'+n/10))+string(rune('0'+n%10))) {
				t.Errorf("message %d counts as read:\n%s", n, r.screen())
			}
		}
		if len(got) == 0 || !slices.Contains(got, 30) {
			t.Errorf("read %v: the newest stays in sight", got)
		}
	})
}

// TestWordsOfAnInputMethodAreWrittenWhileAMessageIsSelected: they are no keys
// of an action, and would be lost.
func TestWordsOfAnInputMethodAreWrittenWhileAMessageIsSelected(t *testing.T) {
	f := &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": {text(1, "bob", "hello")}}}
	drive(t, f, func(r *rig) {
		r.size(80, 24).news(listed(ops(1, 1, 0)), online)
		r.keys("up")
		if r.m.context() != keymap.Selected {
			t.Fatalf("no message is selected:\n%s", r.screen())
		}
		r.keys("q", "你", "好")
		if got := r.m.composer.Text(); got != "你好" || r.m.context() != keymap.Writing {
			t.Errorf("the composer has %q:\n%s", got, r.screen())
		}
	})
}
