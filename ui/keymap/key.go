package keymap

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// named are the keys that have a name, with the other names that people give
// them.
var named = map[string]string{
	"enter": "enter", "return": "enter", "tab": "tab", "backspace": "backspace", "esc": "esc", "escape": "esc", "space": "space",
	"up": "up", "down": "down", "left": "left", "right": "right", "home": "home", "end": "end",
	"pgup": "pgup", "pageup": "pgup", "pgdown": "pgdown", "pgdn": "pgdown", "pagedown": "pgdown",
	"insert": "insert", "ins": "insert", "delete": "delete", "del": "delete", "plus": "+",
}

// modifiers in the order in which they stand in a key's name.
var modifiers = []string{"ctrl", "alt", "shift", "meta", "hyper", "super"}

// Parse returns the one name of a key: "Ctrl+X", "PageDown", "shift+k" and "f2"
// are understood. Two strokes are separated by a space.
func Parse(text string) (string, error) {
	strokes := strings.Fields(text)
	if len(strokes) == 0 || len(strokes) > 2 {
		return "", errors.New("a key has one stroke or two")
	}
	for i, s := range strokes {
		stroke, err := parseStroke(s)
		if err != nil {
			return "", err
		}
		strokes[i] = stroke
	}
	if len(strokes) == 2 && Types(strokes[0]) {
		return "", errors.New("the first of two strokes needs ctrl or alt, or is a function key")
	}
	return strings.Join(strokes, " "), nil
}

func parseStroke(text string) (string, error) {
	parts := strings.Split(text, "+")
	if text == "+" || strings.HasSuffix(text, "++") { // the key itself is a plus
		parts = append(parts[:max(len(parts)-2, 0)], "+")
	}
	held, key := parts[:len(parts)-1], parts[len(parts)-1]
	has := map[string]bool{}
	for _, mod := range held {
		mod = strings.ToLower(mod)
		if !slices.Contains(modifiers, mod) {
			return "", fmt.Errorf("no key has this name; %q is none of ctrl, alt, shift, meta, hyper, super", mod)
		}
		has[mod] = true
	}
	base, ok := baseKey(key)
	if !ok {
		return "", errors.New("no key has this name")
	}
	if r, n := utf8.DecodeRuneInString(base); n == len(base) && unicode.IsLetter(r) {
		switch {
		case has["ctrl"]: // terminals send the same for both cases
			base = strings.ToLower(base)
		case len(has) == 1 && has["shift"]:
			return strings.ToUpper(base), nil
		case len(has) > 0 && unicode.IsUpper(r):
			has["shift"], base = true, strings.ToLower(base)
		}
	} else if n == len(base) && len(has) == 1 && has["shift"] {
		return "", errors.New("name the character itself that shift makes of it")
	}
	var name strings.Builder
	for _, mod := range modifiers {
		if has[mod] {
			name.WriteString(mod + "+")
		}
	}
	return name.String() + base, nil
}

// baseKey returns the name of a key without what is held with it.
func baseKey(text string) (string, bool) {
	if r, n := utf8.DecodeRuneInString(text); n > 0 && n == len(text) {
		return text, r != utf8.RuneError && unicode.IsGraphic(r) && !unicode.IsSpace(r)
	}
	low := strings.ToLower(text)
	if name, ok := named[low]; ok {
		return name, true
	}
	if digits, ok := strings.CutPrefix(low, "f"); ok {
		n, err := strconv.Atoi(digits)
		return low, err == nil && n >= 1 && n <= 24 && digits == strconv.Itoa(n)
	}
	return "", false
}

// Types reports whether a key stands for a character, or is needed to change
// what is written.
func Types(key string) bool {
	first, _, _ := strings.Cut(key, " ")
	return utf8.RuneCountInString(first) == 1 || slices.Contains([]string{"space", "backspace", "delete", "left", "right"}, first)
}

// Plain reports whether every usual terminal sends this key as itself. The
// others need an enhanced keyboard protocol: without it, shift+enter arrives as
// enter.
func Plain(key string) bool {
	for stroke := range strings.FieldsSeq(key) {
		if !plainStroke(stroke) {
			return false
		}
	}
	return true
}

func plainStroke(stroke string) bool {
	if utf8.RuneCountInString(stroke) == 1 {
		return true
	}
	held, base := "", stroke
	if i := strings.LastIndex(strings.TrimSuffix(stroke, "+"), "+"); i >= 0 {
		held, base = stroke[:i], stroke[i+1:]
	}
	if strings.Contains(held, "meta") || strings.Contains(held, "hyper") || strings.Contains(held, "super") {
		return false
	}
	switch base {
	case "enter", "backspace":
		return held == "" || held == "alt"
	case "esc":
		return held == ""
	case "tab":
		return held == "" || held == "shift"
	case "space":
		return held == "" || held == "ctrl"
	}
	if utf8.RuneCountInString(base) > 1 { // arrows and function keys carry what is held
		return true
	}
	if !strings.Contains(held, "ctrl") {
		return true
	}
	return held == "ctrl" && base[0] >= 'a' && base[0] <= 'z' && base != "i" && base != "m"
}
