package glossary_test

import (
	"strings"
	"testing"

	"seenby/demo/glossary"
)

func TestFieldsAreExplained(t *testing.T) {
	g, err := glossary.Load()
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"sendReadReceiptRequest id":                                   "any positive integer",
		"sendReadReceiptRequest targetId":                             "id of a user or a group",
		"sendReadReceiptResponse messageList [] readTime":             "time of reading",
		"sendReadReceiptResponse messageList []":                      "was read",
		"onMessage message readReceiptInfo hasRespond":                "has answered",
		"onMessage message readReceiptInfo userIdList bob":            "milliseconds",
		"onMessage message seq":                                       "without gaps",
		"onMessageReceiptResponse userIdList":                         "who read",
		"answered ignored [] code":                                    "403, 26321",
		"onGroupChanged change kind":                                  "created, joined",
		"onMessage nothing of that name":                              "",
		"noMessage id":                                                "",
		"sendMessage id deeper than it goes":                          "",
		"connected groups [] receiptVisibility":                       "who is told of readers",
		"onMessage message reactions 👍 [] and further than it can go": "",
	} {
		words := strings.Fields(path)
		got := g.Field(words[0], words[1:]...)
		if !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("%s: %q, want %q in it", path, got, want)
		}
	}
}

func TestTheFourCallsAreExplained(t *testing.T) {
	g, err := glossary.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"sendReadReceiptRequest", "onMessageReceiptRequest", "sendReadReceiptResponse", "onMessageReceiptResponse"} {
		if g.About(name) == "" {
			t.Errorf("nothing about %s", name)
		}
	}
	if g.About("noSuchCall") != "" {
		t.Error("something about a call that is not there")
	}
	for _, c := range []struct {
		op   string
		code int
		want string
	}{
		{"sendReadReceiptRequest", 0, "total"}, {"sendReadReceiptRequest", 26320, "refused"}, {"sendReadReceiptResponse", 0, "answered"},
		{"connect", 0, "connected"}, {"noSuchCall", 0, ""},
	} {
		if got := g.Reply(c.op, c.code); got != c.want {
			t.Errorf("%s with %d is answered by %q, want %q", c.op, c.code, got, c.want)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := glossary.Load(); err != nil {
			b.Fatal(err)
		}
	}
}
