package cell

import (
	"strings"
	"unicode"
)

// Skeleton returns a key that two names share when a reader could take one
// for the other: ann and аnn with a Cyrillic а, rnallory and mallory, Al and
// A1. It is for comparing only, never for showing. Where two members of a
// group have the same skeleton, the user interface shows their handles.
//
// It is modest: letters of Latin, Cyrillic, Greek and Armenian, full-width and
// mathematical letters, digits, accents and case. It errs on the side of
// calling names alike, which costs no more than a handle on the screen.
func Skeleton(s string) string {
	s = Name(s).s
	var b strings.Builder
	for _, r := range s {
		if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) || unicode.IsSpace(r) || r == '◌' {
			continue
		}
		r = unfold(r)
		if like, ok := lookalikes[r]; ok {
			r = like
		}
		r = unicode.ToLower(r)
		if like, ok := lookalikes[r]; ok {
			r = like
		}
		b.WriteRune(r)
	}
	return pairs.Replace(b.String())
}

// pairs are two letters that look like one. None of the results is part of
// another pair, so one pass is enough.
var pairs = strings.NewReplacer("rn", "m", "vv", "w", "cl", "d")

// unfold turns a letter or digit of a decorative alphabet into the plain one.
func unfold(r rune) rune {
	switch {
	case r >= 0xFF01 && r <= 0xFF5E: // full width
		return r - 0xFEE0
	case r >= 0x1D400 && r <= 0x1D6A3: // mathematical, 13 alphabets
		return letter((r - 0x1D400) % 52)
	case r >= 0x1D7CE && r <= 0x1D7FF: // mathematical digits
		return '0' + (r-0x1D7CE)%10
	case r >= 0x249C && r <= 0x24B5: // in parentheses
		return 'a' + r - 0x249C
	case r >= 0x24B6 && r <= 0x24E9: // in circles
		return letter(r - 0x24B6)
	case r >= 0x2460 && r <= 0x2468:
		return '1' + r - 0x2460
	case r >= 0x1F110 && r <= 0x1F129:
		return 'A' + r - 0x1F110
	case r >= 0x1F130 && r <= 0x1F149:
		return 'A' + r - 0x1F130
	case r >= 0x1F150 && r <= 0x1F169:
		return 'A' + r - 0x1F150
	case r >= 0x1F170 && r <= 0x1F189:
		return 'A' + r - 0x1F170
	case r >= 0x1F1E6 && r <= 0x1F1FF: // halves of flags
		return 'A' + r - 0x1F1E6
	}
	return r
}

// letter returns the letter at place n of A to Z followed by a to z.
func letter(n rune) rune {
	if n < 26 {
		return 'A' + n
	}
	return 'a' + n - 26
}

// lookalikes maps a character to the Latin letter that it is taken for.
var lookalikes = invert(likeLatin)

var likeLatin = map[rune]string{
	'a': "àáâãäåāăąǎȁȃạảấầẩẫậắằẳẵặɑαаӑӓªᴀ@∂ⱥ",
	'b': "ьвßβḃḅƀᴃҍЬВΒ฿ъ",
	'c': "çćĉċčсϲⅽᴄ¢ҫС",
	'd': "ďđḋḍԁⅾᴅð",
	'e': "èéêëēĕėęěȅȇẹẻẽếềểễệеёєεҽᴇ℮ЕΕ€эɛ",
	'f': "ƒḟϝꞙ",
	'g': "ĝğġģǧɡցᶃɢ9",
	'h': "ĥħḣḥһհнᏂНΗʜ",
	'j': "ĵǰјϳյᴊЈ",
	'k': "ķǩḱкκĸᴋКΚқ",
	'l': "1|iIłĺļľŀìíîïĩīĭįǐỉịıɩιіїӏΙІЇӀⅼⅰⅠℓ∣ǀլ!¡ɪ۱١ו",
	'm': "ḿṁṃмⅿᴍМΜ",
	'n': "ñńņňŋǹṅṇηпոռπɴΝ",
	'o': "0òóôõöøōŏőơǒọỏốồổỗộớờởỡợоοσօӧθөОΟՕᴏ○●°º۵٥൦",
	'p': "ṗрρϱᴘРΡþ",
	'q': "ԛգզɋ",
	'r': "ŕŗřṙгᴦʀя",
	's': "śŝşšșṡṣѕꜱЅ$5ſ§",
	't': "ţťŧțṫṭтτᴛТΤ†+",
	'u': "ùúûüũūŭůűųưǔụủứừửữựυսцᴜµμ",
	'v': "ṽṿνѵⅴᴠטѴ",
	'w': "ŵẁẃẅẇẉωшщԝաᴡ",
	'x': "ẋẍхχⅹ×ХΧⅩ",
	'y': "ýÿŷȳẏẙỳỵỷỹуγўүყУΥ¥ʏ",
	'z': "źżžẑẓᴢΖʐ2",
}

func invert(by map[rune]string) map[rune]rune {
	m := make(map[rune]rune)
	for latin, others := range by {
		for _, r := range others {
			m[r] = latin
		}
	}
	return m
}
