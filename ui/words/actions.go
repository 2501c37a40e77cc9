package words

import "maps"

// An Action says what an action does: Short in the line of keys, Long where
// there is room to explain. Without a Long, the Short stands there too.
type Action struct{ Short, Long string }

// Explained returns the long form.
func (a Action) Explained() string {
	if a.Long != "" {
		return a.Long
	}
	return a.Short
}

// englishActions has every action by its name.
func englishActions() map[string]Action {
	all := map[string]Action{
		"ask-next":          {"ask receipt", "ask who reads the message being written"},
		"message.flag":      {"ask receipt", "ask who reads the selected message"},
		"message.readers":   {"who read", "who has read it, and when"},
		"message.answer":    {"answer", "answer that you have read it"},
		"message.remind":    {"remind", "remind those who have not read"},
		"reminder":          {"to what you were reminded of", ""},
		"readers-up":        {"scroll the readers up", ""},
		"readers-down":      {"scroll the readers down", ""},
		"copy-readers":      {"copy list", "copy who has read it"},
		"send":              {"send", ""},
		"new-line":          {"new line", ""},
		"history-previous":  {"sent before", "write again what was sent before"},
		"history-next":      {"sent after", "write again what was sent after it"},
		"complete":          {"complete", "complete @name, :emoji: or /action"},
		"editor":            {"editor", "write in $VISUAL or $EDITOR"},
		"suspend":           {"suspend", "back to the shell, until fg"},
		"select":            {"select", "select the newest message"},
		"select-up":         {"move", "select the message before"},
		"select-down":       {"move", "select the message after"},
		"select-first":      {"oldest", "select the oldest message that is loaded"},
		"select-last":       {"newest", "back to the newest message"},
		"message.reply":     {"reply", ""},
		"message.edit":      {"edit", ""},
		"message.recall":    {"recall", "recall it for everyone; drop it while it is not sent"},
		"message.copy":      {"copy", ""},
		"message.react":     {"react", ""},
		"message.quoted":    {"original", "go to the message that it replies to"},
		"go-back":           {"go back", "back to where you came from"},
		"message.hidden":    {"show hidden", "spell out what was hidden in it"},
		"message.retry":     {"send again", "send it again where it was refused"},
		"message.discard":   {"discard", "drop it where it was refused"},
		"back":              {"back", ""},
		"close":             {"close", ""},
		"switcher":          {"go to", "go to a group"},
		"palette":           {"actions", "find an action by its name"},
		"previous-group":    {"previous group", ""},
		"next-group":        {"next group", ""},
		"first-unread":      {"first unread", "to the first message that was unread here"},
		"next-unread":       {"next unread", "next unread group, muted ones last"},
		"page-up":           {"scroll", "a page up"},
		"page-down":         {"scroll", "a page down"},
		"line-down":         {"scroll", "a line down"},
		"newest":            {"newest", "to the newest message"},
		"connect":           {"connect now", ""},
		"theme":             {"theme", "choose a theme"},
		"mouse":             {"release mouse", "give the mouse to the terminal, or take it back"},
		"help":              {"help", "the keys"},
		"quit":              {"quit", ""},
		"scroll-up":         {"scroll", "scroll up"},
		"scroll-down":       {"scroll", "scroll down"},
		"choose":            {"choose", ""},
		"reaction-previous": {"previous", "the reaction before"},
		"reaction-next":     {"next", "the reaction after"},
		"reaction-pick":     {"react", ""},
	}
	maps.Copy(all, englishReceiptActions())
	maps.Copy(all, englishGroupActions())
	maps.Copy(all, englishSearchActions())
	return all
}

// englishReceiptActions has those around the lists of receipts.
func englishReceiptActions() map[string]Action {
	return map[string]Action{
		"message.goal":      {"tell me when", "be told when 3, all or @name have read it; again ends that"},
		"find-reader":       {"find", "find a name among those who have read and not read"},
		"save-readers":      {"save CSV", "save who has read it as CSV"},
		"save-readers-json": {"save JSON", "save who has read it as JSON"},
		"waiting":           {"waiting on", "your messages not read by all"},
		"peek":              {"peek", "look around without answering, or end that"},
		"withheld":          {"withheld", "the answers that are withheld: send or drop them"},
		"send-withheld":     {"send", "send the withheld answer"},
		"drop-withheld":     {"drop", "drop the withheld answer"},
		"send-all-withheld": {"send all", "send all withheld answers"},
		"drop-all-withheld": {"drop all", "drop all withheld answers"},
		"answering":         {"who answers", "who decides about answering, here and in all groups"},
	}
}
