package schema

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"seenby/chat"
	"seenby/chat/wire"
)

func load(t *testing.T) *Document {
	t.Helper()
	d, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// constants returns the values of the constants of a type in a source file.
func constants(t *testing.T, file, typ string) []string {
	t.Helper()
	var values []string
	for _, decl := range source(t, file).Decls {
		g, ok := decl.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST {
			continue
		}
		for _, s := range g.Specs {
			v := s.(*ast.ValueSpec)
			if id, ok := v.Type.(*ast.Ident); ok && id.Name == typ {
				values = append(values, literal(t, v.Values[0]))
			}
		}
	}
	slices.Sort(values)
	return values
}

// names returns what the methods Name of a source file return.
func names(t *testing.T, file string) []string {
	t.Helper()
	var values []string
	for _, decl := range source(t, file).Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Name.Name == "Name" {
			values = append(values, literal(t, f.Body.List[0].(*ast.ReturnStmt).Results[0]))
		}
	}
	slices.Sort(values)
	return values
}

func source(t *testing.T, file string) *ast.File {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func literal(t *testing.T, e ast.Expr) string {
	t.Helper()
	l := e.(*ast.BasicLit)
	if l.Kind != token.STRING {
		return l.Value
	}
	s, err := strconv.Unquote(l.Value)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheDocumentHasEveryOpEventAndCodeAndNoOther(t *testing.T) {
	d := load(t)
	if diff := cmp.Diff(constants(t, "../call.go", "Op"), d.Ops()); diff != "" {
		t.Errorf("ops (-code +document):\n%s", diff)
	}
	if diff := cmp.Diff(names(t, "../event.go"), d.Events()); diff != "" {
		t.Errorf("events (-code +document):\n%s", diff)
	}
	var codes []string
	for _, c := range d.Codes() {
		codes = append(codes, strconv.Itoa(c))
	}
	slices.Sort(codes)
	if diff := cmp.Diff(constants(t, "../../code.go", "Code"), codes); diff != "" {
		t.Errorf("codes (-code +document):\n%s", diff)
	}
}

func TestEveryMessageOfTheDocumentBelongsToACallOrAnEvent(t *testing.T) {
	d := load(t)
	used := map[string]bool{}
	for _, op := range d.Ops() {
		used[op] = true
		replies := d.Replies(op)
		if len(replies) != 2 || replies[1] != refused {
			t.Errorf("%s is answered with %v, not with one message of its own and %s", op, replies, refused)
		}
		for _, r := range replies {
			used[r] = true
		}
	}
	for _, e := range d.Events() {
		used[e] = true
	}
	for _, m := range d.Messages() {
		if !used[m] {
			t.Errorf("nobody sends %s", m)
		}
		delete(used, m)
	}
	for m := range used {
		t.Errorf("%s is used and does not stand in the document", m)
	}
}

func TestExamplesAreFramesOfTheProtocol(t *testing.T) {
	d := load(t)
	for _, name := range d.Messages() {
		frames, err := d.Examples(name)
		if err != nil || len(frames) == 0 {
			t.Errorf("%s: %d examples, %v", name, len(frames), err)
		}
		for _, frame := range frames {
			if err := d.check(name, frame, nil); err != nil {
				t.Error(err)
			}
			if slices.Contains(d.Ops(), name) {
				if _, fault := wire.DecodeCall(frame); fault != nil {
					t.Errorf("no hub reads %s: %v", frame, fault)
				}
				continue
			}
			switch f, err := wire.DecodeFrame(frame); f.(type) {
			case wire.Unknown, nil:
				t.Errorf("no client reads %s: %v", frame, err)
			}
		}
	}
}

func TestTheDocumentRefusesWhatTheHubRefuses(t *testing.T) {
	d := load(t)
	long := func(n int) string { return strings.Repeat("a", n) }
	list := func(n int, item string) string { return strings.TrimSuffix(strings.Repeat(item+",", n), ",") }
	tests := []struct {
		name, frame string
		taken       bool
	}{
		{"no id", `{"op":"getGroup","targetId":"g"}`, false},
		{"id 0", `{"id":0,"op":"getGroup","targetId":"g"}`, false},
		{"an id with a fraction", `{"id":1.5,"op":"getGroup","targetId":"g"}`, false},
		{"an unknown op", `{"id":1,"op":"fly"}`, false},
		{"no group", `{"id":1,"op":"getGroup"}`, false},
		{"a group that is no id", `{"id":1,"op":"getGroup","targetId":"-g"}`, false},
		{"a group of 65 characters", `{"id":1,"op":"getGroup","targetId":"` + long(65) + `"}`, false},
		{"a group of 64 characters", `{"id":1,"op":"getGroup","targetId":"` + long(64) + `"}`, true},
		{"an unknown field", `{"id":1,"op":"getGroup","targetId":"g","extra":1}`, true},
		{"a null", `{"id":1,"op":"listMembers","targetId":"g","limit":null}`, true},
		{"another conversation type", `{"id":1,"op":"getGroup","conversationType":1,"targetId":"g"}`, false},
		{"a page too long", `{"id":1,"op":"listMembers","targetId":"g","limit":501}`, false},
		{"no text", `{"id":1,"op":"sendMessage","targetId":"g","clientMsgId":"c"}`, false},
		{"an empty text", `{"id":1,"op":"sendMessage","targetId":"g","clientMsgId":"c","text":""}`, false},
		{"the longest text", `{"id":1,"op":"sendMessage","targetId":"g","clientMsgId":"c","text":"` + long(chat.MaxText) + `"}`, true},
		{"a text too long", `{"id":1,"op":"sendMessage","targetId":"g","clientMsgId":"c","text":"` + long(chat.MaxText+1) + `"}`, false},
		{"a clientMsgId too long", `{"id":1,"op":"sendMessage","targetId":"g","clientMsgId":"` + long(chat.MaxClientMsgID+1) + `","text":"a"}`, false},
		{"too many mentions", `{"id":1,"op":"sendMessage","targetId":"g","clientMsgId":"c","text":"a","mentions":[` + list(chat.MaxMentions+1, `"a"`) + `]}`, false},
		{"needReceipt in words", `{"id":1,"op":"sendMessage","targetId":"g","clientMsgId":"c","text":"a","needReceipt":"yes"}`, false},
		{"an emoji too long", `{"id":1,"op":"react","targetId":"g","messageUId":"m","emoji":"` + long(chat.MaxEmoji+1) + `","on":true}`, false},
		{"nobody to invite", `{"id":1,"op":"inviteMembers","targetId":"g","userIds":[]}`, false},
		{"too many to invite", `{"id":1,"op":"inviteMembers","targetId":"g","userIds":[` + list(chat.MaxInvite+1, `"a"`) + `]}`, false},
		{"making an owner", `{"id":1,"op":"setRole","targetId":"g","userId":"a","role":"owner"}`, false},
		{"a topic too long", `{"id":1,"op":"updateGroup","targetId":"g","topic":"` + long(chat.MaxTopic+1) + `"}`, false},
		{"a name too long", `{"id":1,"op":"updateGroup","targetId":"g","name":"` + long(chat.MaxName+1) + `"}`, false},
		{"before and after", `{"id":1,"op":"getHistory","targetId":"g","before":9,"after":1}`, false},
		{"a page of history too long", `{"id":1,"op":"getHistory","targetId":"g","limit":201}`, false},
		{"after 0", `{"id":1,"op":"getHistory","targetId":"g","after":0}`, true},
		{"a query of one character", `{"id":1,"op":"search","query":"a"}`, false},
		{"a query of two characters", `{"id":1,"op":"search","query":"已读"}`, true},
		{"searching before a seq of no group", `{"id":1,"op":"search","query":"ab","before":3}`, false},
		{"100 answers", `{"id":1,"op":"sendReadReceiptResponse","targetId":"g","messageList":[` + list(chat.MaxBatch, `"m"`) + `]}`, true},
		{"101 answers", `{"id":1,"op":"sendReadReceiptResponse","targetId":"g","messageList":[` + list(chat.MaxBatch+1, `"m"`) + `]}`, false},
		{"an answer with a time", `{"id":1,"op":"sendReadReceiptResponse","targetId":"g","messageList":[{"messageUId":"m","readTime":-5}]}`, true},
		{"an answer with a time in words", `{"id":1,"op":"sendReadReceiptResponse","targetId":"g","messageList":[{"messageUId":"m","readTime":"now"}]}`, false},
		{"an answer that is a number", `{"id":1,"op":"sendReadReceiptResponse","targetId":"g","messageList":[7]}`, false},
		{"an unknown list", `{"id":1,"op":"getReadReceipt","targetId":"g","messageUId":"m","list":"all"}`, false},
	}
	for _, test := range tests {
		err := d.Call([]byte(test.frame))
		if (err == nil) != test.taken {
			t.Errorf("%s: taken %v: %v", test.name, err == nil, err)
		}
		if _, fault := wire.DecodeCall([]byte(test.frame)); (fault == nil) != test.taken {
			t.Errorf("%s: the hub has another opinion: %v", test.name, fault)
		}
	}
}

func TestFramesOfAHubThatCannotBe(t *testing.T) {
	d := load(t)
	message := func(change string) string {
		return `{"event":"onMessage","message":{"messageUId":"01KARV9E80Q6T3Z5W2X4Y7B8CD","conversationType":3,"targetId":"g","seq":1,` +
			`"senderUserId":"a","sentTime":5,"kind":"text",` + change + `},"cursor":"e.1"}`
	}
	for _, frame := range []string{
		`{"event":"onNothing"}`,
		`{"event":"onReady"}`,
		`{"event":"onReady","cursors":{"g":""}}`,
		`{"event":"onTyping","targetId":"g"}`,
		message(`"text":7`),
		message(`"text":"still here","recalledTime":6`),
		message(`"text":"a","change":{"kind":"left","by":"a"}`),
		message(`"text":"a","readReceiptInfo":{"isReceiptRequestMessage":false,"hasRespond":false}`),
		message(`"text":"a","readReceiptInfo":{"isReceiptRequestMessage":true,"hasRespond":false,"respondTime":6}`),
		message(`"text":"a","readReceiptInfo":{"isReceiptRequestMessage":true,"hasRespond":false,"readCount":1}`),
		message(`"text":"a","readReceiptInfo":{"isReceiptRequestMessage":true,"hasRespond":false,"userIdList":{"b":6}}`),
		`{"event":"onClosing","closeCode":4000,"reason":"why"}`,
	} {
		if d.Event([]byte(frame)) == nil {
			t.Errorf("passes: %s", frame)
		}
	}
	for op, frame := range map[string]string{
		"":                       `{"id":1,"code":0}`,
		"fly":                    `{"id":1,"code":0}`,
		"getGroup":               `{"id":1,"code":0}`,
		"typing":                 `{"id":1}`,
		"react":                  `{"id":1,"code":403}`,
		"recallMessage":          `{"id":1,"code":12345,"error":"what"}`,
		"sendReadReceiptRequest": `{"id":1,"code":0,"totalCount":-1}`,
	} {
		if d.Reply(op, []byte(frame)) == nil {
			t.Errorf("passes as a reply to %q: %s", op, frame)
		}
	}
}

func TestAConversationHoldsBothSidesToTheDocument(t *testing.T) {
	tests := []struct {
		name, sent, received string
		faults               int
	}{
		{"a call and its reply", `{"id":1,"op":"typing","targetId":"g"}`, `{"id":1,"code":0}`, 0},
		{"the reply to another call", `{"id":1,"op":"getGroup","targetId":"g"}`, `{"id":1,"code":0,"totalCount":1}`, 1},
		{"a reply to nothing", `{"id":1,"op":"typing","targetId":"g"}`, `{"id":2,"code":0}`, 1},
		{"a forbidden call, refused", `{"id":1,"op":"typing"}`, `{"id":1,"code":400,"error":"targetId: is missing"}`, 0},
		{"a forbidden call, carried out", `{"id":1,"op":"typing"}`, `{"id":1,"code":0}`, 1},
		{"no call at all", `hello`, `{"id":0,"code":400,"error":"the frame is not a JSON object"}`, 0},
		{"a reply without a reason", `{"id":1,"op":"typing","targetId":"g"}`, `{"id":1,"code":404}`, 1},
		{"an event", `{"id":1,"op":"typing","targetId":"g"}`, `{"event":"onTyping","targetId":"g","userId":"a"}`, 0},
		{"no frame", `{"id":1,"op":"typing","targetId":"g"}`, `hello`, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var faults []error
			c := NewConversation(func(err error) { faults = append(faults, err) })
			c.Sent([]byte(test.sent))
			c.Received([]byte(test.received))
			if len(faults) != test.faults {
				t.Errorf("%d faults, want %d: %v", len(faults), test.faults, faults)
			}
		})
	}
	same := NewConversation(func(err error) { t.Error(err) })
	same.Sent([]byte(`{"id":1,"op":"typing","targetId":"g"}`))
	same.Sent([]byte(`{"id":1,"op":"remindUnread","targetId":"g","messageUId":"m"}`))
	same.Received([]byte(`{"id":1,"code":0,"reminded":2}`))
	same.Received([]byte(`{"id":1,"code":0}`))
}

func TestADocumentThatIsNoneIsSaid(t *testing.T) {
	for _, text := range []string{"a: [", "operations: 7", "components: {messages: {m: {payload: {type: nothing}}}}", "components: {messages: {m: {}}}"} {
		if _, err := parse([]byte(text)); err == nil {
			t.Errorf("%q is read", text)
		}
	}
}
