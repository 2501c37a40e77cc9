package main

import (
	"slices"
	"strings"
	"testing"
)

func TestKeysInTheConfiguration(t *testing.T) {
	tests := map[string]struct {
		source string
		action string
		want   []string
		err    string
	}{
		"none":                   {"", "palette", []string{"ctrl+p"}, ""},
		"a list":                 {"[keys]\npalette = [\"Ctrl+T\", \"f2\"]", "palette", []string{"ctrl+t", "f2"}, ""},
		"the begin of another's": {"[keys]\npalette = \"ctrl+x\"", "", nil, `c.toml:2: [keys] palette: "ctrl+x": the keys of editor begin with it; give editor another one`},
		"that one given another": {"[keys]\npalette = \"ctrl+x\"\neditor = \"f4\"", "palette", []string{"ctrl+x"}, ""},
		"a string":               {"[keys]\npalette = \"f2\"", "palette", []string{"f2"}, ""},
		"no key":                 {"[keys]\npalette = \"\"", "palette", nil, ""},
		"an empty list":          {"[keys]\npalette = []", "palette", nil, ""},
		"a dotted name":          {"[keys]\nmessage.flag = \"F\"", "message.flag", []string{"F"}, ""},
		"a quoted name":          {"[keys]\n\"message.flag\" = \"F\"", "message.flag", []string{"F"}, ""},
		"a table below":          {"[keys.message]\nflag = \"F\"", "message.flag", []string{"F"}, ""},
		"two swap their keys":    {"[keys]\nmessage.flag = \"r\"\nmessage.reply = \"f\"", "message.reply", []string{"f"}, "it is a key of message.retry"},
		"keys go over":           {"[keys]\nswitcher = \"f3\"\npalette = \"ctrl+k\"", "palette", []string{"ctrl+k"}, ""},
		"an unknown action":      {"theme = \"dark\"\n[keys]\n\npalete = \"f2\"", "", nil, "c.toml:4: [keys] palete: no action has this name; palette is meant?"},
		"an unknown key":         {"[keys]\npalette = [\n\"hyperspace\"]", "", nil, `c.toml:2: [keys] palette: "hyperspace": no key has this name`},
		"an unknown modifier":    {"[keys]\npalette = \"strg+p\"", "", nil, `c.toml:2: [keys] palette: "strg+p": no key has this name; "strg" is none of ctrl,`},
		"another's key":          {"[keys]\npalette = \"ctrl+k\"", "", nil, `c.toml:2: [keys] palette: "ctrl+k": it is a key of switcher as well; give switcher another one`},
		"a letter for writing":   {"[keys]\nsend = \"s\"", "", nil, `c.toml:2: [keys] send: "s": it is needed for writing`},
		"a number":               {"[keys]\npalette = 3", "", nil, "c.toml:2: [keys] palette: 3 is no key"},
		"a number in a list":     {"[keys]\nmessage.flag = [\"f\", 3]", "", nil, "c.toml:2: [keys] message.flag: 3 is no key"},
		"an inline table":        {"keys = { palette = \"nokey\" }", "", nil, "c.toml:1: [keys] palette:"},
		"keys that are no table": {"keys = 3", "", nil, "c.toml:1: [keys] is a table"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			keys, err := parseKeys("c.toml", tt.source)
			switch {
			case tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)):
				t.Fatalf("error %v, want %q", err, tt.err)
			case tt.err != "":
				if exitCode(err) != 2 || strings.Contains(err.Error(), "\n") {
					t.Errorf("exit code %d of %q, want 2 and one line", exitCode(err), err)
				}
			case err != nil:
				t.Fatal(err)
			case !slices.Equal(keys.Keys(tt.action, true), tt.want):
				t.Errorf("keys %v, want %v", keys.Keys(tt.action, true), tt.want)
			}
		})
	}
}
