package words

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// texts returns every text of a catalogue by its path, such as "Panel.Read" or
// "Actions.send.Short".
func texts(w *Words) map[string]string {
	all := map[string]string{}
	w.Mapped(func(path, text string) string {
		all[path] = text
		return text
	})
	return all
}

// same are the texts that are the same in two languages, and why.
var same = map[string]string{
	"App":             "a name",
	"Plain.In":        "nothing but its place",
	"Plain.Said":      "nothing but its places",
	"Plain.Args.flag": "a letter that the explanations use", "Plain.Args.recall": "likewise",
	"Plain.Args.remind": "likewise", "Plain.Args.answer": "likewise", "Plain.Args.show": "likewise", "Plain.Args.hidden": "likewise",
	"Plain.Args.policy": "written so in every language", "Plain.Args.peek": "likewise", "Plain.Args.policy-all": "likewise", "Plain.Args.mute": "likewise", "Plain.Args.who-sees": "likewise",
	"Plain.Args.save": "likewise",
}

// optional are the texts that may be left out: an action is explained by its
// short words then.
func optional(path string) bool {
	return (strings.HasPrefix(path, "Actions.") || strings.HasPrefix(path, "Stage.Actions.")) && strings.HasSuffix(path, ".Long")
}

var place = regexp.MustCompile(`\{([0-9]|[a-z][a-z.-]*)\}`)

// places returns the places of a text that are filled, sorted.
func places(text string) []string {
	found := place.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func TestEveryLanguageSaysEverything(t *testing.T) {
	english := texts(English())
	for _, l := range Languages() {
		t.Run(l.Tag, func(t *testing.T) {
			got := texts(l.Words())
			for _, path := range slices.Sorted(maps.Keys(english)) {
				text, there := got[path]
				want := english[path]
				switch {
				case !there:
					t.Errorf("%s is missing", path)
				case text == "" && (want != "" || !optional(path)):
					t.Errorf("%s is empty", path)
				case !slices.Equal(places(text), places(want)):
					t.Errorf("%s: %q has other places to fill than %q", path, text, want)
				case l.Tag != "en" && text != "" && text == want && same[path] == "":
					t.Errorf("%s is as in English: %q", path, text)
				case l.Tag != "en" && text != want && same[path] != "":
					t.Errorf("%s differs from English and is in the list of those that do not", path)
				}
			}
			for path := range got {
				if _, there := english[path]; !there {
					t.Errorf("%s is not in the English catalogue", path)
				}
			}
		})
	}
	for path := range same {
		if _, there := english[path]; !there {
			t.Errorf("there is no text %s any more", path)
		}
	}
}

// TestTextsAreOneCleanLine: what the program says needs no cleaning, and its
// width is known under every rule.
func TestTextsAreOneCleanLine(t *testing.T) {
	for _, l := range Languages() {
		for path, text := range texts(l.Words()) {
			if !utf8.ValidString(text) || strings.TrimSpace(text) != text {
				t.Errorf("%s %s: %q is no line", l.Tag, path, text)
			}
			for _, r := range text {
				if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
					t.Errorf("%s %s: %q has %U", l.Tag, path, text, r)
				}
			}
			if strings.ContainsAny(place.ReplaceAllString(text, ""), "{}") {
				t.Errorf("%s %s: %q has a brace that is no place", l.Tag, path, text)
			}
		}
	}
}

// TestChineseIsWrittenInChinese finds what was left half translated, and signs
// of the other script.
func TestChineseIsWrittenInChinese(t *testing.T) {
	half := regexp.MustCompile(`\p{Han}[,;:?!()]|[,;:?!()]\p{Han}`)
	for path, text := range texts(Chinese()) {
		if same[path] != "" || text == "" {
			continue
		}
		letter := func(r rune) bool { return unicode.IsLetter(r) }
		if strings.ContainsFunc(text, letter) && !strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			t.Errorf("%s: %q has no Chinese in it", path, text)
		}
		if half.MatchString(text) {
			t.Errorf("%s: %q has a narrow sign beside a wide one", path, text)
		}
	}
}

