package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"seenby/demo/asciicast"
)

// TestADemoIsRecordedAndReplayed records in one terminal and plays in another.
func TestADemoIsRecordedAndReplayed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "first.cast")
	demo := openTerminal(t, 120, 40, "demo", "--speed", "4", "--record", file)
	demo.sees("2/4", "sendReadReceiptResponse")
	demo.press(keyF6)
	demo.sees("Bob · you sit here", "3/4")
	demo.leave()

	cast, err := asciicast.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	if h := cast.Header; h.Width != 120 || h.Height != 40 || h.Version != 2 {
		t.Errorf("header %+v", h)
	}
	var recorded strings.Builder
	marks := 0
	last, screen := "", asciicast.NewScreen(120, 40)
	defer screen.Close()
	for _, e := range cast.Events {
		switch e.Code {
		case asciicast.Output:
			recorded.WriteString(e.Data)
		case asciicast.Marker:
			marks++
		}
		if e.Code == asciicast.Output && strings.Contains(e.Data, "\x1b[?1049l") {
			last = lines(screen.String())
		}
		if err := screen.Play(e); err != nil {
			t.Fatal(err)
		}
	}
	if marks == 0 {
		t.Error("no scene is marked")
	}
	demo.until("all that was written", func(string) bool {
		demo.mu.Lock()
		defer demo.mu.Unlock()
		return len(demo.output) >= len("\x1b[22;2t")+recorded.Len()
	})
	demo.mu.Lock()
	written := string(demo.output)
	demo.mu.Unlock()
	written = strings.TrimPrefix(written, "\x1b[22;2t") // the title of before is kept outside of it
	if !strings.HasPrefix(written, recorded.String()) {
		t.Error("the recording is not what the program wrote")
	}
	if !strings.Contains(last, "3/4") || !strings.Contains(last, "Bob · you sit here") {
		t.Errorf("the last screen of the recording:\n%s", last)
	}

	player := openTerminal(t, 120, 41, "demo", "--replay", file, "--speed", "16")
	player.sees("the end")
	shown := lines(player.text())
	if shown = shown[:strings.LastIndexByte(shown, '\n')]; shown != last {
		t.Errorf("the player ends with\n%s\nthe recording with\n%s", shown, last)
	}
	player.press("q")
	<-player.ended
	player.ended <- nil
}

// lines is a screen without what is blank at the ends of its lines.
func lines(screen string) string {
	all := strings.Split(strings.ReplaceAll(screen, "\r", ""), "\n")
	for i := range all {
		all[i] = strings.TrimRight(all[i], " ")
	}
	return strings.Join(all, "\n")
}

func TestTheWireOfADemoIsExportedAndOpened(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	demo := openTerminal(t, 120, 40, "demo", "--speed", "4")
	demo.sees("2/4", "every promise kept")
	demo.press("\x1bOQ") // F2
	demo.sees("▸ F2 the wire")
	demo.press("e")
	demo.sees("frames written to")
	demo.press("\x1b")
	demo.sees("you sit here")
	demo.leave()
	files, err := filepath.Glob(filepath.Join(dir, "seenby-wire-*.jsonl"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil || strings.Contains(string(text), "eyJ") {
		t.Errorf("a token is in the export, or %v", err)
	}
	viewer := openTerminal(t, 120, 40, "demo", "--open", files[0])
	viewer.sees("onMessageReceiptRequest", "every promise kept")
	viewer.press("q")
	<-viewer.ended
	viewer.ended <- nil
}
