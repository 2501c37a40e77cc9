package draw

import (
	"fmt"
	"io"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"pgregory.net/rapid"
)

var xterm = []string{"TERM=xterm-256color"}

// An eye is a terminal that a screen is painted on.
type eye struct {
	*vt.Emulator
	screen *screen
}

func newEye(width, height int) *eye {
	e := &eye{vt.NewEmulator(width, height), newScreen(xterm)}
	go func() { _, _ = io.Copy(io.Discard, e) }() // what it has to say
	return e
}

func (e *eye) close() { _ = e.InputPipe().(io.Closer).Close() }

func (e *eye) see(f frame) []byte {
	b := e.screen.paint(f)
	_, _ = e.Write(b)
	return b
}

// rows are what an eye sees, with what is seen of the styles.
func (e *eye) rows() string {
	var b strings.Builder
	for y := range e.Height() {
		for x := range e.Width() {
			c := e.CellAt(x, y)
			if c == nil {
				c = &uv.EmptyCell
			}
			style := c.Style
			if c.Content == " " || c.Content == "" {
				style.Fg, style.Attrs = nil, style.Attrs&(uv.AttrReverse|uv.AttrStrikethrough)
			}
			fmt.Fprintf(&b, "%s%s|", style.String(), strings.TrimSpace(c.Content))
		}
		b.WriteByte('\n')
	}
	p := e.CursorPosition()
	fmt.Fprint(&b, p.X, p.Y, e.CursorHidden())
	return b.String()
}

// TestWhatIsSeenDoesNotDependOnWhatWasSeenBefore: frames that follow each other
// show what each would show by itself.
func TestWhatIsSeenDoesNotDependOnWhatWasSeenBefore(t *testing.T) {
	words := []string{"word", "two words", "日本語", "👩‍🚀", "é", "", " ", "     ", "────", "│", "x"}
	styles := []string{"\x1b[31m", "\x1b[38;2;1;2;3m", "\x1b[1m", "\x1b[7m", "\x1b[48;5;20m", "\x1b[4m", "\x1b[9m", "\x1b[2;3m", ""}
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SampledFrom([]ground{{width: 20, height: 6}, {width: 31, height: 9}, {width: 1, height: 1}})
		line := rapid.Custom(func(t *rapid.T) string {
			var b strings.Builder
			for range rapid.IntRange(0, 5).Draw(t, "parts") {
				style := rapid.SampledFrom(styles).Draw(t, "style")
				b.WriteString(style + rapid.SampledFrom(words).Draw(t, "word"))
				if style != "" {
					b.WriteString("\x1b[m")
				}
			}
			return b.String()
		})
		at := sizes.Draw(t, "size")
		e := newEye(at.width, at.height)
		defer e.close()
		lines := rapid.SliceOfN(line, 0, 12).Draw(t, "lines")
		for n := range rapid.IntRange(1, 6).Draw(t, "frames") {
			switch rapid.IntRange(0, 5).Draw(t, "change") {
			case 0:
				at = sizes.Draw(t, "size")
				e.Resize(at.width, at.height)
			case 1: // scrolls
				lines = append(lines[min(len(lines), 2):], line.Draw(t, "line"))
			case 2:
				if len(lines) > 0 {
					lines[rapid.IntRange(0, len(lines)-1).Draw(t, "which")] = line.Draw(t, "line")
				}
			case 3:
				lines = rapid.SliceOfN(line, 0, 12).Draw(t, "lines")
			}
			at.profile, at.anew = colorprofile.TrueColor, n/2
			f := frame{ground: at, view: tea.NewView(strings.Join(lines, "\n"))}
			f.view.AltScreen = true
			if rapid.Bool().Draw(t, "cursor") {
				f.view.Cursor = tea.NewCursor(rapid.IntRange(0, at.width-1).Draw(t, "x"), rapid.IntRange(0, at.height-1).Draw(t, "y"))
			}
			f.synced = rapid.Bool().Draw(t, "synced")
			e.see(f)
			alone := newEye(at.width, at.height)
			alone.see(f)
			got, want := e.rows(), alone.rows()
			alone.close()
			if f.view.Cursor == nil { // nobody sees where it is
				got, want = got[:strings.LastIndex(got, "\n")], want[:strings.LastIndex(want, "\n")]
			}
			if got != want {
				t.Fatalf("frame %d of\n%q\nlooks like\n%s\nand by itself like\n%s", n, lines, got, want)
			}
		}
	})
}

