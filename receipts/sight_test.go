package receipts_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"seenby/chat"
	"seenby/receipts"
)

// A script says what happens to a screen, "MILLISECONDS VERB ARGS" after
// "MILLISECONDS VERB ARGS", separated by "|". Verbs: focus, blur, key, show
// GROUP SEQ… (o5 is one's own, b5 blank, e5 edited), cover, uncover, peek, unpeek,
// release, drop, end.
type script string

var epoch = time.Date(2030, 5, 4, 12, 0, 0, 0, time.UTC)

func after(ms int) time.Time { return epoch.Add(time.Duration(ms) * time.Millisecond) }

// play plays the script and returns what was read, as "g1@600 g2@700". With
// timely, Read is called at each moment that Next names, and else only once, at
// the end: both must come to the same.
func (sc script) play(t *testing.T, timely bool) string {
	t.Helper()
	s := receipts.NewSight(0, 0)
	var scene receipts.Scene
	var read []string
	take := func(now time.Time) {
		for _, r := range s.Read(now) {
			ms := r.At.Sub(epoch).Milliseconds()
			if want := chat.MessageUID(fmt.Sprintf("%s-%d", r.Group, r.Seq)); r.UID != want {
				t.Errorf("uid %s, want %s", r.UID, want)
			}
			read = append(read, fmt.Sprintf("%s%d@%d", r.Group, r.Seq, ms))
		}
	}
	for line := range strings.SplitSeq(string(sc), "|") {
		w := strings.Fields(line)
		ms, err := strconv.Atoi(w[0])
		if err != nil {
			t.Fatal(err)
		}
		now := after(ms)
		for at, ok := s.Next(); timely && ok && !at.After(now); at, ok = s.Next() {
			take(at)
		}
		switch w[1] {
		case "focus", "blur":
			s.Focus(now, w[1] == "focus")
		case "key":
			s.Interact(now)
		case "show":
			scene.Group, scene.Lines = chat.GroupID(w[2]), nil
			for _, word := range w[3:] {
				digits := strings.TrimLeft(word, "obe")
				seq, _ := strconv.Atoi(digits)
				scene.Lines = append(scene.Lines, receipts.Line{
					UID: chat.MessageUID(w[2] + "-" + digits), Seq: chat.Seq(seq),
					Own: word[0] == 'o', Blank: word[0] == 'b', Edited: chat.Millis(strings.Count(word, "e")),
				})
			}
			s.Look(now, scene)
		case "cover", "uncover":
			scene.Covered = w[1] == "cover"
			s.Look(now, scene)
		case "peek", "unpeek":
			s.Peek(now, w[1] == "peek")
		case "release":
			s.Release(now)
		case "drop":
			s.Drop(now)
		case "end":
			take(now)
		default:
			t.Fatalf("no verb %s", w[1])
		}
	}
	return strings.Join(read, " ")
}

