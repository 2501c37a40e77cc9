package cell

import "unicode"

// class says what cleaning does with a character.
type class uint8

const (
	plain    class = iota // kept
	space                 // a space that shows as one; carries no marks
	sign                  // our own replacement signs; carry no marks either
	blank                 // looks empty, is no space: becomes a space
	newline               // line and paragraph separator
	unseen                // shows nothing: removed
	override              // direction embedding and override: removed, marked
	bearing               // direction mark and isolate: removed
	tag                   // tag character: removed outside flags, marked
	select15              // variation selectors 15 and 16: kept after emoji
	nobody                // noncharacter: U+FFFD
	mark                  // combining mark
	markRich              // combining mark of a script that stacks several
	markThai              // the same for Thai and Lao
	virama                // joins two consonants in Indic scripts
	cursive               // letter of a script where joiners have a meaning
	indic                 // the same for scripts with a virama
	mongol                // Mongolian letter
	variant               // Mongolian variation selector
	vowelSep              // Mongolian vowel separator
	zwj
	zwnj
	emoji    // may take selectors, tones and joins
	tone     // skin tone
	jamoL    // leading consonant of a Korean syllable
	jamoV    // vowel
	jamoT    // trailing consonant
	syllable // a whole Korean syllable, may take jamo
	prepend  // number sign and the like: one cell with what follows
	drawn    // box, block, tick: kept, but not in names
)

// classOf returns the class of a character at or above U+0080 that is not a
// C1 control.
func classOf(r rune) class {
	if r < 0x10000 {
		return classes[r]
	}
	return classHigh(r)
}

// classHigh covers the planes above the first. Comparing a few ranges is
// cheaper than a table there, and such text is rare.
func classHigh(r rune) class {
	switch {
	case r >= 0x1F000 && r < 0x20000:
		return classPicture(r)
	case r&0xFFFE == 0xFFFE:
		return nobody
	case r >= 0xE0000 && r <= 0xE0FFF:
		if r <= 0xE007F {
			return tag
		}
		return unseen // variation selectors 17 to 256, and unassigned ones
	case r >= 0x20000:
		return plain
	case r >= 0x13430 && r <= 0x1343F, r >= 0x1BCA0 && r <= 0x1BCA3,
		r >= 0x1D173 && r <= 0x1D17A, r == 0x16FE4:
		return unseen
	case r == 0x1D159: // null note head
		return blank
	case r == 0x110BD, r == 0x110CD, r == 0x111C2, r == 0x111C3, r == 0x113D1, r == 0x1193F,
		r == 0x11941, r == 0x11A3A, r >= 0x11A84 && r <= 0x11A89, r == 0x11D46, r == 0x11F02:
		return prepend
	case unicode.Is(newMarks, r):
		return markRich
	case unicode.Is(highViramas, r):
		return virama
	case unicode.In(r, unicode.Mn, unicode.Mc, unicode.Me):
		if r >= 0x10A00 && r < 0x12000 {
			return markRich
		}
		return mark
	case r >= 0x10A00 && r < 0x10A40, r >= 0x11380 && r < 0x11400,
		r >= 0x11000 && r < 0x12000 && unicode.IsLetter(r):
		return indic
	case unicode.In(r, highCursive...) && unicode.IsLetter(r):
		return cursive
	}
	return plain
}

func classPicture(r rune) class {
	switch {
	case r >= 0x1F3FB && r <= 0x1F3FF:
		return tone
	case r&0xFFFE == 0xFFFE:
		return nobody
	case unicode.Is(pictures, r):
		return emoji
	}
	return plain
}

var highCursive = []*unicode.RangeTable{
	unicode.Adlam, unicode.Hanifi_Rohingya, unicode.Manichaean, unicode.Sogdian,
	unicode.Old_Sogdian, unicode.Psalter_Pahlavi, unicode.Chorasmian, unicode.Old_Uyghur,
}

// classes holds the first plane: one load instead of searches in range
// tables, on the path of every character that is not ASCII.
var classes = firstPlane()

