package draw

import (
	"bytes"
	"runtime"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// A frame is all that decides what a terminal shows.
type frame struct {
	ground
	view   tea.View
	synced bool // the terminal shows an update as a whole when it is told where it begins and ends
}

// A ground is what holds for every cell of a frame: on another one all is
// painted from nothing.
type ground struct {
	width, height int
	profile       colorprofile.Profile
	graphemes     bool // the terminal measures by what a reader sees as one character
	anew          int  // counts how often there was another reason
}

// A screen knows what the terminal shows, and what brings it to another frame
// with few bytes. It writes nothing itself.
type screen struct {
	ground
	out    bytes.Buffer // what the cells need
	pen    *uv.TerminalRenderer
	cells  uv.ScreenBuffer
	lines  []string // what the cells were made of
	modes  modes
	hidden bool // the cursor is
}

// newScreen returns the screen of a terminal of which nothing is known but what
// env has of it.
func newScreen(env []string) *screen {
	s := &screen{}
	s.pen = uv.NewTerminalRenderer(&s.out, env)
	s.pen.SetFullscreen(true)
	s.pen.SetRelativeCursor(false)
	s.pen.SetTabStops(0) // their number comes with the width
	s.pen.SetBackspace(true)
	s.pen.SetScrollOptim(runtime.GOOS != "windows") // its terminals leave the region that is to be scrolled
	return s
}

// paint returns what the terminal has to be sent to show f; nothing when it
// does already. The cells come after the modes, for the first of those is the
// alternate screen.
func (s *screen) paint(f frame) []byte {
	var b bytes.Buffer
	want := modesOf(&f)
	want.after(&s.modes, &b)
	s.modes = want
	fresh := s.stand(f.ground)
	if s.lay(f.view.Content) || fresh {
		s.pen.Render(s.cells.RenderBuffer)
	}
	cursor := f.view.Cursor
	if cursor != nil {
		s.pen.MoveTo(cursor.X, cursor.Y)
	}
	_ = s.pen.Flush() // into a buffer
	s.wrap(&b, f.synced, cursor == nil)
	s.out.Reset()
	return b.Bytes()
}

// wrap adds what the cells need to b, with the cursor out of the way meanwhile.
func (s *screen) wrap(b *bytes.Buffer, synced, hide bool) {
	moves := bytes.ContainsFunc(s.out.Bytes(), unicode.IsControl) // plain text stands where the cursor does
	if synced = synced && moves; synced {
		b.WriteString(ansi.SetModeSynchronizedOutput)
	}
	if !s.hidden && (hide || moves && !synced) {
		b.WriteString(ansi.ResetModeTextCursorEnable)
		s.hidden = true
	}
	b.Write(s.out.Bytes())
	if s.hidden && !hide {
		b.WriteString(ansi.SetModeTextCursorEnable)
		s.hidden = false
	}
	if synced {
		b.WriteString(ansi.ResetModeSynchronizedOutput)
	}
}

// stand takes another ground, if it is another one, and reports whether it is.
func (s *screen) stand(g ground) bool {
	if g == s.ground {
		return false
	}
	s.ground = g
	s.lines = make([]string, g.height)
	s.cells = uv.NewScreenBuffer(g.width, g.height)
	if g.graphemes {
		s.cells.Method = ansi.GraphemeWidth
	}
	s.pen.SetColorProfile(g.profile)
	s.pen.Resize(g.width, g.height)
	s.pen.Erase()
	return true
}

// lay puts the lines that are not as they were into the cells, and reports
// whether there are any. Each line of a view has its own styles, so that it can
// be looked at by itself.
func (s *screen) lay(content string) (changed bool) {
	for y := range s.lines {
		var line string
		line, content, _ = strings.Cut(content, "\n")
		if line == s.lines[y] {
			continue
		}
		s.lines[y] = strings.Clone(line) // not all of the content
		uv.NewStyledString(line).Draw(s.cells, uv.Rect(0, y, s.cells.Width(), 1))
		goOn(s.cells.Line(y))
		changed = true
	}
	return changed
}

// gap is how many blanks goOn takes for a space between words. Longer ones are
// erased, and what is erased has no style.
const gap = 4

// goOn has the blanks between words take the style of what stands before them,
// where a blank looks the same in both: a colour that goes on after them need not
// be ended and begun again, which is a good part of what a row costs.
func goOn(line uv.Line) {
	for begin := 1; begin < len(line); begin++ {
		end := begin
		for end < len(line) && line[end].Content == " " && unseen(&line[end].Style) {
			end++
		}
		if end < len(line) && end-begin <= gap && unseen(&line[begin-1].Style) {
			for i := begin; i < end; i++ {
				line[i].Style = line[begin-1].Style
			}
		}
		begin = end
	}
}

// unseen reports whether a blank shows nothing of a style.
func unseen(s *uv.Style) bool {
	return s.Bg == nil && s.Underline == uv.UnderlineNone && s.Attrs&(uv.AttrReverse|uv.AttrStrikethrough) == 0
}

// leave returns what gives the terminal back as it was.
func (s *screen) leave() []byte {
	var b bytes.Buffer
	if s.height > 0 { // where there is no alternate screen, what comes next does so below
		b.WriteString(ansi.CursorPosition(1, s.height))
	}
	s.modes.end(&b)
	if s.hidden {
		b.WriteString(ansi.SetModeTextCursorEnable)
	}
	return b.Bytes()
}
