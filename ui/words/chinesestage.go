package words

func chineseStage() Stage {
	return Stage{
		Title: "seenby 演示 · {0}", Hub: "服务端 {0}", TooSmall: "演示至少需要 {0}x{1} 格",
		Here: "你坐在这里", Nobody: "没有人在看", NotFocused: "终端没有焦点", AtDesk: "等你回来", Looks: "在看",
		Wire: "调用", Cast: "人物", Faults: "故障", Script: "剧本",
		Receipts: "回执", All: "所有帧", Only: "只看 {0}", Held: "已停住", Below: "下方还有 {0}",
		HubLine: "服务端", Others: "其他人", Code: "代码 {0}", Asking: "请求回执",
		NoCalls: "还没有任何往来。", NoEntry: "没有选中的条目。",
		Call: "{0} 的调用", Event: "给 {0} 的事件", Reply: "回复", NoReply: "还没有回复", Same: "每个人收到的都是同一帧", Cut: "还有 {0} 行",
		Online: "在线", Offline: "离线", Devices: "{0} 台设备", Sits: "由你来读",
		Reads: "约 {0} 后读", ReadsByScript: "按剧本来读", AnswersAsk: "问了才应答", AnswersNever: "从不应答",
		NoSeat:   "{0} 是一群人，没有座位",
		Answered: "已应答 {0}", OneAsked: "待读 1", Asked: "待读 {0}", Posted: "已发 {0}",
		ColName: "谁", ColState: "状态", ColFocus: "焦点", ColTemper: "习惯", ColReceipts: "回执", Looking: "在看", Away: "没在看",
		Paused: "已暂停", Running: "进行中", Speed: "速度 {0}", Seed: "种子 {0}", StepOf: "第 {0}/{1} 步",
		FaultOffline: "离线", FaultLatency: "延迟", FaultLoss: "丢帧", FaultDuplicate: "重复帧", FaultReorder: "乱序", FaultClock: "时钟错误", NoFault: "无",
		Yes:    "是",
		Frames: "{0} 帧", FrameOne: "1 帧", Kept: "{0}，所有承诺都兑现", Broken: "违反：{0}", TraceAt: "记录在 {0}", TraceFailed: "没能保存记录：{0}",
		Exported: "{0}已写入 {1}", ExportFailed: "没有写入：{0}", DocumentFailed: "没有说明：{0}",
		KeyNextSeat: "下个座位", KeyQuit: "结束", KeyWire: "调用", KeyCast: "人物", KeyBack: "回座位", KeyMove: "移动", KeyOpen: "查看 JSON", KeyClose: "关闭",
		KeyFilter: "回执/全部", KeyWho: "看谁的", KeyHold: "停住", KeyFollow: "跟随", KeyExport: "导出", KeyScroll: "滚动",
		KeyPause: "暂停", KeyResume: "继续", KeyStep: "单步", KeyFaster: "速度", KeySet: "更改", KeyPerson: "谁", KeyLeave: "离开",
		KeyScript: "剧本", KeyAgain: "重来", KeySeed: "新种子", KeyOther: "换场景", KeySit: "坐下",
		Enters: "大家正在入场……", YourTurn: "轮到你了", MetOf: "{0}/{1} 符合预期", FailedSteps: "{0} 步不符预期",
		Free:    "结束了。现在轮到你：在任何座位上写[ · {ask-next} 请求回执] · F9 重来一遍",
		Sandbox: "现在轮到你：在任何座位上写[，{ask-next} 请求回执]。其他人会自己读",
		Again:   "重新开始……",
		Playing: "播放中", PlayPaused: "已暂停", PlayEnded: "结束", PlaySmall: "录制时为 {0}x{1}：放大终端才能看全",
		PlayKeys: "space 暂停 · ←→ 5 秒 · +− 速度 · 0 重播 · q 结束", Opened: "{1} 中有 {0}",
	}
}
