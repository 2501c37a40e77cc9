package demo

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"seenby/demo/trace"
	"seenby/theme"
	"seenby/ui"
)

// press sends keys to the stage and carries out what follows from them, but
// nothing that a seat wants.
func press(t *testing.T, s *stage, keys ...string) {
	t.Helper()
	named := map[string]tea.KeyPressMsg{
		"f2": {Code: tea.KeyF2}, "f3": {Code: tea.KeyF3}, "f4": {Code: tea.KeyF4}, "f5": {Code: tea.KeyF5}, "f6": {Code: tea.KeyF6}, "f7": {Code: tea.KeyF7},
		"up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight},
		"pgup": {Code: tea.KeyPgUp}, "pgdown": {Code: tea.KeyPgDown}, "home": {Code: tea.KeyHome}, "end": {Code: tea.KeyEnd},
		"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab}, "space": {Code: tea.KeySpace, Text: " "},
	}
	for _, k := range keys {
		msg, ok := named[k]
		if !ok {
			msg = tea.KeyPressMsg{Code: rune(k[0]), Text: k}
		}
		_, cmd := s.Update(msg)
		settle(s, cmd)
		s.View() // the program draws after every message
	}
}

// settle carries out a command of the stage's own.
func settle(s *stage, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			settle(s, c)
		}
	case glossaryMsg, notice, ui.SelfMsg:
		s.Update(msg)
	}
}

func screen(s *stage) string { return ansi.Strip(s.View().Content) }

func TestTheDeskFillsItsTerminal(t *testing.T) {
	for name, keys := range map[string][]string{
		"json": {"f2", "f", "up", "enter"}, "cast": {"f3"}, "wire": {"f2", "f", "up", "up"},
	} {
		for _, size := range []struct{ width, height int }{{120, 40}, {160, 50}, {80, 24}, {100, 30}, {40, 16}} {
			t.Run(fmt.Sprintf("%s %dx%d", name, size.width, size.height), func(t *testing.T) {
				s, _ := newTestStage(t, size.width, size.height)
				press(t, s, keys...)
				got := screen(s)
				whole(t, got, size.width, size.height)
				golden(t, fmt.Sprintf("desk-%s-%dx%d", name, size.width, size.height), got)
			})
		}
	}
}

// whole checks that a screen fills its terminal exactly.
func whole(t *testing.T, got string, width, height int) {
	t.Helper()
	lines := strings.Split(got, "\n")
	if len(lines) != height {
		t.Errorf("%d lines, want %d", len(lines), height)
	}
	for i, l := range lines {
		if w := ansi.StringWidth(l); w != width {
			t.Errorf("line %d is %d wide, want %d: %q", i, w, width, l)
		}
	}
}

func TestEverySizeIsFilled(t *testing.T) {
	for _, keys := range [][]string{nil, {"f2", "enter"}, {"f3"}} {
		for width := minWidth; width <= 170; width += 13 {
			for height := minHeight; height <= 60; height += 7 {
				s, _ := newTestStage(t, width, height)
				press(t, s, keys...)
				whole(t, screen(s), width, height)
			}
		}
	}
}

func TestAtTheDeskNobodySitsInASeat(t *testing.T) {
	s, _ := newTestStage(t, 120, 40)
	looks := func() int {
		n := 0
		for _, seat := range s.seats {
			content, _ := seat.model.Frame()
			n += strings.Count(ansi.Strip(content), "reading")
		}
		return n
	}
	for _, step := range []struct {
		key       string
		wantLooks int
		want      string
	}{
		{"", 1, "▸ Alice · you sit here"}, {"f2", 0, "▸ F2 the wire"}, {"tab", 0, "▸ F3 the cast"}, {"esc", 1, "▸ Alice · you sit here"},
		{"f3", 0, "▸ F3 the cast"}, {"f3", 1, "▸ Alice · you sit here"}, {"f2", 0, "Alice · waits for you"}, {"f6", 1, "▸ Bob · you sit here"},
	} {
		if step.key != "" {
			press(t, s, step.key)
		}
		if got := looks(); got != step.wantLooks {
			t.Errorf("after %q %d seats are read", step.key, got)
		}
		if !strings.Contains(screen(s), step.want) {
			t.Errorf("after %q there is no %q:\n%s", step.key, step.want, screen(s))
		}
	}
}

