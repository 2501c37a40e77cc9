// Command pictures makes the moving picture of the README from the real
// program: it runs the demo in a pseudo terminal, presses the keys that a
// person would, lets the demo record itself, and draws the recording as an SVG.
//
//	go run ./docs/pictures
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/creack/pty"

	"seenby/demo/asciicast"
)

// The terminal in the picture.
const width, height = 100, 32

func main() {
	if err := run("docs/pictures/receipts.svg"); err != nil {
		fmt.Fprintln(os.Stderr, "pictures:", err)
		os.Exit(1)
	}
}

// run makes the picture in a file.
func run(path string) (err error) {
	dir, err := os.MkdirTemp("", "seenby-pictures-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cast, until, err := perform(ctx, dir)
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
func perform(ctx context.Context, dir string) (cast *asciicast.Cast, until time.Duration, err error) {
	program, file := filepath.Join(dir, "seenby"), filepath.Join(dir, "receipts.cast")
	build := exec.CommandContext(ctx, "go", "build", "-o", program, ".")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return nil, 0, fmt.Errorf("build the program: %w", err)
	}
	show := exec.CommandContext(ctx, program, "demo", "--seats", "alice,bob", "--theme", "dark", "--record", file)
	show.Env = append(os.Environ(), "TERM=xterm-256color", "COLORTERM=truecolor", "NO_COLOR=")
	show.Dir = dir
	terminal, err := pty.StartWithSize(show, &pty.Winsize{Rows: height, Cols: width})
	if err != nil {
		return nil, 0, fmt.Errorf("start the demo: %w", err)
	}
	defer terminal.Close()
	v := watch(terminal)
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
	changed chan struct{}
}

func watch(terminal io.Reader) *viewer {
	v := &viewer{screen: asciicast.NewScreen(width, height), changed: make(chan struct{}, 1)}
	go func() {
		defer close(v.changed)
		buf := make([]byte, 64<<10)
		for {
			n, err := terminal.Read(buf)
			v.mu.Lock()
			_, _ = v.screen.Write(buf[:n])
			v.mu.Unlock()
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

// until waits until all these texts are on the screen.
func (v *viewer) until(ctx context.Context, texts []string) error {
	for {
		v.mu.Lock()
		shown := v.screen.String()
		v.mu.Unlock()
		missing := ""
		for _, t := range texts {
			if !strings.Contains(shown, t) {
				missing = t
			}
		}
		if missing == "" {
			return nil
		}
		select {
		case _, open := <-v.changed:
			if !open {
				return errors.New("the demo ended before it showed " + missing)
			}
		case <-ctx.Done():
			return fmt.Errorf("never saw %q:\n%s", missing, shown)
		}
	}
}
