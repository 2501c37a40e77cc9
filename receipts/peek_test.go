package receipts_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"seenby/chat"
	"seenby/receipts"
)

// A peeking is a reader's client in small: what counts as read, what was
// answered, what is withheld. Its script says, one word or two each: read SEQ,
// ask SEQ, peek, unpeek, send SEQ, drop SEQ, restart. Time is the place in the
// script.
type peeking struct {
	t        *testing.T
	p        receipts.Peek
	counted  receipts.Memory
	asked    map[chat.Seq]bool
	answered []string
	done     map[chat.Seq]bool
}

func (k *peeking) uid(seq chat.Seq) chat.MessageUID { return chat.MessageUID(fmt.Sprint("m", seq)) }

func (k *peeking) answer(seq chat.Seq, at chat.Millis) {
	if !k.done[seq] {
		k.done[seq] = true
		k.answered = append(k.answered, fmt.Sprintf("%d@%d", seq, at))
	}
}

// meet answers or withholds what was read and asks.
func (k *peeking) meet(seq chat.Seq) {
	if !k.asked[seq] || k.done[seq] || k.p.Holds(k.uid(seq)) {
		return
	}
	if at, ok := k.p.Withholds("g", seq, k.counted); ok {
		k.p.Hold(receipts.Held{Group: "g", UID: k.uid(seq), Seq: seq, At: at})
	} else if at, ok := k.counted.ReadAt("g", seq); ok {
		k.answer(seq, at)
	}
}

func (k *peeking) run(script string) {
	for i, step := range strings.Split(script, ", ") {
		now := chat.Millis(i + 1)
		what, n, _ := strings.Cut(step, " ")
		number, _ := strconv.Atoi(n)
		seq := chat.Seq(number)
		switch what {
		case "read":
			if k.p.On() {
				k.p.Read("g", seq, now)
			} else if !k.p.Holds(k.uid(seq)) {
				k.counted.Add("g", seq, now)
			}
			k.meet(seq)
		case "ask":
			k.asked[seq] = true
			k.meet(seq)
		case "peek", "unpeek":
			k.p.Set(what == "peek")
		case "send":
			if h, ok := k.p.Release(k.uid(seq)); ok {
				k.counted.Add("g", seq, h.At)
				k.answer(seq, h.At)
			}
		case "drop":
			k.p.Drop(k.uid(seq))
		case "restart":
			b, err := json.Marshal(k.p.Record())
			if err != nil {
				k.t.Fatal(err)
			}
			var r receipts.PeekRecord
			if err := json.Unmarshal(b, &r); err != nil {
				k.t.Fatal(err)
			}
			if k.p, err = receipts.RestorePeek(r); err != nil {
				k.t.Fatal(err)
			}
		default:
			k.t.Fatalf("%q is no step", step)
		}
	}
}

func (k *peeking) held() string {
	var list []string
	for _, h := range k.p.Held() {
		list = append(list, fmt.Sprintf("%d@%d", h.Seq, h.At))
	}
	return strings.Join(list, " ")
}

func newPeeking(t *testing.T) *peeking {
	return &peeking{t: t, counted: receipts.Memory{}, asked: map[chat.Seq]bool{}, done: map[chat.Seq]bool{}}
}

func TestPeek(t *testing.T) {
	tests := map[string]struct{ script, answered, held string }{
		"without it, what is read is answered":            {"ask 1, read 1", "1@2", ""},
		"while it is on, nothing is":                      {"peek, ask 1, read 1", "", "1@3"},
		"read while peeking, asked while peeking":         {"peek, read 1, ask 1", "", "1@2"},
		"read while peeking, asked afterwards":            {"peek, read 1, unpeek, ask 1", "", "1@2"},
		"read before, asked while peeking":                {"read 1, peek, ask 1", "", "1@1"},
		"answered before stays answered":                  {"ask 1, read 1, peek, read 1, ask 1", "1@2", ""},
		"not read is not withheld":                        {"peek, ask 1", "", ""},
		"sent with the time of reading":                   {"peek, ask 1, read 1, ask 2, send 1", "1@3", ""},
		"sent once":                                       {"peek, ask 1, read 1, send 1, send 1, unpeek, read 1", "1@3", ""},
		"one of two is sent":                              {"peek, ask 1, ask 2, read 1, read 2, send 2", "2@5", "1@4"},
		"dropped":                                         {"peek, ask 1, read 1, drop 1", "", ""},
		"dropped and read again":                          {"peek, ask 1, read 1, drop 1, unpeek, read 1", "1@6", ""},
		"dropped and read again while peeking":            {"peek, ask 1, read 1, drop 1, read 1", "", "1@5"},
		"dropped is not sent later":                       {"peek, ask 1, read 1, drop 1, send 1", "", ""},
		"the end of it sends nothing":                     {"peek, ask 1, read 1, unpeek", "", "1@3"},
		"seen again afterwards, it still waits":           {"peek, ask 1, read 1, unpeek, read 1", "", "1@3"},
		"and goes with the first time":                    {"peek, ask 1, read 1, unpeek, read 1, send 1", "1@3", ""},
		"what did not ask counts when it is read again":   {"peek, read 1, unpeek, read 1, ask 1", "1@4", ""},
		"the first reading while peeking counts":          {"peek, read 1, read 1, ask 1", "", "1@2"},
		"a restart sends nothing":                         {"peek, ask 1, read 1, restart", "", "1@3"},
		"after a restart it is still on":                  {"peek, restart, ask 1, read 1", "", "1@4"},
		"a restart keeps what was read":                   {"peek, read 1, restart, unpeek, ask 1", "", "1@2"},
		"a restart, then sent with the time of reading":   {"peek, ask 1, read 1, restart, send 1", "1@3", ""},
		"in the order of reading, not of asking":          {"peek, read 2, read 1, ask 1, ask 2", "", "2@2 1@3"},
		"asked twice is withheld once":                    {"peek, ask 1, read 1, ask 1", "", "1@3"},
		"others go on being answered after the end of it": {"peek, ask 1, read 1, unpeek, ask 2, read 2", "2@6", "1@3"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			k := newPeeking(t)
			k.run(tt.script)
			if got := strings.Join(k.answered, " "); got != tt.answered {
				t.Errorf("answered %q, want %q", got, tt.answered)
			}
			if got := k.held(); got != tt.held {
				t.Errorf("withheld %q, want %q", got, tt.held)
			}
		})
	}
}

