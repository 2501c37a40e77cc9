package plain

import (
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"seenby/chat"
	"seenby/ui/cell"
)

// sheet returns a paper of so many columns, and what stands on it.
func sheet(columns int) (*paper, *strings.Builder) {
	var out strings.Builder
	return &paper{out: &out, size: func() (int, int) { return columns, 10 }}, &out
}

func TestADraftIsShownAndEditedAsItIsTyped(t *testing.T) {
	for name, c := range map[string]struct {
		keys  []string // what comes at once
		shows string
		lines []string
		left  string
	}{
		"a line":                     {[]string{"he", "llo\r"}, "hello\n", []string{"hello"}, ""},
		"two lines at once":          {[]string{"one\ntwo\nthr"}, "one\ntwo\nthr", []string{"one", "two"}, "thr"},
		"a letter taken back":        {[]string{"ab\x7f"}, "ab\b \b", nil, "a"},
		"a wide one takes two cells": {[]string{"好啊\x08"}, "好啊\b \b\b \b", nil, "好"},
		"nothing left to take back":  {[]string{"a\x7f\x7f\x7f"}, "a\b \b", nil, ""},
		"a family goes as a whole, on a new line, as no two terminals agree on its width": {[]string{"a👨‍👩‍👧\x7f"}, "a👨‍👩‍👧\na", nil, "a"},
		"a flag goes as a whole":   {[]string{"🇨🇳🇩🇪\x7f"}, "🇨🇳🇩🇪\n🇨🇳", nil, "🇨🇳"},
		"a word":                   {[]string{"one two \x17"}, "one two " + strings.Repeat("\b \b", 4), nil, "one "},
		"the line":                 {[]string{"one\x15two"}, "one" + strings.Repeat("\b \b", 3) + "two", nil, "two"},
		"over the end of a row":    {[]string{"123456789\x17"}, "123456789\n", nil, ""},
		"a character in two parts": {[]string{"\xe5\xa5", "\xbd\n"}, "好\n", []string{"好"}, ""},
		"arrows, function keys and alt are no text": {[]string{"a\x1b[A\x1b[1;5Cb\x1bOPc\x1bxd\x1b\x1b[Be"}, "abcde", nil, "abcde"},
		"an arrow in two parts":                     {[]string{"a\x1b[", "Ab"}, "ab", nil, "ab"},
		"escape is a key":                           {[]string{"a\x1b", "b"}, "ab", nil, "ab"},
		"controls are no text":                      {[]string{"a\x00\x01\a\u0085\u202eb\xff\tc"}, "ab c", nil, "ab c"},
		"joiners are":                               {[]string{"می\u200cخواهم\n"}, "می\u200cخواهم\n", []string{"می\u200cخواهم"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p, out := sheet(9)
			var lines []string
			for _, k := range c.keys {
				got, end := p.press(k)
				if lines = append(lines, got...); end {
					t.Error("ended")
				}
			}
			if got := out.String(); got != c.shows {
				t.Errorf("shows %q, want %q", got, c.shows)
			}
			if strings.Join(lines, "|") != strings.Join(c.lines, "|") || p.draft.text != c.left {
				t.Errorf("lines %q and %q, want %q and %q", lines, p.draft.text, c.lines, c.left)
			}
		})
	}
}

// TestAnEventNeverStandsOnALineThatIsBeingWritten: it begins in the first
// column, and what had been typed is written once more below.
func TestAnEventNeverStandsOnALineThatIsBeingWritten(t *testing.T) {
	p, out := sheet(40)
	p.press("half a ")
	p.print(cell.Say("#1 bob: one"))
	p.print(cell.Say("#2 bob: two"))
	p.resume()
	if lines, _ := p.press("line\n"); len(lines) != 1 || lines[0] != "half a line" {
		t.Errorf("entered %q", lines)
	}
	p.print(cell.Say("#3 sent"))
	if got, want := out.String(), "half a \n#1 bob: one\n#2 bob: two\nhalf a line\n#3 sent\n"; got != want {
		t.Errorf("shows\n%s\nwant\n%s", got, want)
	}
	if p.rows != 5 {
		t.Errorf("%d rows, want 5", p.rows)
	}
}

