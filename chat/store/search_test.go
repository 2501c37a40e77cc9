package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"seenby/chat"
	"seenby/chat/store"
)

func (w *world) search(g chat.GroupID, viewer chat.UserID, query string, before chat.Seq, limit int) chat.Page {
	w.t.Helper()
	page, code, err := w.Search(w.t.Context(), g, viewer, query, before, limit)
	if err != nil || code != chat.Done {
		w.t.Fatalf("search %q in %q for %s: code %d, %v", query, g, viewer, code, err)
	}
	return page
}

// index waits for the signatures of complete blocks.
func (w *world) index() int {
	w.t.Helper()
	n, err := w.Index()
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// chatter posts n texts that no test looks for.
func (w *world) chatter(g chat.GroupID, n int) {
	w.t.Helper()
	var batch []chat.Command
	for i := range n {
		batch = append(batch, w.command("ann", g, chat.Post{Text: fmt.Sprint("...", i), ClientMsgID: fmt.Sprint("chatter-", w.n)}))
	}
	w.all(batch)
}

func TestSearchFindsAnyRunOfCharacters(t *testing.T) {
	w := newWorld(t, store.Options{})
	g := w.team()
	texts := []string{
		1: "Release v2.4 at 14:00, please read", 2: "会议改到明天下午三点", 3: "ÜBER-Größe, naïve Ⅷ", 4: "done 🦉🎉 well done 👩‍👩‍👧",
		5: `100% "quoted" a*b foo_bar x-y NEAR(z) OR AND NOT -w`, 6: "two  spaces\nand a line", 7: "ends in qx", 8: "Ok", 9: "ПРИВЕТ, Σίσυφος",
		10: "日本語テキスト한국어", 11: "x\x00y \\ ' ; DROP", 12: "ab", 13: "aab", 14: "שלום مرحبا",
	}
	for _, text := range texts[1:] {
		w.post("ann", g, text, false)
	}
	cases := []struct {
		name, query string
		want        []chat.Seq
	}{
		{"a word", "Release", []chat.Seq{1}},
		{"letters of the other case", "rELEASE", []chat.Seq{1}},
		{"a part of a word", "leas", []chat.Seq{1}},
		{"two letters", "v2", []chat.Seq{1}},
		{"across words", "e v2.4 a", []chat.Seq{1}},
		{"all of a text", "Release v2.4 at 14:00, please read", []chat.Seq{1}},
		{"more than all of a text", "Release v2.4 at 14:00, please read!", nil},
		{"the end of a text", "qx", []chat.Seq{7}},
		{"the end of a longer one", "ad", []chat.Seq{1}},
		{"a text of two characters", "OK", []chat.Seq{8}},
		{"not from one text into the next", "qxok", nil},
		{"two Chinese characters", "会议", []chat.Seq{2}},
		{"two in the middle", "明天", []chat.Seq{2}},
		{"two at the end", "三点", []chat.Seq{2}},
		{"more Chinese", "明天下午", []chat.Seq{2}},
		{"Chinese in another order", "天明", nil},
		{"Japanese", "テキ", []chat.Seq{10}},
		{"Korean after Japanese", "ト한국", []chat.Seq{10}},
		{"an umlaut in the other case", "über", []chat.Seq{3}},
		{"no umlaut", "uber", nil},
		{"a sharp s", "grÖẞe", []chat.Seq{3}},
		{"a Roman number after a space", " ⅷ", []chat.Seq{3}},
		{"emoji", "🦉🎉", []chat.Seq{4}},
		{"a part of an emoji", "👩\u200d", []chat.Seq{4}},
		{"Cyrillic", "привет", []chat.Seq{9}},
		{"Greek, with the sigma of the end of a word", "ΣΊΣΥΦΟΣ", []chat.Seq{9}},
		{"Hebrew", "לום", []chat.Seq{14}},
		{"Arabic", "حبا", []chat.Seq{14}},
		{"a quote", `"quoted"`, []chat.Seq{5}},
		{"a star", "a*b", []chat.Seq{5}},
		{"a star stands for itself", "a*", []chat.Seq{5}},
		{"a per cent sign", "0%", []chat.Seq{5}},
		{"which stands for itself", "R%e", nil},
		{"an underscore", "o_b", []chat.Seq{5}},
		{"which stands for itself, too", "R_le", nil},
		{"a hyphen", "-w", []chat.Seq{5}},
		{"words of a query language", "or and not", []chat.Seq{5}},
		{"a function of it", "NEAR(", []chat.Seq{5}},
		{"a line break", "s\na", []chat.Seq{6}},
		{"two spaces", "  ", []chat.Seq{6}},
		{"a zero byte", "x\x00y", []chat.Seq{11}},
		{"a backslash", `\ '`, []chat.Seq{11}},
		{"in two texts", "ab", []chat.Seq{13, 12}},
		{"what overlaps itself", "aab", []chat.Seq{13}},
		{"what a system line says", "The team", nil},
		{"nothing", "zebra", nil},
	}
	check := func(t *testing.T) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				page := w.search(g, "bob", c.query, 0, 50)
				equal(t, "found", seqs(page), c.want)
				equal(t, "more", page.More, false)
				equal(t, "found in all groups", seqs(w.search("", "bob", c.query, 0, 50)), c.want)
			})
		}
	}
	t.Run("what was just sent", check)
	w.chatter(g, 300)
	equal(t, "signatures", w.index(), 2)
	t.Run("what is indexed", check)
	w.reopen()
	t.Run("after a restart", check)
}

