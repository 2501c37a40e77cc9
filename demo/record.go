package demo

import (
	"fmt"
	"os"

	"github.com/charmbracelet/x/term"

	"seenby/demo/asciicast"
)

// record begins to record what is written to the terminal.
func record(path string) (*asciicast.Recorder, error) {
	width, height, err := term.GetSize(os.Stdout.Fd())
	if err != nil {
		return nil, fmt.Errorf("record the demo: standard output is no terminal")
	}
	return asciicast.Record(path, asciicast.Header{
		Width: width, Height: height, Title: "seenby demo", Env: map[string]string{"TERM": os.Getenv("TERM")},
	}, asciicast.Options{})
}