func firstPlane() *[0x10000]class {
	t := new([0x10000]class)
	set := func(c class, ranges ...rune) { // pairs of first and last
		for i := 0; i < len(ranges); i += 2 {
			for r := ranges[i]; r <= ranges[i+1]; r++ {
				t[r] = c
			}
		}
	}
	setLetters(t)
	setMarks(t)
	set(space, 0x20, 0x20, 0xA0, 0xA0, 0x1680, 0x1680, 0x2000, 0x200A, 0x202F, 0x202F, 0x205F, 0x205F, 0x3000, 0x3000)
	set(sign, 0x241B, 0x241B, 0xFFFD, 0xFFFD)
	set(blank, 0x115F, 0x1160, 0x2800, 0x2800, 0x3164, 0x3164, 0xFFA0, 0xFFA0)
	set(newline, 0x2028, 0x2029)
	set(unseen, 0xAD, 0xAD, 0x34F, 0x34F, 0x17B4, 0x17B5, 0x200B, 0x200B, 0x2060, 0x2065,
		0x206A, 0x206F, 0xFE00, 0xFE0D, 0xFEFF, 0xFEFF, 0xFFF0, 0xFFFB)
	set(override, 0x202A, 0x202E)
	set(bearing, 0x61C, 0x61C, 0x200E, 0x200F, 0x2066, 0x2069)
	set(select15, 0xFE0E, 0xFE0F)
	set(nobody, 0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF)
	set(mongol, 0x1820, 0x1878, 0x1880, 0x1884, 0x1887, 0x18A8, 0x18AA, 0x18AA)
	set(variant, 0x180B, 0x180D, 0x180F, 0x180F)
	set(vowelSep, 0x180E, 0x180E)
	set(zwnj, 0x200C, 0x200C)
	set(zwj, 0x200D, 0x200D)
	set(jamoL, 0x1100, 0x115E, 0xA960, 0xA97C)
	set(jamoV, 0x1161, 0x11A7, 0xD7B0, 0xD7C6)
	set(jamoT, 0x11A8, 0x11FF, 0xD7CB, 0xD7FB)
	set(syllable, 0xAC00, 0xD7A3)
	set(prepend, 0x600, 0x605, 0x6DD, 0x6DD, 0x70F, 0x70F, 0x890, 0x891, 0x8E2, 0x8E2, 0xD4E, 0xD4E)
	set(drawn, 0x2500, 0x259F, 0x2713, 0x2713, 0x25CB, 0x25CB, 0x25CF, 0x25D1)
	for _, p := range pictures.R16 {
		set(emoji, rune(p.Lo), rune(p.Hi))
	}
	return t
}

func setLetters(t *[0x10000]class) {
	letters := func(c class, scripts []*unicode.RangeTable) {
		for _, s := range scripts {
			for _, p := range s.R16 {
				for r := rune(p.Lo); r <= rune(p.Hi); r += rune(p.Stride) {
					if unicode.IsLetter(r) {
						t[r] = c
					}
				}
			}
		}
	}
	letters(cursive, []*unicode.RangeTable{
		unicode.Arabic, unicode.Syriac, unicode.Nko, unicode.Mandaic, unicode.Phags_Pa,
	})
	letters(indic, []*unicode.RangeTable{
		unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil,
		unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Tibetan, unicode.Myanmar,
		unicode.Khmer, unicode.Balinese, unicode.Javanese, unicode.Sundanese, unicode.Tai_Tham, unicode.Meetei_Mayek,
	})
}

func setMarks(t *[0x10000]class) {
	for _, table := range []*unicode.RangeTable{unicode.Mn, unicode.Mc, unicode.Me} {
		for _, p := range table.R16 {
			for r := rune(p.Lo); r <= rune(p.Hi); r += rune(p.Stride) {
				switch {
				case r >= 0xE00 && r <= 0xEFF:
					t[r] = markThai
				case r >= 0x590 && r < 0x1AB0, r >= 0x1B00 && r < 0x1DC0, r >= 0xA800 && r < 0xAC00:
					t[r] = markRich
				default:
					t[r] = mark
				}
			}
		}
	}
	for _, p := range newMarks.R16 {
		for r := p.Lo; r <= p.Hi; r++ {
			t[r] = mark
		}
	}
	// Letters by category that join the letter before them like marks.
	for _, r := range []rune{0xE33, 0xEB3} {
		t[r] = markThai
	}
	for _, r := range []rune{0xFF9E, 0xFF9F} {
		t[r] = mark
	}
	for _, r := range []rune{
		0x94D, 0x9CD, 0xA4D, 0xACD, 0xB4D, 0xBCD, 0xC4D, 0xCCD, 0xD4D, 0xDCA, 0x1039, 0x17D2,
		0x1A60, 0x1B44, 0x1BAB, 0xA9C0, 0xAAF6,
	} {
		t[r] = virama
	}
}

// newMarks are marks that Unicode got after the version of the standard
// library, as far as the library that splits graphemes knows them.
var newMarks = &unicode.RangeTable{
	R16: []unicode.Range16{{0x897, 0x897, 1}, {0x1ACF, 0x1ADD, 1}, {0x1AE0, 0x1AEB, 1}},
	R32: []unicode.Range32{
		{0x10D69, 0x10D6D, 1}, {0x10EFA, 0x10EFC, 1}, {0x113B8, 0x113CF, 1}, {0x113D2, 0x113D2, 1},
		{0x113E1, 0x113E2, 1}, {0x11B60, 0x11B67, 1}, {0x11F5A, 0x11F5A, 1}, {0x1611E, 0x1612F, 1},
		{0x16D63, 0x16D63, 1}, {0x16D67, 0x16D6A, 1}, {0x1E5EE, 0x1E5EF, 1}, {0x1E6E3, 0x1E6E3, 1},
		{0x1E6E6, 0x1E6E6, 1}, {0x1E6EE, 0x1E6EF, 1}, {0x1E6F5, 0x1E6F5, 1},
	},
}

