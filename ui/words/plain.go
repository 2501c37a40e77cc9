package words

// Plain is what the linear mode says beside the words that it shares with the
// screen.
type Plain struct {
	// ReadsHere and ReadsNever say at the start what counts as read: {0} is for
	// how long after an entered line.
	ReadsHere, ReadsNever string
	// Opened tells which group is open: {0} group, {1} members, {2} unread.
	Opened, NoGroup, UnknownGroup, GroupLine string
	// Said is a message: {0} number, {1} time, {2} who; the text follows. In
	// stands in front of what comes from another group: {0}.
	Said, In, You string
	// Asks, Sent, Queued, Failed, EditedNow, RecalledNow tell of message {0}.
	Asks, Sent, Queued, Failed, EditedNow, RecalledNow, ReactedNow, AnsweredNow, Reminded string
	// Count is {0} message, {1} read, {2} of; names may follow.
	Count string
	// Wrong input: {0} is the command.
	Unknown, Usage, NoMessage string
	// AskOn tells that the next message asks.
	AskOn, AskOff                string
	Peeking, PeekEnd, PeekNone   string
	PolicySet, NothingFailed     string
	NoneListed, TooLong, HelpEnd string
	// The roles of members.
	Owner, Admin, Member string
	// Commands says what each command does, by its name; Args what follows it.
	Commands, Args map[string]string
}

func englishPlain() Plain {
	return Plain{
		ReadsHere:  "What is printed here counts as read once it stayed on screen for a moment within {0} seconds after you entered a line. /help lists the commands.",
		ReadsNever: "Nothing printed here counts as read: input and output are not both a terminal. /answer answers. /help lists the commands.",
		Opened:     "group {0}: {1} members, {2} unread", NoGroup: "no group is open: /groups lists them, /open GROUP opens one", UnknownGroup: "there is no group {0} here",
		GroupLine: "{0}: {1} members, {2} unread",
		Said:      "#{0} {1} {2}:", In: "[{0}]", You: "you",
		Asks: "#{0} asks for a receipt", Sent: "#{0} sent", Queued: "queued until the hub is reached", Failed: "not sent: {0} (/retry sends it again, /discard drops it)",
		EditedNow: "#{0} edited:", RecalledNow: "#{0} recalled", ReactedNow: "#{0} reactions:", AnsweredNow: "#{0} answered", Reminded: "{1} reminds you of #{0}",
		Count:   "#{0} read by {1} of {2}",
		Unknown: "there is no command {0}: /help lists them; // sends a text that begins with /", Usage: "usage: {0}", NoMessage: "there is no message #{0} here",
		AskOn: "the next message asks who reads it", AskOff: "the next message does not ask",
		Peeking: "peeking: nothing is answered", PeekEnd: "peeking ends: {0} were read meanwhile (/peek send answers, /peek drop forgets)", PeekNone: "peeking ends",
		PolicySet: "answers in this group: {0}", NothingFailed: "nothing has failed",
		NoneListed: "none", TooLong: "a line has at most {0} bytes", HelpEnd: "Anything else is sent as a message.",
		Owner: "owner", Admin: "admin", Member: "member",
		Args: map[string]string{
			"open": "GROUP", "history": "[N]", "flag": "N", "readers": "N", "reply": "N TEXT", "edit": "N TEXT", "recall": "N",
			"react": "N EMOJI", "remind": "N", "answer": "N", "policy": "auto|ask|never", "peek": "[send|drop]",
		},
		Commands: map[string]string{
			"help": "lists the commands", "groups": "lists your groups", "open": "opens a group", "history": "prints the last N messages, 20 without N",
			"ask": "the next message asks who reads it", "flag": "asks who reads message N of yours", "readers": "who has read message N, and who has not",
			"reply": "replies to message N", "edit": "replaces the text of message N", "recall": "takes message N back", "react": "sets a reaction, or takes it back",
			"remind": "reminds those who have not read message N", "answer": "answers message N now", "members": "lists the members", "who": "who is online",
			"policy": "who decides about answering in this group", "peek": "begins or ends looking around without answering",
			"retry": "sends again what failed, and connects at once", "discard": "drops what failed", "status": "how it stands with the hub", "quit": "ends",
		},
	}
}
