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
	// Looks stands at a seat whose own person looks.
	Looks string

	// The panes below the seats, and what stands beside their names.
	Wire, Cast, Faults, Script string
	Receipts, All, Only        string
	Held, Below                string
	// Heads of the hub's lifeline and of that of all for whom there is no room.
	HubLine, Others string
	// Outcomes of a call: {0} is its code.
	Code, Asking string
	// Empty panes.
	NoCalls, NoEntry string

	// The view of one entry.
	Call, Event, Reply, NoReply, Same, Cut string

	// How people stand.
	Online, Offline, Devices, Answered, OneAsked, Asked, Posted string
	// How people read and answer; {0} is how long it takes.
	Sits, Reads, ReadsByScript, AnswersAsk, AnswersNever string
	// NoSeat is why one cannot sit down with {0}.
	NoSeat                                              string
	ColName, ColState, ColFocus, ColTemper, ColReceipts string
	Looking, Away                                       string

	// The control bar and the faults.
	Paused, Running, Speed, Seed, StepOf                                                     string
	FaultOffline, FaultLatency, FaultLoss, FaultDuplicate, FaultReorder, FaultClock, NoFault string
	Yes                                                                                      string

	// How many frames there are, to stand in Kept, Exported and Opened.
	Frames, FrameOne string
	// The monitor: all is well, or which rule was broken.
	Kept, Broken, TraceAt, TraceFailed string
	// Notices: {0} is how much, a path or a reason.
	Exported, ExportFailed, DocumentFailed string

	// Names of keys and what they do, for the line at the bottom.
	KeyNextSeat, KeyQuit, KeyWire, KeyCast, KeyBack, KeyMove, KeyOpen, KeyClose               string
	KeyFilter, KeyWho, KeyHold, KeyFollow, KeyExport, KeyScroll, KeyPause, KeyResume, KeyStep string
	KeyFaster, KeySet, KeyPerson, KeyLeave, KeyScript, KeyAgain, KeySeed, KeyOther, KeySit    string

	// The script: before its first step, a step that waits for who watches,
	// expectations that were met, steps that failed.
	Enters, YourTurn, MetOf, FailedSteps string
	// Captions at the end of a script, and when the beginning was played that a
	// sandbox has. Again stands while another performance begins.
	Free, Sandbox, Again string

	// The player of a recording, and the viewer of a trace.
	Playing, PlayPaused, PlayEnded, PlaySmall, PlayKeys, Opened string
}

func englishStage() Stage {
	return Stage{
		Title: "seenby demo · {0}", Hub: "hub {0}", TooSmall: "the demo needs {0}x{1} cells or more",
		Here: "you sit here", Nobody: "nobody looks", Looks: "looks", NotFocused: "terminal not in focus", AtDesk: "waits for you",
		Wire: "the wire", Cast: "the cast", Faults: "faults", Script: "the script",
		Receipts: "receipts", All: "all frames", Only: "only {0}", Held: "held", Below: "{0} newer",
		HubLine: "hub", Others: "others", Code: "code {0}", Asking: "asks for receipts",
		NoCalls: "Nothing has travelled yet.", NoEntry: "No entry is selected.",
		Call: "call of {0}", Event: "event to {0}", Reply: "reply", NoReply: "no reply yet", Same: "the same frame went to each of them", Cut: "more lines: {0}",
		Online: "online", Offline: "offline", Devices: "{0} devices", Sits: "you read",
		Reads: "reads in about {0}", ReadsByScript: "reads as the script says", AnswersAsk: "answers when asked", AnswersNever: "never answers",
		NoSeat:   "{0} is a crowd: there is no seat",
		Answered: "{0} answered", OneAsked: "1 to read", Asked: "{0} to read", Posted: "{0} sent",
		ColName: "who", ColState: "state", ColFocus: "focus", ColTemper: "temper", ColReceipts: "receipts", Looking: "looks", Away: "away",
		Paused: "paused", Running: "running", Speed: "speed {0}", Seed: "seed {0}", StepOf: "step {0}/{1}",
		FaultOffline: "offline", FaultLatency: "latency", FaultLoss: "loss", FaultDuplicate: "duplicates", FaultReorder: "disorder", FaultClock: "wrong clock", NoFault: "none",
		Yes:    "yes",
		Frames: "{0} frames", FrameOne: "1 frame", Kept: "{0}, every promise kept", Broken: "BROKEN: {0}", TraceAt: "trace in {0}", TraceFailed: "the trace could not be saved: {0}",
		Exported: "{0} written to {1}", ExportFailed: "nothing was written: {0}", DocumentFailed: "no help: {0}",
		KeyNextSeat: "next seat", KeyQuit: "ends", KeyWire: "wire", KeyCast: "cast", KeyBack: "to the seat", KeyMove: "move", KeyOpen: "JSON", KeyClose: "close",
		KeyFilter: "receipts/all", KeyWho: "whose", KeyHold: "hold", KeyFollow: "follow", KeyExport: "export", KeyScroll: "scroll",
		KeyPause: "pause", KeyResume: "go on", KeyStep: "step", KeyFaster: "speed", KeySet: "change", KeyPerson: "who", KeyLeave: "leave",
		KeyScript: "script", KeyAgain: "again", KeySeed: "new seed", KeyOther: "scenario", KeySit: "sit down",
		Enters: "everyone comes in…", YourTurn: "your turn", MetOf: "{0}/{1} as expected", FailedSteps: "{0} not as expected",
		Free:    "The end. Now you: write anywhere[ · {ask-next} asks for receipts] · F9: again",
		Sandbox: "Now you: write in any seat[ · {ask-next} asks] · the others read by themselves",
		Again:   "beginning anew…",
		Playing: "playing", PlayPaused: "paused", PlayEnded: "the end", PlaySmall: "recorded at {0}x{1}: make the terminal larger to see it whole",
		PlayKeys: "space pause · ←→ 5 s · +− speed · 0 again · q ends", Opened: "{0} of {1}",
	}
}
