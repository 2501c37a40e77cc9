package invariant_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"seenby/demo/invariant"
	"seenby/demo/trace"
)

// frames reads lines of "alice> {…}", sent by Alice, and "alice< {…}", told to her.
func frames(t *testing.T, lines string) []trace.Frame {
	t.Helper()
	var all []trace.Frame
	for line := range strings.Lines(lines) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		at := strings.IndexAny(line, "<>")
		all = append(all, trace.NewFrame(time.Unix(int64(len(all)), 0), line[:at], line[at] == '>', []byte(line[at+1:])))
	}
	return all
}

// The beginning of each run: Alice, Bob and Carol are in a group in which only
// senders see receipts, and Alice's message M1 asks.
const begun = `
	alice>{"id":1,"op":"connect"}
	alice<{"id":1,"code":0,"userId":"alice","groups":[{"targetId":"g","receiptVisibility":"sender"}]}
	bob>{"id":1,"op":"connect"}
	bob<{"id":1,"code":0,"userId":"bob","groups":[{"targetId":"g","receiptVisibility":"sender"}]}
	alice>{"id":2,"op":"sendMessage","targetId":"g","text":"hi"}
	alice<{"id":2,"code":0,"messageUId":"M1","seq":1}
	alice<{"event":"onMessage","message":{"messageUId":"M1","targetId":"g","senderUserId":"alice"}}
	bob<{"event":"onMessage","message":{"messageUId":"M1","targetId":"g","senderUserId":"alice"}}
	alice>{"id":3,"op":"sendReadReceiptRequest","targetId":"g","messageUId":"M1"}
	alice<{"id":3,"code":0,"totalCount":4}
	bob<{"event":"onMessageReceiptRequest","messageUId":"M1","targetId":"g","senderUserId":"alice"}
	alice<{"event":"onMessageReceiptResponse","messageUId":"M1","targetId":"g","userIdList":{"dan":1},"readCount":1,"totalCount":4,"version":1}
	alice<{"event":"onMessageReceiptResponse","messageUId":"M1","targetId":"g","userIdList":{"erin":2},"readCount":2,"totalCount":4,"version":2}
`

