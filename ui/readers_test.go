package ui

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/theme"
	"seenby/ui/cell"
	"seenby/ui/panel"
)

// crowd is a message of alice's that many were asked about: half have read.
func crowd(n int) *fakeChat {
	f := &fakeChat{readers: map[chat.ReaderList]chat.Readership{}}
	f.members = append(f.members, chat.Member{User: "alice", Name: "Alice"})
	var read, unread []chat.Reader
	for i := range n {
		u := chat.UserID(fmt.Sprintf("u%04d", i))
		f.members = append(f.members, chat.Member{User: u, Name: fmt.Sprintf("Reader %d", i)})
		if i%2 == 0 {
			read = append(read, chat.Reader{User: u, ReadAt: chat.At(noon.Add(time.Duration(i+2) * time.Second))})
		} else {
			unread = append(unread, chat.Reader{User: u})
		}
	}
	tally := chat.Tally{Read: len(read), Total: n, Version: 9}
	f.readers[chat.ListRead] = chat.Readership{Tally: tally, Users: read}
	f.readers[chat.ListUnread] = chat.Readership{Users: unread}
	f.messages = map[chat.GroupID][]chat.Message{"ops": {asking(text(1, "alice", "please read"), &tally)}}
	return f
}

func TestReadersAreFoundByName(t *testing.T) {
	for _, size := range [][2]int{{40, 10}, {80, 24}, {120, 40}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			drive(t, crowd(300), func(r *rig) {
				r.size(size[0], size[1]).news(listed(ops(1, 1, 0)), online).say(tea.FocusMsg{}).keys("up", "i", "/", "2", "9", "8")
				golden(t, "TestReaders/find_"+filepath.Base(t.Name()), r.screen())
				if content, cursor := r.m.Frame(); cursor == nil || framed(r.m, content, size[0], size[1]) != "" {
					t.Errorf("cursor %v, %s", cursor, framed(r.m, content, size[0], size[1]))
				}
				r.keys("enter", "esc")
				if s := r.screen(); !strings.Contains(s, "✓ Reader 0") && size[1] > 10 {
					t.Errorf("esc does not bring the others back:\n%s", s)
				}
				if r.keys("esc"); r.m.readers != nil {
					t.Error("esc does not close the panel")
				}
			})
		})
	}
}

func TestFindingReaders(t *testing.T) {
	tests := map[string]struct {
		keys      string
		has, lack string
	}{
		"by name":                    {"/ 1 0 1", "· Reader 101", "Reader 100"},
		"by handle":                  {"/ @ u 0 0 0 4", "✓ Reader 4 ", "Reader 5"},
		"letters of either case":     {"/ R E A D E R space 9 9", "· Reader 99", "Reader 98"},
		"how many of how many":       {"/ 7 7", "3/150", ""},
		"nobody":                     {"/ z z", "nobody matches", "Reader"},
		"erased":                     {"/ 9 9 backspace backspace", "✓ Reader 0 ", ""},
		"erased beyond its begin":    {"/ 9 backspace backspace j", "✓ Reader 0 ", "/ "},
		"keys of the panel are text": {"/ s", "/ s", "saved"},
		"kept when typing ends":      {"/ 7 7 enter j", "Reader 77", "Reader 78"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			drive(t, crowd(300), func(r *rig) {
				r.size(80, 24).news(listed(ops(1, 1, 0))).keys("up", "i").keys(strings.Fields(tt.keys)...)
				s := r.screen()
				s = s[:strings.LastIndex(s, "╭")] // the panel alone
				if !strings.Contains(s, tt.has) || tt.lack != "" && strings.Contains(s, tt.lack) {
					t.Errorf("want %q and not %q:\n%s", tt.has, tt.lack, s)
				}
			})
		})
	}
}

// TestThousandsOfReaders: what one update costs does not grow with the readers
// by more than going through them once.
func TestThousandsOfReaders(t *testing.T) {
	drive(t, crowd(5000), func(r *rig) {
		r.size(120, 40).news(listed(ops(1, 1, 0)), online).keys("up", "i")
		for i := range 200 {
			u := chat.UserID(fmt.Sprintf("u%04d", 2*i+1))
			r.news(chat.ReceiptsChanged{Group: "ops", UID: text(1, "", "").UID,
				Tally:   chat.Tally{Read: 2501 + i, Total: 5000, Version: int64(10 + i)},
				Readers: map[chat.UserID]chat.Millis{u: chat.At(noon.Add(3 * time.Hour))}})
		}
		if s := r.screen(); !strings.Contains(s, "2700 of 5000 have read") {
			t.Errorf("the count is not live:\n%s", s)
		}
		for range 400 {
			r.say(tea.MouseWheelMsg{X: 110, Y: 20, Button: tea.MouseWheelDown})
		}
		for range 10_000 / wheelLines {
			r.m.readers.Scroll(-wheelLines)
		}
		if s := r.screen(); !strings.Contains(s, "Reader 999 ") {
			t.Errorf("the last is not reached:\n%s", s)
		}
	})
}

