package main

import (
	"context"
	"fmt"
	"image/color"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"

	"seenby/crash"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"
)

// answers are what a terminal has told of itself.
type answers struct {
	any        bool // it answered at all
	version    string
	background color.Color
	modes      map[int]int // DEC private modes and their state, as DECRPM has it
	focused    bool        // it told of its focus
	kitty      bool        // the keyboard protocol of kitty
	otherKeys  bool        // xterm's modifyOtherKeys
	clipboard  bool        // OSC 52, by the device attributes
	columns    []int       // the width of each sample, then of each with mode 2027 on
}

// knows reports whether the terminal knows a mode.
func (a answers) knows(mode int) bool {
	state := a.modes[mode]
	return state >= 1 && state <= 3 // 0 is unknown, 4 never to be set
}

// samples are what terminals draw in different widths. The first one is drawn
// two columns wide by all that can draw it.
var samples = []struct{ name, text string }{
	{"a Han character", "字"}, {"a Hangul syllable", "한"}, {"an emoji", "👍"}, {"a heart", "❤\ufe0f"},
	{"a family", "👨\u200d👩\u200d👧"}, {"a flag", "🇨🇳"}, {"a skin tone", "👍🏽"}, {"a combining accent", "e\u0301"},
}

// hearing is how long a terminal is listened to.
const hearing = 2 * time.Second

// ask asks the terminal everything at once and listens until it has answered
// the last question, which every terminal does. Nothing of it stays on screen.
func ask(in, out *os.File) answers {
	before, err := term.MakeRaw(in.Fd())
	if err != nil {
		return answers{}
	}
	defer func() { _ = term.Restore(in.Fd(), before) }()
	reader, err := uv.NewCancelReader(in)
	if err != nil {
		return answers{}
	}
	defer func() { _ = reader.Close() }()
	heard := make(chan []byte)
	go func() {
		defer crash.Guard()
		defer close(heard)
		for {
			buf := make([]byte, 4096)
			n, err := reader.Read(buf)
			if n > 0 {
				heard <- buf[:n]
			}
			if err != nil {
				return
			}
		}
	}()
	defer func() {
		reader.Cancel()
		for range heard { // until it has ended
			continue
		}
	}()
	if _, err := out.WriteString(questions()); err != nil {
		return answers{}
	}
	var all []byte
	for late := time.After(hearing); ; {
		select {
		case some := <-heard:
			if all = append(all, some...); deviceAttributes.Match(all) {
				return parseAnswers(all)
			}
		case <-late:
			return parseAnswers(all)
		}
	}
}

// questions returns all that a terminal is asked.
func questions() string {
	var b strings.Builder
	b.WriteString(ansi.SetModeFocusEvent) // some tell it at once
	for _, mode := range []int{1004, 2027} {
		fmt.Fprintf(&b, "\x1b[?%d$p", mode)
	}
	b.WriteString("\x1b[?u\x1b[?4m\x1b]11;?\x07\x1b[>q")
	for _, around := range [][2]string{{"", ""}, {"\x1b[?2027h", "\x1b[?2027l"}} {
		b.WriteString(around[0])
		for _, s := range samples {
			b.WriteString("\r" + s.text + "\x1b[6n")
		}
		b.WriteString(around[1])
	}
	b.WriteString("\r" + ansi.EraseEntireLine + ansi.ResetModeFocusEvent + ansi.RequestPrimaryDeviceAttributes)
	return b.String()
}

// What the answers look like.
var (
	deviceAttributes = regexp.MustCompile(`\x1b\[\?([\d;]*)c`)
	cursorPosition   = regexp.MustCompile(`\x1b\[\d+;(\d+)R`)
	modeReport       = regexp.MustCompile(`\x1b\[\?(\d+);(\d)\$y`)
	kittyFlags       = regexp.MustCompile(`\x1b\[\?\d+u`)
	modifyOtherKeys  = regexp.MustCompile(`\x1b\[>4;\d*m`)
	backgroundColour = regexp.MustCompile(`\x1b\]11;([^\x07\x1b]*)`)
	terminalVersion  = regexp.MustCompile(`\x1bP>\|([^\x1b]*)\x1b\\`)
	focusReport      = regexp.MustCompile(`\x1b\[[IO]`)
)

// parseAnswers reads what a terminal has told. What else is in it, such as a key
// that was pressed meanwhile, is left out.
func parseAnswers(b []byte) answers {
	a := answers{modes: map[int]int{}}
	if m := deviceAttributes.FindSubmatch(b); m != nil {
		a.any = true
		for _, n := range strings.Split(string(m[1]), ";") {
			a.clipboard = a.clipboard || n == "52"
		}
	}
	for _, m := range cursorPosition.FindAllSubmatch(b, -1) {
		column, _ := strconv.Atoi(string(m[1]))
		a.columns = append(a.columns, column-1)
	}
	for _, m := range modeReport.FindAllSubmatch(b, -1) {
		mode, _ := strconv.Atoi(string(m[1]))
		a.modes[mode], _ = strconv.Atoi(string(m[2]))
	}
	a.kitty, a.otherKeys, a.focused = kittyFlags.Match(b), modifyOtherKeys.Match(b), focusReport.Match(b)
	if m := backgroundColour.FindSubmatch(b); m != nil {
		a.background = ansi.XParseColor(string(m[1]))
	}
	if m := terminalVersion.FindSubmatch(b); m != nil {
		a.version = string(m[1])
	}
	a.any = a.any || len(a.columns) > 0 || len(a.modes) > 0
	return a
}

// tmuxOption returns what an option of tmux is set to, "" where that cannot be
// told.
func tmuxOption(name string) string {
	ctx, cancel := context.WithTimeout(context.Background(), hearing)
	defer cancel()
	out, err := exec.CommandContext(ctx, "tmux", "show-options", "-Agv", name).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}
