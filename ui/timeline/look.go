package timeline

import (
	"time"

	"seenby/chat"
	"seenby/theme"
	"seenby/ui/cell"
	"seenby/ui/words"
)

// A Look is all that decides how rows are drawn beside their content. After a
// change of one, every list that uses it is told by [List.Restyle].
type Look struct {
	Theme  *theme.Theme
	Glyphs theme.Glyphs
	Words  *words.Words
	// Rule is how the terminal measures text.
	Rule cell.Rule
	// Me is who looks.
	Me chat.UserID
	// Name returns what a user is called in the list's group.
	Name func(chat.UserID) cell.Text
	// Audience is how many would be asked now: the mark of a message whose count is
	// not known yet has the room for it. Nil stands for a few.
	Audience func() int
	// Airy puts an empty line between the messages of different people.
	Airy bool
	// Ask says that this user answers requests by a key, Never that not at all.
	Ask, Never bool
	// Peek says that nothing is answered at the moment, Held whether the answer
	// for a message is withheld; nil means that none is.
	Peek bool
	Held func(chat.MessageUID) bool
	// Skip says which messages are not looked at, as if they could not be drawn; nil
	// means none.
	Skip func(chat.MessageUID) bool
	// Broken is told of a message that could not be drawn, once, and why; nil
	// tells nobody.
	Broken func(uid chat.MessageUID, why any)
}

// groupSpan is how long messages of one sender stand under one name.
const groupSpan = 5 * time.Minute

// maxMeasure is the greatest width of text: longer lines are hard to read.
const maxMeasure = 100

func clock(m chat.Millis) cell.Text { return cell.Line(m.Time().Format("15:04")) }

func sameDay(a, b chat.Millis) bool {
	x, y := a.Time(), b.Time()
	return x.YearDay() == y.YearDay() && x.Year() == y.Year()
}
