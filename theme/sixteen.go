package theme

import (
	"image/color"

	"charm.land/lipgloss/v2"
)

// Sixteen returns a theme of the program for a terminal that has sixteen colours
// alone, such as the Linux console; any other theme as it is. The nearest of the
// sixteen is often unreadable: grey becomes dark blue on black. These are chosen
// so that they can be read whatever shade a terminal gives them.
func Sixteen(t Theme) Theme {
	switch t.Name {
	case "dark":
		return New(t.Name, darkSixteen())
	case "light":
		return New(t.Name, lightSixteen())
	case "high-contrast":
		return New(t.Name, highSixteen())
	}
	return t
}

// The sixteen, by their numbers.
var (
	black       = lipgloss.Color("0")
	red         = lipgloss.Color("1")
	blue        = lipgloss.Color("4")
	magenta     = lipgloss.Color("5")
	silver      = lipgloss.Color("7")
	brightRed   = lipgloss.Color("9")
	brightGreen = lipgloss.Color("10")
	yellow      = lipgloss.Color("11")
	pink        = lipgloss.Color("13")
	cyan        = lipgloss.Color("14")
	white       = lipgloss.Color("15")
)

func darkSixteen() Palette {
	return Palette{
		Ground: black, Text: white, Faint: silver, Accent: cyan, Good: brightGreen, Warn: yellow, Bad: brightRed,
		OwnName: yellow, Mention: yellow, Link: cyan, Code: white, Selection: silver, Selected: black,
		Border: silver, Focus: cyan, Unread: yellow, AskMark: pink, NoneRead: silver, SomeRead: yellow, AllRead: brightGreen,
		Bar: black, BarBack: silver, Names: []color.Color{brightRed, brightGreen, yellow, pink, cyan, white},
	}
}

func lightSixteen() Palette {
	return Palette{
		Ground: white, Text: black, Accent: blue, Good: blue, Warn: magenta, Bad: red,
		OwnName: magenta, Mention: red, Link: blue, Code: black, Selection: blue, Selected: white,
		Border: black, Focus: blue, Unread: red, AskMark: magenta, NoneRead: black, SomeRead: magenta, AllRead: blue,
		Bar: white, BarBack: blue, Names: []color.Color{red, blue, magenta, black},
	}
}

func highSixteen() Palette {
	return Palette{
		Ground: black, Text: white, Faint: silver, Accent: cyan, Good: brightGreen, Warn: yellow, Bad: yellow,
		OwnName: yellow, Mention: yellow, Link: cyan, Code: white, Selection: white, Selected: black,
		Border: white, Focus: yellow, Unread: yellow, AskMark: cyan, NoneRead: white, SomeRead: yellow, AllRead: brightGreen,
		Bar: black, BarBack: white, Names: []color.Color{brightGreen, yellow, cyan, white}, Paint: true,
	}
}
