package main

import (
	"bytes"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/google/go-cmp/cmp"
)

// heard is what terminals say, all at once, after the last question.
func report(columns ...int) string {
	var b strings.Builder
	for _, c := range columns {
		b.WriteString("\x1b[5;" + string(rune('1'+c)) + "R")
	}
	return b.String()
}

var (
	byLetter = []int{2, 2, 2, 1, 6, 2, 4, 1}
	bySign   = []int{2, 2, 2, 2, 2, 2, 2, 1}
)

func TestParseAnswers(t *testing.T) {
	type summary struct {
		Any, Focused, Kitty, OtherKeys, Clipboard, Focus, Unicode bool
		Version                                                   string
		Dark                                                      bool
		Columns                                                   int
	}
	tests := map[string]struct {
		in   string
		want summary
	}{
		"nothing":               {"", summary{}},
		"a key and no answer":   {"x\x1b[A\x1b[1;5C", summary{}},
		"the last answer alone": {"\x1b[?62;22c", summary{Any: true}},
		"all of kitty": {"\x1b[I\x1b[?1004;2$y\x1b[?2027;0$y\x1b[?0u\x1b]11;rgb:1c1c/1c1c/1c1c\x1b\\\x1bP>|kitty(0.41.1)\x1b\\" + report(bySign...) + "\x1b[?62;52;c",
			summary{Any: true, Focused: true, Kitty: true, Clipboard: true, Focus: true, Version: "kitty(0.41.1)", Dark: true, Columns: 8}},
		"xterm": {"\x1b[?1004;2$y\x1b[?2027;0$y\x1b[>4;0m\x1b]11;rgb:ffff/ffff/ffff\x07\x1bP>|XTerm(379)\x1b\\\x1b[?64;1;2c",
			summary{Any: true, OtherKeys: true, Focus: true, Version: "XTerm(379)"}},
		"by the sign":            {"\x1b[?2027;2$y\x1b[?62c", summary{Any: true, Unicode: true}},
		"a mode that cannot be":  {"\x1b[?1004;4$y\x1b[?62c", summary{Any: true}},
		"a colour that is none":  {"\x1b]11;rgb:\x07\x1b[?62c", summary{Any: true}},
		"an answer cut in two":   {"\x1b[?62", summary{}},
		"keys among the answers": {"q\x1b[?62cq", summary{Any: true}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a := parseAnswers([]byte(tt.in))
			got := summary{
				Any: a.any, Focused: a.focused, Kitty: a.kitty, OtherKeys: a.otherKeys, Clipboard: a.clipboard, Focus: a.knows(1004), Unicode: a.knows(2027),
				Version: a.version, Dark: a.background != nil && dark(a.background), Columns: len(a.columns),
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// TestDoctorAsksTheTerminal runs it in terminals that answer by a script.
func TestDoctorAsksTheTerminal(t *testing.T) {
	tests := map[string]struct {
		says string
		env  []string
		want []string
	}{
		"one that can do all": {
			"\x1b[I\x1b[?1004;2$y\x1b[?2027;2$y\x1b[?0u\x1b]11;rgb:fafa/fafa/fafa\x1b\\\x1bP>|Ghosted(1.0)\x1b\\" + report(byLetter...) + report(bySign...) + "\x1b[?62;52c",
			[]string{"TERM_PROGRAM=ghostty"},
			[]string{
				"ok size 90x30: one column", "ok colours 16 million", `ok terminal Ghosted\(1.0\), TERM is xterm-256color`, "ok background light, #fafafa",
				"ok focus it is told", "ok keys all are told apart", `ok width .* by the sign \(mode 2027\)`, "ok notifications osc777", "ok clipboard OSC 52",
			},
		},
		"an old one": {
			report(append(byLetter, byLetter...)...) + "\x1b[?1;2c",
			[]string{"NO_COLOR=1", "SSH_CONNECTION=a 1 b 2"},
			[]string{
				"ok colours none, since NO_COLOR is set", "ok terminal TERM is xterm-256color", "note background it is not told", "note focus perhaps not told",
				"note keys shift.enter looks like enter", "ok width .* by the letter", "note notifications none", "note clipboard whether OSC 52", "ok ssh ",
			},
		},
		"one that draws CJK narrow": {
			report(1, 1, 2, 1, 6, 2, 4, 1) + report(1, 1, 2, 1, 6, 2, 4, 1) + "\x1b[?62c", nil,
			[]string{"problem width .* a Han character 1 for 2, a Hangul syllable 1 for 2$"},
		},
		"one that draws a family narrow": {
			report(2, 2, 2, 1, 2, 2, 4, 1) + report(2, 2, 2, 1, 2, 2, 4, 1) + "\x1b[?62c", nil,
			[]string{"note width .* a family 2 for 6$"},
		},
		"one that draws all whole and does not tell": {
			report(append(bySign, bySign...)...) + "\x1b[?62c", nil, []string{"note width emoji are drawn whole"},
		},
		"one that says nothing": {"", nil, []string{"note answers xterm-256color answers no question", "note width it does not say"}},
		"a dumb one":            {"", []string{"TERM=dumb"}, []string{`problem terminal TERM is "dumb"`}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := consult(t, tt.says, tt.env...)
			problem := strings.Contains(got, "problem ")
			if failed := err != nil; failed != problem {
				t.Errorf("ends with %v", err)
			}
			flat := regexp.MustCompile(` +`).ReplaceAllString(strings.ReplaceAll(got, "\r", ""), " ")
			for _, want := range tt.want {
				if !regexp.MustCompile("(?m)^" + want).MatchString(flat) {
					t.Errorf("nothing like %q in\n%s", want, got)
				}
			}
		})
	}
}

// consult runs the doctor in a terminal that says this once it was asked the
// last question, and returns what is printed after that.
func consult(t *testing.T, says string, env ...string) (string, error) {
	t.Helper()
	cmd := exec.Command("seenby", "doctor")
	home := t.TempDir()
	cmd.Env = append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "XDG_CONFIG_HOME=" + home, "XDG_STATE_HOME=" + home, "LANG=C.UTF-8", "TERM=xterm-256color", "COLORTERM=truecolor",
	}, env...)
	file, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 30, Cols: 90})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	stop := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
	defer stop.Stop()
	var all []byte
	buf := make([]byte, 4096)
	for told := false; ; {
		n, err := file.Read(buf)
		all = append(all, buf[:n]...)
		if !told && says != "" && bytes.Contains(all, []byte("\x1b[c")) {
			told = true
			if _, err := file.WriteString(says); err != nil {
				t.Fatal(err)
			}
		}
		if err != nil { // the program has ended
			return regexp.MustCompile(`\x1b\[[?>]?[\d;]*[a-zA-Z$]+|\x1b\][^\x07]*\x07`).ReplaceAllString(string(all), ""), cmd.Wait()
		}
	}
}

