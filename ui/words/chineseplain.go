package words

import "maps"

func chinesePlain() Plain {
	p := Plain{
		ReadsHere:  "在你输入一行之后的 {0} 内，这里打印出来并在屏幕上停留片刻的消息算作已读。/help 列出命令。",
		ReadsNever: "这里打印的消息都不算已读：输入和输出不都是终端。用 /answer 应答。/help 列出命令。",
		Opened:     "群 {0}：{1}", NoGroup: "没有打开的群：/groups 列出，/open 群 打开", UnknownGroup: "这里没有群 {0}",
		GroupLine: "{0}：{1}", Members: "{0} 名成员", MemberOne: "1 名成员", Unread: "{0} 条未读",
		Said: "#{0} {1} {2}", RepliesTo: "{0} 回复 {1}", In: "[{0}]", You: "你",
		ByHand: "/answer {0} 应答", NotAnswered: "不应答，/policy 可更改",
		Asks: "#{0} 请求回执", Sent: "#{0} 已发出",
		Queued: "q{0} 已排队，连上服务端后发出", Failed: "q{0} 未发出：{1}（/retry 重发，/drop q{0} 丢弃）",
		Recalling: "q{0} 可能已到服务端：确认后立即撤回", DroppedNow: "q{0} 已丢弃",
		Hole:      "这里可能漏了一些消息：/history N 打印最后 N 条",
		NotUnsent: "没有未发出的消息 q{0}：/unsent 列出",
		EditedNow: "#{0} 编辑为", RecalledNow: "#{0} 已撤回", ReactedNow: "#{0} 表情回应", AnsweredNow: "#{0} 已应答", Reminded: "{1} 提醒你看 #{0}",
		After: "{0} 后", Count: "#{0} {2} 人中 {1} 人已读",
		Unknown: "没有命令 {0}：/help 列出命令；// 发送以 / 开头的文字", Usage: "用法：{0}", NoMessage: "这里没有消息 #{0}",
		Meant: "是不是 {0}？", Called: "{0} 在这里叫 {1}", NotHere: "这里没有 {0}：{1}",
		NoEmoji: "没有叫 {0} 的表情", AskFirst: "#{0} 没有请求回执：/flag {0} 请求",
		Reasons: map[string]string{
			"cursor":   "这里没有选中和窗口，消息用编号指定",
			"editing":  "正在写的一行只能在末尾修改",
			"look":     "文字由你的终端显示和复制",
			"shell":    "用终端的 ctrl+z",
			"one line": "一行就是一条消息，seenby send 群 - 可发送多行文字",
		},
		HeldHint: "/peek send 应答，/peek drop 丢弃",
		Muted:    "{0} 已设为免打扰：打开别的群时只提示提到你的消息", NotMuted: "{0} 没有设为免打扰",
		PolicyAll: "其他各群的应答方式：{0}",
		Auto:      "读了自动应答", Manual: "只用 /answer 应答", Never: "不应答",
		SearchMore: "还有更多：/more", SearchCut: "还有更多：多写几个字，或打开一个群后用 /search",
		SearchLocal: "只查找了本机上的内容", NoMore: "没有更多了",
		Kept:  "未发出的已保存，下次启动时发出",
		AskOn: "下一条消息请求回执", AskOff: "下一条消息不请求回执",
		Peeking: "偷看中：不应答", PeekEnd: "偷看结束：其间读了 {0} 条（/peek send 应答，/peek drop 丢弃）", PeekNone: "偷看结束",
		PolicySet: "本群的应答方式：{0}", NothingFailed: "没有发送失败的消息",
		NoneListed: "无", TooLong: "一行最多 {0} 字节", HelpEnd: "其他内容都作为消息发送。",
		OnlineUnknown: "谁在线，重新连上后才知道", MembersUnknown: "这里还不知道成员：重新连上后才知道",
		Owner: "群主", Admin: "管理员", Member: "普通成员",
		Args: map[string]string{
			"open": "群", "history": "[N] [之前]", "show": "N", "hidden": "N", "search": "文字", "search-all": "文字",
			"flag": "N", "readers": "N [名字]", "save": "N csv|json", "goal": "N 人数|all|@名字", "mute": "[on|off]",
			"policy-all": "[auto|ask|never]", "drop": "qN（编号）", "reply": "N 文字", "edit": "N|qN 文字", "recall": "N",
			"react": "N 表情", "remind": "N", "answer": "N", "policy": "[auto|ask|never|default]", "peek": "[send|drop]",
		},
		Commands: map[string]string{
			"help": "列出命令", "groups": "列出你的群", "open": "打开一个群", "history": "打印最后 N 条消息，不写 N 为 20 条；写编号则打印它之前的",
			"next": "打开下一个有未读的群，免打扰的最后", "show": "再次打印消息 N，带表情和已读数", "hidden": "打印消息 N，写出隐藏字符",
			"search": "在本群查找消息，新的在前", "search-all": "在所有群查找消息", "more": "继续列出查找结果",
			"save": "把谁读了消息 N 存成文件", "waiting": "你还没有被全部读完的消息，和还缺谁",
			"goal": "消息 N 有这么多人、全部或某人读了时告诉你；再来一次取消", "withheld": "列出暂扣的应答",
			"mute": "把本群设为免打扰，或查看是否免打扰", "policy-all": "查看或更改没有单独设置的群的应答方式",
			"ask": "为下一条消息请求回执", "flag": "为你的消息 N 请求回执", "readers": "消息 N 谁读了、谁没读；写名字只列出包含它的",
			"reply": "回复消息 N", "edit": "替换消息 N 或未发出的 qN 的文字", "recall": "撤回消息 N", "react": "给消息 N 加表情（符号或 :name:），或取消",
			"remind": "提醒还没有读消息 N 的人", "answer": "立即应答消息 N", "members": "列出成员", "who": "谁在线",
			"policy": "查看或更改本群的应答方式", "peek": "开始或结束只看不应答",
			"retry": "重发失败的消息，并立即连接", "discard": "丢弃失败的消息", "unsent": "列出你未发出的消息", "drop": "收回未发出的消息 qN", "status": "与服务端的连接状态", "quit": "退出",
		},
	}
	maps.Copy(p.Args, chineseGroupArgs())
	maps.Copy(p.Commands, chineseGroupCommands())
	return p
}
