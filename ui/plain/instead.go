package plain

// What stands for an action of the screen here: a command, or why there is none
// (docs/decisions/0035).
const (
	noCursor   = "cursor"   // nothing is selected, moved to or drawn over
	ownEditing = "editing"  // the terminal edits the line
	ownLook    = "look"     // the terminal looks as it does
	ownShell   = "shell"    // a key of the terminal does it
	oneMessage = "one line" // a line is a message
)

// instead has every action of the screen by its name.
var instead = map[string]string{
	"ask-next": "/ask", "message.flag": "/flag", "message.readers": "/readers", "message.answer": "/answer", "message.remind": "/remind",
	"find-reader": "/readers", "save-readers": "/save", "save-readers-json": "/save", "copy-readers": ownLook,
	"message.goal": "/goal", "waiting": "/waiting", "peek": "/peek", "withheld": "/withheld", "send-withheld": "/peek", "drop-withheld": "/peek", "send-all-withheld": "/peek", "drop-all-withheld": "/peek", "answering": "/policy",
	"readers-up": noCursor, "readers-down": noCursor,

	"send": oneMessage, "new-line": oneMessage, "editor": oneMessage,
	"history-previous": ownEditing, "history-next": ownEditing, "complete": ownEditing,

	"message.reply": "/reply", "message.edit": "/edit", "message.recall": "/recall", "message.react": "/react", "message.copy": ownLook,
	"message.quoted": "/show", "message.hidden": "/hidden", "message.retry": "/retry", "message.discard": "/discard",
	"select": noCursor, "select-up": noCursor, "select-down": noCursor, "select-first": noCursor, "select-last": noCursor,
	"go-back": noCursor, "back": noCursor,

	"switcher": "/open", "palette": "/help", "previous-group": "/open", "next-group": "/open", "next-unread": "/next",
	"page-up": "/history", "page-down": "/history", "newest": "/history", "line-down": noCursor, "reminder": "/show", "first-unread": "/history", "mute": "/mute",
	"connect": "/retry", "theme": ownLook, "mouse": ownLook, "suspend": ownShell,
	"search": "/search", "search-scope": "/search-all",

	"scroll-up": noCursor, "scroll-down": noCursor, "close": noCursor, "choose": noCursor, "clear-line": noCursor, "choose-previous": noCursor, "choose-next": noCursor,
	"reaction-previous": noCursor, "reaction-next": noCursor, "reaction-pick": noCursor,
}

// Instead returns what stands here for an action of the screen: a command, with
// its slash, or the name of the reason why there is none, which the catalogues
// explain; "" for what is no such action. An action that is called as its
// command is one too.
func Instead(action string) string {
	if what, ok := instead[action]; ok {
		return what
	}
	for _, c := range commands() {
		if c.name == action {
			return "/" + c.name
		}
	}
	return ""
}
