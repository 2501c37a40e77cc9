package words

import "maps"

// chineseActions has every action by its name.
func chineseActions() map[string]Action {
	all := map[string]Action{
		"ask-next":          {"请求回执", "为正在写的消息请求回执"},
		"message.flag":      {"请求回执", "为选中的消息请求回执"},
		"message.readers":   {"谁读了", "谁读了、何时读的"},
		"message.answer":    {"应答", "应答：你已读过它"},
		"message.remind":    {"提醒", "提醒还没有读的人"},
		"reminder":          {"前往被提醒的消息", ""},
		"readers-up":        {"向上滚动读者列表", ""},
		"readers-down":      {"向下滚动读者列表", ""},
		"copy-readers":      {"复制列表", "复制谁读了"},
		"send":              {"发送", ""},
		"new-line":          {"换行", ""},
		"history-previous":  {"上一条发过的", "把之前发过的文字再写出来"},
		"history-next":      {"下一条发过的", "把其后发过的文字再写出来"},
		"complete":          {"补全", "补全 @名字、:emoji: 或 /动作"},
		"editor":            {"编辑器", "在 $VISUAL 或 $EDITOR 里写"},
		"suspend":           {"挂起", "回到 shell，用 fg 返回"},
		"select":            {"选择", "选中最新的消息"},
		"select-up":         {"移动", "选中上一条消息"},
		"select-down":       {"移动", "选中下一条消息"},
		"select-first":      {"最早", "选中已加载的最早一条消息"},
		"select-last":       {"最新", "回到最新的消息"},
		"message.reply":     {"回复", ""},
		"message.edit":      {"编辑", ""},
		"message.recall":    {"撤回", "为所有人撤回；未发出的直接丢弃"},
		"message.copy":      {"复制", ""},
		"message.react":     {"表情回应", ""},
		"message.quoted":    {"原消息", "前往它所回复的消息"},
		"go-back":           {"跳回", "回到跳来之前的地方"},
		"message.hidden":    {"显示隐藏字符", "显示其中被去掉的隐藏字符"},
		"message.retry":     {"重发", "重新发送被拒绝的消息"},
		"message.discard":   {"丢弃", "丢弃被拒绝的消息"},
		"back":              {"返回", ""},
		"close":             {"关闭", ""},
		"switcher":          {"切换群", "前往某个群"},
		"palette":           {"动作", "按名字查找动作"},
		"previous-group":    {"上一个群", ""},
		"next-group":        {"下一个群", ""},
		"first-unread":      {"首条未读", "回到本群第一条未读消息"},
		"next-unread":       {"下一个未读", "下一个有未读的群，免打扰的最后"},
		"page-up":           {"滚动", "向上一页"},
		"page-down":         {"滚动", "向下一页"},
		"line-down":         {"滚动", "向下一行"},
		"newest":            {"最新", "到最新的消息"},
		"connect":           {"立即连接", ""},
		"theme":             {"主题", "选择主题"},
		"mouse":             {"释放鼠标", "把鼠标交给终端，或收回"},
		"help":              {"帮助", "按键一览"},
		"quit":              {"退出", ""},
		"scroll-up":         {"滚动", "向上滚动"},
		"scroll-down":       {"滚动", "向下滚动"},
		"choose":            {"选定", ""},
		"reaction-previous": {"上一个", "前一个表情"},
		"reaction-next":     {"下一个", "后一个表情"},
		"reaction-pick":     {"回应", ""},
	}
	maps.Copy(all, chineseReceiptActions())
	maps.Copy(all, chineseGroupActions())
	maps.Copy(all, chineseSearchActions())
	return all
}

// chineseReceiptActions has those around the lists of receipts.
func chineseReceiptActions() map[string]Action {
	return map[string]Action{
		"message.goal":      {"到时通知", "3 人、所有人或 @名字 已读时通知我；再设一次取消"},
		"find-reader":       {"查找", "在已读和未读的人里查找名字"},
		"save-readers":      {"存为 CSV", "把谁读了存为 CSV"},
		"save-readers-json": {"存为 JSON", "把谁读了存为 JSON"},
		"waiting":           {"等待已读", "自己的消息里还有人未读的"},
		"peek":              {"偷看", "只看不应答，或结束偷看"},
		"withheld":          {"暂扣的应答", "暂扣的应答：发出或丢弃"},
		"send-withheld":     {"发出", "发出暂扣的这个应答"},
		"drop-withheld":     {"丢弃", "丢弃暂扣的这个应答"},
		"send-all-withheld": {"全部发出", "发出所有暂扣的应答"},
		"drop-all-withheld": {"全部丢弃", "丢弃所有暂扣的应答"},
		"answering":         {"应答方式", "应答方式：本群和所有群"},
	}
}

// chineseSearchActions has those around search and muted groups.
func chineseSearchActions() map[string]Action {
	return map[string]Action{
		"search":       {"查找", "按内容查找消息"},
		"search-scope": {"所有群", "在本群或所有群里查找"},
		"mute":         {"免打扰", "本群免打扰，或取消"},
	}
}