func TestSearchGivesMessagesAsHistoryDoes(t *testing.T) {
	w := newWorld(t, store.Options{})
	g := w.team()
	uid := w.post("ann", g, "needle one", true)
	w.ok("bob", g, chat.Answer{Messages: []chat.Reading{{UID: uid}}})
	w.ok("bob", g, chat.React{UID: uid, Emoji: "👍", On: true})
	w.ok("bob", g, chat.Post{Text: "needle two", ClientMsgID: "1", ReplyTo: uid, Mentions: []chat.UserID{"ann"}})
	w.ok("ann", g, chat.Edit{UID: uid, Text: "needle three"})
	for _, viewer := range []chat.UserID{"ann", "bob", "cid"} {
		want := w.history(g, viewer, chat.Span{}).Messages
		slices.Reverse(want)
		equal(t, "for "+string(viewer), w.search(g, viewer, "needle", 0, 50).Messages, want)
		equal(t, "in all groups for "+string(viewer), w.search("", viewer, "needle", 0, 50).Messages, want)
	}
}

func TestSearchFollowsEditsAndRecalls(t *testing.T) {
	for name, wait := range map[string]func(*world){
		"before it is indexed": func(*world) {},
		"after it is indexed":  func(w *world) { w.index() },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, store.Options{})
			g := w.team()
			into := w.post("ann", g, "plain text", false)
			out := w.post("ann", g, "needle text", false)
			kept := w.post("ann", g, "needle stays", false)
			gone := w.post("ann", g, "needle secret", false)
			edited := w.post("ann", g, "was other", false)
			w.chatter(g, 200)
			wait(w)
			w.ok("ann", g, chat.Edit{UID: into, Text: "now a needle"})
			w.ok("ann", g, chat.Edit{UID: out, Text: "now without"})
			w.ok("ann", g, chat.Edit{UID: kept, Text: "still a needle"})
			w.ok("ann", g, chat.Recall{UID: gone})
			w.ok("ann", g, chat.Edit{UID: edited, Text: "needle secret two"})
			w.ok("ann", g, chat.Recall{UID: edited})
			check := func(when string) {
				for query, want := range map[string][]chat.Seq{
					"needle": {3, 1}, "now": {2, 1}, "stays": nil, "plain": nil, "secret": nil, "was other": nil,
				} {
					equal(t, query+" "+when, seqs(w.search(g, "bob", query, 0, 50)), want)
				}
			}
			check("at once")
			w.chatter(g, 200)
			w.index()
			check("later")
			w.reopen()
			check("after a restart")
		})
	}
}