func TestTheWireIsFiltered(t *testing.T) {
	s, _ := newTestStage(t, 120, 40)
	s.calls.observe("bob", true, []byte(`{"id":9,"op":"typing","targetId":"launch"}`))
	press(t, s, "f2")
	if strings.Contains(screen(s), "typing") {
		t.Error("what is no receipt is shown among the receipts")
	}
	press(t, s, "f")
	if !strings.Contains(screen(s), "typing") || !strings.Contains(screen(s), "all frames") {
		t.Errorf("not all frames are shown:\n%s", screen(s))
	}
	press(t, s, "w", "w")
	if got := screen(s); !strings.Contains(got, "only bob") || strings.Contains(got, "sendReadReceiptRequest") || !strings.Contains(got, "typing") {
		t.Errorf("not Bob's alone:\n%s", got)
	}
	press(t, s, "w", "w", "w", "w")
	if strings.Contains(screen(s), "only") {
		t.Error("everyone does not come after the last")
	}
}

func TestTheWireHoldsStill(t *testing.T) {
	s, _ := newTestStage(t, 120, 40)
	press(t, s, "f2", "space")
	for i := range 30 {
		s.calls.observe("alice", true, fmt.Appendf(nil, `{"id":%d,"op":"remindUnread","messageUId":"M%d"}`, i+50, i))
	}
	if got := screen(s); !strings.Contains(got, "held") || !strings.Contains(got, "30 newer") || strings.Contains(got, "remindUnread") {
		t.Errorf("it goes on:\n%s", got)
	}
	press(t, s, "space")
	if got := screen(s); strings.Contains(got, "held") || !strings.Contains(got, "remindUnread") {
		t.Errorf("it does not follow again:\n%s", got)
	}
	press(t, s, "home")
	if got := screen(s); !strings.Contains(got, "▌") || !strings.Contains(got, "sendReadReceiptRequest") {
		t.Errorf("the first is not shown:\n%s", got)
	}
	for range 40 {
		press(t, s, "down")
		if !strings.Contains(screen(s), "▌") {
			t.Fatal("the selected line is not on screen")
		}
	}
	press(t, s, "pgup", "pgup", "pgdown", "up")
	if !strings.Contains(screen(s), "▌") {
		t.Fatal("the selected line is not on screen")
	}
}

func TestAnEntryIsExplained(t *testing.T) {
	s, _ := newTestStage(t, 120, 40)
	press(t, s, "f2", "home", "enter")
	for _, want := range []string{`"op": "sendReadReceiptRequest"`, "any positive integer", "call of alice", "reply", `"totalCount": 4`} {
		if !strings.Contains(screen(s), want) {
			t.Errorf("no %q:\n%s", want, screen(s))
		}
	}
	press(t, s, "down", "down") // Dan's answer was refused
	for _, want := range []string{"call of dan", `"code": 26321`, "this message asks for no receipt"} {
		if !strings.Contains(screen(s), want) {
			t.Errorf("no %q:\n%s", want, screen(s))
		}
	}
	press(t, s, "esc")
	if strings.Contains(screen(s), `"code"`) || !s.atDesk {
		t.Error("the entry is not closed")
	}
}