// TestDoctorLeavesNothingOnScreen of what it asks the terminal.
func TestDoctorLeavesNothingOnScreen(t *testing.T) {
	term := openWith(t, 240, 40, []string{"LANG=C.UTF-8", "XDG_STATE_HOME=" + t.TempDir()}, "seenby", "doctor")
	<-term.ended
	<-term.shown
	screen := term.text()
	for _, s := range samples {
		if strings.Contains(screen, s.text) {
			t.Errorf("%s is left:\n%s", s.name, screen)
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(screen), "\n") {
		if !regexp.MustCompile(`^(ok|note|problem) |^ {22} do: `).MatchString(line) {
			t.Errorf("a line that is none of the findings: %q", line)
		}
	}
}

func TestClock(t *testing.T) {
	tests := map[string]struct {
		ahead, trip time.Duration
		state, text string
	}{
		"the same":               {0, time.Millisecond, stateOK, "as the hub's"},
		"unknown to half a trip": {3 * time.Second, 6 * time.Second, stateOK, "as the hub's"},
		"a little ahead":         {3 * time.Second, 0, stateNote, "3s ahead of the hub's: times of reading look wrong by that"},
		"a little behind":        {-3 * time.Second, 0, stateNote, "3s behind the hub's: times of reading look wrong by that"},
		"an hour":                {time.Hour, 0, stateProblem, "1h0m0s ahead of the hub's"},
		"fifty years":            {-50 * 365 * 24 * time.Hour, time.Second, stateProblem, "437999h59m59.5s behind the hub's"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var d doctor
			d.clock(tt.ahead, tt.trip)
			if f := d.findings[0]; f.State != tt.state || f.Text != tt.text {
				t.Errorf("%s: %q, want %s: %q", f.State, f.Text, tt.state, tt.text)
			}
		})
	}
}
