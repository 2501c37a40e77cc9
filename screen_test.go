package main

import (
	"strings"
	"testing"
)

func TestSigns(t *testing.T) {
	tests := map[string]struct {
		flag string
		env  map[string]string
		want string // the sign for who is online
	}{
		"as most are":                {"auto", map[string]string{"TERM": "xterm-256color", "LANG": "de_DE.UTF-8"}, "●"},
		"the Linux console":          {"auto", map[string]string{"TERM": "linux", "LANG": "de_DE.UTF-8"}, "*"},
		"another charset":            {"auto", map[string]string{"LANG": "de_DE.ISO-8859-1"}, "*"},
		"another charset, with euro": {"auto", map[string]string{"LANG": "de_DE.ISO-8859-15@euro"}, "*"},
		"the stronger name":          {"auto", map[string]string{"LC_ALL": "C.utf8", "LANG": "de_DE.ISO-8859-1"}, "●"},
		"none":                       {"auto", nil, "●"},
		"a locale without a charset": {"auto", map[string]string{"LC_ALL": "C"}, "●"},
		"said so":                    {"unicode", map[string]string{"TERM": "linux"}, "●"},
		"said otherwise":             {"ascii", map[string]string{"TERM": "xterm"}, "*"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			cmd := newChat()
			if err := cmd.Flags().Set("signs", tt.flag); err != nil {
				t.Fatal(err)
			}
			got, err := pickSigns(cmd, func(name string) string { return tt.env[name] })
			if err != nil || got.Online != tt.want {
				t.Errorf("got %q, %v, want %q", got.Online, err, tt.want)
			}
		})
	}
}

// TestTheLinuxConsole draws nothing but ASCII of its own.
func TestTheLinuxConsole(t *testing.T) {
	hub := startHubProcess(t, t.TempDir(), "127.0.0.1:0")
	alice, bob := hub.sit("alice", 80, 24), hub.sit("bob", 80, 24, "--signs", "ascii")
	alice.press("read this", keyCtrlR, keyEnter)
	bob.sees("read this", "answered")
	bob.press("mine", keyCtrlR, keyEnter)
	bob.sees("mine", "1/1")
	for _, r := range bob.text() {
		if r > '~' {
			t.Fatalf("%q is drawn:\n%s", r, bob.text())
		}
	}
	alice.press("x")
	alice.until("signs", func(s string) bool { return strings.ContainsRune(s, '●') })
}
