package panel

import (
	"strings"
	"testing"

	"seenby/chat"
	"seenby/theme"
	"seenby/ui/cell"
	"seenby/ui/words"
)

// TestWhatIsKnownOfAReaderIsNeverCutOff: where a line has no room for it, it
// stands on the next one.
func TestWhatIsKnownOfAReaderIsNeverCutOff(t *testing.T) {
	th := theme.New("mono", theme.Mono())
	look := &Look{
		Theme: &th, Glyphs: theme.Unicode(), Words: words.English(),
		Name:   func(u chat.UserID) cell.Text { return cell.Line("Somebody called " + string(u)) },
		Online: func(chat.UserID) (bool, bool) { return false, false },
	}
	r := NewReaders(look, Subject{Own: true, Visible: true, Asks: true, Counted: true, Tally: chat.Tally{Read: 2, Total: 2}})
	r.Load(Lists{Tally: chat.Tally{Read: 2, Total: 2}, Read: []chat.Reader{
		{User: "bob", ReadAt: 1000, BeforeEdit: true, AfterLeft: true}, {User: "cy", ReadAt: 2000},
	}})
	for _, width := range []int{36, 40, 60, 80, 120} {
		for range 2 { // the same when it is drawn again
			screen := strings.Join(r.Render(width, 30), "\n")
			if strings.Count(screen, " left") != 1 || strings.Count(screen, " before edit") != 1 {
				t.Errorf("at %d columns:\n%s", width, screen)
			}
			r.Restyle()
		}
	}
}