func TestOnlyMembersSearch(t *testing.T) {
	w := newWorld(t, store.Options{})
	g := w.team()
	w.post("ann", g, "needle early", false)
	yes := true
	w.ok("zoe", "open", chat.Create{Name: "Open", Owner: people("zoe")[0]})
	w.ok("zoe", "open", chat.Update{Open: &yes})
	w.ok("zoe", "open", chat.Post{Text: "needle in the open", ClientMsgID: "z"})
	w.ok("cid", g, chat.Quit{})
	for name, c := range map[string]struct {
		viewer chat.UserID
		g      chat.GroupID
		code   chat.Code
	}{
		"a stranger":             {"zoe", g, chat.NoGroup},
		"nobody there":           {"zoe", "nowhere", chat.NoGroup},
		"a former member":        {"cid", g, chat.NotMember},
		"a stranger to the open": {"ann", "open", chat.NotMember},
		"somebody unknown":       {"who", g, chat.NoGroup},
	} {
		page, code, err := w.Search(t.Context(), c.g, c.viewer, "needle", 0, 10)
		equal(t, name, []any{page, code, err}, []any{chat.Page{}, c.code, nil})
	}
	for viewer, want := range map[chat.UserID]int{"ann": 1, "zoe": 1, "cid": 0, "who": 0} {
		equal(t, "all groups of "+string(viewer), len(w.search("", viewer, "needle", 0, 10).Messages), want)
	}
	w.ok("ann", g, chat.Invite{Users: people("zoe", "cid")})
	equal(t, "who came later", len(w.search("", "zoe", "needle", 0, 10).Messages), 2)
	equal(t, "who came back", seqs(w.search(g, "cid", "early", 0, 10)), []chat.Seq{1})
}

func TestPagesOfASearchHaveNoGapsAndNoRepeats(t *testing.T) {
	w := newWorld(t, store.Options{})
	g := w.team()
	var want []chat.Seq
	for i := range 700 {
		text := "hay"
		if i%3 == 0 || i > 300 && i < 360 {
			text = "a needle"
			want = append(want, chat.Seq(i+1))
		}
		w.post("ann", g, text, false)
	}
	slices.Reverse(want)
	for _, indexed := range []bool{false, true} {
		if indexed {
			w.index()
		}
		for _, limit := range []int{1, 7, 100} {
			var got []chat.Seq
			for before := chat.Seq(0); ; {
				page := w.search(g, "bob", "needle", before, limit)
				got = append(got, seqs(page)...)
				if !page.More {
					break
				}
				if len(page.Messages) != limit {
					t.Fatalf("more after %d of %d", len(page.Messages), limit)
				}
				before = got[len(got)-1]
			}
			equal(t, fmt.Sprint("pages of ", limit), got, want)
		}
	}
	equal(t, "before what is not there yet", seqs(w.search(g, "bob", "needle", 1<<50, 1)), want[:1])
	equal(t, "before the first", seqs(w.search(g, "bob", "needle", 1, 1)), []chat.Seq(nil))
	if page := w.search(g, "bob", "needle", 2, 1); page.More || len(page.Messages) != 1 {
		t.Errorf("the first one: %+v", page)
	}
}

func TestASearchInAllGroupsIsInOneOrder(t *testing.T) {
	w := newWorld(t, store.Options{})
	groups := w.crowd(5, 3)
	for _, g := range groups {
		w.ok(w.owner(g), g, chat.Invite{Users: people("eve")})
	}
	var want []chat.MessageUID
	for i := range 1500 {
		g := groups[(i*i+i/200)%len(groups)]
		uid := w.post("eve", g, []string{"hay", "needle"}[i%2], false)
		if i%2 == 1 {
			want = append(want, uid)
		}
	}
	slices.Reverse(want)
	for _, when := range []string{"not indexed", "indexed"} {
		for _, limit := range []int{1, 20, 100, 2000} {
			page := w.search("", "eve", "needle", 0, limit)
			equal(t, when, uids(page), want[:min(limit, len(want))])
			equal(t, when+", more", page.More, limit < len(want))
		}
		w.index()
	}
}