func TestLanguageOfALocale(t *testing.T) {
	tests := map[string]struct{ env, want, from string }{
		"none":                         {"", "en", ""},
		"C":                            {"LANG=C", "en", "LANG"},
		"C with an encoding":           {"LANG=C.UTF-8", "en", "LANG"},
		"POSIX":                        {"LANG=POSIX", "en", "LANG"},
		"English":                      {"LANG=en_GB.UTF-8", "en", "LANG"},
		"a language there is not":      {"LANG=de_DE.UTF-8", "en", "LANG"},
		"Chinese":                      {"LANG=zh_CN.UTF-8", "zh-CN", "LANG"},
		"Chinese in another encoding":  {"LANG=zh_CN.GB18030", "zh-CN", "LANG"},
		"Chinese without a region":     {"LANG=zh", "zh-CN", "LANG"},
		"of Singapore":                 {"LANG=zh_SG.UTF-8", "zh-CN", "LANG"},
		"with a script":                {"LANG=zh_Hans_HK.UTF-8", "zh-CN", "LANG"},
		"with a modifier":              {"LANG=zh_CN.UTF-8@pinyin", "zh-CN", "LANG"},
		"in another case":              {"LANG=ZH_cn.utf8", "zh-CN", "LANG"},
		"as a tag":                     {"LANG=zh-CN", "zh-CN", "LANG"},
		"of Taiwan":                    {"LANG=zh_TW.UTF-8", "en", "LANG"},
		"of Hong Kong":                 {"LANG=zh_HK.UTF-8", "en", "LANG"},
		"traditional by its script":    {"LANG=zh_Hant_CN.UTF-8", "en", "LANG"},
		"a language that begins alike": {"LANG=zhx_CN.UTF-8", "en", "LANG"},
		"LC_MESSAGES before LANG":      {"LANG=en_US.UTF-8 LC_MESSAGES=zh_CN.UTF-8", "zh-CN", "LC_MESSAGES"},
		"LC_ALL before both":           {"LANG=zh_CN.UTF-8 LC_MESSAGES=zh_CN.UTF-8 LC_ALL=C", "en", "LC_ALL"},
		"an empty one says nothing":    {"LANG=zh_CN.UTF-8 LC_MESSAGES= LC_ALL=", "zh-CN", "LANG"},
		"nothing but signs":            {"LANG=_.@", "en", "LANG"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			env := map[string]string{}
			for _, set := range strings.Fields(tt.env) {
				k, v, _ := strings.Cut(set, "=")
				env[k] = v
			}
			l, from := ForLocale(func(k string) string { return env[k] })
			if l.Tag != tt.want || from != tt.from {
				t.Errorf("%s by %q, want %s by %q", l.Tag, from, tt.want, tt.from)
			}
		})
	}
}

func TestLanguageByName(t *testing.T) {
	tests := map[string]string{
		"en": "en", "EN": "en", "zh-CN": "zh-CN", "zh_cn": "zh-CN", "zh": "zh-CN",
		"zh-TW": "", "en-US": "", "chinese": "", "": "", "auto": "",
	}
	for name, want := range tests {
		if l, ok := Named(name); l.Tag != want || ok != (want != "") {
			t.Errorf("%q is %q, %t, want %q", name, l.Tag, ok, want)
		}
	}
}

func TestAReasonIsSaidInTheLanguage(t *testing.T) {
	tests := map[string]struct{ line, english, chinese string }{
		"one of a hub's":             {"no such group", "no such group", "没有这个群"},
		"behind what was being done": {"load who has read: offline", "offline", "离线"},
		"a client's":                 {"ask: context deadline exceeded", "no answer in time", "没有及时得到答复"},
		"one that nobody knows":      {"disk: on fire", "disk: on fire", "disk: on fire"},
		"none":                       {"", "", ""},
		"one that only begins so":    {"offline again", "offline again", "offline again"},
		"a lost connection":          {"the hub is restarting", "the hub is restarting", "服务端正在重启"},
		"a hub that is not there": {
			"the hub cannot be reached: ws://h:1/v1/ws: connect: connection refused",
			"the hub cannot be reached: ws://h:1/v1/ws: connect: connection refused", "连不上服务端：ws://h:1/v1/ws: connect: 连接被拒绝",
		},
		"a cause with what nobody knows": {"the hub has ended this connection: no such fun", "the hub has ended this connection: no such fun", "服务端结束了这个连接：no such fun"},
		"nothing behind what was done":   {"ask: ", "ask: ", "ask: "},
	}
	for name, tt := range tests {
		if got := English().Reason(tt.line); got != tt.english {
			t.Errorf("%s: %q, want %q", name, got, tt.english)
		}
		if got := Chinese().Reason(tt.line); got != tt.chinese {
			t.Errorf("%s: %q, want %q", name, got, tt.chinese)
		}
	}
}

// TestOneIsNotSaidAsMany: where a number stands before many things, another text
// is for one of them.
func TestOneIsNotSaidAsMany(t *testing.T) {
	many := regexp.MustCompile(`\{[0-9]\} (more |new )?(messages|members|people|frames|devices|lines|files|groups|seconds|minutes)\b`)
	more := map[string]string{ // where it is never one, and why
		"Call.Many": "one is told as what it is", "Call.ManyForYou": "likewise", "Call.ManySomeForYou": "likewise",
		"Timeline.TypingMany": "up to two are named", "Stage.Devices": "one is not told",
	}
	all := texts(English())
	for path, text := range all {
		found := many.MatchString(text)
		_, one := all[path+"One"]
		_, single := all[strings.TrimSuffix(path, "s")+"One"]
		if found && !one && !single && more[path] == "" {
			t.Errorf("%s: %q is wrong for one", path, text)
		}
		if !found && more[path] != "" {
			t.Errorf("%s: %q says nothing of many", path, text)
		}
	}
}