func TestPaint(t *testing.T) {
	plain := saying("hello")
	with := func(f frame, change func(*frame)) frame { change(&f); return f }
	tests := map[string]struct {
		before, after frame
		want          string
	}{
		"nothing new":       {plain, plain, ""},
		"the title":         {plain, with(plain, func(f *frame) { f.view.WindowTitle = "t" }), ansi.SetWindowTitle("t")},
		"no title any more": {with(plain, func(f *frame) { f.view.WindowTitle = "t" }), plain, ansi.SetWindowTitle("")},
		"the mouse":         {plain, with(plain, func(f *frame) { f.view.MouseMode = tea.MouseModeCellMotion }), "\x1b[?1002h\x1b[?1006h"},
		"all of the mouse":  {plain, with(plain, func(f *frame) { f.view.MouseMode = tea.MouseModeAllMotion }), "\x1b[?1003h\x1b[?1006h"},
		"the mouse is free": {with(plain, func(f *frame) { f.view.MouseMode = tea.MouseModeCellMotion }), plain, "\x1b[?1002l\x1b[?1003l\x1b[?1006l"},
		"the focus":         {plain, with(plain, func(f *frame) { f.view.ReportFocus = true }), "\x1b[?1004h"},
		"no pasting":        {plain, with(plain, func(f *frame) { f.view.DisableBracketedPasteMode = true }), "\x1b[?2004l"},
		"a cursor":          {plain, with(plain, func(f *frame) { f.view.Cursor = tea.NewCursor(5, 0) }), "\x1b[1 q\x1b[?25h"},
		"no cursor":         {with(plain, func(f *frame) { f.view.Cursor = tea.NewCursor(5, 0) }), plain, "\x1b[0 q\x1b[?25l"},
		"a key at the cursor": {
			with(plain, func(f *frame) { f.view.Cursor = tea.NewCursor(5, 0) }),
			with(plain, func(f *frame) { f.view.Content, f.view.Cursor = "helloX", tea.NewCursor(6, 0) }), "X",
		},
		"an update as a whole": {
			with(plain, func(f *frame) { f.synced, f.view.Cursor = true, tea.NewCursor(5, 0) }),
			with(plain, func(f *frame) { f.synced, f.view.Content, f.view.Cursor = true, "jello", tea.NewCursor(5, 0) }),
			"\x1b[?2026h\rje\x1b[6G\x1b[?2026l",
		},
		"the cursor is hidden meanwhile": {
			with(plain, func(f *frame) { f.view.Cursor = tea.NewCursor(5, 0) }),
			with(plain, func(f *frame) { f.view.Content, f.view.Cursor = "jello", tea.NewCursor(5, 0) }),
			"\x1b[?25l\rje\x1b[6G\x1b[?25h",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e := newEye(40, 4)
			defer e.close()
			e.see(tt.before)
			if got := string(e.see(tt.after)); got != tt.want {
				t.Errorf("painted %q, want %q", got, tt.want)
			}
		})
	}
}

func TestAColourGoesOnBetweenWords(t *testing.T) {
	e := newEye(40, 4)
	defer e.close()
	got := string(e.see(saying("\x1b[31mone\x1b[m \x1b[31mtwo\x1b[m \x1b[41mthree\x1b[m")))
	if !strings.Contains(got, "\x1b[31mone two") || strings.Contains(got, "\x1b[41m ") {
		t.Errorf("painted %q", got)
	}
}

func TestEveryModeIsTurnedOff(t *testing.T) {
	f := saying("all")
	f.graphemes = true
	v := &f.view
	v.ReportFocus, v.MouseMode, v.WindowTitle = true, tea.MouseModeAllMotion, "t"
	v.BackgroundColor, v.ForegroundColor = ansi.Red, ansi.Blue
	v.Cursor = tea.NewCursor(0, 0)
	v.Cursor.Color = ansi.Green
	for i, m := range modesOf(&f) {
		if m.on == "" || m.off == "" && m.on != ansi.SetTabEvery8Columns {
			t.Errorf("mode %d is %+v", i, m)
		}
	}
	s := newScreen(xterm)
	s.paint(f)
	left := string(s.leave())
	if want := ansi.ResetModeAltScreenSaveCursor; !strings.HasSuffix(left, want) {
		t.Errorf("left with %q", left)
	}
	for _, off := range []string{
		ansi.ResetModeUnicodeCore, ansi.ResetCursorColor, ansi.ResetForegroundColor, ansi.ResetBackgroundColor,
		ansi.SetWindowTitle(""), ansi.ResetModeMouseAnyEvent, ansi.ResetModeFocusEvent, ansi.ResetModeBracketedPaste, ansi.PopKittyKeyboard(1),
	} {
		if strings.Count(left, off) != 1 {
			t.Errorf("%q is not in %q once", off, left)
		}
	}
}
