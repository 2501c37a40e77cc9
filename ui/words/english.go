package words

// English returns the English catalogue.
func English() *Words {
	return &Words{
		App: "seenby", Members: "here", You: "you",
		NoGroups:    "You are in no group yet.",
		NoMessages:  "Nothing here yet. Say something.",
		Choose:      "No group is open.",
		TooSmall:    "needs {0}x{1}",
		BrokenPart:  "this cannot be shown",
		Placeholder: "Message {0}",
		Joins:       Joins{List: "{0}, {1}", Clauses: "{0}, {1}", Apart: "{0}; {1}", Label: "{0}: {1}", Aside: "{0} ({1})"},
		Link:        englishLink(),
		Sight:       englishSight(),
		Timeline:    englishTimeline(),
		Receipt:     englishReceipt(),
		Composer:    englishComposer(),
		Panel:       englishPanel(),
		Notice:      englishNotice(),
		Help:        englishHelp(), Plain: englishPlain(),
		Actions:   englishActions(),
		Days:      englishDays(),
		Readers:   englishReaders(),
		Groups:    englishGroups(),
		Waiting:   englishWaiting(),
		Goals:     englishGoals(),
		Peek:      englishPeek(),
		Answering: englishAnswering(),
		Call:      englishCall(),
		Search:    englishSearch(),
		Stage:     englishStage(),
		Welcome:   englishWelcome(),
		Reasons:   englishReasons(),
		Causes:    englishCauses(),
	}
}

func englishLink() Link {
	return Link{
		Connecting: "connecting", Online: "online", OnlineIn: "online {0}", Offline: "offline", Closed: "closed",
		Millis: "{0} ms", Fast: "<1 ms",
		Since: "offline since {0}", Retry: "next try {0}", Unsent: "{0} unsent", UnsentOne: "1 unsent",
	}
}

func englishSight() Sight {
	return Sight{
		Reading: "reading", Away: "away: nothing is read", Unknown: "reading, focus unknown",
		Paused: "focus unknown: press a key to read", Covered: "covered: nothing is read",
		ReadingShort: "reading", AwayShort: "away", UnknownShort: "reading?", PausedShort: "paused", CoveredShort: "covered",
	}
}

func englishTimeline() Timeline {
	return Timeline{
		New: "new", Beginning: "the beginning", Loading: "loading older messages", LoadFailed: "could not be loaded, scroll to retry",
		Gap: "{0} messages between, loading", GapOne: "1 message between, loading", Below: "{0} new", BelowOne: "1 new", BelowNone: "newer below", Above: "{0} new above[, {first-unread}]", Elsewhere: "{0} unread elsewhere",
		Edited: "edited", Recalled: "message recalled", Nothing: "nothing that can be shown", HiddenParts: "hidden characters removed",
		EditedAt: "edited {0}", HiddenShown: "hidden characters spelled out", Broken: "message {0} cannot be shown",
		Recalling: "taken back: recalled once the hub has it", FailedHint: "not sent: {0}", Reminded: "reminds you", QuoteMissing: "an earlier message",
		Typing: "{0} is typing", TypingTwo: "{0} and {1} are typing", TypingMany: "{0} people are typing",
		Created: "{0} made the group", Joined: "{0} joined", Invited: "{0} added {1}", Left: "{0} left", Removed: "{0} removed {1}",
		RoleSet: "{0} made {1} {2}", Updated: "{0} changed the group",
		VisibilityChanged: "{0} changed who sees receipts", Profile: "{0} took a new name",
		Owner: "owner", Admin: "an admin", Member: "a member",
	}
}

func englishReceipt() Receipt {
	return Receipt{
		Nobody: "nobody to read it", NobodyShort: "nobody", Asks: "asks receipt", Answered: "answered {0}", AnsweredSome: "answered", AnswerKey: "[{message.answer} answers|waits for your answer]", NotAnswering: "not answering", Asking: "asking",
		ByItself: "answers by itself once read", Peeking: "peeking, not answering", Withheld: "read, answer withheld",
		AsksShort: "asks", AnsweredShort: "read {0}", AnsweredSomeShort: "read", AnswerKeyShort: "[{message.answer}|by hand]", NotAnsweringShort: "no", PeekingShort: "peek", WithheldShort: "held",
		Public: "receipts: everyone sees", ReadBy: "{0} of {1} have read", ReadByAll: "everyone has read",
		NoneRead: "unread", SomeRead: "read", AllRead: "all read",
	}
}

