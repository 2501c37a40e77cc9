package words

import "strings"

// A Language is one that the user interface speaks.
type Language struct {
	// Tag is its name as BCP 47 has it, such as "zh-CN".
	Tag string
	// Words returns its catalogue.
	Words func() *Words
}

// Languages returns all that there are; the first is taken where nothing else
// is said.
func Languages() []Language {
	return []Language{{"en", English}, {"zh-CN", Chinese}}
}

// Named returns the language that somebody names: by its tag, with or without
// the region, in any case and with "_" for "-"; ok is false where there is none.
func Named(name string) (l Language, ok bool) {
	name = strings.ReplaceAll(name, "_", "-")
	for _, l := range Languages() {
		base, _, _ := strings.Cut(l.Tag, "-")
		if strings.EqualFold(name, l.Tag) || strings.EqualFold(name, base) {
			return l, true
		}
	}
	return Language{}, false
}

// ForLocale returns the language of the locale that the environment tells, and
// the variable that tells it: the first of LC_ALL, LC_MESSAGES and LANG that is
// not empty. The variable is "" where none is.
func ForLocale(env func(string) string) (l Language, from string) {
	for _, from := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale := env(from); locale != "" {
			return ofLocale(locale), from
		}
	}
	return Languages()[0], ""
}

// ofLocale returns the language of a locale such as "zh_CN.UTF-8". Who reads
// Traditional Chinese gets English: another script is no region of the same
// language (docs/decisions/0020).
func ofLocale(locale string) Language {
	locale, _, _ = strings.Cut(locale, ".")
	locale, _, _ = strings.Cut(locale, "@")
	parts := strings.FieldsFunc(strings.ToLower(locale), func(r rune) bool { return r == '_' || r == '-' })
	english, chinese := Languages()[0], Languages()[1]
	if len(parts) == 0 || parts[0] != "zh" {
		return english
	}
	for _, p := range parts[1:] {
		switch p {
		case "hans", "cn", "sg", "my":
			return chinese
		case "hant", "tw", "hk", "mo":
			return english
		}
	}
	return chinese
}
