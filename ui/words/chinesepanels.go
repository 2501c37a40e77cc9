package words

func chinesePeek() Peek {
	return Peek{
		Mark: "偷看", Note: "偷看中：不应答，已暂扣 {0} 个[。{peek} 结束，{withheld} 列出]",
		NoteShort: "不应答，暂扣 {0}[：{withheld}]",
		Status:    "偷看：不应答", StatusShort: "偷看",
		Began: "偷看中：[在按 {peek} 之前]不应答", Ended: "偷看结束",
		EndedHolds: "偷看结束，暂扣 {0}[：{withheld} 列出]", NoAnswer: "偷看时不应答[：按 {peek} 结束]",
		Title: "暂扣的应答", Hint: "[{send-withheld} 发出，{drop-withheld} 丢弃；{send-all-withheld} 和 {drop-all-withheld} 全部|{send-withheld} 发出，{drop-withheld} 丢弃]",
		IsOn: "你在偷看：不应答。", IsOff: "你没有在偷看。这些在等你决定。",
		Empty: "没有暂扣的应答。", ReadAt: "读于 {0}",
		Sent: "已发出 {0} 个，带着阅读的时间", Dropped: "已丢弃 {0} 个：算作未读",
	}
}

func chineseAnswering() Answering {
	return Answering{
		Title: "消息请求回执时", Hint: "[{choose} 选定]", InGroup: "在 {0}", Everywhere: "在所有群",
		Follow: "与所有群相同", Auto: "读过后自动应答", Ask: "问我[：按 {message.answer} 应答]", Never: "从不应答",
		Set:        "从现在起：{0}",
		FirstShort: "已自动应答[：{answering} 更改]",
		First:      "已自动应答：你读过一条消息[。按 {answering} 更改]",
	}
}

func chineseReaders() Readers {
	return Readers{
		First: "最先 {0}", Half: "半数 {0}", Last: "最后 {0}",
		CannotTell: "无法分辨是哪一种",
		FilterHint: "[{choose} 保留，{back} 清除]", NoMatch: "没有匹配的人",
		Saved: "已存到 {0}", SaveFailed: "没能保存：{0}", NotLoaded: "列表还没有加载",
		AsOf: "截至 {0}，服务端最后一次有消息时", NeverHeard: "还没有连上过服务端",
		NamesUnknown: "名字在重新连上后显示", LeftUnknown: "谁已退群还不知道",
		NothingKnown: "这里还不知道谁读过它，重新连上后会自动显示。",
		NotWhole:     "没有保存：重新连上之前还不完整",
	}
}

func chineseWaiting() Waiting {
	return Waiting{
		Title: "等待已读", Hint: "最早的在前", Empty: "你没有在等任何人。",
		EmptyHint: "请求了回执、还没有被所有人读过的自己的消息列在这里。",
		Count:     "{1} 人中 {0} 人未读", Asking: "请求中",
		More: "+{0} 人", Loading: "加载中",
		Failed: "加载失败：{0}", NotFound: "无法加载那条消息：{0}", Gone: "服务端没有它",
		Jump: "前往",
	}
}

func chineseGoals() Goals {
	return Goals{
		Waits: "通知我：", Prompt: "何时通知我", Hint: "人数、all 或 @名字", Already: "已设：{0}",
		One: "{0} 已读", Any: "有人已读", Many: "{0} 人已读", All: "所有人已读", AllLeft: "还在的人都已读",
		Set: "{0}时通知你", Dropped: "{0}时不再通知你", Met: "{0}：{1}",
		Bad: "{0} 不行：请写人数、all 或 @名字", TooMany: "只向 {0} 人请求了回执", NoMember: "@{0} 不在本群",
		Yourself: "那是你自己", AskFirst: "先请求回执[：{message.flag}]",
	}
}

func chineseCall() Call {
	return Call{
		Says: "{0} 在 {1}：{2}", Named: "{0} 在 {1} 提到你：{2}", Asks: "{0} 在 {1} 请求回执：{2}",
		AsksLater: "{0} 在 {1} 请求回执", Reminds: "{0} 提醒你看 {1} 里的一条消息",
		Many: "{1} 有 {0} 条消息", ManyForYou: "{1} 有 {0} 条给你的消息", ManySomeForYou: "{1} 有 {0} 条消息，其中 {2} 条给你",
		Muted: "{0} 已免打扰，提到你的除外[。按 {mute} 取消]", Unmuted: "{0} 已取消免打扰", Mark: "免打扰",
	}
}

func chineseSearch() Search {
	return Search{
		Here: "在 {0} 里查找", Everywhere: "在所有群里查找",
		Empty: "写下要查找的内容。", Short: "至少需要两个字符。", Nothing: "没有找到。",
		Searching: "查找中", Found: "找到 {0} 条",
		Asking: "本机找到 {0} 条，正在问服务端", AskingShort: "本机 {0} 条，查找中",
		Local: "找到 {0} 条，只查找本机已有的消息", LocalShort: "本机 {0} 条",
		Failed: "没能全部查找：{0}", ToHere: "本群", ToEverywhere: "所有群", Jump: "前往",
		HereHint: "[{search-scope} 本群]", EverywhereHint: "[{search-scope} 所有群]",
		NoGroup: "没有打开的群：在所有群里查找", Gone: "你已不在那个群",
	}
}
