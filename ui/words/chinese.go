package words

// Chinese returns the catalogue in Simplified Chinese. docs/languages.md has the
// terms that it keeps to.
func Chinese() *Words {
	return &Words{
		App: "seenby", Members: "成员", You: "你",
		NoGroups:    "你还没有加入任何群。",
		NoMessages:  "还没有消息，说点什么吧。",
		Choose:      "没有打开的群。",
		TooSmall:    "至少需要 {0}x{1}",
		BrokenPart:  "此处无法显示",
		Placeholder: "发消息到 {0}",
		Joins:       Joins{List: "{0}、{1}", Clauses: "{0}，{1}", Apart: "{0}；{1}", Label: "{0}：{1}", Aside: "{0}（{1}）"},
		Link:        chineseLink(),
		Sight:       chineseSight(),
		Timeline:    chineseTimeline(),
		Receipt:     chineseReceipt(),
		Composer:    chineseComposer(),
		Panel:       chinesePanel(),
		Notice:      chineseNotice(),
		Help:        chineseHelp(), Plain: chinesePlain(),
		Actions:   chineseActions(),
		Days:      chineseDays(),
		Readers:   chineseReaders(),
		Groups:    chineseGroups(),
		Waiting:   chineseWaiting(),
		Goals:     chineseGoals(),
		Peek:      chinesePeek(),
		Answering: chineseAnswering(),
		Call:      chineseCall(),
		Search:    chineseSearch(),
		Stage:     chineseStage(),
		Welcome:   chineseWelcome(),
		Reasons:   chineseReasons(),
		Causes:    chineseCauses(),
	}
}

func chineseLink() Link {
	return Link{
		Connecting: "连接中", Online: "在线", OnlineIn: "在线 {0}", Offline: "离线", Closed: "已断开",
		Millis: "{0} 毫秒", Fast: "<1 毫秒",
		Since: "{0} 起离线", Retry: "{0} 重试", Unsent: "{0} 条未发出", UnsentOne: "1 条未发出",
	}
}

func chineseSight() Sight {
	return Sight{
		Reading: "正在阅读", Away: "没有焦点：不算已读", Unknown: "正在阅读，焦点未知",
		Paused: "焦点未知：按任意键继续阅读", Covered: "被遮挡：不算已读",
		ReadingShort: "阅读中", AwayShort: "无焦点", UnknownShort: "阅读中？", PausedShort: "已暂停", CoveredShort: "被遮挡",
	}
}

func chineseTimeline() Timeline {
	return Timeline{
		New: "新消息", Beginning: "最早的消息", Loading: "正在加载更早的消息", LoadFailed: "无法加载更早的消息，滚动重试",
		Gap: "中间还有 {0} 条消息，加载中", GapOne: "中间还有 1 条消息，加载中", Below: "{0} 条新消息", BelowOne: "1 条新消息", BelowNone: "下方有更新的消息", Above: "上面 {0} 条新消息[，{first-unread}]", Elsewhere: "其他群 {0} 条未读",
		Edited: "已编辑", Recalled: "消息已撤回", Nothing: "没有可显示的内容", HiddenParts: "已去掉隐藏字符",
		EditedAt: "编辑于 {0}", HiddenShown: "隐藏字符已显示", Broken: "消息 {0} 无法显示",
		Recalling: "已收回：服务端收到后撤回", FailedHint: "未发出：{0}", Reminded: "提醒你", QuoteMissing: "更早的一条消息",
		Typing: "{0} 正在输入", TypingTwo: "{0} 和 {1} 正在输入", TypingMany: "{0} 人正在输入",
		Created: "{0} 创建了群", Joined: "{0} 加入了群", Invited: "{0} 邀请了 {1}", Left: "{0} 退出了群", Removed: "{0} 移出了 {1}",
		RoleSet: "{0} 将 {1} 设为{2}", Updated: "{0} 修改了群信息",
		VisibilityChanged: "{0} 修改了谁能看到回执", Profile: "{0} 改了名字",
		Owner: "群主", Admin: "管理员", Member: "普通成员",
	}
}

func chineseReceipt() Receipt {
	return Receipt{
		Nobody: "没有人需要读", NobodyShort: "无人读", Asks: "请求回执", Answered: "已应答 {0}", AnsweredSome: "已应答", AnswerKey: "[按 {message.answer} 应答|等你应答]", NotAnswering: "不应答", Asking: "请求中",
		ByItself: "读后自动应答", Peeking: "偷看中，不应答", Withheld: "已读，应答暂扣",
		AsksShort: "求回执", AnsweredShort: "已读 {0}", AnsweredSomeShort: "已读", AnswerKeyShort: "[{message.answer}|等你]", NotAnsweringShort: "不答", PeekingShort: "偷看", WithheldShort: "暂扣",
		Public: "回执：所有人可见", ReadBy: "{1} 人中 {0} 人已读", ReadByAll: "所有人已读",
		NoneRead: "未读", SomeRead: "已读", AllRead: "全部已读",
	}
}

func chineseComposer() Composer {
	return Composer{
		AsksBadge: "请求回执", AsksBadgeShort: "回执", ReplyTo: "回复 {0}", Editing: "编辑中",
		TooLong: "太长：{0} / {1} 字节", Cut: "已截断：粘贴了 {0} 字节，一条消息最多 {1} 字节",
	}
}

