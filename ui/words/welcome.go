package words

// Welcome is what seenby without a command says where nothing is set yet.
type Welcome struct {
	// Title asks what to do: one of Demo, Host and Join.
	Title, Demo, Host, Join string
	// Address, Token and Group are asked for by who joins; NeedToken stands where
	// the token is missing. TokenHint is told to who hosts.
	Address, Token, Group, NeedToken, TokenHint string
	// About and the others are the list of commands where nobody can be asked.
	About, ForDemo, ForServe, ForToken, MoreHelp string
	// Names of keys.
	KeyUp, KeyDown, KeySelect, KeySubmit, KeyNext, KeyBefore string
}

func englishWelcome() Welcome {
	return Welcome{
		Title: "seenby: a group chat that shows who has read a message",
		Demo:  "Try the demo: five people, nobody else needed", Host: "Host a hub on this machine", Join: "Join a hub with a token that somebody gave me",
		Address: "The hub's address", Token: "Your token", Group: "Group to open (may stay empty)",
		NeedToken: "'seenby token NAME' on the hub's machine prints one",
		TokenHint: "On this machine, 'seenby token NAME --groups GROUP' prints a token for each person.",
		About:     "seenby: a group chat for the terminal that shows who has read a message",
		ForDemo:   "see it live, nobody else needed", ForServe: "host a hub", ForToken: "on the hub: a token for somebody",
		MoreHelp: "seenby --help says more.",
		KeyUp:    "up", KeyDown: "down", KeySelect: "select", KeySubmit: "submit", KeyNext: "next", KeyBefore: "back",
	}
}