func englishComposer() Composer {
	return Composer{
		AsksBadge: "asks who reads", AsksBadgeShort: "asks", ReplyTo: "reply to {0}", Editing: "editing",
		TooLong: "too long: {0} of {1} bytes", Cut: "cut: {0} bytes were pasted, a message holds {1}",
	}
}

func englishPanel() Panel {
	return Panel{
		Receipts: "who has read", Read: "read", UnreadHint: "not read, or receipts off", Left: "left", Also: "also read", AlsoHint: "joined later, or bots: not counted",
		Online: "online", Offline: "offline", AfterLeft: "left", BeforeEdit: "before edit",
		OnlySender: "Only its sender sees who has read this message.", NotAsked: "This message asks for no receipt.",
		NotAskedOwn: "You have not asked for receipts on this message.[ {message.flag} asks.]",
		Loading:     "loading", Failed: "could not be loaded: {0}",
		YouAnswered: "You answered at {0}.", YouNotYet: "You have not answered yet.", Sent: "sent {0}", Empty: "nobody yet",
		FootShort: "[{back} closes]",
		Switcher:  "go to", SwitcherHint: "[{choose} opens, {back} back]", NoMatch: "no group matches", React: "react", ReactHint: "[{reaction-previous} {reaction-next} choose, {choose} reacts]", Help: "keys", HelpHint: "[{back} closes]", More: "{0} more",
		Seconds: "{0}s", Minutes: "{0}m {1}s", Hours: "{0}h {1}m", Daylong: "{0}d {1}h", AtOnce: "at once",
		Themes: "theme", ThemesHint: "[{choose} keeps it, {back} back]", NoTheme: "no theme matches",
		Palette: "actions", PaletteHint: "[{choose} does it, {back} back]", NoAction: "no action matches",
	}
}

func englishNotice() Notice {
	return Notice{
		QuitAgain: "[{quit} again|once more] quits", MouseFree: "mouse released[: {mouse} takes it back]", MouseBack: "mouse taken back",
		Copied: "copied", CopiedList: "list copied", Empty: "there is nothing to send", NotOwn: "that works on your own messages only",
		NotSent: "not sent yet", AlreadyAsked: "it asks already", AskedNow: "asking who reads it", RecallAgain: "[{message.recall} again|once more] recalls it for everyone",
		Reminded: "reminded those who have not read", NothingAsked: "it asks for no receipt", NobodyLeft: "everyone has read it", Answered: "answered", NoUnread: "nothing unread",
		Reminder: "{0} reminds you[: {reminder} goes to the message| of a message]", Removed: "you are no longer in {0}", FetchFailed: "could not load: {0}",
		OnlyText: "that works on messages only", RetryNow: "trying to connect", NotOlder: "it is older than what is loaded", NoPanel: "no list of readers is open",
		NoReminder: "nobody has reminded you of a message", NoQuote: "it replies to no message", NoTrail: "there is nowhere to go back to", NothingHidden: "nothing is hidden in it", LookingFor: "looking for it",
		Kept: "kept until the hub is reached", Refused: "not sent in {0}: {1}",
		Dropped: "dropped, it was never sent[: {history-previous} writes it again|]", Recalling: "it may have reached the hub: it is recalled as soon as it has",
		ThemeNotKept: "the theme could not be saved: {0}",
		NoAction:     "no {0}: a space before it sends it", NoActionMeant: "no {0}: did you mean {1}?", NotSuspended: "there is no shell here to go back to", EditorFailed: "the editor failed: {0}; your text is as it was",
	}
}

func englishHelp() Help {
	return Help{
		Writing: "Writing", Selecting: "On a selected message", Moving: "Moving", Receipts: "Receipts", Groups: "Groups",
		About: "A message counts as read once it was wholly on screen, uncovered, in a focused terminal, for a moment.",
	}
}

func englishDays() Days {
	return Days{
		Week:   [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		Months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		Date:   "{0}, {1} {2} {3}",
	}
}
