package ui

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/google/go-cmp/cmp"

	"seenby/chat"
)

// TestNothingIsReadElsewhere: while something else has the terminal, and after
// it until the user is seen here, nothing counts as read.
func TestNothingIsReadElsewhere(t *testing.T) {
	edited := func(r *rig) tea.Msg { return SelfMsg{r.m, editorDone{group: "ops", text: "x"}} }
	tests := map[string]struct {
		does func(r *rig)
		want []int
	}{
		"suspended":                       {func(r *rig) { r.keys("ctrl+z").wait(time.Hour) }, nil},
		"suspended within the dwell time": {func(r *rig) { r.wait(dwell / 2).keys("ctrl+z").wait(time.Hour) }, nil},
		"resumed, the dwell time begins": {func(r *rig) {
			r.keys("ctrl+z").wait(time.Hour).say(SelfMsg{r.m, resumed{}}).wait(dwell - time.Millisecond)
		}, nil},
		"resumed, and ends":                {func(r *rig) { r.keys("ctrl+z").wait(time.Hour).say(SelfMsg{r.m, resumed{}}).wait(dwell) }, []int{1}},
		"in the editor":                    {func(r *rig) { r.keys("ctrl+x", "ctrl+e").wait(time.Hour) }, nil},
		"after the editor nobody is seen":  {func(r *rig) { r.keys("ctrl+x", "ctrl+e").say(edited(r)).wait(time.Hour) }, nil},
		"after the editor a key":           {func(r *rig) { r.keys("ctrl+x", "ctrl+e").say(edited(r)).keys("a").wait(dwell) }, []int{1}},
		"after the editor the focus":       {func(r *rig) { r.keys("ctrl+x", "ctrl+e").say(edited(r)).say(tea.FocusMsg{}).wait(dwell) }, []int{1}},
		"after the editor the focus went":  {func(r *rig) { r.keys("ctrl+x", "ctrl+e").say(edited(r)).say(tea.BlurMsg{}).wait(time.Hour) }, nil},
		"the first of two strokes is none": {func(r *rig) { r.keys("ctrl+x").wait(dwell) }, []int{1}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Setenv("TMPDIR", t.TempDir())
			drive(t, &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": bobs(1)}}, func(r *rig) {
				r.size(80, 24).say(tea.FocusMsg{})
				tt.does(r)
				if d := cmp.Diff(tt.want, r.seqs()); d != "" {
					t.Errorf("read (-want +got):\n%s\n%s", d, r.screen())
				}
			})
		})
	}
}

// TestNothingIsReadWhileTheMachineSleeps, nor after it until there is a sign of
// somebody: it may wake by itself.
func TestNothingIsReadWhileTheMachineSleeps(t *testing.T) {
	var slept time.Duration
	sleeps := func(r *rig) *rig {
		slept += 5 * time.Hour
		return r.news(online) // the connection is there again
	}
	tests := map[string]struct {
		does func(r *rig)
		want []int
	}{
		"within the dwell time":        {func(r *rig) { sleeps(r.wait(dwell / 2)).wait(time.Hour) }, nil},
		"when the dwell time was over": {func(r *rig) { sleeps(r.wait(dwell)).wait(time.Hour) }, []int{1}},
		"what came with the waking":    {func(r *rig) { sleeps(r.wait(dwell)).news(added(bobs(2)[1])).wait(time.Hour) }, []int{1}},
		"then a key":                   {func(r *rig) { sleeps(r.wait(dwell / 2)).keys("a").wait(dwell) }, []int{1}},
		"then a key, not long enough":  {func(r *rig) { sleeps(r.wait(dwell / 2)).keys("a").wait(dwell - time.Millisecond) }, nil},
		"then the focus":               {func(r *rig) { sleeps(r.wait(dwell / 2)).say(tea.FocusMsg{}).wait(dwell) }, []int{1}},
		"woken by a key": {func(r *rig) {
			slept += 5 * time.Hour
			r.keys("a").wait(dwell)
		}, []int{1}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			slept = 0
			drive(t, &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": bobs(1)}}, func(r *rig) {
				r.size(80, 24).say(tea.FocusMsg{})
				tt.does(r)
				if d := cmp.Diff(tt.want, r.seqs()); d != "" {
					t.Errorf("read (-want +got):\n%s\n%s", d, r.screen())
				}
			}, func(o *Options) { o.Wall = func() time.Time { return time.Now().Round(0).Add(slept) } })
		})
	}
}

