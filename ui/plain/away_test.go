package plain

import (
	"testing"
	"time"

	"seenby/chat"
)

func TestListsTellWhatIsKnownWithoutTheHub(t *testing.T) {
	asked := message(3, "alice", "please read")
	tally := chat.Tally{Read: 1, Total: 3, Version: 2}
	asked.Receipt = &chat.ReceiptInfo{Asked: true, Tally: &tally}
	known := chat.Known{
		Tally: &tally, Listed: true, Read: []chat.Reader{{User: "bob", ReadAt: 60_000}},
		Named: true, Unread: []chat.Reader{{User: "cy"}, {User: "dora"}},
	}
	counted := chat.Known{Tally: &tally}
	tests := map[string]struct {
		known chat.Known
		line  string
		want  string
	}{
		"readers": {known, "/readers 3", "as of 2000-01-02 12:00, when the hub was last heard\n#3 read by 1 of 3\nread: bob 1970-01-01 00:01 (after 1m 0s)\n" +
			"not read, or receipts off: cy, dora\nwho has left is not known\n"},
		"of readers the count alone": {counted, "/readers 3", "as of 2000-01-02 12:00, when the hub was last heard\n#3 read by 1 of 3\nread: names come when the hub is back\n" +
			"not read, or receipts off: names come when the hub is back\nwho has left is not known\n"},
		"of readers nothing":           {chat.Known{}, "/readers 3", "as of 2000-01-02 12:00, when the hub was last heard\nNothing is known here of who has read it. It comes by itself when the hub is back.\n"},
		"no file of what is not whole": {known, "/save 3 csv", "not saved: not all of it is known until the hub is back\n"},
		"who is missing":               {known, "/waiting", "as of 2000-01-02 12:00, when the hub was last heard\n#3 2 of 3 missing: cy, dora | please read\n"},
		"members":                      {known, "/members", "as of 2000-01-02 12:00, when the hub was last heard\nalice: owner\nbob: member\nwho is online is known when the hub is back\n"},
		"nobody is online":             {known, "/who", "as of 2000-01-02 12:00, when the hub was last heard\nwho is online is known when the hub is back\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := &fakeChat{messages: []chat.Message{asked}, known: map[chat.MessageUID]chat.Known{"m3": tt.known}}
			_ = hold(t, f, false, func(enter func(string), tell func(...chat.News), text func() string) {
				f.away = true
				tell(chat.LinkChanged{State: chat.LinkOffline, Heard: time.Date(2000, 1, 2, 12, 0, 0, 0, time.UTC)})
				before := len(text())
				enter(tt.line)
				if got := text()[before:]; got != tt.want {
					t.Errorf("said\n%swant\n%s", got, tt.want)
				}
			})
		})
	}
}