func TestPeekForgetsAGroup(t *testing.T) {
	k := newPeeking(t)
	k.run("peek, ask 1, read 1, read 2")
	k.p.Hold(receipts.Held{Group: "h", UID: "other", Seq: 1, At: 9})
	k.p.Leave("g")
	if _, ok := k.p.ReadAt("g", 2); ok || k.p.Holds("m1") || !k.p.Holds("other") {
		t.Errorf("it holds %v", k.p.Held())
	}
}

func TestPeekIsBounded(t *testing.T) {
	var p receipts.Peek
	for i := range chat.Seq(receipts.MaxHeld + 5) {
		p.Hold(receipts.Held{Group: "g", UID: chat.MessageUID(fmt.Sprint(i)), Seq: i + 1, At: chat.Millis(i + 1)})
	}
	if n := len(p.Held()); n != receipts.MaxHeld || p.Held()[0].Seq != 6 {
		t.Errorf("it holds %d from %d on", n, p.Held()[0].Seq)
	}
}

func TestADamagedPeekIsNone(t *testing.T) {
	if _, err := receipts.RestorePeek(receipts.PeekRecord{Seen: map[chat.GroupID][]byte{"g": {9}}}); err == nil {
		t.Error("no error")
	}
}

// TestRememberedForgetsOne: taking one away leaves all others.
func TestRememberedForgetsOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var r receipts.Remembered
		model := map[chat.Seq]chat.Millis{}
		for range rapid.IntRange(0, 60).Draw(t, "steps") {
			seq := chat.Seq(rapid.IntRange(1, 12).Draw(t, "seq"))
			_, known := model[seq]
			if rapid.Bool().Draw(t, "remove") {
				if r.Remove(seq) != known {
					t.Fatalf("Remove(%d): known %v", seq, known)
				}
				delete(model, seq)
				continue
			}
			at := chat.Millis(rapid.IntRange(0, 1).Draw(t, "at"))
			if r.Add(seq, at) == known {
				t.Fatalf("Add(%d): known %v", seq, known)
			}
			if !known {
				model[seq] = at
			}
		}
		for seq := chat.Seq(0); seq <= 13; seq++ {
			want, known := model[seq]
			if at, ok := r.ReadAt(seq); ok != known || at != want {
				t.Fatalf("ReadAt(%d) = %d, %v, want %d, %v", seq, at, ok, want, known)
			}
		}
	})
}

func TestForgottenIsReadAgain(t *testing.T) {
	// The steps of sight_test.go, by hand: a reading is taken back.
	s := receipts.NewSight(0, 0)
	s.Focus(after(0), true)
	s.Look(after(0), receipts.Scene{Group: "g", Lines: []receipts.Line{{UID: "u1", Seq: 1}}})
	if got := s.Read(after(700)); len(got) != 1 {
		t.Fatalf("read %v", got)
	}
	s.Forget(after(1000), "g", 1)
	if got := s.Read(after(1599)); len(got) != 0 {
		t.Errorf("read %v too soon", got)
	}
	if got := s.Read(after(1600)); len(got) != 1 {
		t.Errorf("read %v, want it again", got)
	}
	s.Peek(after(2000), true)
	s.Forget(after(2000), "g", 1)
	s.Read(after(3000))
	if got := s.Held(); len(got) != 1 || len(s.Held()) != 0 {
		t.Errorf("withheld %v", got)
	}
	s.Forget(after(3000), "g", 1)
	s.Read(after(4000))
	if got := s.Held(); len(got) != 1 {
		t.Errorf("withheld %v, want it again", got)
	}
}
