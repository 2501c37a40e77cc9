package theme

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// A file is a theme as a user writes it: a theme of the program with some
// colours changed.
type file struct {
	Base    string         `toml:"base"`
	Paint   *bool          `toml:"paint"`
	Names   []string       `toml:"names"`
	Colours map[string]any `toml:"colours"`
}

// Parse reads a theme from TOML:
//
//	base = "dark"                    # dark, light, high-contrast or mono; dark when left out
//	paint = true                     # paint the ground, too
//	names = ["#8ab4f8", "#f28b82"]   # colours of other people's names
//	[colours]                        # see Roles; each a colour as Palette.With takes it
//	accent = "#ff8800"
//
// The error begins with the line that is wrong, as in "3: colour accent: …",
// or is without one where there is none to name.
func Parse(name, source string) (Theme, error) {
	var f file
	meta, err := toml.Decode(source, &f)
	var bad toml.ParseError
	switch {
	case errors.As(err, &bad):
		return Theme{}, fmt.Errorf("%d:%d: %s", bad.Position.Line, bad.Position.Col, bad.Message)
	case err != nil:
		return Theme{}, err
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return Theme{}, at(source, unknown[0].String(), fmt.Errorf("unknown setting %q: want base, paint, names or [colours]", unknown[0]))
	}
	if f.Base == "" {
		f.Base = "dark"
	}
	p, err := PaletteNamed(f.Base)
	if err != nil {
		return Theme{}, at(source, "base", err)
	}
	for _, role := range slices.Sorted(maps.Keys(f.Colours)) { // one at a time, to name the line
		if p, err = p.With(map[string]string{role: fmt.Sprint(f.Colours[role])}); err != nil {
			return Theme{}, at(source, role, err)
		}
	}
	if f.Paint != nil {
		p.Paint = *f.Paint
	}
	if len(f.Names) > 0 {
		p.Names = nil
	}
	for _, n := range f.Names {
		c, err := parse(n)
		if err != nil {
			return Theme{}, at(source, "names", err)
		}
		p.Names = append(p.Names, c)
	}
	if _, err := p.With(nil); err != nil { // what paint made of it
		return Theme{}, at(source, "paint", err)
	}
	return New(name, p), nil
}

// at puts the line before err on which key is set.
func at(source, key string, err error) error {
	if dot := strings.LastIndexByte(key, '.'); dot >= 0 {
		key = key[dot+1:]
	}
	set := regexp.MustCompile(`^\s*\[?"?` + regexp.QuoteMeta(key) + `"?\]?\s*(=|$)`)
	n := 0
	for line := range strings.Lines(source) {
		n++
		if set.MatchString(strings.TrimRight(line, "\r\n")) {
			return fmt.Errorf("%d: %w", n, err)
		}
	}
	return err
}