func uids(page chat.Page) (all []chat.MessageUID) {
	for _, m := range page.Messages {
		all = append(all, m.UID)
	}
	return all
}

func (w *world) owner(g chat.GroupID) chat.UserID {
	w.t.Helper()
	users, err := w.Present(w.t.Context(), g)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, u := range users {
		if all, err := w.Memberships(w.t.Context(), u); err != nil {
			w.t.Fatal(err)
		} else if i := slices.IndexFunc(all, func(m store.Membership) bool { return m.Group == g && m.Role == chat.RoleOwner }); i >= 0 {
			return u
		}
	}
	w.t.Fatalf("group %s has no owner", g)
	return ""
}

// TestSearchIsThatOfAScan draws what happens to two groups and compares every
// search with one through all that history tells.
func TestSearchIsThatOfAScan(t *testing.T) {
	words := rapid.SampledFrom([]string{"ab", "bA", "é", "已读", "读回", "🦉", "needle", "AB", " ", "%", "x"})
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t, store.Options{})
		defer func() { _ = w.Close() }()
		g := w.team()
		w.ok("ann", "two", chat.Create{Name: "2", Owner: people("ann")[0], Members: people("bob")})
		groups := []chat.GroupID{g, "two"}
		text := rapid.Custom(func(t *rapid.T) string {
			return "." + strings.Join(rapid.SliceOfN(words, 1, 6).Draw(t, "words"), "")
		})
		all := map[chat.GroupID][]chat.MessageUID{}
		for range rapid.IntRange(1, 12).Draw(rt, "rounds") {
			g := rapid.SampledFrom(groups).Draw(rt, "group")
			switch rapid.IntRange(0, 5).Draw(rt, "what") {
			case 0, 1:
				w.chatter(g, rapid.IntRange(1, 150).Draw(rt, "chatter"))
			case 2, 3:
				for range rapid.IntRange(1, 8).Draw(rt, "texts") {
					all[g] = append(all[g], w.post("ann", g, text.Draw(rt, "text"), false))
				}
			case 4:
				if len(all[g]) > 0 {
					uid := rapid.SampledFrom(all[g]).Draw(rt, "message")
					do := rapid.SampledFrom([]chat.Action{chat.Recall{UID: uid}, chat.Edit{UID: uid, Text: text.Draw(rt, "text")}}).Draw(rt, "do")
					_ = w.do("ann", g, do) // editing what was recalled is refused
				}
			case 5:
				if rapid.Bool().Draw(rt, "reopen") {
					w.reopen()
				}
				w.index()
			}
			w.compare(rt, groups, text.Draw(rt, "query")[1:])
		}
	})
}

func (w *world) compare(t *rapid.T, groups []chat.GroupID, query string) {
	if len([]rune(query)) < 2 {
		return
	}
	g := rapid.SampledFrom(append(groups, "")).Draw(t, "in")
	before := chat.Seq(rapid.IntRange(0, 300).Draw(t, "before"))
	limit := rapid.IntRange(1, 10).Draw(t, "limit")
	if g == "" {
		before = 0
	}
	var want []chat.Message
	for _, of := range groups {
		if g != "" && of != g {
			continue
		}
		for _, m := range w.history(of, "bob", chat.Span{Limit: 1 << 20}).Messages {
			if m.Kind == chat.KindText && (before == 0 || m.Seq < before) && strings.Contains(chat.Fold(m.Text), chat.Fold(query)) {
				want = append(want, m)
			}
		}
	}
	slices.SortFunc(want, func(a, b chat.Message) int { return strings.Compare(string(b.UID), string(a.UID)) })
	page := w.search(g, "bob", query, before, limit)
	same(t, fmt.Sprintf("%q in %q before %d", query, g, before), page.Messages, want[:min(limit, len(want))])
	same(t, "more", page.More, len(want) > limit)
}