func TestHostileFramesAreText(t *testing.T) {
	s, _ := newTestStage(t, 120, 40)
	for _, frame := range []string{
		`{"event":"onMessage","message":{"messageUId":"\u001b]2;x\u0007","text":"\u001b[2J\u202e\r\nforged: line","senderUserId":"\u001b[31m"}}`,
		`{"event":"\u001b[31mred\u0007"}`, "\x1b[31m no json \x9b2J",
	} {
		s.calls.observe("bob", false, []byte(frame))
	}
	press(t, s, "f2", "f", "enter")
	for range 4 {
		content := s.View().Content
		if strings.Contains(content, "\x1b[2J") || strings.Contains(content, "\x1b]2") || strings.ContainsAny(content, "\a\r\u202e\u009b") {
			t.Errorf("it reached the screen: %q", content)
		}
		whole(t, ansi.Strip(content), 120, 40)
		press(t, s, "up")
	}
}

func TestExportNeverOverwrites(t *testing.T) {
	s, _ := newTestStage(t, 120, 40)
	press(t, s, "f2", "e")
	first := s.notice.text.String()
	press(t, s, "e", "w", "e")
	files, err := os.ReadDir(s.home)
	if err != nil || len(files) != 3 {
		t.Fatalf("%v, %v after %q", files, err, first)
	}
	if !strings.Contains(first, "7 frames written to "+s.home) {
		t.Errorf("told %q", first)
	}
	frames, err := trace.Open(filepath.Join(s.home, files[0].Name()))
	if err != nil || len(frames) != 7 {
		t.Errorf("opened %d frames, %v", len(frames), err)
	}
	again := openTrace(frames, "wire.jsonl", Options{Theme: s.theme})
	again.Update(tea.WindowSizeMsg{Width: 120, Height: 30})
	whole(t, screen(again), 120, 30)
	if got := screen(again); !strings.Contains(got, "sendReadReceiptRequest") || !strings.Contains(got, "7 frames") {
		t.Errorf("opened again it shows\n%s", got)
	}
	press(t, again, "tab", "tab", "f2", "down", "enter", "esc")
	s.home = filepath.Join(s.home, "absent")
	press(t, s, "e")
	if got := s.notice.text.String(); !strings.Contains(got, "nothing was written") {
		t.Errorf("told %q", got)
	}
}

