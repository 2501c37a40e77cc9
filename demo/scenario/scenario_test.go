package scenario_test

import (
	"errors"
	"strings"
	"testing"

	"seenby/demo/scenario"
	"seenby/demo/scenarios"
)

// bomb is what would become large if aliases were followed.
const bomb = "title: T\ncast: &a [x, x, x, x, x, x, x, x]\nabout: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nsteps: [*b, *b, *b, *b, *b, *b, *b, *b]\n"

// head is a good beginning of five lines; what a test adds begins at line 6.
const head = "title: T\ncast: {alice: {}, bob: {devices: 2}, carol: {}}\ngroup: {members: [alice, bob]}\nsteps:\n  - {say: hi, by: alice, as: m1}\n"

func TestWhatIsWrongIsNamedWithItsPlace(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"nothing":               {"", "f:1:1: the file is empty"},
		"a comment":             {"# later\n", "f:1:1: the file is empty"},
		"two documents":         {"a: b\n---\nc: d\n", "f:3:2: a file is one scenario, and here begins a second one"},
		"no yaml":               {"title: [", "f:1:8: sequence end token ']' not found"},
		"no end of a quote":     {"title: \"x", "f:1:8: could not find end character of double-quoted text"},
		"a tab":                 {"title: T\ncast:\n\talice: {}\n", "f:3:1: YAML is indented by spaces, and here is a tab"},
		"no text":               {"title: \xff\xfe\n", "f:1:1: this is no text in UTF-8"},
		"a zero":                {"title: T\x00\n", "f:1:1: this is no text in UTF-8"},
		"too large":             {"title: " + strings.Repeat("x", 1<<20), "f:1:1: the file is larger than 1 MiB"},
		"too deep":              {strings.Repeat("[", 5000), "f:1:1: the file is nested too deeply"},
		"a bomb":                {bomb, "f:3:8: a scenario goes without anchors and aliases"},
		"an alias":              {"title: T\ncast: {a: {}}\nsteps: *x\n", "f:3:8: "},
		"a merge":               {head + "  - <<: *m\n", "f:6:5: "},
		"a tag":                 {"title: !!binary aGk=\ncast: {a: {}}\nsteps: []\n", "f:1:8: a scenario goes without tags"},
		"a colon in a text":     {"title: T: U\ncast: {a: {}}\n", "a text with such characters goes into quotes"},
		"a sign before a text":  {head + "  - say: @bob look\n", "f:6:10: '@' is a reserved character; a text with such characters goes into quotes"},
		"a key that stands out": {head + "  - say: hi\n   by: bob\n", "f:7:"},
		"no value":              {"title:\ncast: {a: {}}\nsteps: []\n", "f:1:7: the title is empty"},
		"steps that are none":   {"title: T\ncast: {a: {}}\nsteps: {say: hi}\n", "f:3:8: steps have to be a list"},
		"an empty step":         {head + "  -\n", "f:6:5: this step is empty"},
		"a person twice":        {"title: T\ncast: {bob: {}, bob: {}}\nsteps: []\n", "f:2:17: "},
		"a number as a name":    {"title: T\ncast: {1: {}}\nsteps: []\n", "f:2:8: a key of the cast has to be a plain word"},
		"a number that is none": {"title: T\ncast: {bob: {devices: two}}\nsteps: []\n", "f:2:23: devices has to be a number from 1 to 4"},
		"a truth that is none":  {"title: T\ncast: {bob: {bot: maybe}}\nsteps: []\n", "f:2:19: bot has to be true or false"},
		"group and groups":      {"title: T\ncast: {bob: {}}\ngroup: {id: a}\ngroups: [{id: b}]\nsteps: []\n", `f:4:9: there is either "group" or "groups"`},
		"two of one id":         {"title: T\ncast: {bob: {}}\ngroups: [{id: a}, {id: a}]\nsteps: []\n", `two groups are called "a"`},
		"a policy elsewhere":    {"title: T\ncast: {bob: {answers: {tame: ask}}}\nsteps: []\n", `f:2:24: no group is called "tame"; did you mean "team"?`},
		"a time that is over":   {head + "  - {caption: A, at: 2s}\n  - {caption: B, at: 1s}\n", "f:7:22: at 1s is over: a step before this happens at 2s"},
		"a percentage":          {head + "  - {faults: bob, loss: 0.1}\n", "f:6:25: loss has to be how many of a hundred messages, like 5%"},
		"no faults":             {head + "  - faults: bob\n", `f:6:13: faults needs at least one of latency`},
		"a clock":               {head + "  - {faults: bob, clock: late}\n", "f:6:26: clock has to be how far it is ahead or behind"},
		"nothing expected":      {head + "  - expect: []\n", "f:6:13: nothing is expected here"},
		"a text":                {"hello", "f:1:1: a scenario has to be keys and values"},
		"no steps":              {"title: T\ncast: {a: {}}\n", `"steps" is missing`},
		"a key that is none":    {"titel: T\ncast: {a: {}}\n", `f:1:1: a scenario has no "titel"; did you mean "title"?`},
		"a key twice":           {"title: T\ntitle: U\n", "title"},
		"a bad name":            {"title: T\ncast: {Bob: {}}\nsteps: []\n", `f:2:8: "Bob" is no name`},
		"a bad reading":         {"title: T\ncast: {bob: {reads: fats}}\nsteps: []\n", `f:2:21: reads cannot be "fats"; did you mean "fast"?`},
		"a stranger in a group": {"title: T\ncast: {bob: {}}\ngroup: {members: [bop]}\nsteps: []\n", `f:3:19: nobody called "bop" is in the cast; did you mean "bob"?`},
		"a verb":                {head + "  - sya: hi\n", `f:6:5: no step is called "sya"; did you mean "say"?`},
		"a key of a step":       {head + "  - say: hi\n    from: bob\n", `f:7:5: say takes no "from"`},
		"nobody does it":        {head + "  - read: m1\n", `f:6:5: read needs "by": who does it?`},
		"a stranger":            {head + "  - {read: m1, by: bib}\n", `f:6:20: nobody called "bib" is in the cast; did you mean "bob"?`},
		"a device":              {head + "  - {read: m1, by: bob/3}\n", `f:6:20: bob has no device "3": the cast says devices: 2`},
		"a message":             {head + "  - {read: m2, by: bob}\n", `f:6:12: no message before this is called "m2"; did you mean "m1"?`},
		"a label twice":         {head + "  - {say: hi, by: bob, as: m1}\n", `f:6:28: an earlier step is called "m1" already`},
		"a group":               {head + "  - {leave: tame, by: bob}\n", `f:6:13: no group is called "tame"; did you mean "team"?`},
		"a time":                {head + "  - {expect: m1 asks, within: soon}\n", "f:6:31: within has to be a time like 500ms or 2s, of 1h0m0s at most"},
		"a sentence":            {head + "  - expect: m1 is great\n", `f:6:13: "m1 is great" cannot be checked; write one of: m1 read 2/3`},
		"more than all":         {head + "  - expect: m1 read 3/2\n", `f:6:13: "m1 read 3/2" cannot be checked`},
		"a reader":              {head + "  - expect: m1 unread bbo, carol\n", `f:6:13: nobody called "bbo" is in the cast; did you mean "bob"?`},
		"a moment":              {head + "  - expect: bob answered m1 before noon\n", `f:6:13: no step before this is called "noon"`},
		"an edit without text":  {head + "  - edit: m1\n", `f:6:11: edit needs "text"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := scenario.Parse("f", []byte(c.text))
			var e *scenario.Error
			if !errors.As(err, &e) || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestAStepIsReadAsItStands(t *testing.T) {
	s, err := scenario.Parse("f", []byte(head+"  - {ask: m1}\n  - {expect: \"bob/2 sees m1 read 1/2\", within: 2s}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if ask := s.Steps[1]; ask.Verb != scenario.Ask || ask.By[0].Person != "alice" || ask.Line != 6 {
		t.Errorf("ask is %+v", ask)
	}
	e := s.Steps[2].Expect[0]
	if e.State != scenario.Count || e.Actor != (scenario.Actor{Person: "bob", Device: 2}) || e.Want != 1 || e.Total != 2 {
		t.Errorf("the expectation is %+v", e)
	}
	if s.Group.ID != "team" || s.Group.Visibility != "sender" || s.Seed != 1 || s.Cast[1].Name != "Bob" {
		t.Errorf("the defaults are %+v", s)
	}
}

// FuzzParse holds the parser to its promise: a scenario, or an error with a
// place.
func FuzzParse(f *testing.F) {
	for _, name := range scenarios.Names() {
		text, _ := scenarios.Text(name)
		f.Add(text)
	}
	f.Add([]byte(head))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := scenario.Parse("f", text)
		var e *scenario.Error
		if err != nil && (!errors.As(err, &e) || e.Line < 1 || e.Column < 1 || e.Text == "") {
			t.Errorf("the error is %v", err)
		}
		if err == nil && (len(s.Cast) == 0 || len(s.Group.Members) == 0) {
			t.Errorf("accepted: %+v", s)
		}
	})
}