func chinesePanel() Panel {
	return Panel{
		Receipts: "谁读了", Read: "已读", UnreadHint: "未读，或关闭了回执", Left: "已退群", Also: "另有已读", AlsoHint: "后来加入的人或机器人，不计入",
		Online: "在线", Offline: "离线", AfterLeft: "已退群", BeforeEdit: "编辑前",
		OnlySender: "只有发送者能看到谁读了这条消息。", NotAsked: "这条消息没有请求回执。",
		NotAskedOwn: "你没有为这条消息请求回执[，按 {message.flag} 请求]。",
		Loading:     "加载中", Failed: "加载失败：{0}",
		YouAnswered: "你已在 {0} 应答。", YouNotYet: "你还没有应答。", Sent: "发送于 {0}", Empty: "还没有人",
		FootShort: "[{back} 关闭]",
		Switcher:  "切换群", SwitcherHint: "[{choose} 打开，{back} 返回]", NoMatch: "没有匹配的群", React: "表情回应", ReactHint: "[{reaction-previous} {reaction-next} 选择，{choose} 回应]", Help: "按键", HelpHint: "[{back} 关闭]", More: "另外 {0} 人",
		Seconds: "{0}秒", Minutes: "{0}分{1}秒", Hours: "{0}时{1}分", Daylong: "{0}天{1}时", AtOnce: "立刻",
		Themes: "主题", ThemesHint: "[{choose} 保留，{back} 返回]", NoTheme: "没有匹配的主题",
		Palette: "动作", PaletteHint: "[{choose} 执行，{back} 返回]", NoAction: "没有匹配的动作",
	}
}

func chineseNotice() Notice {
	return Notice{
		QuitAgain: "[再按一次 {quit}|再来一次] 退出", MouseFree: "鼠标已交给终端[，按 {mouse} 收回]", MouseBack: "鼠标已收回",
		Copied: "已复制", CopiedList: "列表已复制", Empty: "没有可发送的内容", NotOwn: "只能用于自己的消息",
		NotSent: "还没有发出", AlreadyAsked: "已经请求过回执", AskedNow: "已请求回执", RecallAgain: "[再按一次 {message.recall}|再来一次] 为所有人撤回",
		Reminded: "已提醒未读的人", NothingAsked: "它没有请求回执", NobodyLeft: "所有人都已读", Answered: "已应答", NoUnread: "没有未读消息",
		Reminder: "{0} 提醒你看一条消息[，按 {reminder} 前往]", Removed: "你已不在 {0}", FetchFailed: "加载失败：{0}",
		OnlyText: "只能用于消息", RetryNow: "正在尝试连接", NotOlder: "比已加载的消息更早", NoPanel: "没有打开读者列表",
		NoReminder: "没有人提醒你看消息", NoQuote: "它没有回复任何消息", NoTrail: "没有可返回的地方", NothingHidden: "其中没有隐藏字符", LookingFor: "正在查找",
		Kept: "已保存，连上服务端后执行", Refused: "在 {0} 未发出：{1}",
		Dropped: "已丢弃，从未发出[：按 {history-previous} 再写一遍|]", Recalling: "它可能已到服务端：确认后立即撤回",
		ThemeNotKept: "没能保存主题：{0}",
		NoAction:     "没有动作 {0}：前面加空格可发送", NoActionMeant: "没有动作 {0}：是不是 {1}？", NotSuspended: "这里没有可返回的 shell", EditorFailed: "编辑器出错：{0}；你写的内容原样保留",
	}
}

func chineseHelp() Help {
	return Help{
		Writing: "写消息", Selecting: "选中消息时", Moving: "移动", Receipts: "回执", Groups: "群",
		About: "一条消息完整显示、没有被遮挡、终端有焦点，并持续片刻，才算已读。",
	}
}

func chineseDays() Days {
	return Days{
		Week:   [7]string{"星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"},
		Months: [12]string{"1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"},
		Date:   "{3}年{2}{1}日 {0}",
	}
}

func chineseWelcome() Welcome {
	return Welcome{
		Title: "seenby：能看到谁读了消息的群聊",
		Demo:  "看演示：五个角色，一个人就能看", Host: "在这台机器上运行服务端", Join: "用别人给的令牌加入服务端",
		Address: "服务端地址", Token: "你的令牌", Group: "要打开的群（可以留空）",
		NeedToken: "在服务端的机器上运行 'seenby token NAME' 可得到一个", TokenHint: "在这台机器上运行 'seenby token NAME --groups GROUP'，为每个人打印一个令牌。",
		About:    "seenby：终端里的群聊，能看到谁读了消息",
		ForDemo:  "现场演示，一个人就能看",
		ForServe: "运行服务端",
		ForToken: "在服务端的机器上：给某人一个令牌",
		MoreHelp: "更多说明见 seenby --help（英文）。",
		KeyUp:    "向上", KeyDown: "向下", KeySelect: "选定", KeySubmit: "提交", KeyNext: "下一项", KeyBefore: "上一项",
	}
}