func TestSavingReaders(t *testing.T) {
	dir := t.TempDir()
	f := crowd(4)
	f.members[1].Name = "=HYPERLINK(\"x\")"
	f.members[2].Name = "two,\"words\"\x1b[31m"
	drive(t, f, func(r *rig) {
		r.size(120, 40).news(listed(ops(1, 1, 0))).keys("up", "i", "s")
		if s := r.screen(); !strings.Contains(s, "saved to") || !strings.Contains(s, ".csv") {
			t.Errorf("it does not say where:\n%s", s)
		}
		r.keys("s", "S")
	}, func(o *Options) { o.Settings.ExportDir = dir })
	files, err := filepath.Glob(filepath.Join(dir, "receipts-ops-1-*"))
	if err != nil || len(files) != 3 {
		t.Fatalf("files %v, %v", files, err)
	}
	for _, name := range files {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", name, info.Mode())
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Ext(name) == ".json" {
			var doc struct {
				Read    int                                   `json:"readCount"`
				Readers []struct{ List, UserID, Name string } `json:"readers"`
			}
			if err := json.Unmarshal(data, &doc); err != nil || doc.Read != 2 || len(doc.Readers) != 4 || doc.Readers[2].List != "unread" {
				t.Errorf("JSON %v: %+v", err, doc)
			}
			continue
		}
		table, err := csv.NewReader(strings.NewReader(string(data))).ReadAll()
		if err != nil || len(table) != 5 {
			t.Fatalf("CSV %v: %q", err, table)
		}
		if got := strings.Join(table[1], "|"); got != `read|u0000|'=HYPERLINK("x")|2026-11-23T12:00:02.000Z|1000||` {
			t.Errorf("the first line is %q", got)
		}
		if strings.Contains(string(data), "\x1b") {
			t.Errorf("escapes in %q", data)
		}
	}
}

func TestSavingThatFailsSaysWhy(t *testing.T) {
	drive(t, crowd(4), func(r *rig) {
		r.size(120, 40).news(listed(ops(1, 1, 0))).keys("up", "i", "s")
		if s := r.screen(); !strings.Contains(s, "could not be saved") {
			t.Errorf("nothing is said:\n%s", s)
		}
	}, func(o *Options) { o.Settings.ExportDir = filepath.Join(t.TempDir(), "none") })
}

// TestTheChartKeepsItsPlace: one reader more moves nothing.
func TestTheChartKeepsItsPlace(t *testing.T) {
	for _, height := range []int{10, 24, 40} {
		drive(t, crowd(6), func(r *rig) {
			look := panel.Look{Theme: &r.m.o.Theme, Glyphs: theme.ASCII(), Words: r.m.o.Words, Name: r.m.nameHere, Online: r.m.onlineHere}
			p := panel.NewReaders(&look, panel.Subject{Own: true, Visible: true, Asks: true, Counted: true, Sent: chat.At(noon), Tally: chat.Tally{Total: 6}})
			p.Load(panel.Lists{Tally: chat.Tally{Total: 6}, Unread: []chat.Reader{{User: "u0001"}}})
			at := func() int {
				for y, line := range p.Render(40, height) {
					if strings.HasPrefix(strip(line), " read ") {
						return y
					}
				}
				return -1
			}
			before := at()
			for i := range 6 {
				p.Count(chat.ReceiptsChanged{Tally: chat.Tally{Read: i + 1, Total: 6, Version: int64(i + 1)},
					Readers: map[chat.UserID]chat.Millis{chat.UserID(fmt.Sprintf("u%04d", i)): chat.At(noon.Add(time.Duration(i) * time.Hour))}})
				if now := at(); now != before || now < 0 {
					t.Errorf("height %d: the list moved from line %d to %d", height, before, now)
				}
			}
		})
	}
}

// TestAClickOnTheCountOpensItsReaders, and one beside it does not.
func TestAClickOnTheCountOpensItsReaders(t *testing.T) {
	for _, size := range [][2]int{{40, 10}, {80, 24}, {120, 40}, {300, 100}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			m := text(1, "alice", "mine")
			m.Receipt = &chat.ReceiptInfo{Asked: true, Tally: &chat.Tally{Read: 1, Total: 3, Version: 1}}
			drive(t, &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": {m}}}, func(r *rig) {
				r.size(size[0], size[1])
				x, y := r.find("1/3")
				if x > sideWidth+1+104 {
					t.Errorf("the count is far from its message:\n%s", r.screen())
				}
				r.say(tea.MouseClickMsg{X: x, Y: y + 1, Button: tea.MouseLeft})
				if r.m.readers != nil || !r.m.selecting {
					t.Fatalf("a click on the text:\n%s", r.screen())
				}
				r.say(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
				if r.m.readers == nil {
					t.Errorf("a click on the count opens nothing:\n%s", r.screen())
				}
			})
		})
	}
}

// find returns where words stand on the screen.
func (r *rig) find(words string) (x, y int) {
	r.Helper()
	for y, line := range strings.Split(r.screen(), "\n") {
		if before, _, ok := strings.Cut(line, words); ok {
			return r.m.rule.Width(cell.Clean(before)), y
		}
	}
	r.Fatalf("no %q on the screen:\n%s", words, r.screen())
	return 0, 0
}
