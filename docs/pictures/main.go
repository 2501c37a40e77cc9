// Command pictures makes the moving picture of the README from the real
// program: it runs the demo in a pseudo terminal, presses the keys that a
// person would, lets the demo record itself, and draws the recording as an SVG.
// With qa it makes the pictures of docs/qa.md instead.
//
//	go run ./docs/pictures
//	go run ./docs/pictures qa
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/creack/pty"

	"seenby/demo/asciicast"
)

// The terminal in the picture.
const width, height = 100, 32

func main() {
	if err := run("docs/pictures/receipts.svg", os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "pictures:", err)
		os.Exit(1)
	}
}

// run makes the picture in a file, or those of docs/qa.md.
func run(path string, args []string) (err error) {
	dir, err := os.MkdirTemp("", "seenby-pictures-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	program := filepath.Join(dir, "seenby")
	build := exec.CommandContext(ctx, "go", "build", "-o", program, ".")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("build the program: %w", err)
	}
	if len(args) == 1 && args[0] == "qa" {
		return qaStills(ctx, program, dir)
	}
	cast, until, err := perform(ctx, program, dir)
	if err != nil {
		return err
	}
	svg, err := draw(cast, drawOptions{
		until: until,
		title: "seenby: Alice asks who has read her message, and the count rises as people read it",
		least: 120 * time.Millisecond, last: 4 * time.Second,
	})
	if err != nil {
		return err
	}
	return os.WriteFile(path, svg, 0o644)
}

// perform runs the demo as the picture shows it, and says when it is told to end.
func perform(ctx context.Context, program, dir string) (cast *asciicast.Cast, until time.Duration, err error) {
	file := filepath.Join(dir, "receipts.cast")
	show := exec.CommandContext(ctx, program, "demo", "--seats", "alice,bob", "--theme", "dark", "--record", file)
	show.Env = append(os.Environ(), "TERM=xterm-256color", "COLORTERM=truecolor", "NO_COLOR=")
	show.Dir = dir
	terminal, err := pty.StartWithSize(show, &pty.Winsize{Rows: height, Cols: width})
	if err != nil {
		return nil, 0, fmt.Errorf("start the demo: %w", err)
	}
	defer terminal.Close()
	v := watch(terminal, width, height)
	defer v.screen.Close()
	for _, scene := range []struct {
		sees  []string
		then  time.Duration // how long the viewer may look at it
		press string
	}{
		{[]string{"2/4", "erin"}, 1500 * time.Millisecond, "\x1b[17~"},       // F6: to Bob
		{[]string{"Bob · you sit here", "4/4"}, 2 * time.Second, "\x1b[17~"}, // and back to Alice
		{[]string{"Alice · you sit here"}, 700 * time.Millisecond, "\x1b[A"}, // her message
		{nil, 600 * time.Millisecond, "i"},
		{[]string{"everyone has read"}, 3 * time.Second, "\x03\x03"},
	} {
		if err := v.until(ctx, scene.sees); err != nil {
			return nil, 0, err
		}
		select {
		case <-ctx.Done():
			return nil, 0, ctx.Err()
		case <-time.After(scene.then):
		}
		if _, err := terminal.WriteString(scene.press); err != nil {
			return nil, 0, fmt.Errorf("press a key: %w", err)
		}
	}
	told := time.Now()
	if err := show.Wait(); err != nil {
		return nil, 0, fmt.Errorf("the demo: %w", err)
	}
	ending := time.Since(told)
	if cast, err = asciicast.Open(file); err != nil {
		return nil, 0, err
	}
	return cast, cast.Length() - ending - 50*time.Millisecond, nil
}

// A viewer sees what the program shows.
type viewer struct {
	mu      sync.Mutex
	screen  *asciicast.Screen
	written strings.Builder
	changed chan struct{}
}

func watch(terminal io.Reader, width, height int) *viewer {
	v := &viewer{screen: asciicast.NewScreen(width, height), changed: make(chan struct{}, 1)}
	go func() {
		defer close(v.changed)
		buf := make([]byte, 64<<10)
		for {
			n, err := terminal.Read(buf)
			v.write(string(buf[:n]))
			if err != nil {
				return
			}
			select {
			case v.changed <- struct{}{}:
			default:
			}
		}
	}()
	return v
}

// write shows what the program wrote.
func (v *viewer) write(text string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	_, _ = v.screen.WriteString(text) // an emulator takes everything
	v.written.WriteString(text)
}

// all is all that was written.
func (v *viewer) all() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.written.String()
}

// until waits until all these texts are on the screen.
func (v *viewer) until(ctx context.Context, texts []string) error {
	return v.state(ctx, strings.Join(texts, ", "), func(shown string) bool {
		return !slices.ContainsFunc(texts, func(t string) bool { return !strings.Contains(shown, t) })
	})
}

// state waits for a state of the screen.
func (v *viewer) state(ctx context.Context, what string, so func(shown string) bool) error {
	for ended := false; ; {
		v.mu.Lock()
		shown := v.screen.String()
		v.mu.Unlock()
		if so(shown) {
			return nil
		}
		if ended {
			return fmt.Errorf("the program ended before it showed %q:\n%s", what, shown)
		}
		select {
		case _, open := <-v.changed:
			ended = !open
		case <-ctx.Done():
			return fmt.Errorf("never saw %q:\n%s", what, shown)
		}
	}
}
