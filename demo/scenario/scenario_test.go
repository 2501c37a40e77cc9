package scenario_test

import (
	"errors"
	"strings"
	"testing"

	"seenby/demo/scenario"
	"seenby/demo/scenarios"
)

// head is a good beginning of five lines; what a test adds begins at line 6.
const head = "title: T\ncast: {alice: {}, bob: {devices: 2}, carol: {}}\ngroup: {members: [alice, bob]}\nsteps:\n  - {say: hi, by: alice, as: m1}\n"

func TestWhatIsWrongIsNamedWithItsPlace(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"nothing":               {"", "f:1:1: a scenario is one document, here are 0"},
		"no yaml":               {"title: [", "f:1:"},
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
		"a time":                {head + "  - {expect: m1 asks, within: soon}\n", "f:6:31: within has to be a time like 500ms or 2s"},
		"a sentence":            {head + "  - expect: m1 is great\n", `f:6:13: "m1 is great" cannot be checked; write one of: m1 read 2/3`},
		"more than all":         {head + "  - expect: m1 read 3/2\n", `f:6:13: "m1 read 3/2" cannot be checked`},
		"a reader":              {head + "  - expect: m1 unread bbo, carol\n", `f:6:13: nobody called "bbo" is in the cast; did you mean "bob"?`},
		"a moment":              {head + "  - expect: bob answered m1 before noon\n", `f:6:13: no step before this is called "noon"`},
		"an edit without text":  {head + "  - edit: m1\n", `f:6:11: edit needs "text"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := scenario.Parse("f", []byte(c.text))
			var e *scenario.Error
			if !errors.As(err, &e) || !strings.Contains(err.Error(), c.want) {
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
