package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"seenby/demo/asciicast"
	"seenby/theme"
	"seenby/ui/cell"
	"seenby/ui/words"
)

// Replay shows a recording until the user has seen enough. The recording is
// drawn by a terminal emulator, so that nothing in it reaches the real terminal
// but text and colours.
func Replay(ctx context.Context, path string, o Options) error {
	c, err := asciicast.Open(path)
	if err != nil {
		return err
	}
	p := newReplay(c, o.Theme, o.words())
	if o.Speed > 0 {
		p.speed = o.Speed
	}
	defer func() { p.screen.Close() }()
	if err := o.show(ctx, p); err != nil {
		return err
	}
	if p.err != nil {
		return fmt.Errorf("%s: %w", path, p.err)
	}
	return nil
}

// A replay is the tea.Model that plays a recording.
type replay struct {
	cast   *asciicast.Cast
	screen *asciicast.Screen
	next   int           // the event that comes next
	at     time.Duration // how far it is played
	speed  float64
	paused bool
	ticked time.Time // when at was right
	err    error

	theme         theme.Theme
	words         words.Stage
	width, height int
}

// tickMsg moves the recording on.
type tickMsg time.Time

// tick is how often the recording moves on.
const tick = time.Second / 60

func newReplay(c *asciicast.Cast, look theme.Theme, texts *words.Words) *replay {
	return &replay{
		cast: c, screen: asciicast.NewScreen(c.Header.Width, c.Header.Height),
		speed: 1, theme: look, words: texts.Stage,
	}
}

func nextTick() tea.Cmd { return tea.Tick(tick, func(t time.Time) tea.Msg { return tickMsg(t) }) }

// Init starts it.
func (p *replay) Init() tea.Cmd { return nextTick() }

// Update takes one message.
func (p *replay) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		p.width, p.height = msg.Width, msg.Height
	case tickMsg:
		now := time.Time(msg)
		if !p.ticked.IsZero() && !p.paused {
			p.seek(p.at + time.Duration(float64(now.Sub(p.ticked))*p.speed))
		}
		p.ticked = now
		if p.err != nil {
			return p, tea.Quit
		}
		return p, nextTick()
	case tea.KeyPressMsg:
		return p, p.onKey(msg.String())
	}
	return p, nil
}

// leap is how far one key goes.
const leap = 5 * time.Second

func (p *replay) onKey(key string) tea.Cmd {
	switch key {
	case "q", "esc", "ctrl+c":
		return tea.Quit
	case "space":
		if p.ended() {
			p.seek(0)
			p.paused = false
		} else {
			p.paused = !p.paused
		}
	case "right", "l":
		p.seek(p.at + leap)
	case "left", "h":
		p.seek(p.at - leap)
	case "+", "=":
		p.speed = nextSpeed(p.speed, true)
	case "-":
		p.speed = nextSpeed(p.speed, false)
	case "0", "home":
		p.seek(0)
	}
	if p.err != nil {
		return tea.Quit
	}
	return nil
}

func (p *replay) ended() bool { return p.at >= p.cast.Length() }

// seek plays until to, from the beginning when that is earlier than now.
func (p *replay) seek(to time.Duration) {
	to = min(max(to, 0), p.cast.Length())
	if to < p.at {
		p.screen.Close()
		p.screen = asciicast.NewScreen(p.cast.Header.Width, p.cast.Header.Height)
		p.next = 0
	}
	for p.err == nil && p.next < len(p.cast.Events) && p.cast.Events[p.next].At <= to {
		p.err = p.play(p.cast.Events[p.next])
		p.next++
	}
	p.at = to
}

// play shows an event. The end of a recording gives the terminal back and
// leaves nothing to look at: the last picture stays instead.
func (p *replay) play(e asciicast.Event) error {
	if e.Code == asciicast.Output && p.screen.IsAltScreen() {
		if i := strings.Index(e.Data, "\x1b[?1049l"); i >= 0 {
			e.Data = e.Data[:i]
		}
	}
	return p.screen.Play(e)
}

// View draws the recording, and below it how it goes where there is room or it
// does not run.
func (p *replay) View() tea.View {
	var v tea.View
	v.AltScreen = true
	v.WindowTitle = "seenby demo"
	if p.width == 0 {
		return v
	}
	rows := make([]string, 0, p.height)
	for y := range min(p.screen.Height(), p.height) {
		rows = append(rows, p.row(y))
	}
	for len(rows) < p.height {
		rows = append(rows, "")
	}
	if p.screen.Height() < p.height || p.screen.Width() > p.width || p.paused || p.ended() || p.at < leap/2 {
		rows[p.height-1] = p.status()
	}
	v.SetContent(strings.Join(rows, "\n"))
	return v
}

// row draws one line of the screen, as much of it as fits.
func (p *replay) row(y int) string {
	width := min(p.screen.Width(), p.width)
	line := make(uv.Line, 0, width)
	for x := 0; x < width; x++ {
		c := p.screen.CellAt(x, y)
		if c == nil {
			line = append(line, uv.EmptyCell)
			continue
		}
		plain := *c
		plain.Link = uv.Link{} // a link says one thing and may lead to another
		if x+c.Width > width {
			plain = uv.EmptyCell
		}
		line = append(line, plain)
	}
	return line.Render()
}

// status says how far it is.
func (p *replay) status() string {
	how := p.words.Playing
	switch {
	case p.ended():
		how = p.words.PlayEnded
	case p.paused:
		how = p.words.PlayPaused
	}
	clock := func(d time.Duration) cell.Text {
		s := int(d.Seconds())
		return cell.Line(fmt.Sprintf("%d:%02d", s/60, s%60))
	}
	text := cell.Concat(cell.Say(" "), cell.Line(how), cell.Say("  "), clock(p.at), cell.Say(" / "), clock(p.cast.Length()),
		cell.Say("  ×"), decimal(p.speed), cell.Say("   "))
	if p.screen.Width() > p.width || p.screen.Height() > p.height {
		text = cell.Concat(text, cell.Fill(cell.Line(p.words.PlaySmall), cell.Number(p.screen.Width()), cell.Number(p.screen.Height())), cell.Say("   "))
	}
	text = cell.Concat(text, cell.Line(p.words.PlayKeys))
	return p.theme.StatusBar.Render(cell.Grapheme.Pad(text, p.width).String())
}
