package ui

// emoji are the signs that can be written by a name, the usual ones first. Both
// rules by which terminals measure text agree on them.
var emoji = []struct{ name, sign string }{
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
