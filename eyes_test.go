package main

import (
	"sync"
	"testing"
)

// TestOnlyWhatWasSeenIsAnswered plays states of a screen on the real program,
// and holds what the hub has of its answers against receipts.md, What counts as
// read: no answer for what was not seen, none missed for what was.
func TestOnlyWhatWasSeenIsAnswered(t *testing.T) {
	s := openScene(t)
	var all sync.WaitGroup // they wait more than they work: more of them at once than there are processors
	for i, st := range seats {
		all.Go(func() {
			t.Run(st.name, func(t *testing.T) { s.take(t, string(rune('a'+i)), &st) })
		})
	}
	all.Wait()
}

var seats = []seat{
	{name: "80x24", width: 80, height: 24, states: []state{
		{"in plain view", "send a | read a"},
		{"several at once", "send a | send b | send c | read a b c"},
		{"flagged when it was read already", "plain a | on a | send b | read b | later a | read a"},
		{"flagged while away, read before", "plain a | on a | send b | read b | blur | says away | later a | read a"},
		{"away, and back", "blur | says away | send a | on a | held a | focus | read a"},
		{"a key does not stand for the focus", "blur | says away | send a | on a | key x | says x | held a | focus | read a"},
		{"nor does the wheel", "blur | says away | send a | on a | wheel up | wheel down | held a | focus | read a"},
		{"while writing", "type hello | says hello | send a | read a"},
		{"while choosing a reaction", "plain x | on x | key up | says reply | key + | says 👍 | send a | read a | key esc"},
		{"with a message selected", "plain x | on x | key up | says reply | send a | on a | read a"},
		{"in a muted group", "key alt+m | says is muted | send a | read a"},
		{"with the mouse left to the terminal", "key ctrl+g | says mouse | send a | read a"},
		{"reminded of it while away", "blur | says away | send a | on a | remind a | held a | focus | read a"},
		{"in another group, then that one", "elsewhere a | held a | key ctrl+k | type {elsewhere} | key enter | read a"},
	}},
	{name: "80x24 covered", width: 80, height: 24, states: []state{
		{"by the help", "blur | says away | send a | on a | key ? | off a | focus | says covered | held a | key ? | on a | read a"},
		{"by the switcher", "blur | says away | send a | on a | key ctrl+k | off a | focus | says covered | held a | key ctrl+k | on a | read a"},
		{"by the palette", "blur | says away | send a | on a | key ctrl+p | off a | focus | says covered | held a | key esc | on a | read a"},
		{"by the list of those waited for", "blur | says away | send a | on a | key ctrl+w | off a | focus | says covered | held a | key esc | on a | read a"},
		{"by the withheld answers", "blur | says away | send a | on a | key alt+y | off a | focus | says covered | held a | key esc | on a | read a"},
		{"by who decides about answering", "blur | says away | send a | on a | key alt+a | off a | focus | says covered | held a | key esc | on a | read a"},
		{"by the themes", "blur | says away | send a | on a | key alt+t | off a | focus | says covered | held a | key esc | on a | read a"},
		{"by a search", "blur | says away | send a | on a | key ctrl+f | off a | focus | says covered | held a | key esc | on a | read a"},
		{"by the receipts panel of a narrow screen", "blur | says away | send a | on a | key up | says reply | key i | says who has read | focus | says covered | held a | key esc | on a | read a"},
		{"when it came", "key ? | says covered | send a | held a | key ? | on a | read a"},
		{"by a click on nothing uncovered", "blur | says away | send a | on a | key ? | off a | focus | says covered | held a | click 30 5 | on a | read a"},
	}},
	{name: "80x24 scrolled", width: 80, height: 24, states: []state{
		{"below what is shown", "tall x 60 | says end of x | key pgup | says newer below | send a | says 1 new | held a | key end | on a | read a"},
		{"scrolled up with the wheel", "tall x 60 | says end of x | wheel up | says newer below | send a | says 1 new | held a | key end | on a | read a"},
		{"taller than the screen, its end", "tall a 60 | says end of a | read a"},
		{"taller than the screen, its beginning", "blur | says away | tall a 60 | says end of a | key pgup pgup pgup pgup | says top of a | focus | held a | key end | says end of a | read a"},
		{"taller than the screen, its middle", "blur | says away | tall a 60 | says end of a | key pgup | not end of a | focus | held a | key end | says end of a | read a"},
		{"half of it above the upper edge", "blur | says away | tall a 5 | tall b 13 | says end of b | says end of a | not top of a | focus | read b | held a | wheel up | wheel up | wheel up | says top of a | read a"},
		{"its last line only, of a screen lower than it", "blur | says away | tall a 12 | says end of a | size 80x12 | says end of a | not top of a | focus | read a | size 80x24"},
		{"loaded from before, above what is shown", "blur | says away | send a | on a | flood 60 | says flood 59 | off a | focus | held a | key pgup pgup pgup pgup pgup | on a | read a"},
	}},
	{name: "80x24 messages", width: 80, height: 24, states: []state{
		{"nothing of it can be seen", "blank a | send b | read b | held a"},
		{"recalled while away", "blur | says away | send a | on a | recall a | off a | focus | send b | read b | held a"},
		{"edited while away", "blur | says away | send a | on a | edit a changed·{g} | says changed·{g} | held a | focus | read a"},
		{"edited after it was read", "send a | read a | edit a changed·{g} | says changed·{g} | send b | read b | same a"},
		{"one's own", "key ctrl+r | type own·{g} | key enter | says 0/1 | send b | read b | says 0/1"},
		{"among many, in any script", "bare a 今天中午部署，请大家确认 👨‍👩‍👧‍👦 | says 今天中午部署 | read a"},
		{"on the other device, then here", "blur | says away | send a | on a | held a | other | read a | says answered | focus | send b | read b | same a"},
		{"put out of the group while away", "blur | says away | send a | on a | remove | says removed | focus | held a"},
	}},
	{name: "40x10", width: 40, height: 10, states: []state{
		{"in plain view", "send a | read a"},
		{"smaller than can be used", "blur | says away | send a | on a | size 39x10 | says needs | focus | held a | size 40x10 | on a | read a"},
		{"one line too low", "blur | says away | send a | on a | size 40x9 | says needs | focus | held a | size 40x10 | on a | read a"},
		{"covered by the help", "blur | says away | send a | on a | key ? | off a | focus | held a | key ? | on a | read a"},
		{"its beginning", "blur | says away | tall a 20 | says end of a | key pgup pgup pgup pgup pgup pgup | says top of a | focus | held a | key end | says end of a | read a"},
	}},
	{name: "120x40", width: 120, height: 40, states: []state{
		{"the panel beside it covers nothing", "plain x | on x | key up | says reply | key i | says who has read | send a | on a | read a | key esc"},
		{"the panel covers it once it is narrow", "plain x | on x | key up | says reply | key i | says who has read | blur | says away | send a | on a | size 80x24 | focus | says covered | held a | size 120x40 | on a | read a | key esc"},
		{"another group chosen by a click", "blur | says away | send a | on a | click 3 5 | off a | focus | held a | key ctrl+k | type {g} | says {g} | key enter | on a | read a"},
	}},
	{name: "300x100", width: 300, height: 100, states: []state{
		{"thirty at once", "send a1 | send a2 | send a3 | send a4 | send a5 | send a6 | send a7 | send a8 | send a9 | flood 20 | send b1 | send b2 | read a1 a2 a3 a4 a5 a6 a7 a8 a9 b1 b2"},
		{"away, and back", "blur | says away | tall a 80 | says end of a | held a | focus | read a"},
	}},
	{name: "within the dwell time", width: 80, height: 24, slow: true, states: []state{
		{"away", "send a | on a | blur | says away | within a | held a | focus | read a"},
		{"covered", "send a | on a | key ? | off a | within a | held a | key ? | on a | read a"},
		{"pushed away by new messages", "send a | on a | flood 40 | says flood 39 | off a | within a | held a | key pgup pgup pgup pgup | on a | read a"},
		{"scrolled away", "tall x 60 | says end of x | send a | on a | key pgup | off a | within a | held a | key end | on a | read a"},
	}},
	{name: "within the dwell time, groups", width: 80, height: 24, slow: true, states: []state{
		{"another group opened", "send a | on a | key alt+down | off a | within a | held a | key alt+up | on a | read a"},
		{"to and fro between groups", "send a | on a | key alt+down | off a | key alt+up | on a | key alt+down | off a | within a | held a | key alt+up | on a | read a"},
		{"too small", "send a | on a | size 30x5 | says needs | within a | held a | size 80x24 | on a | read a"},
		{"recalled", "send a | on a | recall a | off a | within a | send b | read b | held a"},
	}},
	{name: "within the dwell time, changes", width: 80, height: 24, slow: true, states: []state{
		{"larger, and still whole", "send a | on a | size 120x40 | on a | within a | read a | size 80x24"},
		{"peeking", "send a | on a | key ctrl+y | says PEEK | within a | held a | key ctrl+y | not PEEK | key alt+y | says withheld | key S | says sent | key esc | before a"},
		{"edited", "send a | on a | anew a | edit a changed·{g} | says changed·{g} | within a | read a"},
	}},
	{name: "a terminal that does not tell its focus", width: 80, height: 24, blind: true, args: []string{"--presence", "2s"}, states: []state{
		{"before anything was done", "send a | on a | says press a key | held a | key x | read a"},
		{"after a while without a key", "says press a key | send a | on a | held a | wheel down | read a"},
		{"another size is nothing that one does", "says press a key | send a | on a | size 100x30 | on a | held a | click 30 5 | read a"},
		{"a message that comes in is not either", "says press a key | send a | send b | on b | held a b | key y | read a b"},
		{"it tells after all", "says press a key | send a | on a | held a | focus | read a | blur | says away | send b | on b | key z | held b | focus | read b"},
	}},
	{name: "asked before answering", width: 80, height: 24, args: []string{"--answer", "ask", "--answer-in", "{1}=never,{2}=auto"}, states: []state{
		{"y answers, with the time of reading", "send a | on a | held a | key up | says reply | key y | before a"},
		{"never in this group", "send a | on a | held a"},
		{"by itself in this group", "send a | on a | read a"},
		{"answered from away", "send a | on a | held a | blur | says away | key up | says reply | key y | before a"},
	}},
	{name: "never answering", width: 80, height: 24, args: []string{"--answer", "never"}, states: []state{
		{"in plain view", "send a | on a | held a"},
		{"but by a key", "send a | on a | key up | says reply | key y | read a"},
		{"with its panel open", "send a | on a | held a | key up | says reply | key i | says not answered yet | key esc | held a"},
	}},
	{name: "peeking", width: 80, height: 24, states: []state{
		{"sent afterwards, with the time of reading", "key ctrl+y | says PEEK | send a | on a | held a | key ctrl+y | not PEEK | held a | key alt+y | says withheld | key S | says sent | key esc | before a"},
		{"dropped, and read again", "key ctrl+y | says PEEK | send a | on a | held a | key ctrl+y | not PEEK | key alt+y | says withheld | key D | says dropped | key esc | on a | read a"},
		{"flagged meanwhile, read before", "plain a | on a | send b | read b | key ctrl+y | says PEEK | later a | held a | key ctrl+y | not PEEK | key alt+y | says withheld | key S | says sent | key esc | before a"},
		{"away all along", "blur | says away | key ctrl+y | says PEEK | send a | on a | held a | key ctrl+y | not PEEK | held a | focus | read a"},
	}},
	{name: "without a hub", width: 80, height: 24, states: []state{
		{"read meanwhile", "blur | says away | send a | on a | cut | says offline | focus | held a | mend | key ctrl+o | before a"},
		{"not there meanwhile", "cut | says offline | send a | held a | mend | key ctrl+o | on a | read a"},
		{"cut for a moment", "blur | says away | send a | on a | cut | says offline | mend | key ctrl+o | says online | held a | focus | read a"},
	}},
	{name: "back to the shell", width: 80, height: 24, wrapped: inShell, states: []state{
		{"stopped, and back", "key ctrl+z | says STOPPED | send a | held a | key enter | on a | read a"},
		{"stopped within what was shown", "blur | says away | send a | on a | key ctrl+z | says STOPPED | held a | key enter | on a | focus | read a"},
	}},
}

// inShell runs the program as a shell with job control does, which says so
// when it is stopped, and takes it back to the front by enter.
func inShell(_ *scene, command []string) (env, wrapper []string) {
	script := `set -m; "$@"; while echo STOPPED; read line; do fg %1; done`
	return nil, append([]string{"sh", "-c", script, "sh"}, command...)
}