func TestTheEditorGetsTheTextAlone(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	drive(t, &fakeChat{}, func(r *rig) {
		r.size(120, 24).keys("h", "i", "ctrl+x", "ctrl+e")
		files, err := filepath.Glob(filepath.Join(tmp, "seenby-*", editorFile))
		if err != nil || len(files) != 1 {
			t.Fatalf("files %v, %v, want one", files, err)
		}
		info, err := os.Stat(files[0])
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("its mode is %v, %v", info.Mode(), err)
		}
		if b, err := os.ReadFile(files[0]); err != nil || string(b) != "hi" {
			t.Errorf("it has %q, %v", b, err)
		}
		r.say(SelfMsg{r.m, editorDone{group: "ops", err: errors.New("exit status 1")}})
		if !strings.Contains(r.screen(), "the editor failed: exit status 1") || r.m.composer.Text() != "hi" {
			t.Errorf("composer %q, screen:\n%s", r.m.composer.Text(), r.screen())
		}
		r.say(SelfMsg{r.m, editorDone{group: "ops", text: "two\nlines\x1b[31m"}}).keys("enter")
		if want := []string{`send ops "two\nlines␛"`}; !slices.Equal(r.chat.did, want) {
			t.Errorf("did %q, want %q", r.chat.did, want)
		}
		r.say(SelfMsg{r.m, editorDone{group: "zoo", text: "for another"}})
		if r.m.composer.Text() != "" || r.chat.drafts["zoo"] != "for another" {
			t.Errorf("composer %q, drafts %v", r.m.composer.Text(), r.chat.drafts)
		}
		r.say(SelfMsg{r.m, editorDone{group: "ops", text: strings.Repeat("x", chat.MaxText+1)}})
		if !strings.Contains(r.screen(), "8193") && !strings.Contains(r.screen(), "too long") {
			t.Errorf("nothing says that it is too long:\n%s", r.screen())
		}
	})
}

func TestWhatWasSentIsWrittenAgain(t *testing.T) {
	tests := map[string]struct{ keys, want string }{
		"the last one":               {"alt+p", "two"},
		"the one before":             {"ctrl+up ctrl+up", "one"},
		"not further than the first": {"alt+p alt+p alt+p alt+p", "one"},
		"and forth":                  {"alt+p alt+p alt+n", "two"},
		"to what was being written":  {"x y alt+p alt+p ctrl+down ctrl+down", "xy"},
		"not further than that":      {"x ctrl+down alt+n", "x"},
		"sent again, it is the last": {"alt+p alt+p enter alt+p alt+p", "two"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			drive(t, &fakeChat{}, func(r *rig) {
				r.size(80, 24).keys("o", "n", "e", "enter", "t", "w", "o", "enter").keys(strings.Fields(tt.keys)...)
				if got := r.m.composer.Text(); got != tt.want {
					t.Errorf("the composer has %q, want %q", got, tt.want)
				}
			})
		})
	}
}

// TestWhatWasSentBeforeTheStartIsWrittenAgain: what is loaded of one's own counts.
func TestWhatWasSentBeforeTheStartIsWrittenAgain(t *testing.T) {
	mine := []chat.Message{text(1, "alice", "first"), text(2, "bob", "his"), takenBack(text(3, "alice", "gone")), text(4, "alice", "last")}
	for keys, want := range map[string]string{
		"alt+p": "last", "alt+p alt+p": "first", "alt+p alt+p alt+p": "first",
		"n e w enter alt+p alt+p": "last", "n e w enter alt+p alt+p alt+p alt+n alt+n": "new", "alt+p alt+n": "",
	} {
		t.Run(keys, func(t *testing.T) {
			drive(t, &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": mine}}, func(r *rig) {
				r.size(80, 24).news(listed(ops(4, 4, 0))).keys(strings.Fields(keys)...)
				if got := r.m.composer.Text(); got != want {
					t.Errorf("the composer has %q, want %q", got, want)
				}
			})
		})
	}
}

func TestTheEditorIsTheUsersOwn(t *testing.T) {
	for _, tt := range []struct {
		visual, editor string
		want           []string
	}{{"", "", []string{"vi"}}, {"", "nano -w", []string{"nano", "-w"}}, {"code --wait", "nano", []string{"code", "--wait"}}, {" ", "ed", []string{"ed"}}} {
		t.Setenv("VISUAL", tt.visual)
		t.Setenv("EDITOR", tt.editor)
		if got := editor(); !slices.Equal(got, tt.want) {
			t.Errorf("VISUAL=%q EDITOR=%q: %q, want %q", tt.visual, tt.editor, got, tt.want)
		}
	}
}
