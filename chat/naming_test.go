package chat_test

import (
	"slices"
	"strings"
	"testing"

	"seenby/chat"
)

func TestIDFor(t *testing.T) {
	tests := map[string]chat.GroupID{
		"ops": "ops", "Ops Team": "ops-team", "  On call!  ": "on-call", "release 2.0": "release-2.0", "a_b": "a_b", "_x": "x", "...": "", "": "",
		"部署": "", "部署 ops": "ops", "Zoë's": "zo-s", "--": "", "a/../b": "a-..-b", strings.Repeat("a", 70): chat.GroupID(strings.Repeat("a", 64)),
		strings.Repeat("a", 63) + " b": chat.GroupID(strings.Repeat("a", 63)),
	}
	for name, want := range tests {
		got := chat.IDFor(name)
		if got != want {
			t.Errorf("IDFor(%q) = %q, want %q", name, got, want)
		}
		if got != "" && !chat.ValidID(string(got)) {
			t.Errorf("IDFor(%q) = %q is no id", name, got)
		}
	}
}

func TestParseUsers(t *testing.T) {
	tests := map[string]struct {
		want []chat.UserID
		err  string
	}{
		"":                  {},
		" , ":               {},
		"bob":               {want: []chat.UserID{"bob"}},
		"@bob, @cy dora":    {want: []chat.UserID{"bob", "cy", "dora"}},
		"bob，cy、bob":        {want: []chat.UserID{"bob", "cy"}},
		"bob 鲍勃":            {err: "鲍勃"},
		"bob /etc/passwd":   {err: "/etc/passwd"},
		"@":                 {err: "an id is"},
		"bob \x1b[31mred":   {err: "an id is"},
		"a.b-c_d @A1 @@two": {err: "@two"},
	}
	for text, tt := range tests {
		got, err := chat.ParseUsers(text)
		if tt.err == "" && err != nil || tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
			t.Errorf("ParseUsers(%q): error %v, want %q", text, err, tt.err)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("ParseUsers(%q) = %v, want %v", text, got, tt.want)
		}
	}
}

func FuzzIDFor(f *testing.F) {
	for _, s := range []string{"", "ops", "部署 ops", "a b.c", "\xff", "-.-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if id := chat.IDFor(name); id != "" && !chat.ValidID(string(id)) {
			t.Errorf("IDFor(%q) = %q is no id", name, id)
		}
	})
}
