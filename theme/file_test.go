package theme

import (
	"os"
	"slices"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
)

func TestAThemeIsReadFromAFile(t *testing.T) {
	th, err := Parse("mine", "base = \"light\"\npaint = true\nnames = [\"#112233\", \"5\"]\n[colours]\naccent = \"#ff8800\"\nbad = 9\n")
	if err != nil {
		t.Fatal(err)
	}
	want := Light()
	want.Paint, want.Accent, want.Bad, want.Names = true, lipgloss.Color("#ff8800"), lipgloss.Color("9"), colours("#112233", "5")
	same := New("mine", want)
	for _, s := range []struct{ got, want lipgloss.Style }{{th.Accent, same.Accent}, {th.Bad, same.Bad}, {th.Text, same.Text}, {th.NameStyle("bob"), same.NameStyle("bob")}} {
		if got, want := s.got.Render("x"), s.want.Render("x"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if th.Name != "mine" || th.Background == nil {
		t.Errorf("name %q, background %v", th.Name, th.Background)
	}
	if _, err := Parse("empty", ""); err != nil {
		t.Errorf("an empty file is the dark theme: %v", err)
	}
}

func TestABadThemeFileIsRefusedWithItsLine(t *testing.T) {
	tests := map[string]struct{ source, want string }{
		"no TOML":             {"base = \n", "1:8: "},
		"unknown base":        {"\nbase = \"dusk\"\n", `2: unknown theme "dusk"`},
		"unknown setting":     {"[colours]\ntext = \"1\"\n[glow]\na = 1\n", `3: unknown setting "glow"`},
		"unknown colour":      {"[colours]\ntext = \"1\"\nglow = \"2\"\n", `3: unknown colour "glow"`},
		"no colour":           {"[colours]\n  accent = \"orange\"\n", `2: colour accent: "orange" is no colour`},
		"no colour of a name": {"names = [\"#12\"]\n", `1: "#12" is no colour`},
		"not to be read":      {"paint = true\n[colours]\ntext = \"#000000\"\nground = \"#000000\"\n", "text and ground have the same colour"},
		"another kind":        {"names = 3\n", "names"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("mine", tt.source)
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want one line with %q", err, tt.want)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add("base = \"mono\"\n[colours]\ntext = 3\n")
	f.Add("paint = true\nnames = [\"none\"]\n")
	f.Fuzz(func(t *testing.T, source string) {
		th, err := Parse("mine", source)
		if err == nil && th.Name != "mine" {
			t.Errorf("named %q", th.Name)
		}
	})
}

func TestThePageOnThemesNamesEveryColour(t *testing.T) {
	page, err := os.ReadFile("../docs/themes.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Concat(Roles(), Names()) {
		if !strings.Contains(string(page), "`"+name+"`") {
			t.Errorf("%s is not on the page", name)
		}
	}
}
