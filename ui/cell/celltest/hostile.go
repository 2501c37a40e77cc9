package celltest

import "strings"

// Hostile returns texts that attack a terminal, a layout or a reader, in
// sixteen classes.
func Hostile() []Sample {
	var all []Sample
	for _, group := range []struct {
		class string
		texts []string
	}{
		{"csi", csi()}, {"query", query}, {"osc", osc()}, {"string", stringSequences()}, {"esc", escapes},
		{"sgr", sgr}, {"c1", c1()}, {"c0", c0()}, {"lines", lines()}, {"bidi", bidi()},
		{"invisible", hiddenText()}, {"combining", combining()}, {"width", width()}, {"utf8", broken},
		{"identity", identity()}, {"spoof", spoof()},
	} {
		for _, text := range group.texts {
			all = append(all, Sample{group.class, text})
		}
	}
	return all
}

func csi() []string {
	texts := []string{
		"wipe\x1b[2Jall", "\x1b[3Jscrollback", "home\x1b[H", "\x1b[10A\x1b[2Kover the line above",
		"\x1b[9999;9999Hcorner", "\x1b[s moved \x1b[u", "\x1b[2;5rregion", "\x1b[50L\x1b[50Mlines",
		"a\x1b[1000000b", "\x1b[?1049lnormal screen", "\x1b[?1003hmouse", "\x1b[?2004lno bracketed paste",
		"\x1b[201~rm -rf /\n", "\x1b[?25lno cursor", "\x1b[?1004hfocus", "\x1b[?2026hfrozen",
		"\x1b[>31ukeys", "\x1b[>4;2mkeys", "\x1b[?3hcolumns", "\x1b[99999999999999999999Cfar",
		"open\x1b[", "open\x1b[12;3", "cut\x1b[3\nnext line", "\x1b[3\x071mbell inside", "\x1b[3é",
		"\x1b[!p\x1b[0$~soft reset", "\x1b[20;30;40;50$zrectangle", "\x1b[4;2;2t", "\x1b[\x18cancelled",
		"\x1b[1;\x1b[2Jnested",
	}
	return append(texts,
		"\x1b["+strings.Repeat("1;", 32)+"mthirty-three",
		"\x1b["+strings.Repeat("65535;", 4096)+"mmany parameters",
		"\x1b["+strings.Repeat(":", 100000)+"mcolons",
		strings.Repeat("\x1b[1m", 5000)+"many sequences")
}

var query = []string{
	"\x1b[c", "\x1b[>c", "\x1b[=c", "\x1b[6n", "\x1b[?6n", "\x1b[?2026$p", "\x1b[21t", "\x1b[14t", "\x1b[18t",
	"\x1bP$qm\x1b\\", "\x1bP+q544e\x1b\\", "\x1b[>q", "\x1b]10;?\x07", "\x1b]4;1;?\x1b\\", "\x1b]52;c;?\x07",
	"\x1b]50;?\x07", "who\x05are you", "\x1bZ",
}

func osc() []string {
	return []string{
		"\x1b]0;owned\x07title", "\x1b]2;owned\x1b\\title", "\x1b]7;file://host/etc\x07", "\x1b]52;c;cm0gLXJm\x07copied",
		"\x1b]52;p;cm0=\x1b\\copied", "\x1b]9;note\x07", "\x1b]777;notify;a;b\x07", "\x1b]99;i=1;note\x1b\\",
		"\x1b]8;;https://evil.example\x07https://bank.example\x1b]8;;\x07",
		"\x1b]8;;https://evil.example\x07left open", "\x1b]8;;file:///etc/passwd\x07local\x1b]8;;\x07",
		"\x1b]4;0;#ffffff\x07", "\x1b]11;#000000\x07", "\x1b]104\x07\x1b]111\x07", "\x1b]133;A\x07",
		"\x1b]1337;File=inline=1:AAAA\x07", "\x1b]1337;SetUserVar=a=Yg==\x07", "\x1b]50;font\x07",
		"\x1b]0;" + strings.Repeat("x", 64<<10) + "\x07long", "\x1b]0;never ends, and the rest\nnext line",
		"\x1b]0;one\x1b]0;two\x07after", strings.Repeat("\x1b]", 20000), "\x1b]0;cancelled\x18shown",
		"\x1b]0;" + strings.Repeat("y", 300<<10) + "\x07too long",
	}
}

