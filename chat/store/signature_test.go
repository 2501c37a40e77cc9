package store

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"seenby/chat"
)

func TestASignatureNeverSaysNoOfWhatIsThere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.RuneFrom([]rune("abcAB éß已读未讀🦉е\u0000\u2e7f\u2e80"))
		texts := rapid.SliceOfN(rapid.StringOfN(letters, 0, 60, -1), 1, 40).Draw(t, "texts")
		var s signer
		for _, text := range texts {
			s.add(chat.Fold(text))
		}
		signature := s.seal()
		if s.words != [len(s.words)]uint64{} {
			t.Fatal("the next signature does not begin empty")
		}
		for _, text := range texts {
			r := []rune(text)
			if len(r) < 2 {
				continue
			}
			from := rapid.IntRange(0, len(r)-2).Draw(t, "from")
			to := rapid.IntRange(from+2, len(r)).Draw(t, "to")
			if part := string(r[from:to]); !mayHold(signature, runsOf(chat.Fold(part))) {
				t.Fatalf("no to %q of %q", part, text)
			}
		}
	})
}

func TestASignatureSaysNoOfMostOfWhatIsNot(t *testing.T) {
	var s signer
	words := strings.Fields("the build is green and we can ship it after lunch if nobody objects 会议 改到 明天 下午")
	for i := range blockSize {
		s.add(words[i%len(words)] + " " + words[i*7%len(words)] + " " + words[i*i%len(words)])
	}
	signature := s.seal()
	yes, all := 0, 0
	for a := 'a'; a <= 'z'; a++ {
		for _, b := range "qxjz会已" {
			all++
			if mayHold(signature, runsOf(string(a)+string(b))) {
				yes++
			}
		}
	}
	if yes*4 > all {
		t.Errorf("yes to %d of %d", yes, all)
	}
	if mayHold(signature, runsOf("zebra")) || mayHold(signature, runsOf("昨天下午")) {
		t.Error("yes to what has nothing to do with it")
	}
	t.Logf("%d bytes for %d messages", len(signature), blockSize)
}
