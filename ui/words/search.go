package words

// Search names what is said where messages are looked for.
type Search struct {
	// Here and Everywhere are titles: {0} is the group.
	Here, Everywhere string
	// Empty and Short stand where there is nothing to look for yet, Nothing where
	// nothing was found.
	Empty, Short, Nothing string
	// Searching stands while nothing is known; the others tell of {0} messages:
	// Asking while the hub is asked, Local where it cannot be.
	Searching, Found, Asking, AskingShort, Local, LocalShort string
	// Failed is followed by why: {0}.
	Failed string
	// HereHint and EverywhereHint stand beside the titles: where the key leads.
	HereHint, EverywhereHint string
	// Names of keys for the help.
	ToHere, ToEverywhere, Jump string
	// NoGroup says that there is only everywhere to look, Gone that the group of a
	// message is not there any more.
	NoGroup, Gone string
}

func englishSearch() Search {
	return Search{
		Here: "find in {0}", Everywhere: "find everywhere",
		Empty: "Write what to look for.", Short: "Two characters are needed.", Nothing: "Nothing was found.",
		Searching: "searching", Found: "{0} found",
		Asking: "{0} found on this computer, asking the hub", AskingShort: "{0} here, asking",
		Local: "{0} found, searching what is on this computer", LocalShort: "{0} on this computer",
		Failed: "Not everything could be searched: {0}", ToHere: "this group", ToEverywhere: "all groups", Jump: "go to",
		HereHint: "[{search-scope} this group]", EverywhereHint: "[{search-scope} all groups]",
		NoGroup: "no group is open: all are searched", Gone: "you are no longer in that group",
	}
}

// englishSearchActions has those around search and muted groups.
func englishSearchActions() map[string]Action {
	return map[string]Action{
		"search":       {"find", "find messages by what they say"},
		"search-scope": {"all groups", "look in this group, or in all groups"},
		"mute":         {"mute", "mute this group, or end that"},
	}
}
