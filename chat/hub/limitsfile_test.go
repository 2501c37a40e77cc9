package hub

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLimitsInAFileReplaceTheDefaults(t *testing.T) {
	got, err := ParseLimits("connections_per_user = 3\nrefusals = 50\n[writes]\nper_second = 10\n[group_writes]\nburst = 7\nper_second = 2\n")
	if err != nil {
		t.Fatal(err)
	}
	want := Limits{}.withDefaults()
	want.ConnectionsPerUser, want.Refusals = 3, 50
	want.Writes.PerSecond, want.GroupWrites = 10, Rate{PerSecond: 2, Burst: 7}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if empty, err := ParseLimits(""); err != nil || empty != (Limits{}).withDefaults() {
		t.Errorf("an empty file: %+v, %v", empty, err)
	}
}

func TestABadLimitsFileIsRefusedWithItsPlace(t *testing.T) {
	for name, c := range map[string]struct{ text, place, says string }{
		"no TOML":        {"connections = 5\nthis is none\n", "2:", "expected"},
		"unknown":        {"connections = 5\n  conections = 6\n", "2:16: ", "conections: there is no such limit"},
		"unknown inside": {"[reads]\nburst = 5\nper_minute = 6\n", "3:14: ", "reads.per_minute: there is no such limit"},
		"unknown table":  {"[read]\nburst = 5\n", "1:", "there is no such limit"},
		"off":            {"off = true", "1:7: ", "off: there is no such limit"},
		"zero":           {"\nrefusals = 0", "2:12: ", "refusals: has to be a whole number, 1 or more"},
		"negative":       {"[writes]\nburst = -1", "2:9: ", "writes.burst: has to be"},
		"a word":         {"connections = \"many\"", "1:16: ", "connections: has to be"},
		"huge":           {"connections = 99999999999", "1:15: ", "connections: has to be"},
		"no table":       {"writes = 5", "", "line 1"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParseLimits(c.text)
			if err == nil || !strings.HasPrefix(err.Error(), c.place) || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%q: %v", c.text, err)
			}
		})
	}
}

func FuzzLimits(f *testing.F) {
	f.Add("connections = 5\n[writes]\nburst = 2\n")
	f.Add("a.b.'c,\"d' = 1")
	f.Fuzz(func(t *testing.T, text string) {
		l, err := ParseLimits(text)
		if err == nil && l.check() != nil {
			t.Errorf("%q: %+v: %v", text, l, l.check())
		}
	})
}

// TestTheDocumentedLimitsAreTheDefaults reads the file in docs/operating.md.
func TestTheDocumentedLimitsAreTheDefaults(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "operating.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "```toml\n")
	file, _, found := strings.Cut(rest, "```")
	got, err := ParseLimits(file)
	if err != nil || !found {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Limits{}.withDefaults(), got); diff != "" {
		t.Error(diff)
	}
	for _, key := range []string{"writes", "reads", "group_writes", "address_writes"} {
		if !strings.Contains(file, "["+key+"]") {
			t.Errorf("%s is not documented", key)
		}
	}
}
