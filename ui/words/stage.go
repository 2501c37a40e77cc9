package words

// Stage is what the demo says around the seats.
type Stage struct {
	// Title is the demo's, {0} what is played. Hub is "hub {0}".
	Title, Hub string
	// TooSmall has the least size.
	TooSmall string
	// A seat: the one the user sits in, the others, and the first while nobody
	// has the keyboard there because the terminal or the desk has it.
	Here, Nobody, NotFocused, AtDesk string
	// FirstStory is what is played where nothing else is said.
	FirstStory string

	// The panes below the seats, and what stands beside their names.
	Wire, Cast, Faults  string
	Receipts, All, Only string
	Held, Below         string
	// Heads of the hub's lifeline and of that of all for whom there is no room.
	HubLine, Others string
	// Outcomes of a call: {0} is its code.
	Code, Asking string
	// Empty panes.
	NoCalls, NoEntry string

	// The view of one entry.
	Call, Event, Reply, NoReply, Same, Cut string

	// How people stand.
	Online, Offline, Devices, Sits, Reads, Asleep, Answered, OneAsked, Asked, Posted string
	ColName, ColState, ColFocus, ColTemper, ColReceipts                              string
	Looking, Away                                                                    string

	// The control bar and the faults.
	Paused, Running, Speed, Seed, StepOf                                       string
	FaultOffline, FaultLatency, FaultLoss, FaultDuplicate, FaultClock, NoFault string
	Yes                                                                        string

	// The monitor: all is well, or which rule was broken.
	Kept, KeptShort, Broken, TraceAt, TraceFailed string
	// Notices: {0} is a path or a reason.
	Exported, ExportFailed, DocumentFailed string

	// Names of keys and what they do, for the line at the bottom.
	KeyNextSeat, KeyQuit, KeyWire, KeyCast, KeyBack, KeyMove, KeyOpen, KeyClose               string
	KeyFilter, KeyWho, KeyHold, KeyFollow, KeyExport, KeyScroll, KeyPause, KeyResume, KeyStep string
	KeyFaster, KeySet, KeyPerson, KeyLeave                                                    string

	// Captions of the first story.
	Opening, Flagged, ReadBySome, ReadByAll, Free string

	// The player of a recording, and the viewer of a trace.
	Playing, PlayPaused, PlayEnded, PlaySmall, PlayKeys, Opened string

	// Said is what the cast says.
	Said Said
}

// Said is what the cast of the first story says: before the curtain rises, then
// a greeting and the question that the story is about, and later the rest.
type Said struct {
	Before             [3]string
	Greeting, Question string
	Later              [8]string
}

func englishStage() Stage {
	return Stage{
		Title: "seenby demo · {0}", Hub: "hub {0}", TooSmall: "the demo needs {0}x{1} cells or more",
		Here: "you sit here", Nobody: "nobody looks", NotFocused: "terminal not in focus", AtDesk: "waits for you", FirstStory: "first receipt",
		Wire: "the wire", Cast: "the cast", Faults: "faults",
		Receipts: "receipts", All: "all frames", Only: "only {0}", Held: "held", Below: "{0} newer",
		HubLine: "hub", Others: "others", Code: "code {0}", Asking: "asks for receipts",
		NoCalls: "Nothing has travelled yet.", NoEntry: "No entry is selected.",
		Call: "call of {0}", Event: "event to {0}", Reply: "reply", NoReply: "no reply yet", Same: "the same frame went to each of them", Cut: "{0} more lines",
		Online: "online", Offline: "offline", Devices: "{0} devices", Sits: "has a seat: you read", Reads: "reads in about {0}", Asleep: "does not read",
		Answered: "{0} answered", OneAsked: "1 to read", Asked: "{0} to read", Posted: "{0} sent",
		ColName: "who", ColState: "state", ColFocus: "focus", ColTemper: "temper", ColReceipts: "receipts", Looking: "looks", Away: "away",
		Paused: "paused", Running: "running", Speed: "speed {0}", Seed: "seed {0}", StepOf: "step {0}/{1}",
		FaultOffline: "offline", FaultLatency: "latency", FaultLoss: "loss", FaultDuplicate: "duplicate frames", FaultClock: "wrong clock", NoFault: "none",
		Yes:  "yes",
		Kept: "{0} frames, every promise kept", KeptShort: "{0} frames", Broken: "BROKEN: {0}", TraceAt: "trace in {0}", TraceFailed: "the trace could not be saved: {0}",
		Exported: "{0} frames written to {1}", ExportFailed: "nothing was written: {0}", DocumentFailed: "no help: {0}",
		KeyNextSeat: "next seat", KeyQuit: "ends", KeyWire: "wire", KeyCast: "cast", KeyBack: "to the seat", KeyMove: "move", KeyOpen: "JSON", KeyClose: "close",
		KeyFilter: "receipts/all", KeyWho: "whose", KeyHold: "hold", KeyFollow: "follow", KeyExport: "export", KeyScroll: "scroll",
		KeyPause: "pause", KeyResume: "go on", KeyStep: "step", KeyFaster: "speed", KeySet: "change", KeyPerson: "who", KeyLeave: "leave",
		Opening:    "Five people, one hub, some of their screens: watch Alice's message",
		Flagged:    "Alice asks who has read it. Dan and Erin read by themselves…",
		ReadBySome: "Nobody looks at the other screens. Press F6: whoever you sit with reads",
		ReadByAll:  "4/4: everyone has read it. In Alice's seat ↑ to the message, then i: who and when",
		Free:       "Now you: write in any seat · ctrl+r asks for receipts · ↑ then f asks later",
		Playing:    "playing", PlayPaused: "paused", PlayEnded: "the end", PlaySmall: "recorded at {0}x{1}: make the terminal larger to see it whole",
		PlayKeys: "space pause · ←→ 5 s · +− speed · 0 again · q ends", Opened: "{0} frames of {1}",
		Said: englishSaid(),
	}
}

func englishSaid() Said {
	return Said{
		Before:   [3]string{"The release notes are merged.", "Staging looks good since this morning.", "I can watch the dashboards at noon."},
		Greeting: "Who is around today?",
		Question: "We release at 15:00. Please confirm that you have read this.",
		Later: [8]string{
			"All set then.", "Lunch at 12:30? I book a table for those who read this.", "Count me in.", "周五之前请看一下新的文档 📄",
			"Rollback plan is in the wiki, section 4. Please read it before three.", "Reading.", "Dashboards are green.", "Table is booked for half past twelve.",
		},
	}
}
