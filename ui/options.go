package ui

import (
	"context"
	"log/slog"
	"time"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/receipts"
	"seenby/theme"
	"seenby/ui/cell"
	"seenby/ui/keymap"
	"seenby/ui/panel"
	"seenby/ui/words"
)

// Settings are what a user may set about the screen. The zero value is usable.
type Settings struct {
	// Dwell is how long a message has to be on screen to count as read, 0 for
	// 600 ms.
	Dwell time.Duration
	// Presence is how long a user counts as present after a key, a click or a
	// scroll where the terminal never told its focus, 0 for 120 s.
	Presence time.Duration
	// Answer says how requests are answered in a group (receipts.md, What counts
	// as read); nil means by themselves everywhere. The client acts by it; the
	// screen shows what it means for a message.
	Answer func(chat.GroupID) receipts.Policy
	// ExportDir is where lists of readers are saved; empty for the present
	// directory.
	ExportDir string
	// Notices says for which messages the user is called who does not look at
	// their group; empty stands for [NoticeMentions].
	Notices Notices
	// NoBell calls without the bell.
	NoBell bool
	// Still keeps everything still that nobody moved: the cursor does not blink.
	// Nothing else moves by itself, with or without it.
	Still bool
	// NoMouse leaves the mouse to the terminal from the start.
	NoMouse bool
	// MinWidth and MinHeight are the size below which only a line that says so is
	// drawn, 0 for 40 and 10. A program that shows several models side by side
	// may go lower.
	MinWidth, MinHeight int
	// Editor is the command that edits a message, with its arguments; the file
	// comes last. Nil takes $VISUAL, $EDITOR or vi.
	Editor []string
	// QueryTimeout limits every question to the hub, 0 for 10 s.
	QueryTimeout time.Duration
}

// Options are what a [Model] is made of.
type Options struct {
	// Chat is the client that the model shows.
	Chat Chat
	// Theme is how things look; Glyphs are the signs, the Unicode ones when left
	// empty.
	Theme  theme.Theme
	Glyphs theme.Glyphs
	// Follow takes the dark or the light theme in place of Theme, as the terminal's
	// background is, once it has told.
	Follow bool
	// Themes are the user's own, beside those of the program.
	Themes []theme.Theme
	// SaveTheme keeps the user's choice of a theme for the next start. It may block.
	// Nil forgets it.
	SaveTheme func(name string) error
	// Keys are the keys of all actions, those of [Bind] without changes when nil.
	Keys *keymap.Map
	// Around is what the help says of the keys of a program around this one, under
	// its own heading; nil where there is none.
	Around []panel.HelpEntry
	// Words are the texts, English when nil.
	Words    *words.Words
	Settings Settings
	// Open is the group to open first. Empty opens the one that was open last, or
	// else the first one that is told.
	Open chat.GroupID
	// Notify tells the user of something outside of the program's screen, where
	// it can, beside the bell; nil tells nothing there. It is called in Update and
	// must not block: what writes to the terminal is the command that it returns.
	Notify func(what cell.Text, in chat.GroupID) tea.Cmd
	// Seen reports whether anybody can see the terminal at all: the screen of a
	// multiplexer without a client is shown to nobody, and it may be the last to
	// learn that. It is asked in a command before anything counts as read, within
	// the time of its context. Nil is where it cannot be asked.
	Seen func(context.Context) bool
	// Echo has the terminal itself give a sign before anything counts as read, where
	// it gives any: its connection may hang without anybody being told. It has no
	// meaning beside Seen, for a multiplexer answers for its terminal.
	Echo bool
	// Skip are messages that are not looked at, because the program broke off over
	// them: a line stands in their place. Suspect is told of such a message just
	// before the program ends; nil tells nobody.
	Skip    map[chat.MessageUID]bool
	Suspect func(chat.MessageUID)
	// Logger is told of what the user cannot help: a message that cannot be drawn.
	// It is never told a text. Nil logs nothing.
	Logger *slog.Logger
	// Now is the clock, time.Now when nil.
	Now func() time.Time
	// Wall is the time of day, without a monotonic reading: it goes on while the
	// machine sleeps, and the screen is not taken to be seen then, nor after it
	// until the user does something or the terminal tells its focus. Nil goes by
	// Now; time.Now never tells of a sleep.
	Wall func() time.Time
}

func (o Options) filled() Options {
	if o.Words == nil {
		o.Words = words.English()
	}
	if o.Glyphs.Ask == "" {
		o.Glyphs = theme.Unicode()
	}
	if o.Keys == nil {
		o.Keys, _ = Bind(nil) // holds by a test
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Wall == nil {
		now := o.Now
		o.Wall = func() time.Time { return now().Round(0) }
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	s := &o.Settings
	if s.Notices == "" {
		s.Notices = NoticeMentions
	}
	if s.Presence == 0 {
		s.Presence = receipts.DefaultPresence
	}
	if s.QueryTimeout == 0 {
		s.QueryTimeout = 10 * time.Second
	}
	if s.Answer == nil {
		s.Answer = func(chat.GroupID) receipts.Policy { return receipts.PolicyAuto }
	}
	if len(s.Editor) == 0 {
		s.Editor = editor()
	}
	if s.MinWidth == 0 {
		s.MinWidth = 40
	}
	if s.MinHeight == 0 {
		s.MinHeight = 10
	}
	return o
}