func stringSequences() []string {
	return []string{
		"\x1bPq#0;2;0;0;0#0~~@@vv@@~~$-\x1b\\sixel", "\x1bPpS(A[0,0][767,479])\x1b\\regis",
		"\x1bPtmux;\x1b\x1b]52;c;cm0=\x07\x1b\\through", "\x1bP\x1b]52;c;cm0=\x07\x1b\\through screen",
		"\x1bP0;1|17/68656c6c6f\x1b\\keys", "\x1bPnever ends, and the rest", "\x1b_Gf=100,t=f;L2V0Yw==\x1b\\kitty",
		"\x1b_Ga=d\x1b\\delete", "\x1b_never ends", "\x1b^private\x1b\\shown", "\x1bXstart of string\x1b\\shown",
		"\x1bkwindow title\x1b\\shown", "\x1bkwindow title, open", "\x1b\\alone", "\x1bPq\nline inside\x1b\\",
		strings.Repeat("\x1bP", 20000) + "x", "\x1bPq✜ holds the byte of an end\x1b\\shown",
	}
}

var escapes = []string{
	"\x1bcreset", "\x1b#8fill", "\x1b(0lqqk\x1b(B", "\x1b(0never back", "\x1b=\x1b>keypad", "\x1bMup", "end\x1b",
	"\x1b\x1b[2J", "\x1b👍", "\x1b7\x1b8", "\x1b%Gcharset", "\x1b F", "\x1b          spaces", "\x1bN\x1bOshift",
	"\x1b\nline", "\x1b\u009b2J", strings.Repeat("\x1b", 1000),
}

var sgr = []string{
	"\x1b[41mbleeds", "\x1b[8mconcealed\x1b[0m", "\x1b[30;40mblack on black", "\x1b[5;6mblink",
	"\x1b[2;3m-- ann left the group --", "\x0304,01colour", "**bold \x1b[1m mixed**", "\x1b[38;2;1;2;3;48:5:7mrgb",
	"\x1b[58;5;1;4:3mcurly",
}

func c1() []string {
	texts := []string{
		"\u009b2Jwipe", "\u009d52;c;cm0=\u009ccopied", "\u0090q#0~~\u009csixel", "\u009fGa=d\u009cgone",
		"\u009eprivate\u009cshown", "\u0098string\u009cshown", "next\u0085line", "\u0084\u008dindex", "\u008e\u008fshift",
		"\x9b2Jraw", "\x9d52;c;cm0=\x9craw", "\x90q\x9craw", "\u009dnever ends", "\u009bnever", "\u009c alone",
		"\u009d0;x\x07mixed end", "\x1b]0;x\u009cmixed end",
	}
	var every strings.Builder
	for r := rune(0x80); r < 0xA0; r++ {
		every.WriteString("x" + string(r))
	}
	return append(texts, every.String())
}

func c0() []string {
	texts := []string{
		"mallory\b\b\b\b\b\b\balice", "ann: real\rbob: forged", "one\nbob: forged", "one\r\nbob: forged",
		"\v\f", strings.Repeat("\a", 100), "nul\x00nul", "\x0e\x0fshift", strings.Repeat("\t", 500) + "far",
		"\x11\x13flow", "\x18\x1acancel", "del\x7f\x7f", "\r\r\r", "end\r", "a\x00\x00\x00b\x00c",
	}
	var every strings.Builder
	for b := byte(0); b < 0x20; b++ {
		every.WriteByte(b)
		every.WriteByte('x')
	}
	return append(texts, every.String())
}

func lines() []string {
	return []string{
		"one\u2028bob: forged", "one\u2029bob: forged", strings.Repeat("\n", 500), "a\u00a0b",
		strings.Repeat("\u3000", 200), "hi" + strings.Repeat(" ", 300) + "bob: forged", "\u0085\u2028\n\r\n\r",
	}
}
