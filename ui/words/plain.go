package words

import "maps"

// Plain is what the linear mode says beside the words that it shares with the
// screen.
type Plain struct {
	// ReadsHere and ReadsNever say at the start what counts as read: {0} is for
	// how long after an entered line.
	ReadsHere, ReadsNever string
	// Opened tells which group is open: {0} group, {1} what is to be known of it,
	// made of Members or MemberOne, and Unread.
	Opened, NoGroup, UnknownGroup, GroupLine string
	Members, MemberOne, Unread               string
	// Said is a message: {0} number, {1} time, {2} who; the text follows. RepliesTo
	// is who, {0}, and to which message, {1}. In stands in front of what comes
	// from another group: {0}.
	Said, RepliesTo, In, You string
	// ByHand and NotAnswered say behind Asks how message {0} will be answered.
	ByHand, NotAnswered string
	// Asks, Sent, EditedNow, RecalledNow tell of message {0}.
	Asks, Sent, EditedNow, RecalledNow, ReactedNow, AnsweredNow, Reminded string
	// Queued, Failed (why: {1}), Recalling and DroppedNow tell of unsent message {0},
	// NotUnsent that there is none. Hole tells of messages that did not come.
	Queued, Failed, Recalling, DroppedNow, NotUnsent, Hole string
	// After is how long after sending somebody read: {0}.
	After string
	// Count is {0} message, {1} read, {2} of; names may follow.
	Count string
	// Wrong input: {0} is the command. Meant is the command that was perhaps
	// meant; Called the one, {1}, that does what is an action of the screen; NotHere
	// is followed by why there is none, one of Reasons.
	Unknown, Usage, NoMessage string
	Meant, Called, NotHere    string
	NoEmoji, AskFirst         string
	// Reasons say by their name why an action of the screen has no command.
	Reasons map[string]string
	// AskOn tells that the next message asks.
	AskOn, AskOff              string
	Peeking, PeekEnd, PeekNone string
	HeldHint, Muted, NotMuted  string
	// PolicySet and PolicyAll say who decides: {0} is one of the others.
	PolicySet, PolicyAll, Auto, Manual, Never string
	// What is said of a search.
	SearchMore, SearchCut, SearchLocal, NoMore string
	// Kept tells at the end that something is not sent.
	NothingFailed, Kept          string
	NoneListed, TooLong, HelpEnd string
	// OnlineUnknown is told of members while the hub is away, MembersUnknown where
	// nothing is known of them.
	OnlineUnknown, MembersUnknown string
	// The roles of members.
	Owner, Admin, Member string
	// Commands says what each command does, by its name; Args what follows it.
	Commands, Args map[string]string
}

