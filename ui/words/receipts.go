package words

// Readers names what the panel of a message's readers says beside [Panel].
type Readers struct {
	// First, Half and Last say the chart in words: {0} is a time span.
	First, Half, Last string
	// CannotTell explains what a sender can not know of those who have not read.
	CannotTell string
	// FilterHint stands beside the filter, NoMatch where it leaves nobody.
	FilterHint, NoMatch string
	// Saved says where an export stands, SaveFailed why there is none.
	Saved, SaveFailed, NotLoaded string
	// AsOf stands while the hub is away: {0} is when it was last heard. NeverHeard
	// where it never was.
	AsOf, NeverHeard string
	// What is not known meanwhile: names of those in a list, who has left, anything.
	// NotWhole says why such lists are not saved.
	NamesUnknown, LeftUnknown, NothingKnown, NotWhole string
}

// Waiting names what the list of messages says on whose readers one waits.
type Waiting struct {
	Title, Hint, Empty, EmptyHint string
	// Count is how many have not read yet: {0} of {1}. Asking stands while the hub
	// has not told the count.
	Count, Asking string
	// More is {0} others beside those who are named.
	More, Loading          string
	Failed, NotFound, Gone string
	// Names of keys for the help.
	Jump string
}

// Goals names what a user can want to be told of a message.
type Goals struct {
	// Waits stands before the goals of a message, Prompt where one is written,
	// with Hint beside it, or Already, which names those that are set.
	Waits, Prompt, Hint, Already string
	// What is waited for, to stand in Set, Dropped and Met: {0} is a name or a
	// number. AllLeft is what becomes of a number that cannot be reached.
	One, Any, Many, All, AllLeft string
	// Set, Dropped and Met tell of a goal {0}; {1} is the message.
	Set, Dropped, Met string
	// Why there is no goal: {0} is what was written, or how many were asked.
	Bad, TooMany, NoMember, Yourself, AskFirst string
}

// Peek names what is said of looking around without answering.
type Peek struct {
	// Mark stands in the title, Note above the composer: {0} is how many answers
	// are withheld. Status and StatusShort stand where else it says whether reading
	// counts.
	Mark, Note, NoteShort, Status, StatusShort string
	// Began, Ended and EndedHolds tell of its beginning and end, NoAnswer why an
	// answer is not given. In EndedHolds {0} is how many are withheld.
	Began, Ended, EndedHolds, NoAnswer string
	// The list of what is withheld: {0} of ReadAt is a time.
	Title, Hint, IsOn, IsOff, Empty, ReadAt string
	// Sent and Dropped tell of {0} answers.
	Sent, Dropped string
}

// Answering names what is said of who decides about answering.
type Answering struct {
	Title, Hint, InGroup, Everywhere, Follow, Auto, Ask, Never string
	// Set tells what holds from now on: {0} is one of those before it.
	Set string
	// First is told at the first answer that the client gives by itself, FirstShort
	// where there is little room.
	First, FirstShort string
}

func englishPeek() Peek {
	return Peek{
		Mark: "PEEK", Note: "peeking: nothing is answered, {0} withheld[. {peek} ends it, {withheld} lists them]",
		NoteShort: "nothing answered, {0} held[: {withheld}]",
		Status:    "peek: nothing is answered", StatusShort: "peek",
		Began: "peeking[ until {peek}]: no answers", Ended: "no longer peeking",
		EndedHolds: "no longer peeking, {0} withheld[: {withheld} lists them]", NoAnswer: "nothing is answered while you peek[: {peek} ends it]",
		Title: "withheld answers", Hint: "[{send-withheld} sends, {drop-withheld} drops; {send-all-withheld} and {drop-all-withheld} all|{send-withheld} sends, {drop-withheld} drops]",
		IsOn: "Peeking: nothing is answered.", IsOff: "Not peeking. These wait for you.",
		Empty: "Nothing is withheld.", ReadAt: "read {0}",
		Sent: "sent {0}, with the time of reading", Dropped: "dropped {0}, counted as not read",
	}
}

func englishAnswering() Answering {
	return Answering{
		Title: "when a message asks", Hint: "[{choose} chooses]", InGroup: "in {0}", Everywhere: "in all groups",
		Follow: "as in all groups", Auto: "answer by itself once I have read it", Ask: "ask me[: {message.answer} answers]", Never: "never answer",
		Set:        "from now on: {0}",
		FirstShort: "answered by itself[: {answering} changes]",
		First:      "answered by itself that you have read a message[. {answering} changes that]",
	}
}

func englishReaders() Readers {
	return Readers{
		First: "first {0}", Half: "half {0}", Last: "last {0}",
		CannotTell: "you cannot tell which of the two",
		FilterHint: "[{choose} keeps, {back} clears]", NoMatch: "nobody matches",
		Saved: "saved to {0}", SaveFailed: "could not be saved: {0}", NotLoaded: "the list is not there yet",
		AsOf: "as of {0}, when the hub was last heard", NeverHeard: "the hub was not heard yet",
		NamesUnknown: "names come when the hub is back", LeftUnknown: "who has left is not known",
		NothingKnown: "Nothing is known here of who has read it. It comes by itself when the hub is back.",
		NotWhole:     "not saved: not all of it is known until the hub is back",
	}
}

func englishWaiting() Waiting {
	return Waiting{
		Title: "waiting on", Hint: "oldest first", Empty: "You wait on nobody.",
		EmptyHint: "Messages of yours that ask for receipts stand here until all have read them.",
		Count:     "{0} of {1} missing", Asking: "asking",
		More: "+{0}", Loading: "loading",
		Failed: "could not be loaded: {0}", NotFound: "that message cannot be loaded: {0}", Gone: "the hub does not have it",
		Jump: "go there",
	}
}

func englishGoals() Goals {
	return Goals{
		Waits: "tell me:", Prompt: "tell me when", Hint: "a number, all or @name", Already: "set: {0}",
		One: "{0} has read", Any: "somebody has read", Many: "{0} have read", All: "all have read", AllLeft: "all who are left have read",
		Set: "you will be told when {0}", Dropped: "you will not be told when {0}", Met: "{0}: {1}",
		Bad: "{0} is no goal: write a number, all or @name", TooMany: "it asks only {0}", NoMember: "@{0} is not in this group",
		Yourself: "that is you", AskFirst: "ask for receipts first[: {message.flag}]",
	}
}