// TestWhatIsWrittenMeanwhileIsNeverMissed searches for each message once its
// batch is durable, while others are written.
func TestWhatIsWrittenMeanwhileIsNeverMissed(t *testing.T) {
	w := newWorld(t, store.Options{})
	g := w.team()
	const rounds = 60
	durable := make(chan int, rounds)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range durable {
			for _, in := range []chat.GroupID{g, ""} {
				page, code, err := w.Search(context.Background(), in, "bob", fmt.Sprintf("needle %d.", i), 0, 10)
				if err != nil || code != chat.Done || len(page.Messages) != 1 {
					t.Errorf("needle %d: %d found, code %d, %v", i, len(page.Messages), code, err)
				}
			}
		}
	}()
	for i := range rounds {
		w.post("ann", g, fmt.Sprintf("needle %d.", i), false)
		durable <- i
		w.chatter(g, 40)
	}
	close(durable)
	<-done
	equal(t, "signatures", w.index(), (rounds*41+1)/128)
}

func TestAnIndexThatIsGoneOrWrongIsMadeAnew(t *testing.T) {
	for name, sql := range map[string]string{
		"gone":            "DELETE FROM signatures",
		"its end is gone": "DELETE FROM signatures WHERE id = (SELECT max(id) FROM signatures)",
		"wrong bits":      "UPDATE signatures SET body = zeroblob(length(body))",
		"empty":           "UPDATE signatures SET body = x''",
		"of other blocks": "UPDATE signatures SET body = (SELECT body FROM signatures WHERE id = (SELECT max(id) FROM signatures))",
		"other values":    "UPDATE signatures SET body = 'text', pos = 'text', sum = 'text'",
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, store.Options{})
			g := w.team()
			w.post("ann", g, "a needle", false)
			w.chatter(g, 400)
			equal(t, "signatures", w.index(), 3)
			whole, err1 := w.Signatures()
			if err := w.Blur(sql); err != nil {
				t.Fatal(err)
			}
			equal(t, "found", seqs(w.search(g, "bob", "needle", 0, 10)), []chat.Seq{1})
			w.reopen()
			w.index()
			equal(t, "found after a restart", seqs(w.search(g, "bob", "needle", 0, 10)), []chat.Seq{1})
			equal(t, "signatures then", w.index(), 3)
			again, err2 := w.Signatures()
			equal(t, "what they are", []any{again, err1, err2}, []any{whole, nil, nil})
			equal(t, "found then", seqs(w.search(g, "bob", "needle", 0, 10)), []chat.Seq{1})
		})
	}
}

func TestAStoreFromBeforeThereWasAnIndexGetsOne(t *testing.T) {
	w := newWorld(t, store.Options{})
	g := w.team()
	w.post("ann", g, "a needle", false)
	w.chatter(g, 128*50)
	w.index()
	if err := w.Blur("DROP TABLE signatures; DROP INDEX messages_edited; PRAGMA user_version = 2"); err != nil {
		t.Fatal(err)
	}
	w.reopen()
	equal(t, "found", seqs(w.search(g, "bob", "needle", 0, 10)), []chat.Seq{1})
	equal(t, "signatures", w.index(), 50)
	equal(t, "found", seqs(w.search(g, "bob", "needle", 0, 10)), []chat.Seq{1})
}

func TestASearchEndsWithItsContextAndTheStore(t *testing.T) {
	w := newWorld(t, store.Options{Readers: 1})
	g := w.team()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := w.Search(ctx, g, "bob", "needle", 0, 10); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Error("closed twice:", err)
	}
	if _, _, err := w.Search(t.Context(), g, "bob", "needle", 0, 10); err == nil {
		t.Error("a closed store is searched")
	}
}
