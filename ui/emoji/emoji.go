// Package emoji has the signs that can be written by a name. It is pure.
package emoji

import "strings"

// A Sign is an emoji and one of its names.
type Sign struct{ Name, Sign string }

// All are the signs, the usual ones first. Both rules by which terminals measure
// text agree on them.
var All = []Sign{
	{"thumbsup", "👍"}, {"+1", "👍"}, {"thumbsdown", "👎"}, {"-1", "👎"}, {"smile", "😄"}, {"grin", "😁"}, {"joy", "😂"}, {"laughing", "😆"},
	{"wink", "😉"}, {"blush", "😊"}, {"cool", "😎"}, {"thinking", "🤔"}, {"neutral", "😐"}, {"smirk", "😏"}, {"sweat", "😅"}, {"cry", "😢"},
	{"sob", "😭"}, {"angry", "😠"}, {"scream", "😱"}, {"open_mouth", "😮"}, {"sleeping", "😴"}, {"party", "🥳"}, {"shrug", "🤷"}, {"facepalm", "🤦"},
	{"clap", "👏"}, {"wave", "👋"}, {"pray", "🙏"}, {"thanks", "🙏"}, {"ok_hand", "👌"}, {"muscle", "💪"}, {"raised_hands", "🙌"}, {"eyes", "👀"},
	{"heart_eyes", "😍"}, {"broken_heart", "💔"}, {"sparkling_heart", "💖"}, {"fire", "🔥"}, {"tada", "🎉"}, {"rocket", "🚀"}, {"star", "⭐"}, {"sparkles", "✨"},
	{"hundred", "💯"}, {"check", "✅"}, {"cross", "❌"}, {"question", "❓"}, {"exclamation", "❗"}, {"boom", "💥"}, {"bug", "🐛"}, {"bulb", "💡"},
	{"lock", "🔒"}, {"key", "🔑"}, {"bell", "🔔"}, {"pushpin", "📌"}, {"memo", "📝"}, {"calendar", "📅"}, {"hourglass", "⏳"}, {"coffee", "☕"},
	{"pizza", "🍕"}, {"cake", "🎂"}, {"beer", "🍺"}, {"package", "📦"}, {"wrench", "🔧"}, {"construction", "🚧"}, {"ambulance", "🚑"}, {"train", "🚆"},
	{"sunny", "🌞"}, {"snowflake", "⛄"}, {"umbrella", "☔"}, {"dog", "🐶"}, {"cat", "🐱"}, {"ghost", "👻"}, {"robot", "🤖"}, {"chart", "📈"},
}

// Like returns the signs whose name begins so, in the order of [All]. A colon at
// the end is not looked at.
func Like(start string) []Sign {
	start = strings.TrimSuffix(start, ":")
	var list []Sign
	for _, s := range All {
		if strings.HasPrefix(s.Name, start) {
			list = append(list, s)
		}
	}
	return list
}

// Written returns the sign that a person means who writes :name:, and what is
// written otherwise, as a sign itself. ok is false where no sign has the name.
func Written(s string) (sign string, ok bool) {
	name, opened := strings.CutPrefix(s, ":")
	name, closed := strings.CutSuffix(name, ":")
	if !opened || !closed || name == "" {
		return s, true
	}
	for _, e := range All {
		if e.Name == strings.ToLower(name) {
			return e.Sign, true
		}
	}
	return "", false
}