var situations = []struct {
	name   string
	script script
	want   string
}{
	// On screen for the dwell time.
	{"read once the dwell time is full", "0 focus | 0 show g 1 | 600 end", "g1@600"},
	{"not read a moment before", "0 focus | 0 show g 1 | 599 end", ""},
	{"the time of reading is when the dwell time was full", "0 focus | 0 show g 1 | 9000 end", "g1@600"},
	{"several at once, in their order", "0 focus | 0 show g 3 1 2 | 700 end", "g1@600 g2@600 g3@600"},
	{"each by its own time", "0 focus | 0 show g 1 | 400 show g 1 2 | 2000 end", "g1@600 g2@1000"},
	{"each once", "0 focus | 0 show g 1 | 700 end | 800 show g 1 | 2000 show g | 2100 show g 1 | 9000 end", "g1@600"},
	{"a redraw is no break", "0 focus | 0 show g 1 | 200 show g 1 | 400 show g 1 2 | 600 end", "g1@600"},
	{"a resize that keeps it on screen is no break", "0 focus | 0 show g 1 2 3 | 300 show g 3 | 700 end", "g3@600"},
	{"a resize that drops it is one", "0 focus | 0 show g 1 2 | 300 show g 2 | 400 show g 1 2 | 999 end", "g2@600"},
	{"nothing on screen", "0 focus | 0 show g | 9000 end", ""},
	{"no group open", "0 focus | 9000 end", ""},

	// Scrolled and pushed away.
	{"scrolled past", "0 focus | 0 show g 1 2 | 300 show g 3 4 | 599 show g 5 6 | 900 end", ""},
	{"scrolled away and back starts over", "0 focus | 0 show g 1 | 500 show g 2 | 550 show g 1 | 1149 end", ""},
	{"scrolled away and back, then long enough", "0 focus | 0 show g 1 | 500 show g | 550 show g 1 | 1150 end", "g1@1150"},
	{"scrolled away after it was full", "0 focus | 0 show g 1 | 601 show g 2 | 700 end", "g1@600"},
	{"pushed away by new messages within the dwell time", "0 focus | 0 show g 1 2 | 200 show g 2 3 | 400 show g 3 4 | 700 show g 4 5 | 9000 end", "g4@1000 g5@1300"},
	{"in a flood nothing that runs through is read", "0 focus | 0 show g 1 | 100 show g 2 | 200 show g 3 | 300 show g 4 | 400 show g 5 | 500 show g 6 | 600 show g 7 | 700 show g 8 | 800 end", ""},
	{"its last line in view is enough when it is taller", "0 focus | 0 show g | 200 show g 1 | 800 end", "g1@800"},

	// Edited.
	{"another text within the dwell time starts over", "0 focus | 0 show g 1 2 | 500 show g e1 2 | 1099 end", "g2@600"},
	{"and is read once it was there long enough", "0 focus | 0 show g 1 2 | 500 show g e1 2 | 1100 end", "g2@600 g1@1100"},
	{"edited twice", "0 focus | 0 show g 1 | 500 show g e1 | 1000 show g ee1 | 1600 end", "g1@1600"},
	{"edited after it was read", "0 focus | 0 show g 1 | 600 show g e1 | 9000 end", "g1@600"},

	// Covered.
	{"covered all along", "0 focus | 0 cover | 0 show g 1 | 9000 end", ""},
	{"covered within the dwell time", "0 focus | 0 show g 1 | 599 cover | 9000 end", ""},
	{"uncovered starts over", "0 focus | 0 show g 1 | 500 cover | 600 uncover | 1199 end", ""},
	{"uncovered and long enough", "0 focus | 0 show g 1 | 500 cover | 600 uncover | 1200 end", "g1@1200"},
	{"covered after it was full", "0 focus | 0 show g 1 | 600 cover | 9000 end", "g1@600"},
	{"what came while covered", "0 focus | 0 show g 1 | 100 cover | 200 show g 1 2 | 1000 uncover | 1600 end", "g1@1600 g2@1600"},

	// The terminal's focus.
	{"blurred all along", "0 blur | 0 show g 1 | 9000 end", ""},
	{"blurred within the dwell time", "0 focus | 0 show g 1 | 599 blur | 9000 end", ""},
	{"a short blur starts over", "0 focus | 0 show g 1 | 500 blur | 501 focus | 1100 end", ""},
	{"back, and on screen for the dwell time again", "0 focus | 0 show g 1 | 500 blur | 60000 focus | 60600 end", "g1@60600"},
	{"blurred after it was full", "0 focus | 0 show g 1 | 600 blur | 9000 end", "g1@600"},
	{"came while away, read once back", "0 blur | 1000 show g 1 | 2000 show g 1 2 | 5000 focus | 5700 end", "g1@5600 g2@5600"},
	{"focus before the message", "0 focus | 5000 show g 1 | 5600 end", "g1@5600"},
	{"focus after the message", "0 show g 1 | 5000 focus | 5600 end", "g1@5600"},
	{"focus reported twice is no break", "0 focus | 0 show g 1 | 300 focus | 600 end", "g1@600"},
	{"a key while blurred does not make present", "0 blur | 0 show g 1 | 100 key | 9000 end", ""},
	{"focused for hours without a key", "0 focus | 7200000 show g 1 | 7200600 end", "g1@7200600"},

	// Where the terminal reports no focus.
	{"no focus reports and no key: nobody is there", "0 show g 1 | 9000 end", ""},
	{"a key makes present", "0 show g 1 | 100 key | 700 end", "g1@700"},
	{"for 120 seconds", "0 key | 119400 show g 1 | 130000 end", "g1@120000"},
	{"then reading pauses", "0 key | 119401 show g 1 | 130000 end", ""},
	{"presence ran out while nothing new came", "0 key | 0 show g 1 | 121000 show g 1 2 | 200000 end", "g1@600"},
	{"a detached terminal reads nothing", "0 key | 0 show g | 130000 show g 1 | 140000 show g 1 2 | 9000000 end", ""},
	{"a key after the pause starts over", "0 key | 119900 show g 1 | 125000 key | 125600 end", "g1@125600"},
	{"a key within the presence is no break", "0 key | 119700 show g 1 | 119900 key | 120300 end", "g1@120300"},
	{"the first report of focus is no break for who is present", "0 key | 0 show g 1 | 300 focus | 600 end", "g1@600"},
	{"the first report of a blur is one", "0 key | 0 show g 1 | 300 blur | 9000 end", ""},
	{"once focus is reported a key does not count any more", "0 key | 0 blur | 10 key | 20 show g 1 | 9000 end", ""},

	// Groups.
	{"another group open", "0 focus | 0 show h 1 | 600 end", "h1@600"},
	{"switched away within the dwell time", "0 focus | 0 show g 1 | 599 show h 1 | 1198 end", ""},
	{"switched away and back starts over", "0 focus | 0 show g 1 | 300 show h | 400 show g 1 | 999 end", ""},
	{"switched away and back, long enough", "0 focus | 0 show g 1 | 300 show h 1 | 400 show g 1 | 1000 end", "g1@1000"},
	{"the same place in two groups", "0 focus | 0 show g 1 | 700 show h 1 | 1400 end", "g1@600 h1@1300"},

	// What is never read.
	{"one's own", "0 focus | 0 show g o1 2 | 700 end", "g2@600"},
	{"invisible text", "0 focus | 0 show g b1 2 | 700 end", "g2@600"},
	{"recalled within the dwell time", "0 focus | 0 show g 1 | 300 show g b1 | 9000 end", ""},
	{"one that waits to be sent", "0 focus | 0 show g 0 | 700 end", ""},

	// Peeking.
	{"peek withholds", "0 focus | 0 peek | 0 show g 1 | 9000 end", ""},
	{"peek within the dwell time", "0 focus | 0 show g 1 | 300 peek | 9000 end", ""},
	{"released with the time of reading", "0 focus | 0 peek | 0 show g 1 | 5000 release | 5000 end", "g1@600"},
	{"dropped is not read", "0 focus | 0 peek | 0 show g 1 | 2000 drop | 2000 show g | 2000 unpeek | 9000 end", ""},
	{"dropped and still on screen", "0 focus | 0 peek | 0 show g 1 | 1000 unpeek | 1000 drop | 9000 end", "g1@1600"},
	{"the end of peeking starts over", "0 focus | 0 peek | 0 show g 1 | 500 unpeek | 1100 end", "g1@1100"},
	{"withheld and read afterwards is told once", "0 focus | 0 peek | 0 show g 1 | 1000 unpeek | 2000 end | 2000 release | 2001 end", "g1@1600"},
	{"released while on screen is told once", "0 focus | 0 peek | 0 show g 1 | 1000 unpeek | 1100 release | 9000 end", "g1@600"},
	{"read before peeking stays read", "0 focus | 0 show g 1 | 600 peek | 9000 end", "g1@600"},

	// Clocks.
	{"what comes when the clock stepped back is not read early", "10000 focus | 10000 show g 1 | 9000 show g 1 2 | 10600 end", "g1@10600 g2@10600"},
	{"a clock that steps back breaks nothing", "10000 focus | 10000 show g 1 | 9000 show g 1 | 10600 end", "g1@10600"},
}

