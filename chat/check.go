package chat

import "unicode/utf8"

// check returns Done, or the code and reason for which an action is refused
// whoever wants it and wherever: that comes before everything else
// (protocol.md, Frames).
func check(do Action) (Code, string) {
	switch a := do.(type) {
	case Create:
		if code, reason := checkName(a.Name); code != Done {
			return code, reason
		}
		return checkVisibility(a.Visibility)
	case SetRole:
		if a.Role != RoleAdmin && a.Role != RoleMember {
			return Malformed, "role: is neither admin nor member"
		}
	case Update:
		return a.check()
	case Post:
		if n := utf8.RuneCountInString(a.ClientMsgID); n < 1 || n > MaxClientMsgID {
			return Malformed, "clientMsgId: is not 1 to 64 characters"
		}
		return checkText(a.Text)
	case Edit:
		return checkText(a.Text)
	case React:
		if a.Emoji == "" || len(a.Emoji) > MaxEmoji || !utf8.ValidString(a.Emoji) {
			return Malformed, "emoji: is not 1 to 64 bytes of UTF-8"
		}
	case Answer:
		if len(a.Messages) > MaxBatch {
			return TooManyMessages, TooManyMessages.Reason()
		}
	}
	return Done, ""
}

func (a Update) check() (Code, string) {
	if a.Name != nil {
		if code, reason := checkName(*a.Name); code != Done {
			return code, reason
		}
	}
	if a.Topic != nil {
		switch {
		case len(*a.Topic) > MaxTopic:
			return TooLarge, "topic: more than 1024 bytes"
		case !utf8.ValidString(*a.Topic):
			return Malformed, "topic: is not UTF-8"
		}
	}
	if a.Visibility != nil && *a.Visibility == "" {
		return Malformed, badVisibility
	}
	if a.Visibility != nil {
		return checkVisibility(*a.Visibility)
	}
	return Done, ""
}

const badVisibility = "receiptVisibility: is neither sender nor everyone"

// checkVisibility allows "" as well, which stands for the default.
func checkVisibility(v Visibility) (Code, string) {
	switch v {
	case "", VisibleToSender, VisibleToEveryone:
		return Done, ""
	}
	return Malformed, badVisibility
}

func checkName(name string) (Code, string) {
	switch {
	case name == "":
		return Malformed, "name: is empty"
	case len(name) > MaxName:
		return TooLarge, "name: more than 256 bytes"
	case !utf8.ValidString(name):
		return Malformed, "name: is not UTF-8"
	}
	return Done, ""
}

func checkText(text string) (Code, string) {
	switch {
	case text == "":
		return Malformed, "text: is empty"
	case len(text) > MaxText:
		return TooLarge, "text: more than 16384 bytes"
	case !utf8.ValidString(text):
		return Malformed, "text: is not UTF-8"
	}
	return Done, ""
}
