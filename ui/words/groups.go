package words

// Groups names what is said of making and changing groups.
type Groups struct {
	// What is asked, and the hints beside it: {0} is the group.
	New, NewHint, Join, JoinHint, Add, AddHint, Remove, Rename, Topic, TopicHint string
	Leave, LeaveHint, LeaveOwnerHint, ShowAll, ShowSender, YesHint               string
	// What became of it: {0} is the group, or who it is about.
	Made, Added, Taken, Changed string
	// AddedYou tells the user that {0} has added them to {1}.
	AddedYou string
	// Why it cannot be done: {0} is what was written.
	NotLeader, BadID, NotIn, Already string
	// NoGroups is said to who is in none: {0} is the user's id.
	NoGroups string
	// The list of members: {0} is the group, {1} how many. Open, Closed and
	// Private say who may come into the group, and who sees its receipts.
	Members, MembersHint, NoMember, Owner, Admin, Bot, Open, Closed, Private string
}

func englishGroups() Groups {
	return Groups{
		New: "new group", NewHint: "its name", Join: "join", JoinHint: "the id of a group that is open to all",
		Add: "add to {0}", AddHint: "their ids[, {complete} completes]", Remove: "take out of {0}", Rename: "name of {0}",
		Topic: "topic of {0}", TopicHint: "empty takes it away",
		Leave: "leave {0}?", LeaveHint: "[{choose} leaves, {back} stays]", LeaveOwnerHint: "[{choose} leaves it to others, {back} stays]",
		ShowAll: "show every member who has read?", ShowSender: "show the sender alone who has read?", YesHint: "[{choose} does it, {back} leaves it as it is]",
		Made: "{0} is made[: {add-members} adds people]", Added: "added: {0}", Taken: "no longer in it: {0}", Changed: "changed", AddedYou: "{0} added you to {1}",
		NotLeader: "only its owner or an admin does that", BadID: "no id: {0}", NotIn: "not in it: {0}", Already: "in it already: {0}",
		NoGroups: "[{new-group} makes one, {join-group} joins an open one; ]others can add you: you are {0}",
		Members:  "in {0}: {1}", MembersHint: "[{choose} names them, {back} back]", NoMember: "nobody is called so",
		Owner: "owner", Admin: "admin", Bot: "bot", Open: "open to all", Closed: "by invitation", Private: "receipts: the sender sees",
	}
}

func chineseGroups() Groups {
	return Groups{
		New: "新建群", NewHint: "群名", Join: "加入", JoinHint: "公开群的 ID",
		Add: "邀请加入 {0}", AddHint: "对方的 ID[，{complete} 补全]", Remove: "移出 {0}", Rename: "{0} 的群名",
		Topic: "{0} 的话题", TopicHint: "留空则清除",
		Leave: "退出 {0}？", LeaveHint: "[{choose} 退出，{back} 留下]", LeaveOwnerHint: "[{choose} 退出并交给其他人，{back} 留下]",
		ShowAll: "让所有成员看到谁已读？", ShowSender: "只让发送者看到谁已读？", YesHint: "[{choose} 确定，{back} 保持不变]",
		Made: "已建群 {0}[：{add-members} 邀请成员]", Added: "已邀请：{0}", Taken: "已移出：{0}", Changed: "已修改", AddedYou: "{0} 邀请你加入了 {1}",
		NotLeader: "只有群主和管理员可以这样做", BadID: "不是 ID：{0}", NotIn: "不在群里：{0}", Already: "已在群里：{0}",
		NoGroups: "[{new-group} 新建群，{join-group} 加入公开群；]别人也可以邀请你：你的 ID 是 {0}",
		Members:  "{0} 的成员：{1}", MembersHint: "[{choose} 提及，{back} 返回]", NoMember: "没有这样的成员",
		Owner: "群主", Admin: "管理员", Bot: "机器人", Open: "所有人可加入", Closed: "仅限邀请", Private: "回执：仅发送者可见",
	}
}

// englishGroupActions has those that make groups and change them, and those on
// a list in which one types.
func englishGroupActions() map[string]Action {
	return map[string]Action{
		"new-group":       {"new group", "make a group"},
		"join-group":      {"join group", "join a group that is open to all"},
		"leave-group":     {"leave group", "leave this group"},
		"members":         {"members", "who is in this group, and what it is like"},
		"add-members":     {"add people", "add people to this group"},
		"remove-members":  {"take out", "take people out of this group"},
		"topic":           {"topic", "say what this group is about"},
		"rename":          {"rename", "give this group another name"},
		"who-sees":        {"who sees receipts", "change who sees the receipts of this group"},
		"clear-line":      {"clear", "take away what is typed in a list"},
		"choose-previous": {"previous", "the choice before"},
		"choose-next":     {"next", "the choice after"},
	}
}

// englishGroupArgs and englishGroupCommands are the same for the linear mode.
func englishGroupArgs() map[string]string {
	return map[string]string{
		"new-group":      "NAME",
		"join-group":     "GROUP",
		"leave-group":    "GROUP",
		"add-members":    "USER…",
		"remove-members": "USER…",
		"topic":          "[TEXT]",
		"rename":         "NAME",
		"who-sees":       "sender|everyone",
	}
}

func englishGroupCommands() map[string]string {
	return map[string]string{
		"new-group":      "makes a group and opens it",
		"join-group":     "joins a group that is open to all",
		"leave-group":    "leaves a group, at once",
		"add-members":    "adds people to this group",
		"remove-members": "takes people out of this group",
		"topic":          "says what this group is about, or takes that away",
		"rename":         "gives this group another name",
		"who-sees":       "changes who sees the receipts of this group",
	}
}

// chineseGroupActions has those that make groups and change them, and those on
// a list in which one types.
func chineseGroupActions() map[string]Action {
	return map[string]Action{
		"new-group":       {"新建群", "新建一个群"},
		"join-group":      {"加入群", "加入一个公开的群"},
		"leave-group":     {"退出群", "退出当前群"},
		"members":         {"成员", "群成员和群设置"},
		"add-members":     {"邀请", "邀请人加入当前群"},
		"remove-members":  {"移出", "把人移出当前群"},
		"topic":           {"话题", "设置当前群的话题"},
		"rename":          {"改名", "给当前群改名"},
		"who-sees":        {"回执可见", "修改当前群谁能看到回执"},
		"clear-line":      {"清空", "清空列表里输入的内容"},
		"choose-previous": {"上一项", "前一个选项"},
		"choose-next":     {"下一项", "后一个选项"},
	}
}

// chineseGroupArgs and chineseGroupCommands are the same for the linear mode.
func chineseGroupArgs() map[string]string {
	return map[string]string{
		"new-group":      "群名",
		"join-group":     "群",
		"leave-group":    "群",
		"add-members":    "用户…",
		"remove-members": "用户…",
		"topic":          "[文字]",
		"rename":         "群名",
		"who-sees":       "sender|everyone",
	}
}

func chineseGroupCommands() map[string]string {
	return map[string]string{
		"new-group":      "新建群并打开",
		"join-group":     "加入公开的群",
		"leave-group":    "退出群，立即生效",
		"add-members":    "邀请人加入当前群",
		"remove-members": "把人移出当前群",
		"topic":          "设置或清除当前群的话题",
		"rename":         "给当前群改名",
		"who-sees":       "修改谁能看到当前群的回执",
	}
}
