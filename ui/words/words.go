// Package words holds every text of the user interface that a person reads,
// in one struct per language.
//
// Places for other words are {0}, {1} … and are filled by cell.Fill; places for
// keys have the name of an action, and are filled by [Words.WithKeys]. A text of
// the user interface stands here and nowhere else.
package words

import "time"

// Words is one language's catalogue.
type Words struct {
	// App is the program's name, Members what stands above the members, You the
	// user among them.
	App, Members, You string
	// NoGroups is shown when the user is in no group, NoMessages in an empty
	// group, Choose when none is open.
	NoGroups, NoMessages, Choose string
	// TooSmall says that the terminal is too small: {0} and {1} are the least
	// columns and lines.
	TooSmall string
	// BrokenPart stands in the place of a panel, or of another part of the screen,
	// that cannot be drawn.
	BrokenPart string
	// Placeholder stands in the empty composer: {0} is the group.
	Placeholder string

	Joins    Joins
	Link     Link
	Sight    Sight
	Timeline Timeline
	Receipt  Receipt
	Composer Composer
	Panel    Panel
	Notice   Notice
	Help     Help
	// Plain is the linear mode.
	Plain Plain
	// Actions has the words of every action, by its name.
	Actions map[string]Action
	Days    Days

	Readers   Readers
	Groups    Groups
	Waiting   Waiting
	Goals     Goals
	Peek      Peek
	Answering Answering
	Call      Call
	Search    Search
	Stage     Stage
	Welcome   Welcome
	// Reasons has the lines of [Words.Reason], by what they are in English.
	Reasons map[string]string
	// Causes has what a client says of its connection and what a system says of a
	// network, by what it is in English.
	Causes map[string]string
}

// Joins put two parts together, {0} and {1}; more of them one after another.
type Joins struct {
	// List is two of several names or things, Clauses one saying after another,
	// Apart one that stands for itself.
	List, Clauses, Apart string
	// Label is what is said, {1}, behind who or what it is, {0}; Aside what is said
	// by the way.
	Label, Aside string
}

// Link says how the client stands with its hub.
type Link struct {
	Connecting, Online, OnlineIn, Offline, Closed string
	// Millis is a round trip, Fast one below a millisecond.
	Millis, Fast string
	// Since is "offline since {0}", Retry "next try {0}", Unsent "{0} unsent".
	Since, Retry, Unsent, UnsentOne string
}

// Sight says whether reading counts at the moment (receipts.md, What counts as
// read). The Short forms stand where there is little room.
type Sight struct {
	Reading, Away, Unknown, Paused, Covered                          string
	ReadingShort, AwayShort, UnknownShort, PausedShort, CoveredShort string
}

// Timeline names what stands between and on messages.
type Timeline struct {
	New, Beginning, Loading, LoadFailed, Gap, GapOne string
	Below, BelowOne, BelowNone                       string
	// Above is how many new ones stand above the screen: {0}.
	Above string
	// Elsewhere is how many are unread in other groups: {0}.
	Elsewhere                              string
	Edited, Recalled, Nothing, HiddenParts string
	// EditedAt tells when: {0}. HiddenShown stands where what was hidden is spelled
	// out. Broken is a message that cannot be drawn: {0} is its id.
	EditedAt, HiddenShown, Broken      string
	FailedHint, Reminded, QuoteMissing string
	// Recalling stands at a message that is taken back and may have been sent.
	Recalling                     string
	Typing, TypingTwo, TypingMany string
	// System lines: {0} is who, {1} whom or what.
	Created, Joined, Invited, Left, Removed, RoleSet, Updated, VisibilityChanged, Profile string
	Owner, Admin, Member                                                                  string
}

// Receipt names the states of a message's receipts.
type Receipt struct {
	Nobody, Asks, Answered, AnsweredSome, Asking string
	// NobodyShort stands in the place of a count, where Nobody has no room.
	NobodyShort string
	// How a request will be answered, behind AsksShort.
	ByItself, AnswerKey, NotAnswering, Peeking, Withheld string
	// The Short forms stand on narrow screens.
	AsksShort, AnsweredShort, AnsweredSomeShort, AnswerKeyShort string
	NotAnsweringShort, PeekingShort, WithheldShort              string
	// Public says that every member sees the receipts.
	Public string
	// ReadBy is the count in words, for the panel and the title.
	ReadBy, ReadByAll string
	// The words behind a count: nobody, some, all of them have read.
	NoneRead, SomeRead, AllRead string
}

// Composer names what stands in the border of the composer.
type Composer struct {
	AsksBadge, AsksBadgeShort, ReplyTo, Editing, TooLong string
	// Cut says that of {0} pasted bytes only as many are there as fit into the {1}
	// of a message.
	Cut string
}

// Panel names what stands in the panels over and beside the timeline.
type Panel struct {
	Receipts, Read, UnreadHint, Left, Also, AlsoHint                        string
	Online, Offline, AfterLeft, BeforeEdit                                  string
	OnlySender, NotAsked, NotAskedOwn, Loading, Failed                      string
	YouAnswered, YouNotYet, Sent, Empty, FootShort                          string
	Switcher, SwitcherHint, NoMatch, React, ReactHint, Help, HelpHint, More string
	// The parts of a time span: seconds; minutes and seconds; hours and minutes;
	// days and hours.
	Seconds, Minutes, Hours, Daylong, AtOnce string
	// The list of actions.
	Palette, PaletteHint, NoAction string
	Themes, ThemesHint, NoTheme    string
}

// Notice is what the line above the composer tells for a while.
type Notice struct {
	QuitAgain, MouseFree, MouseBack, Copied, CopiedList, Empty, NotOwn, NotSent, AlreadyAsked string
	AskedNow, RecallAgain, Reminded, NothingAsked, NobodyLeft, Answered, NoUnread             string
	Reminder, Removed, FetchFailed, OnlyText, RetryNow, NotOlder                              string
	NoPanel                                                                                   string
	// NoReminder tells that nobody has reminded the user of anything.
	NoReminder string
	// NoQuote, NoTrail and NothingHidden say why there is nothing to go to or to
	// show; LookingFor stands while a message is looked for.
	NoQuote, NoTrail, NothingHidden, LookingFor string
	// NotSuspended says that there is no shell to go back to.
	NotSuspended string
	// EditorFailed is followed by why: {0}.
	EditorFailed string
	// ThemeNotKept is followed by why: {0}.
	ThemeNotKept string
	// Kept says that something is done once the hub is reached; Refused that a
	// message in {0} was not taken, and why: {1}.
	Kept, Refused string
	// Dropped and Recalling tell what became of an unsent message that was taken back.
	Dropped, Recalling string
	// NoAction tells that {0} is no action, NoActionMeant that {1} was perhaps
	// meant.
	NoAction, NoActionMeant string
}

// Help is what the help says beside the words of the actions.
type Help struct {
	// Titles of the sections.
	Writing, Selecting, Moving, Receipts, Groups string
	// About explains what counts as read.
	About string
}

// Days names days of the week and months, and how a date is put together from
// {0} weekday, {1} day, {2} month, {3} year.
type Days struct {
	Week   [7]string
	Months [12]string
	Date   string
}

// Day returns the date of t in words with its places still to be filled: the
// pattern and its arguments, in order.
func (d Days) Day(t time.Time) (pattern, weekday, month string) {
	return d.Date, d.Week[t.Weekday()], d.Months[t.Month()-1]
}