func TestSight(t *testing.T) {
	for _, c := range situations {
		t.Run(c.name, func(t *testing.T) {
			if got := c.script.play(t, true); got != c.want {
				t.Errorf("by the timer: read %q, want %q", got, c.want)
			}
			if got := c.script.play(t, false); got != c.want {
				t.Errorf("at the end: read %q, want %q", got, c.want)
			}
		})
	}
}

func TestThereAreFortySituations(t *testing.T) {
	if len(situations) < 40 {
		t.Errorf("only %d", len(situations))
	}
}

func TestInView(t *testing.T) {
	for _, c := range []struct {
		name                string
		top, height, window int
		want                bool
	}{
		{"the whole message", 0, 3, 10, true},
		{"at the bottom", 7, 3, 10, true},
		{"its last line below the bottom", 8, 3, 10, false},
		{"its first line above the top", -1, 3, 10, false},
		{"as tall as the timeline", 0, 10, 10, true},
		{"as tall, one line off", -1, 10, 10, false},
		{"taller, its last line at the bottom", -5, 15, 10, true},
		{"taller, its last line at the top", -14, 15, 10, true},
		{"taller, its last line above the top", -15, 15, 10, false},
		{"taller, its last line below", -4, 15, 10, false},
		{"taller, its first line at the top", 0, 15, 10, false},
		{"far above", -20, 3, 10, false},
		{"far below", 20, 3, 10, false},
		{"no rows", 0, 0, 10, false},
		{"no timeline", 0, 3, 0, false},
		{"a timeline of one row", 0, 1, 1, true},
		{"a timeline of one row, its last line", -2, 3, 1, true},
	} {
		if got := receipts.InView(c.top, c.height, c.window); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestSightNeedsOneTimerAndNoPolling(t *testing.T) {
	s := receipts.NewSight(time.Second, time.Minute)
	next := func(want time.Time) {
		t.Helper()
		if at, ok := s.Next(); !at.Equal(want) || ok == want.IsZero() {
			t.Errorf("next is %v %v, want %v", at, ok, want)
		}
	}
	scene := receipts.Scene{Group: "g", Lines: []receipts.Line{{UID: "a", Seq: 1}}}
	next(time.Time{})
	s.Look(after(0), scene)
	next(time.Time{}) // nobody is there
	s.Interact(after(100))
	next(after(1100))
	scene.Lines = append(scene.Lines, receipts.Line{UID: "b", Seq: 2})
	s.Look(after(500), scene)
	next(after(1100)) // the earlier one
	s.Read(after(1100))
	next(after(1500))
	s.Look(after(1600), scene)
	next(after(1600)) // something is there to be read out
	s.Read(after(1600))
	next(time.Time{}) // all is read
	scene.Lines = append(scene.Lines, receipts.Line{UID: "c", Seq: 3})
	s.Look(after(59_500), scene)
	next(time.Time{}) // presence runs out before
	s.Interact(after(59_600))
	next(after(60_500))
	if !s.Present(after(119_600)) || s.Present(after(119_601)) {
		t.Error("present for another time than a minute")
	}
}

func TestSightListsWhatItWithholds(t *testing.T) {
	s := receipts.NewSight(0, 0)
	s.Focus(after(0), true)
	s.Peek(after(0), true)
	s.Peek(after(0), true)
	s.Look(after(0), receipts.Scene{Group: "g", Lines: []receipts.Line{{UID: "a", Seq: 1}}})
	s.Read(after(600))
	s.Look(after(700), receipts.Scene{Group: "h", Lines: []receipts.Line{{UID: "b", Seq: 9}}})
	s.Read(after(1300))
	want := []receipts.Sighting{
		{Group: "g", Seen: chat.Seen{UID: "a", Seq: 1, At: after(600)}},
		{Group: "h", Seen: chat.Seen{UID: "b", Seq: 9, At: after(1300)}},
	}
	if got := s.Withheld(); !slices.Equal(got, want) || !s.Peeking() {
		t.Errorf("withheld %v", got)
	}
	s.Release(after(1300))
	if got := s.Read(after(1300)); !slices.Equal(got, want) {
		t.Errorf("released %v", got)
	}
	if got := s.Withheld(); len(got) != 0 {
		t.Errorf("still withheld: %v", got)
	}
}

// TestSightAgreesWithTheRule plays random screens against the rule as it is
// written: at each millisecond, a message is read that was on screen, in the
// open group, uncovered, with somebody there, at each of the last 600.
func TestSightAgreesWithTheRule(t *testing.T) {
	const dwell, presence = 6, 20
	rapid.Check(t, func(t *rapid.T) {
		s := receipts.NewSight(dwell*time.Millisecond, presence*time.Millisecond)
		var (
			scene    receipts.Scene
			known    bool // the terminal reported its focus
			focus    bool
			acted    = -1 << 30
			streak   [4]int // how long each message has been watched; -1 not at all
			expected []string
			got      []string
			done     [4]bool
		)
		for i := range streak {
			streak[i] = -1
		}
		shown := func(seq int) bool {
			return scene.Group != "" && slices.ContainsFunc(scene.Lines, func(l receipts.Line) bool { return l.Seq == chat.Seq(seq) })
		}
		open := chat.GroupID("")
		for now := range 120 {
			// What was true until now makes the streaks longer …
			there := known && focus || !known && now <= acted+presence
			for seq := 1; seq < 4; seq++ {
				if streak[seq] < 0 {
					continue
				}
				if !there { // presence ran out since the last millisecond
					streak[seq] = -1
					continue
				}
				if streak[seq]++; streak[seq] >= dwell && !done[seq] {
					done[seq] = true
					expected = append(expected, fmt.Sprintf("%d@%d", seq, now))
				}
			}
			// … and then something may change.
			switch rapid.IntRange(0, 25).Draw(t, "what") {
			case 0, 1:
				known, focus = true, rapid.Bool().Draw(t, "focus")
				s.Focus(after(now), focus)
			case 2, 3, 4:
				acted = now
				s.Interact(after(now))
			case 5:
				scene.Covered = !scene.Covered
				s.Look(after(now), scene)
			case 6, 7, 8:
				scene.Lines = nil
				for seq := 1; seq < 4; seq++ {
					if rapid.IntRange(0, 3).Draw(t, "shown") > 0 {
						scene.Lines = append(scene.Lines, receipts.Line{Seq: chat.Seq(seq)})
					}
				}
				s.Look(after(now), scene)
			case 9:
				scene.Group = rapid.SampledFrom([]chat.GroupID{"g", ""}).Draw(t, "group")
				s.Look(after(now), scene)
				if scene.Group != open {
					for i := range streak {
						streak[i] = -1
					}
				}
				open = scene.Group
			case 10:
				for _, r := range s.Read(after(now)) {
					got = append(got, fmt.Sprintf("%d@%d", r.Seq, r.At.Sub(epoch).Milliseconds()))
				}
			}
			there = known && focus || !known && now <= acted+presence
			for seq := 1; seq < 4; seq++ {
				switch watched := there && !scene.Covered && shown(seq); {
				case !watched:
					streak[seq] = -1
				case streak[seq] < 0:
					streak[seq] = 0
				}
			}
		}
		for _, r := range s.Read(after(119)) {
			got = append(got, fmt.Sprintf("%d@%d", r.Seq, r.At.Sub(epoch).Milliseconds()))
		}
		if !slices.Equal(got, expected) {
			t.Fatalf("read %v, by the rule %v", got, expected)
		}
	})
}

func BenchmarkSightLook(b *testing.B) {
	s := receipts.NewSight(0, 0)
	s.Focus(epoch, true)
	scene := receipts.Scene{Group: "g"}
	for i := range 50 {
		scene.Lines = append(scene.Lines, receipts.Line{Seq: chat.Seq(i + 1)})
	}
	b.ReportAllocs()
	for b.Loop() {
		s.Look(epoch, scene)
	}
}