var highViramas = &unicode.RangeTable{R32: []unicode.Range32{
	{0x10A3F, 0x10A3F, 1}, {0x11046, 0x11046, 1}, {0x110B9, 0x110B9, 1}, {0x11133, 0x11133, 1},
	{0x111C0, 0x111C0, 1}, {0x11235, 0x11235, 1}, {0x1134D, 0x1134D, 1}, {0x113D0, 0x113D0, 1},
	{0x11442, 0x11442, 1}, {0x114C2, 0x114C2, 1}, {0x115BF, 0x115BF, 1}, {0x1163F, 0x1163F, 1},
	{0x1193E, 0x1193E, 1}, {0x119E0, 0x119E0, 1}, {0x11A47, 0x11A47, 1}, {0x11A99, 0x11A99, 1},
	{0x11C3F, 0x11C3F, 1}, {0x11D45, 0x11D45, 1}, {0x11D97, 0x11D97, 1}, {0x11F42, 0x11F42, 1},
}}

// pictures is the Unicode property Extended_Pictographic, which the standard
// library does not have.
var pictures = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0xA9, 0xA9, 1}, {0xAE, 0xAE, 1}, {0x203C, 0x203C, 1}, {0x2049, 0x2049, 1}, {0x2122, 0x2122, 1},
		{0x2139, 0x2139, 1}, {0x2194, 0x2199, 1}, {0x21A9, 0x21AA, 1}, {0x231A, 0x231B, 1}, {0x2328, 0x2328, 1},
		{0x2388, 0x2388, 1}, {0x23CF, 0x23CF, 1}, {0x23E9, 0x23F3, 1}, {0x23F8, 0x23FA, 1}, {0x24C2, 0x24C2, 1},
		{0x25AA, 0x25AB, 1}, {0x25B6, 0x25B6, 1}, {0x25C0, 0x25C0, 1}, {0x25FB, 0x25FE, 1}, {0x2600, 0x2605, 1},
		{0x2607, 0x2612, 1}, {0x2614, 0x2685, 1}, {0x2690, 0x2705, 1}, {0x2708, 0x2712, 1}, {0x2714, 0x2714, 1},
		{0x2716, 0x2716, 1}, {0x271D, 0x271D, 1}, {0x2721, 0x2721, 1}, {0x2728, 0x2728, 1}, {0x2733, 0x2734, 1},
		{0x2744, 0x2744, 1}, {0x2747, 0x2747, 1}, {0x274C, 0x274C, 1}, {0x274E, 0x274E, 1}, {0x2753, 0x2755, 1},
		{0x2757, 0x2757, 1}, {0x2763, 0x2767, 1}, {0x2795, 0x2797, 1}, {0x27A1, 0x27A1, 1}, {0x27B0, 0x27B0, 1},
		{0x27BF, 0x27BF, 1}, {0x2934, 0x2935, 1}, {0x2B05, 0x2B07, 1}, {0x2B1B, 0x2B1C, 1}, {0x2B50, 0x2B50, 1},
		{0x2B55, 0x2B55, 1}, {0x3030, 0x3030, 1}, {0x303D, 0x303D, 1}, {0x3297, 0x3297, 1}, {0x3299, 0x3299, 1},
	},
	R32: []unicode.Range32{
		{0x1F000, 0x1F0FF, 1}, {0x1F10D, 0x1F10F, 1}, {0x1F12F, 0x1F12F, 1}, {0x1F16C, 0x1F171, 1},
		{0x1F17E, 0x1F17F, 1}, {0x1F18E, 0x1F18E, 1}, {0x1F191, 0x1F19A, 1}, {0x1F1AD, 0x1F1E5, 1},
		{0x1F201, 0x1F20F, 1}, {0x1F21A, 0x1F21A, 1}, {0x1F22F, 0x1F22F, 1}, {0x1F232, 0x1F23A, 1},
		{0x1F23C, 0x1F23F, 1}, {0x1F249, 0x1F3FA, 1}, {0x1F400, 0x1F53D, 1}, {0x1F546, 0x1F64F, 1},
		{0x1F680, 0x1F6FF, 1}, {0x1F774, 0x1F77F, 1}, {0x1F7D5, 0x1F7FF, 1}, {0x1F80C, 0x1F80F, 1},
		{0x1F848, 0x1F84F, 1}, {0x1F85A, 0x1F85F, 1}, {0x1F888, 0x1F88F, 1}, {0x1F8AE, 0x1F8FF, 1},
		{0x1F90C, 0x1F93A, 1}, {0x1F93C, 0x1F945, 1}, {0x1F947, 0x1FAFF, 1}, {0x1FC00, 0x1FFFD, 1},
	},
}
