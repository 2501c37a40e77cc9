package words

func chinesePlain() Plain {
	return Plain{
		ReadsHere:  "在你输入一行之后的 {0} 秒内，这里打印出来并在屏幕上停留片刻的消息算作已读。/help 列出命令。",
		ReadsNever: "这里打印的消息都不算已读：输入和输出不都是终端。用 /answer 应答。/help 列出命令。",
		Opened:     "群 {0}：{1} 名成员，{2} 条未读", NoGroup: "没有打开的群：/groups 列出，/open 群 打开", UnknownGroup: "这里没有群 {0}",
		GroupLine: "{0}：{1} 名成员，{2} 条未读",
		Said:      "#{0} {1} {2}:", In: "[{0}]", You: "你",
		Asks: "#{0} 请求回执", Sent: "#{0} 已发出", Queued: "已排队，连上服务端后发出", Failed: "未发出：{0}（/retry 重发，/discard 丢弃）",
		EditedNow: "#{0} 编辑为", RecalledNow: "#{0} 已撤回", ReactedNow: "#{0} 表情回应", AnsweredNow: "#{0} 已应答", Reminded: "{1} 提醒你看 #{0}",
		Count:   "#{0} 已读 {1}/{2}",
		Unknown: "没有命令 {0}：/help 列出命令；// 发送以 / 开头的文字", Usage: "用法：{0}", NoMessage: "这里没有消息 #{0}",
		AskOn: "下一条消息请求回执", AskOff: "下一条消息不请求回执",
		Peeking: "偷看中：不应答", PeekEnd: "偷看结束：其间读了 {0} 条（/peek send 应答，/peek drop 丢弃）", PeekNone: "偷看结束",
		PolicySet: "本群的应答方式：{0}", NothingFailed: "没有发送失败的消息",
		NoneListed: "无", TooLong: "一行最多 {0} 字节", HelpEnd: "其他内容都作为消息发送。",
		Owner: "群主", Admin: "管理员", Member: "普通成员",
		Args: map[string]string{
			"open": "群", "history": "[N]", "flag": "N", "readers": "N", "reply": "N 文字", "edit": "N 文字", "recall": "N",
			"react": "N 表情", "remind": "N", "answer": "N", "policy": "auto|ask|never", "peek": "[send|drop]",
		},
		Commands: map[string]string{
			"help": "列出命令", "groups": "列出你的群", "open": "打开一个群", "history": "打印最后 N 条消息，不写 N 为 20 条",
			"ask": "为下一条消息请求回执", "flag": "为你的消息 N 请求回执", "readers": "消息 N 谁读了、谁没读",
			"reply": "回复消息 N", "edit": "替换消息 N 的文字", "recall": "撤回消息 N", "react": "给消息 N 加表情，或取消",
			"remind": "提醒还没有读消息 N 的人", "answer": "立即应答消息 N", "members": "列出成员", "who": "谁在线",
			"policy": "本群由谁决定应答", "peek": "开始或结束只看不应答",
			"retry": "重发失败的消息，并立即连接", "discard": "丢弃失败的消息", "status": "与服务端的连接状态", "quit": "退出",
		},
	}
}