func TestABrokenPromiseIsShownAndSaved(t *testing.T) {
	s, _ := newTestStage(t, 120, 40)
	if got := screen(s); !strings.Contains(got, "every promise kept") {
		t.Errorf("without a fault:\n%s", got)
	}
	s.calls.observe("alice", false, []byte(`{"event":"onMessageReceiptResponse","messageUId":"M2","readCount":9,"totalCount":4,"version":1}`))
	_, cmd := s.Update(callsMsg{})
	settle(s, cmd)
	if got := screen(s); !strings.Contains(got, "✗ BROKEN: a count never exceeds the audience") || !strings.Contains(got, "trace in") {
		t.Errorf("with one:\n%s", got)
	}
	if _, cmd := s.Update(callsMsg{}); cmd != nil {
		t.Error("the trace is saved again")
	}
	files, err := filepath.Glob(filepath.Join(s.home, "seenby-broken-*.jsonl"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	frames, err := trace.Open(files[0])
	if err != nil || len(frames) != 8 {
		t.Errorf("%d frames, %v", len(frames), err)
	}
	again := openTrace(frames, "t", Options{Theme: s.theme})
	if !strings.Contains(again.notice.text.String(), "9 of 4") {
		t.Errorf("opened again: %q", again.notice.text)
	}
}

// A fakeDirector notes what it is told.
type fakeDirector struct {
	status Status
	steps  int
	faults map[string]Faults
}

func (d *fakeDirector) Status() Status               { return d.status }
func (d *fakeDirector) Pause(on bool)                { d.status.Paused = on }
func (d *fakeDirector) Step()                        { d.steps++ }
func (d *fakeDirector) SetSpeed(times float64)       { d.status.Speed = times }
func (d *fakeDirector) Faults(who string) Faults     { return d.faults[who] }
func (d *fakeDirector) SetFaults(w string, f Faults) { d.faults[w] = f }

func TestTheDirectorIsTold(t *testing.T) {
	s, _ := newTestStage(t, 120, 40)
	d := &fakeDirector{status: Status{Speed: 1, Seed: 7, Step: 2, Steps: 9}, faults: map[string]Faults{}}
	s.director = d
	press(t, s, "f5", "f7", "f2", "+", "s")
	if !d.status.Paused || d.steps != 2 || d.status.Speed != 2 {
		t.Errorf("told %+v and %d steps", d.status, d.steps)
	}
	if got := screen(s); !strings.Contains(got, "paused  speed 2  step 2/9  seed 7") {
		t.Errorf("the control bar:\n%s", got)
	}
	press(t, s, "p", "-", "-", "-", "-", "f4", "down", "enter", "right", "enter", "right", "enter", "right", "space", "right", "enter", "right", "enter")
	if d.status.Paused || d.status.Speed != 0.25 {
		t.Errorf("told %+v", d.status)
	}
	want := Faults{Offline: true, Latency: latencies[1], Loss: losses[1], Duplicate: losses[1], Reorder: losses[1], Clock: clocks[1]}
	if diff := cmp.Diff(want, d.faults["bob"]); diff != "" {
		t.Errorf("Bob's faults (-want +got):\n%s", diff)
	}
	for _, w := range []string{"yes", "100ms", "5 %", "+1h0m0s", "none"} {
		if !strings.Contains(screen(s), w) {
			t.Errorf("no %q:\n%s", w, screen(s))
		}
	}
	for range 3 {
		press(t, s, "enter")
	}
	if got := d.faults["bob"].Clock; got != 0 {
		t.Errorf("after the last comes %v", got)
	}
	whole(t, screen(s), 120, 40)
}

func TestWithoutADirectorItsKeysAreNotTheStages(t *testing.T) {
	s, _ := newTestStage(t, 120, 40)
	press(t, s, "f5", "f7", "f4")
	if s.atDesk || strings.Contains(screen(s), "F4") || strings.Contains(screen(s), "F5") {
		t.Error("keys of the director work without one")
	}
}

func TestSeatsStandWhereThereIsRoom(t *testing.T) {
	for _, c := range []struct {
		seats, width, height int
		columns, rows        int
	}{
		{1, 120, 40, 1, 1}, {2, 120, 40, 2, 1}, {3, 120, 40, 3, 1}, {4, 120, 40, 2, 2}, {4, 160, 50, 2, 2}, {4, 160, 30, 4, 1},
		{3, 80, 24, 2, 1}, {2, 80, 24, 2, 1}, {4, 80, 24, 2, 1}, {1, 40, 16, 0, 0}, {4, 80, 50, 2, 2}, {3, 79, 24, 0, 0}, {3, 80, 17, 0, 0}, {2, 40, 16, 0, 0},
	} {
		s := &stage{seats: make([]*seat, c.seats), width: c.width, height: c.height}
		p := s.makePlan()
		if p.columns != c.columns || p.rows != c.rows {
			t.Errorf("%d seats at %dx%d stand %dx%d, want %dx%d", c.seats, c.width, c.height, p.columns, p.rows, c.columns, c.rows)
		}
		for i, b := range p.seats {
			if in := b.inside(); in.width > 0 && (in.width < min(tiledSeat, c.width) || in.height < minSeatHeight) {
				t.Errorf("seat %d of %+v is %+v", i, c, in)
			}
		}
	}
}

func TestLifelines(t *testing.T) {
	five := []string{"alice", "bob", "carol", "dan", "erin"}
	signs := theme.Unicode()
	for _, c := range []struct {
		width int
		call  call
		want  string
	}{
		{48, call{from: "alice"}, "    ●───────┼───────┼──────►┃       │       │   "},
		{48, call{from: "erin/phone"}, "    │       │       │       ┃◄──────┼───────●   "},
		{48, call{to: []string{"bob", "dan"}}, "    │       │◄──────┼───────┃──────►│       │   "},
		{48, call{to: []string{"alice", "carol"}}, "    │◄──────┼───────│◄──────┃       │       │   "},
		{28, call{from: "erin"}, "   │      │      ┃◄─────●   "},
		{28, call{to: []string{"alice", "zoe"}}, "   │◄─────┼──────┃─────►│   "},
	} {
		l := layLines(five, c.width)
		cells, _, _ := l.arrow(&c.call, &signs)
		if got := strings.Join(cells, ""); got != c.want {
			t.Errorf("in %d cells %+v is\n%q, want\n%q", c.width, c.call, got, c.want)
		}
	}
	for width := 30; width < 200; width++ {
		for n := range 40 {
			l := layLines(slices.Repeat([]string{"somebody"}, n), width)
			if cells, _, _ := l.arrow(&call{from: "stranger", to: []string{"somebody"}}, &signs); len(cells) > width {
				t.Fatalf("%d lines in %d cells are %d wide", n, width, len(cells))
			}
		}
	}
}

func TestEveryoneIsInTheRoll(t *testing.T) {
	now := morning
	r := recorderAt(&now)
	for _, f := range []struct {
		who   string
		sent  bool
		frame string
	}{
		{"alice", false, `{"id":1,"code":0,"userId":"alice"}`}, {"bob", false, `{"id":1,"code":0,"userId":"bob"}`},
		{"bob/phone", false, `{"id":1,"code":0,"userId":"bob"}`},
		{"alice", true, `{"id":2,"op":"sendMessage","text":"a","needReceipt":true}`},
		{"bob", false, `{"event":"onMessage","message":{"messageUId":"M1","senderUserId":"alice","readReceiptInfo":{"isReceiptRequestMessage":true,"hasRespond":false}}}`},
		{"bob", false, `{"event":"onMessageReceiptRequest","messageUId":"M2"}`}, {"alice", false, `{"event":"onMessageReceiptRequest","messageUId":"M2","own":true}`},
		{"bob", true, `{"id":3,"op":"sendReadReceiptResponse","messageList":["M1"]}`},
		{"alice", false, `{"event":"onPresence","userId":"carol","online":true}`},
	} {
		r.observe(f.who, f.sent, []byte(f.frame))
	}
	users := []string{"alice", "bob", "carol", "dan"}
	want := []station{{online: true, devices: 1, posted: 1}, {online: true, devices: 2, asked: 1, answered: 1}, {online: true}, {}}
	if diff := cmp.Diff(want, r.stations(users), cmp.AllowUnexported(station{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	r.observe("alice", false, []byte(`{"event":"onPresence","userId":"bob","online":false}`))
	if got := r.stations(users)[1]; got.online || got.devices != 0 {
		t.Errorf("gone: %+v", got)
	}
}

func TestTheRecorderKeepsItsBounds(t *testing.T) {
	now := morning
	r := recorderAt(&now)
	text := strings.Repeat("x", 1<<20)
	for range 40 {
		r.observe("alice", false, fmt.Appendf(nil, `{"event":"onTyping","text":%q}`, text))
	}
	if n := len(r.trace("")); n > keptBytes>>20+1 || n < 10 || r.bytes > keptBytes {
		t.Errorf("%d frames of %d bytes are kept", n, r.bytes)
	}
	for range keptFrames + 10 {
		r.observe("bob", true, []byte(`{"id":1,"op":"typing"}`))
	}
	if n := len(r.trace("")); n != keptFrames {
		t.Errorf("%d frames are kept", n)
	}
	if n := len(r.trace("bob")); n != keptFrames {
		t.Errorf("%d frames of Bob are kept", n)
	}
}

func TestSpeedGoesByWholeSteps(t *testing.T) {
	seen := map[float64]bool{}
	for v, n := 0.25, 0; n < 10; n++ {
		seen[v] = true
		v = nextSpeed(v, true)
	}
	if got := slices.Sorted(maps.Keys(seen)); !slices.Equal(got, speeds) {
		t.Errorf("by faster one comes to %v", got)
	}
	if got := nextSpeed(3, false); got != 2 {
		t.Errorf("slower than 3 is %v", got)
	}
}
