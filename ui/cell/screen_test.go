package cell_test

import (
	"io"
	"strings"
	"testing"

	"github.com/charmbracelet/x/vt"

	"seenby/ui/cell"
	"seenby/ui/cell/celltest"
)

// screen draws rows on an emulated terminal and returns its rows. It fails
// when the terminal answers or changes a mode that a test can see.
func screen(t *testing.T, width int, rows []string) []string {
	t.Helper()
	term := vt.NewEmulator(width, len(rows))
	replies := make(chan string, 1)
	go func() {
		b, _ := io.ReadAll(term)
		replies <- string(b)
	}()
	titles := 0
	term.SetCallbacks(vt.Callbacks{
		Title: func(string) { titles++ }, Bell: func() { titles++ }, AltScreen: func(bool) { titles++ },
	})
	if _, err := io.WriteString(term, strings.Join(rows, "\r\n")); err != nil {
		t.Fatal(err)
	}
	got := strings.Split(term.String(), "\n")
	hidden := term.CursorHidden()
	term.InputPipe().(io.Closer).Close()
	if reply := <-replies; reply != "" || titles > 0 || hidden {
		t.Errorf("the terminal did more than draw: reply %q, %d calls", reply, titles)
	}
	return got
}

// The rows above and below a hostile text are the same with it and without.
func TestHostileTextStaysInItsRows(t *testing.T) {
	const width, most = 30, 20
	for _, s := range celltest.Hostile() {
		rows := []string{"above"}
		for _, l := range cell.WcWidth.Wrap(cell.Clean(s.Text), width-2) {
			if len(rows) <= most {
				rows = append(rows, "| "+l.String())
			}
		}
		rows = append(rows, "below")
		got := screen(t, width, rows)
		if len(got) != len(rows) {
			t.Errorf("%s: %d rows, want %d", s.Class, len(got), len(rows))
			continue
		}
		for i, row := range got {
			row = strings.TrimRight(row, " ")
			switch {
			case i == 0 && row != "above", i == len(rows)-1 && row != "below":
				t.Errorf("%s: a row outside of the text is %q, for %+q", s.Class, row, s.Text[:min(len(s.Text), 60)])
			case i > 0 && i < len(rows)-1 && !strings.HasPrefix(row, "|"):
				t.Errorf("%s: a row of the text loses its gutter: %q", s.Class, row)
			}
		}
	}
}
