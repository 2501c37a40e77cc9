package phrase

import (
	"testing"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/words"
)

func TestPartsArePutTogetherAsTheLanguageDoes(t *testing.T) {
	a, b, c := cell.Say("Ann"), cell.Say("Bo"), cell.Say("{0}")
	users := []chat.UserID{"a", "b", "c", "d", "e", "f", "g"}
	invited := func(w *words.Words) cell.Text {
		said, _ := Change(&chat.GroupChange{Kind: chat.ChangeInvited, By: "x", Users: users}, w, func(u chat.UserID) cell.Text { return cell.Line(string(u)) })
		return said
	}
	tests := map[string]struct {
		join   func(w *words.Words) cell.Text
		en, zh string
	}{
		"one name":           {func(w *words.Words) cell.Text { return List(w, a) }, "Ann", "Ann"},
		"no name":            {func(w *words.Words) cell.Text { return List(w) }, "", ""},
		"names":              {func(w *words.Words) cell.Text { return List(w, a, b, c) }, "Ann, Bo, {0}", "Ann、Bo、{0}"},
		"sayings":            {func(w *words.Words) cell.Text { return Clauses(w, a, b, c) }, "Ann, Bo, {0}", "Ann，Bo，{0}"},
		"sayings apart":      {func(w *words.Words) cell.Text { return Apart(w, a, b) }, "Ann; Bo", "Ann；Bo"},
		"who says":           {func(w *words.Words) cell.Text { return Label(w, a, c) }, "Ann: {0}", "Ann：{0}"},
		"by the way":         {func(w *words.Words) cell.Text { return Aside(w, a, b) }, "Ann (Bo)", "Ann（Bo）"},
		"many in a change":   {invited, "x added a, b, c, d, e, 2 more", "x 邀请了 a、b、c、d、e、另外 2 人"},
		"a place in a label": {func(w *words.Words) cell.Text { return Label(w, c, cell.Say("{1}")) }, "{0}: {1}", "{0}：{1}"},
	}
	for name, tt := range tests {
		if got := tt.join(words.English()).String(); got != tt.en {
			t.Errorf("%s: %q, want %q", name, got, tt.en)
		}
		if got := tt.join(words.Chinese()).String(); got != tt.zh {
			t.Errorf("%s: %q, want %q", name, got, tt.zh)
		}
	}
}