func englishPlain() Plain {
	p := Plain{
		ReadsHere:  "What is printed here counts as read once it stayed on screen for a moment within {0} after you entered a line. /help lists the commands.",
		ReadsNever: "Nothing printed here counts as read: input and output are not both a terminal. /answer answers. /help lists the commands.",
		Opened:     "group {0}: {1}", NoGroup: "no group is open: /groups lists them, /open GROUP opens one", UnknownGroup: "there is no group {0} here",
		GroupLine: "{0}: {1}", Members: "{0} members", MemberOne: "1 member", Unread: "{0} unread",
		Said: "#{0} {1} {2}", RepliesTo: "{0} to {1}", In: "[{0}]", You: "you",
		ByHand: "/answer {0} answers", NotAnswered: "it is not answered, /policy changes that",
		Asks: "#{0} asks for a receipt", Sent: "#{0} sent", Queued: "q{0} queued until the hub is reached", Failed: "q{0} not sent: {1} (/retry sends it again, /drop q{0} drops it)",
		Recalling: "q{0} may have reached the hub: it is recalled as soon as it has", DroppedNow: "q{0} dropped",
		Hole: "some messages may have been missed here: /history N prints the last N", NotUnsent: "there is no unsent message q{0}: /unsent lists them",
		EditedNow: "#{0} edited", RecalledNow: "#{0} recalled", ReactedNow: "#{0} reactions", AnsweredNow: "#{0} answered", Reminded: "{1} reminds you of #{0}",
		After: "after {0}", Count: "#{0} read by {1} of {2}",
		Unknown: "there is no command {0}: /help lists them; // sends a text that begins with /", Usage: "usage: {0}", NoMessage: "there is no message #{0} here",
		Meant: "did you mean {0}?", Called: "{0} is called {1} here", NotHere: "{0} is not here: {1}",
		NoEmoji: "no emoji is called {0}", AskFirst: "#{0} asks nobody: /flag {0} asks who reads it",
		Reasons: map[string]string{
			"cursor":   "nothing is selected and nothing lies over the text, messages are named by their number",
			"editing":  "a line is changed at its end only",
			"look":     "your terminal shows and copies the text as it does everywhere",
			"shell":    "ctrl+z of your terminal does it",
			"one line": "a line is a message, seenby send GROUP - sends a text of many lines",
		},
		HeldHint: "/peek send answers them, /peek drop forgets them",
		Muted:    "{0} is muted: while another group is open, only what names you is told", NotMuted: "{0} is not muted",
		PolicyAll: "answers in all other groups: {0}",
		Auto:      "answered by itself once read", Manual: "only /answer answers", Never: "nothing is answered",
		SearchMore: "there are more: /more", SearchCut: "there are more: write more of it, or open a group and use /search",
		SearchLocal: "only what is on this computer was searched", NoMore: "there is nothing more",
		Kept:  "what is not sent is kept, and goes out at the next start",
		AskOn: "the next message asks who reads it", AskOff: "the next message does not ask",
		Peeking: "peeking: nothing is answered", PeekEnd: "peeking ends, read meanwhile: {0} (/peek send answers, /peek drop forgets)", PeekNone: "peeking ends",
		PolicySet: "answers in this group: {0}", NothingFailed: "nothing has failed",
		NoneListed: "none", TooLong: "a line has at most {0} bytes", HelpEnd: "Anything else is sent as a message.",
		OnlineUnknown: "who is online is known when the hub is back", MembersUnknown: "the members are not known here: they are when the hub is back",
		Owner: "owner", Admin: "admin", Member: "member",
		Args: map[string]string{
			"open": "GROUP", "history": "[N] [BEFORE]", "show": "N", "hidden": "N", "search": "TEXT", "search-all": "TEXT",
			"flag": "N", "readers": "N [NAME]", "save": "N csv|json", "goal": "N NUMBER|all|@NAME", "mute": "[on|off]",
			"policy-all": "[auto|ask|never]", "drop": "qN", "reply": "N TEXT", "edit": "N|qN TEXT", "recall": "N",
			"react": "N EMOJI", "remind": "N", "answer": "N", "policy": "[auto|ask|never|default]", "peek": "[send|drop]",
		},
		Commands: map[string]string{
			"help": "lists the commands", "groups": "lists your groups", "open": "opens a group", "history": "prints the last N messages, 20 without N, or those before number BEFORE",
			"next": "opens the next group with something unread, muted ones last",
			"show": "prints message N again, with its reactions and its count", "hidden": "prints message N with hidden characters spelled out",
			"search": "finds messages in this group, the newest first", "search-all": "finds messages in all groups", "more": "goes on with what was found",
			"save": "saves who has read message N into a file", "waiting": "your messages that not everyone has read, with who is missing",
			"goal":     "tells you when so many, all or NAME have read message N; once more takes it back",
			"withheld": "lists the answers that are withheld", "mute": "mutes this group, or says whether it is",
			"policy-all": "who decides about answering in all groups without a choice of their own",
			"ask":        "the next message asks who reads it", "flag": "asks who reads message N of yours", "readers": "who has read message N, and who has not; with NAME only those whose name holds it",
			"reply": "replies to message N", "edit": "replaces the text of message N, or of unsent message qN", "recall": "takes message N back", "react": "sets a reaction, as a sign or :name:, or takes it back",
			"remind": "reminds those who have not read message N", "answer": "answers message N now", "members": "lists the members", "who": "who is online",
			"policy": "says or changes who decides about answering in this group", "peek": "begins or ends looking around without answering",
			"retry": "sends again what failed, and connects at once", "discard": "drops what failed", "unsent": "lists your messages that are not sent", "drop": "takes unsent message qN back", "status": "how it stands with the hub", "quit": "ends",
		},
	}
	maps.Copy(p.Args, englishGroupArgs())
	maps.Copy(p.Commands, englishGroupCommands())
	return p
}