func TestTheEndIsAKeyOnAnEmptyLine(t *testing.T) {
	p, _ := sheet(40)
	if _, end := p.press("a\x04"); end {
		t.Error("ended with words on the line")
	}
	if lines, end := p.press("\n\x04b"); !end || len(lines) != 1 {
		t.Errorf("end %t, lines %q", end, lines)
	}
}

func TestAVeryLongDraftIsHeldInBounds(t *testing.T) {
	p, _ := sheet(40)
	for range 30 {
		p.press(strings.Repeat("好", 1000))
	}
	if n := len(p.draft.text); n > maxLine || n < maxLine-3 {
		t.Errorf("%d bytes, want nearly %d", n, maxLine)
	}
}

// TestKeysThatATerminalTakesForTextAreNot: where the terminal edits the lines
// itself, it puts the arrows into them.
func TestKeysThatATerminalTakesForTextAreNot(t *testing.T) {
	for text, want := range map[string]string{"/help": "/help", "\x1b[A/help": "/help", "好\x1b[D，\x1bOH": "好，", "a\tb": "a\tb"} {
		if got := onlyText(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestKeysAreCommandsInTheirOrder: a line that is typed while another is still
// being done waits for it, what happens meanwhile tears no line, and one that was
// begun stands there again after the program was stopped.
func TestKeysAreCommandsInTheirOrder(t *testing.T) {
	f := &fakeChat{messages: some()}
	synctest.Test(t, func(t *testing.T) {
		news := make(chan []chat.News)
		in, keys := io.Pipe()
		var out safe
		var run sync.WaitGroup
		var err error
		resumed := make(chan struct{})
		run.Go(func() {
			err = Run(t.Context(), Options{
				Chat: f, News: news, In: in, Out: &out, Open: "ops", Keys: true, Resumed: resumed,
				Size: func() (int, int) { return 60, 10 },
			})
		})
		press := func(s string) { _, _ = io.WriteString(keys, s); synctest.Wait() }
		press("@bob first\nsec")
		news <- []chat.News{chat.LinkChanged{State: chat.LinkOnline}, chat.GroupsListed{Groups: []chat.Group{{ID: "ops", MemberCount: 3}}}}
		synctest.Wait()
		press("ond\n\x1b[A/qu")
		resumed <- struct{}{} // a shell has written after what was begun
		synctest.Wait()
		press("it\n")
		run.Wait()
		_ = in.Close()
		if err != nil {
			t.Errorf("ended with %v", err)
		}
		if got, want := strings.Join(f.did, "; "), `send ops "@bob first" ask=false reply= names=[bob]; send ops "second" ask=false reply= names=[]`; got != want {
			t.Errorf("did %s, want %s", got, want)
		}
		out.Lock()
		defer out.Unlock()
		if text := out.String(); !strings.Contains(text, "\nsec\nonline\n") || !strings.Contains(text, "\nsecond\n/qu/quit\n") {
			t.Errorf("shows\n%s", text)
		}
	})
}

// TestAKeyboardReadsWhatStands: an entered line, also an empty one, says that
// somebody is there, and what stands for the dwell time after it is read.
func TestAKeyboardReadsWhatStands(t *testing.T) {
	f := &fakeChat{}
	synctest.Test(t, func(t *testing.T) {
		news := make(chan []chat.News)
		in, keys := io.Pipe()
		var run sync.WaitGroup
		run.Go(func() {
			_ = Run(t.Context(), Options{
				Chat: f, News: news, In: in, Out: io.Discard, Open: "ops", Keys: true,
				Size: func() (int, int) { return 60, 10 },
			})
		})
		news <- []chat.News{chat.LinkChanged{State: chat.LinkOnline}, chat.GroupsListed{Groups: []chat.Group{{ID: "ops", MemberCount: 3}}}}
		news <- []chat.News{chat.MessageAdded{Message: message(1, "bob", "one"), Live: true}}
		_, _ = io.WriteString(keys, "\r")
		time.Sleep(time.Second) // of the bubble
		synctest.Wait()
		if got := strings.Join(f.did, "; "); got != "read m1" {
			t.Errorf("did %q", got)
		}
		_, _ = io.WriteString(keys, "/quit\r")
		run.Wait()
		_ = in.Close()
	})
}
