package demo

import (
	"fmt"
	"os"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"

	"seenby/demo/asciicast"
)

// A tee is the terminal, with a recorder that gets all that is written to it.
type tee struct {
	terminal *os.File
	recorder *asciicast.Recorder
}

func (t tee) Write(p []byte) (int, error) {
	n, err := t.terminal.Write(p)
	_, _ = t.recorder.Write(p[:max(n, 0)]) // never fails
	return n, err
}

func (t tee) Read(p []byte) (int, error) { return t.terminal.Read(p) }
func (t tee) Close() error               { return t.terminal.Close() }
func (t tee) Fd() uintptr                { return t.terminal.Fd() }

// record begins to record what is written to the terminal.
func record(path string) (*asciicast.Recorder, tea.ProgramOption, error) {
	width, height, err := term.GetSize(os.Stdout.Fd())
	if err != nil {
		return nil, nil, fmt.Errorf("record the demo: standard output is no terminal")
	}
	r, err := asciicast.Record(path, asciicast.Header{
		Width: width, Height: height, Title: "seenby demo", Env: map[string]string{"TERM": os.Getenv("TERM")},
	}, asciicast.Options{})
	if err != nil {
		return nil, nil, err
	}
	return r, tea.WithOutput(tee{os.Stdout, r}), nil
}
