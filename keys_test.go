package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"seenby/demo"
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
		"keys of the demo":       {"[keys]\npalette = \"f2\"\ndemo.next-seat = \"f12\"\n[keys.desk]\nfilter = \"x\"", "palette", []string{"f2"}, ""},
		"none of the demo's":     {"[keys.demo]\n\nwires = \"f12\"", "", nil, "c.toml:3: [keys] demo.wires: no action has this name; demo.wire is meant?"},
		"two of the demo's meet": {"[keys]\ndesk.filter = \"w\"", "", nil, `c.toml:2: [keys] desk.filter: "w": it is a key of desk.whose as well; give desk.whose another one`},
		"keys that are no table": {"keys = 3", "", nil, "c.toml:1: [keys] is a table"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			keys, err := parseKeys("c.toml", tt.source, chatKeys)
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

func TestKeysOfTheDemoInTheConfiguration(t *testing.T) {
	_, err := parseKeys("c.toml", "[keys]\n\npalette = \"f2\"\n", demo.Bind)
	want := `c.toml:3: [keys] palette: "f2": it is a key of demo.wire as well; give demo.wire another one`
	if err == nil || !strings.Contains(err.Error(), want) || exitCode(err) != 2 {
		t.Errorf("got %v, want %s", err, want)
	}
	keys, err := parseKeys("c.toml", "[keys]\npalette = \"f2\"\ndemo.wire = \"f12\"\n", demo.Bind)
	if err != nil || keys.Key("demo.wire", false) != "f12" || keys.Key("palette", false) != "f2" {
		t.Errorf("got %v, %v", keys, err)
	}
}

// TestTheDemoTakesKeysAndThemeOfTheConfiguration: its seats and its own keys are
// those of the file, and its theme changes with the file of the theme.
func TestTheDemoTakesKeysAndThemeOfTheConfiguration(t *testing.T) {
	home := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(home, "seenby", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("config.toml", "theme = \"mine\"\n[keys]\nhelp = \"f10\"\ndemo.next-seat = \"f12\"\n")
	write("themes/mine.toml", "base = \"dark\"\n")
	demo := openWith(t, 120, 40, []string{"XDG_CONFIG_HOME=" + home}, "seenby", "demo", "--speed", "4")
	demo.sees("F12 next seat", "2/4", "▸ Alice · you sit here")
	demo.press("\x1b[24~") // F12
	demo.sees("▸ Bob · you sit here", "3/4")
	demo.press("\x1b[21~") // F10
	demo.sees("The demo", "sit down in the next")
	demo.press("\x1b[21~")
	write("themes/mine.toml", "[colours]\naccent = \"orange\"\n")
	demo.sees("mine.toml:2", "is no colour")
	demo.leave()
}
