package theme

import "charm.land/lipgloss/v2"

// Dark is for terminals with a dark background.
func Dark() Palette {
	c := lipgloss.Color
	return Palette{
		Ground: c("#15181e"), Text: c("#dcdfe4"), Faint: c("#8f97a6"), Accent: c("#6cb6ff"),
		Good: c("#7ccf8a"), Warn: c("#e8c36a"), Bad: c("#ff8078"),
		OwnName: c("#f2d398"), Mention: c("#ffc857"), Link: c("#7dcfff"),
		Code: c("#cdd9e5"), CodeBack: c("#232830"), Selection: c("#2c3a50"), Selected: c("#f3f5f8"),
		Border: c("#606b7f"), Focus: c("#6cb6ff"), Unread: c("#ff9e64"), AskMark: c("#c7a0ff"),
		NoneRead: c("#8f97a6"), SomeRead: c("#e8c36a"), AllRead: c("#7ccf8a"),
		Bar: c("#dcdfe4"), BarBack: c("#252b38"),
		Names: colours("#8ab4f8", "#f28b82", "#81c995", "#fdd663", "#d7aefb",
			"#78d9ec", "#fcad70", "#ff8bcb", "#a8d08d", "#b5b8ff"),
	}
}

// Light is for terminals with a light background.
func Light() Palette {
	c := lipgloss.Color
	return Palette{
		Ground: c("#ffffff"), Text: c("#1f2328"), Faint: c("#626a75"), Accent: c("#0a5cc2"),
		Good: c("#176f2c"), Warn: c("#855800"), Bad: c("#b4232a"),
		OwnName: c("#7a4a00"), Mention: c("#8a4600"), Link: c("#0b5fae"),
		Code: c("#24292f"), CodeBack: c("#eceff3"), Selection: c("#d3e4fb"), Selected: c("#10151b"),
		Border: c("#89929e"), Focus: c("#0a5cc2"), Unread: c("#a83f00"), AskMark: c("#6b39b8"),
		NoneRead: c("#626a75"), SomeRead: c("#855800"), AllRead: c("#176f2c"),
		Bar: c("#1f2328"), BarBack: c("#e3e8ef"),
		Names: colours("#1558c0", "#b3261e", "#1b6e3c", "#7d5700", "#7b34c4",
			"#00687a", "#9c4300", "#a8236f", "#4a6a12", "#4a4fc4"),
	}
}

// HighContrast paints a black ground and keeps every text at least seven
// times as bright as what is behind it (WCAG level AAA).
func HighContrast() Palette {
	c := lipgloss.Color
	return Palette{
		Ground: c("#000000"), Text: c("#ffffff"), Faint: c("#d0d0d0"), Accent: c("#66d9ff"),
		Good: c("#5cff7a"), Warn: c("#ffe14d"), Bad: c("#ff9a94"),
		OwnName: c("#ffe14d"), Mention: c("#ffe14d"), Link: c("#8fd3ff"),
		Code: c("#ffffff"), CodeBack: c("#1c1c1c"), Selection: c("#ffffff"), Selected: c("#000000"),
		Border: c("#ffffff"), Focus: c("#ffe14d"), Unread: c("#ffb066"), AskMark: c("#e0b8ff"),
		NoneRead: c("#ffffff"), SomeRead: c("#ffe14d"), AllRead: c("#5cff7a"),
		Bar: c("#000000"), BarBack: c("#ffffff"),
		Names: colours("#8fd3ff", "#ffb3ae", "#8dffa3", "#ffe14d", "#e0b8ff",
			"#7ff5ff", "#ffc48f", "#ffb0e0"),
		Paint: true,
	}
}

// Mono has no colours: for NO_COLOR and for terminals without any.
func Mono() Palette { return Palette{} }
