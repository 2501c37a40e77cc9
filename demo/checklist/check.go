package checklist

import (
	"slices"

	"seenby/chat"
)

// A View is what the hub tells of the group at one moment.
type View struct {
	// Message is the newest message of the sender, nil when there is none since
	// the step began and none before.
	Message *chat.Message
	// Lists are who is in the lists of Message's receipts, Tally its count.
	Lists map[chat.ReaderList][]chat.Reader
	Tally chat.Tally
	// Online are the members who are.
	Online []chat.UserID
}

// The lists of receipts that checks look into.
const (
	Also = chat.ListAlso
	Left = chat.ListLeft
)

// A Check is one thing that the hub can tell by itself.
type Check struct {
	// Text is what should be so, Who is whom it is about.
	Text, Who string
	// Holds reports whether it is.
	Holds func(v View, who chat.UserID) bool
	// Fresh says that it is about a message of this step.
	Fresh bool
}

func has(users []chat.Reader, who chat.UserID) bool {
	return slices.ContainsFunc(users, func(r chat.Reader) bool { return r.User == who })
}

func (v View) asked() bool {
	return v.Message != nil && v.Message.Receipt != nil && v.Message.Receipt.Asked
}

func online(who string) Check {
	return Check{Text: who + " is online", Who: who, Holds: func(v View, who chat.UserID) bool { return slices.Contains(v.Online, who) }}
}

func asks() Check {
	return Check{
		Text: "{alice}'s newest message asks for receipts", Fresh: true,
		Holds: func(v View, _ chat.UserID) bool { return v.asked() },
	}
}

func answered(who string) Check {
	return Check{Text: who + "'s answer arrived", Who: who, Holds: func(v View, who chat.UserID) bool { return has(v.Lists[chat.ListRead], who) }}
}

func unanswered(who string) Check {
	return Check{Text: who + " has not answered", Who: who, Holds: func(v View, who chat.UserID) bool {
		return v.asked() && !has(v.Lists[chat.ListRead], who) && !has(v.Lists[chat.ListAlso], who)
	}}
}

func listed(who string, list chat.ReaderList) Check {
	return Check{
		Text: who + " is listed under “" + string(list) + "”", Who: who,
		Holds: func(v View, who chat.UserID) bool { return has(v.Lists[list], who) },
	}
}

func everybody() Check {
	return Check{Text: "everybody who is counted has read it", Holds: func(v View, _ chat.UserID) bool {
		return v.Tally.Total > 0 && v.Tally.Read == v.Tally.Total
	}}
}

func recalled() Check {
	return Check{
		Text: "{alice}'s newest message is recalled", Fresh: true,
		Holds: func(v View, _ chat.UserID) bool { return v.Message != nil && v.Message.Recalled > 0 },
	}
}

func edited() Check {
	return Check{
		Text: "{alice}'s newest message is edited", Fresh: true,
		Holds: func(v View, _ chat.UserID) bool { return v.Message != nil && v.Message.Edited > 0 },
	}
}

func beforeEdit(who string) Check {
	return Check{Text: who + " read it before the edit", Who: who, Holds: func(v View, who chat.UserID) bool {
		return slices.ContainsFunc(v.Lists[chat.ListRead], func(r chat.Reader) bool { return r.User == who && r.BeforeEdit })
	}}
}