func TestPlantedViolations(t *testing.T) {
	planted := map[invariant.Rule]bool{}
	const uid = `"messageUId":"M1","targetId":"g"`
	update := func(who, rest string) string {
		return who + `<{"event":"onMessageReceiptResponse",` + uid + `,` + rest + `}` + "\n"
	}
	for name, c := range map[string]struct {
		frames string
		want   []invariant.Rule
	}{
		"nothing more":                {"", nil},
		"the next update":             {update("alice", `"userIdList":{"bob":3},"readCount":3,"totalCount":4,"version":3`), nil},
		"the count falls":             {update("alice", `"userIdList":{},"readCount":1,"totalCount":4,"version":3`), []invariant.Rule{invariant.NeverFalls}},
		"back to 0 by asking again":   {update("alice", `"userIdList":{},"readCount":0,"totalCount":4,"version":3`), []invariant.Rule{invariant.NeverFalls}},
		"a state with less":           {`alice>{"id":9,"op":"getReadReceipt",` + uid + `}` + "\n" + `alice<{"id":9,"code":0,"readCount":1,"totalCount":4,"version":2}`, []invariant.Rule{invariant.NeverFalls}},
		"a state with more":           {`alice>{"id":9,"op":"getReadReceipt",` + uid + `}` + "\n" + `alice<{"id":9,"code":0,"readCount":3,"totalCount":4,"version":2}`, nil},
		"an update below a state":     {`alice>{"id":9,"op":"getReadReceipt",` + uid + `}` + "\n" + `alice<{"id":9,"code":0,"readCount":4,"totalCount":4,"version":2}` + "\n" + update("alice", `"userIdList":{"bob":3},"readCount":3,"totalCount":4,"version":3`), []invariant.Rule{invariant.NeverFalls}},
		"more than the audience":      {update("alice", `"userIdList":{"a":1,"b":1,"c":1},"readCount":5,"totalCount":4,"version":3`), []invariant.Rule{invariant.WithinAudience}},
		"the audience shrinks":        {update("alice", `"userIdList":{},"readCount":2,"totalCount":2,"version":3`), nil},
		"it shrinks below the count":  {update("alice", `"userIdList":{},"readCount":2,"totalCount":1,"version":3`), []invariant.Rule{invariant.WithinAudience}},
		"a message above it":          {`alice<{"event":"onMessageUpdated","message":{` + uid + `,"senderUserId":"alice","readReceiptInfo":{"readCount":5,"totalCount":4,"version":2}}}`, []invariant.Rule{invariant.WithinAudience}},
		"the sender reads":            {update("alice", `"userIdList":{"alice":3},"readCount":3,"totalCount":4,"version":3`), []invariant.Rule{invariant.NoSelf}},
		"the sender in a message":     {`alice<{"event":"onMessageUpdated","message":{` + uid + `,"senderUserId":"alice","readReceiptInfo":{"readCount":3,"totalCount":4,"version":2,"userIdList":{"alice":1}}}}`, []invariant.Rule{invariant.NoSelf}},
		"the same update again":       {update("alice", `"userIdList":{"erin":2},"readCount":2,"totalCount":4,"version":2`), nil},
		"the same with another count": {update("alice", `"userIdList":{"erin":2},"readCount":3,"totalCount":4,"version":2`), []invariant.Rule{invariant.Duplicates}},
		"a reader counts twice":       {update("alice", `"userIdList":{"erin":9},"readCount":3,"totalCount":4,"version":3`), []invariant.Rule{invariant.Duplicates}},
		"a count without readers":     {update("alice", `"userIdList":{},"readCount":3,"totalCount":4,"version":3`), []invariant.Rule{invariant.Duplicates}},
		"a late joiner":               {update("alice", `"userIdList":{"zoe":9},"readCount":2,"totalCount":4,"version":3`), nil},
		"a reader is told":            {update("bob", `"userIdList":{"dan":1},"readCount":1,"totalCount":4,"version":1`), []invariant.Rule{invariant.SenderOnly}},
		"a reader sees a count":       {`bob<{"event":"onMessageUpdated","message":{` + uid + `,"senderUserId":"alice","readReceiptInfo":{"hasRespond":true,"readCount":2,"totalCount":4,"version":2}}}`, []invariant.Rule{invariant.SenderOnly}},
		"a page tells a reader":       {`bob>{"id":9,"op":"getHistory","targetId":"g"}` + "\n" + `bob<{"id":9,"code":0,"messages":[{` + uid + `,"senderUserId":"alice","readReceiptInfo":{"userIdList":{"dan":1}}}]}`, []invariant.Rule{invariant.SenderOnly}},
		"a reader asks and is told":   {`bob>{"id":9,"op":"getReadReceipt",` + uid + `}` + "\n" + `bob<{"id":9,"code":0,"readCount":2,"totalCount":4,"version":2}`, []invariant.Rule{invariant.SenderOnly}},
		"a reader asks and is not":    {`bob>{"id":9,"op":"getReadReceipt",` + uid + `}` + "\n" + `bob<{"id":9,"code":26320}`, nil},
		"everyone may see":            {`bob<{"event":"onGroupChanged","group":{"targetId":"g","receiptVisibility":"everyone"}}` + "\n" + update("bob", `"userIdList":{"dan":1},"readCount":1,"totalCount":4,"version":1`), nil},
		"a version is left out":       {update("alice", `"userIdList":{"bob":3,"carol":3},"readCount":4,"totalCount":4,"version":4`), []invariant.Rule{invariant.NoGap}},
		"left out, after a state":     {`alice>{"id":9,"op":"getReadReceipt",` + uid + `}` + "\n" + `alice<{"id":9,"code":0,"readCount":3,"totalCount":4,"version":3}` + "\n" + update("alice", `"userIdList":{"bob":3},"readCount":4,"totalCount":4,"version":4`), nil},
		"left out, after connecting":  {`alice>{"id":1,"op":"connect"}` + "\n" + update("alice", `"userIdList":{"bob":3,"carol":3},"readCount":4,"totalCount":4,"version":4`), nil},
		"no frames at all":            {"alice<nonsense\nalice<[]\nalice<{}\nbob<{\"event\":7}", nil},
		"two at once": {
			update("bob", `"userIdList":{"alice":1},"readCount":1,"totalCount":4,"version":1`),
			[]invariant.Rule{invariant.NoSelf, invariant.SenderOnly},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got []invariant.Rule
			for _, v := range invariant.Check(frames(t, begun+c.frames)) {
				got = append(got, v.Rule)
				if v.Frame <= strings.Count(begun, "\n")-1 || v.UID != "M1" || v.What == "" {
					t.Errorf("told as %+v", v)
				}
			}
			slices.Sort(got)
			slices.Sort(c.want)
			for _, r := range got {
				planted[r] = true
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	for _, r := range invariant.Rules() {
		if !planted[r] {
			t.Errorf("nothing was planted against %q", r)
		}
	}
}

func TestFramesLostOnPurposeAreNoGap(t *testing.T) {
	m := invariant.New()
	m.Lossy("alice", true)
	for _, f := range frames(t, begun+`alice<{"event":"onMessageReceiptResponse","messageUId":"M1","userIdList":{"bob":1,"carol":2},"readCount":4,"totalCount":4,"version":5}`) {
		if v := m.See(f); v != nil {
			t.Errorf("told %v", v)
		}
	}
}

func TestDevicesOfOneUserAreConnectionsOfTheirOwn(t *testing.T) {
	const lines = begun + `
		alice/phone>{"id":1,"op":"connect"}
		alice/phone<{"id":1,"code":0,"userId":"alice","groups":[{"targetId":"g","receiptVisibility":"sender"}]}
		alice/phone<{"event":"onMessageReceiptResponse","messageUId":"M1","userIdList":{"erin":2},"readCount":2,"totalCount":4,"version":2}
		alice/phone<{"event":"onMessageReceiptResponse","messageUId":"M1","userIdList":{"bob":2},"readCount":3,"totalCount":4,"version":3}
		alice<{"event":"onMessageReceiptResponse","messageUId":"M1","userIdList":{"bob":2},"readCount":3,"totalCount":4,"version":3}`
	if v := invariant.Check(frames(t, lines)); v != nil {
		t.Errorf("told %v", v)
	}
}
