package ui

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/receipts"
	"seenby/theme"
	"seenby/ui/keymap"
	"seenby/ui/words"
)

// strokes returns every stroke of a key that an action has by itself.
func strokes() []string {
	all := map[string]bool{}
	for _, a := range actionTable() {
		for _, key := range a.Keys {
			for stroke := range strings.FieldsSeq(key) {
				all[stroke] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// ordinary are keys whose names are words as well: that a text has them means
// nothing.
var ordinary = []string{"up", "down", "left", "right", "home", "end", "space"}

// named finds a key of an action that a text names.
func named(text string, keys []string) (key string, found bool) {
	part := regexp.MustCompile(`[\w+}']`)
	for _, key := range keys {
		for at := 0; ; at++ {
			i := strings.Index(text[at:], key)
			if i < 0 {
				break
			}
			at += i
			before, after := text[:at], text[at+len(key):]
			if before != "" && part.MatchString(before[len(before)-1:]) || after != "" && part.MatchString(after[:1]) {
				continue
			}
			return key, true
		}
	}
	return "", false
}

// unsentName is what the linear mode calls a message that is not sent.
const unsentName = "q and a number is a name"

// own says which texts may name a key, for it cannot be bound anew.
var own = map[string]string{
	"Plain.Reasons.shell": "a key of the terminal", "Stage.PlayKeys": "keys of the player",
	"Plain.Queued": unsentName, "Plain.Failed": unsentName, "Plain.Recalling": unsentName, "Plain.DroppedNow": unsentName, "Plain.NotUnsent": unsentName,
}

// TestNoTextNamesAKey: a key that a text names would be wrong once another one is
// bound. It has a place for the key instead, within what goes when there is none.
func TestNoTextNamesAKey(t *testing.T) {
	keys := slices.DeleteFunc(strokes(), func(k string) bool {
		letter := len(k) == 1 && (k < "a" || k > "z") && (k < "A" || k > "Z") // signs are signs
		return letter || slices.Contains(ordinary, k)
	})
	keys = append(keys, "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9")
	place := regexp.MustCompile(`\{([a-z][a-z.-]*)\}`)
	for _, l := range words.Languages() {
		l.Words().Mapped(func(path, text string) string {
			if key, found := named(text, keys); found != (own[path] != "") {
				t.Errorf("%s %s: %q names %q, or is in the list of those that do and names none", l.Tag, path, text, key)
			}
			for _, p := range place.FindAllStringSubmatch(text, -1) {
				around := strings.HasPrefix(path, "Stage.") && strings.HasPrefix(p[1], "demo.") // the demo holds them to be there
				if !around && !slices.Contains(ActionNames(), p[1]) {
					t.Errorf("%s %s: %q: %s is no action", l.Tag, path, text, p[1])
				}
			}
			return text
		})
		for what, key := range map[string]func(string) string{"with keys": UsualKey, "without": words.NoKeys} {
			l.Words().WithKeys(key).Mapped(func(path, text string) string {
				if place.MatchString(text) || strings.TrimSpace(text) != text || strings.Contains(text, "  ") && path != "Stage.PlayKeys" || strings.Contains(text, "|") && !strings.HasPrefix(path, "Plain.Args.") {
					t.Errorf("%s %s: it is %q %s", l.Tag, path, text, what)
				}
				return text
			})
		}
	}
}

// moved gives every action other keys, none of which is anybody's by itself:
// what one usual key does in every state, one other key does.
func moved(t *testing.T) (bind func(*Options), to func(m *Model, key string) string) {
	t.Helper()
	other, changes := map[string]string{}, map[string][]string{}
	for i, stroke := range strokes() {
		other[stroke] = fmt.Sprintf("%sf%d", []string{"ctrl+", "alt+", "shift+", "ctrl+alt+"}[i%4], 2+i/4)
	}
	for _, a := range actionTable() {
		for _, key := range a.Keys {
			var now []string
			for stroke := range strings.FieldsSeq(key) {
				now = append(now, other[stroke])
			}
			changes[a.Name] = append(changes[a.Name], strings.Join(now, " "))
		}
	}
	usual, err := Bind(nil)
	if err != nil {
		t.Fatal(err)
	}
	return bound(t, changes), func(m *Model, key string) string {
		if name, more := usual.Find(m.context(), key); name != "" || more {
			return other[key]
		}
		return key
	}
}

// TestNoViewNamesAUsualKey: with all keys bound anew, no view in any language
// names one that does nothing any more.
func TestNoViewNamesAUsualKey(t *testing.T) {
	keys := slices.DeleteFunc(strokes(), func(k string) bool { return len(k) == 1 || slices.Contains(ordinary, k) })
	bind, to := moved(t)
	for view, leads := range views {
		for _, l := range words.Languages() {
			t.Run(view+"_"+l.Tag, func(t *testing.T) {
				drive(t, worldly(), func(r *rig) {
					r.moved = func(key string) string { return to(r.m, key) }
					r.news(listed(ops(9, 9, 0), zooGroup), online).say(tea.FocusMsg{})
					leads(r)
					for _, size := range append(sizes, [2]int{160, 100}) {
						r.size(size[0], size[1])
						if key, found := named(r.screen(), keys); found {
							t.Errorf("%v: it names %q:\n%s", size, key, r.screen())
						}
						for _, h := range r.m.hints() {
							if !strings.Contains(h.key, "f") || len(h.key) < 5 {
								t.Errorf("a hint is %q", h)
							}
						}
					}
				}, func(o *Options) { o.Words, o.Theme = l.Words(), theme.New("mono", theme.Mono()) }, bind)
			})
		}
	}
}

// TestAReboundKeyStandsInTexts where they name it, in every language, and what is
// said of a key goes with the key.
func TestAReboundKeyStandsInTexts(t *testing.T) {
	asks := []chat.News{listed(ops(4, 4, 0)), online}
	tests := map[string]struct {
		action, key string
		does        func(r *rig)
		en, zh      string // {} stands for the key
		enNone      string // what stands there without a key, "" for the text before {}
	}{
		"a request, wide":    {"message.answer", "a", func(r *rig) { r.size(120, 40) }, "asks · {} answers", "求回执 · 按 {} 应答", "asks · waits for your answer"},
		"a request, narrow":  {"message.answer", "a", func(r *rig) { r.size(60, 24) }, "asks: {} ", "求回执：{} ", "asks: by hand"},
		"nothing asked":      {"message.flag", "F", func(r *rig) { r.keys("up", "up", "up", "i") }, "on this message. {} asks.", "请求回执，按 {} 请求", "on this message."},
		"a goal without":     {"message.flag", "F", func(r *rig) { r.keys("up", "up", "up", "t") }, "receipts first: {}", "先请求回执：{}", "receipts first"},
		"recalling":          {"message.recall", "X", func(r *rig) { r.keys("up").m.perform("message.recall") }, "{} again recalls", "再按一次 {} 为所有人", "once more recalls"},
		"quitting":           {"quit", "ctrl+q", func(r *rig) { r.m.perform("quit") }, "{} again quits", "再按一次 {} 退出", "once more quits"},
		"the mouse":          {"mouse", "f9", func(r *rig) { r.m.perform("mouse") }, "released: {} takes", "交给终端，按 {} 收回", "mouse released"},
		"peeking":            {"peek", "f8", func(r *rig) { r.size(120, 40).news(chat.PeekChanged{On: true}) }, "withheld. {} ends it", "0 个。{} 结束", "withheld"},
		"it began":           {"peek", "f8", func(r *rig) { r.m.perform("peek") }, "peeking until {}: no answers", "在按 {} 之前不应答", "peeking: no answers"},
		"what is withheld":   {"withheld", "f7", func(r *rig) { r.news(chat.PeekChanged{On: true}).size(60, 24) }, "0 held: {}", "暂扣 0：{}", "0 held"},
		"sending it":         {"send-withheld", "a", func(r *rig) { r.keys("alt+y") }, "{} sends, d drops", "{} 发出，d 丢弃", ""},
		"closing a list":     {"back", "f6", func(r *rig) { r.keys("ctrl+k") }, "enter opens, {} back", "enter 打开，{} 返回", ""},
		"closing the help":   {"back", "f6", func(r *rig) { r.keys("?") }, "─ {} closes ─", "─ {} 关闭 ─", ""},
		"choosing an answer": {"message.answer", "a", func(r *rig) { r.keys("alt+a") }, "ask me: {} answers", "问我：按 {} 应答", "ask me"},
		"a reminder":         {"reminder", "f5", func(r *rig) { r.news(chat.ReceiptReminder{Group: "ops", UID: "m", Sender: "bob"}) }, "reminds you: {} goes", "一条消息，按 {} 前往", "reminds you of a message"},
		"a muted group":      {"mute", "f4", func(r *rig) { r.m.perform("mute") }, "names you. {} ends that", "除外。按 {} 取消", "what names you"},
		"answered by itself": {"answering", "f3", func(r *rig) { r.size(120, 40).news(chat.AnsweredByItself{}) }, "a message. {} changes that", "一条消息。按 {} 更改", "read a message"},
		"a search":           {"search-scope", "alt+x", func(r *rig) { r.keys("ctrl+f") }, "{} all groups", "{} 所有群", ""},
	}
	for name, tt := range tests {
		for _, l := range words.Languages() {
			for _, key := range []string{tt.key, ""} {
				t.Run(fmt.Sprintf("%s_%s_%q", name, l.Tag, key), func(t *testing.T) {
					want := map[string]string{"en": tt.en, "zh-CN": tt.zh}[l.Tag]
					drive(t, &fakeChat{messages: history()}, func(r *rig) {
						r.size(80, 24).news(asks...).say(tea.FocusMsg{})
						tt.does(r)
						r.size(r.m.width, r.m.height)
						switch got := r.screen(); {
						case key != "":
							r.shows(strings.ReplaceAll(want, "{}", key))
						case strings.ContainsAny(got, "{}[|") || l.Tag == "en" && !strings.Contains(got, tt.enNone):
							t.Errorf("without a key, want %q:\n%s", tt.enNone, got)
						}
					}, bound(t, map[string][]string{tt.action: {key}}), func(o *Options) {
						o.Words = l.Words()
						if tt.action == "message.answer" {
							o.Settings.Answer = func(chat.GroupID) receipts.Policy { return receipts.PolicyAsk }
						}
					})
				})
			}
		}
	}
}

// TestTheListsHaveBoundKeys: what lies over the timeline, or takes a line, goes by
// the keys of the actions, and no key does what it did before.
func TestTheListsHaveBoundKeys(t *testing.T) {
	late := string(text(8, "", "").UID)
	changes := map[string][]string{"message.remind": {"R"}, "back": {"ctrl+b"}, "choose": {"ctrl+l"}, "scroll-down": {"n"}, "waiting": {"f3"}, "send-withheld": {"a"}}
	held := chat.PeekChanged{Withheld: []chat.Withheld{held(3, "please read")}}
	tests := map[string]struct {
		keys string
		did  []string
		in   keymap.Context // afterwards
	}{
		"waiting, reminded":      {"f3 n R", []string{"remind ops " + late}, keymap.Waiting},
		"waiting, the old keys":  {"f3 j d esc ctrl+w enter", nil, keymap.Waiting},
		"waiting, closed":        {"f3 f3", nil, keymap.Empty},
		"waiting, left":          {"f3 ctrl+b", nil, keymap.Empty},
		"waiting, gone there":    {"f3 n ctrl+l", nil, keymap.Selected},
		"withheld, sent":         {"alt+y a", []string{"release [" + string(text(3, "", "").UID) + "]"}, keymap.Withheld},
		"withheld, the old key":  {"alt+y s", nil, keymap.Withheld},
		"the choice, the old":    {"alt+a enter", nil, keymap.Answers},
		"the choice":             {"alt+a ctrl+l", nil, keymap.Empty},
		"a goal, the old keys":   {"up t 3 enter esc", nil, keymap.Goal},
		"a goal":                 {"up t 3 ctrl+l", []string{"set 3"}, keymap.Selected},
		"a goal, left":           {"up t 3 ctrl+b", nil, keymap.Selected},
		"a filter, the old keys": {"up i / b enter esc", nil, keymap.Filter},
		"a filter, kept":         {"up i / b ctrl+l", nil, keymap.Panel},
		"a filter, left":         {"up i / b ctrl+b", nil, keymap.Panel},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := waitsFor()
			f.readers = map[chat.ReaderList]chat.Readership{chat.ListUnread: {Users: []chat.Reader{{User: "bob"}}}}
			drive(t, f, func(r *rig) {
				r.size(80, 24).news(listed(ops(8, 8, 0), zooGroup), online, held).keys(strings.Fields(tt.keys)...)
				did := slices.Concat(r.chat.did, r.chat.goals, r.chat.peeks)
				if !slices.Equal(did, tt.did) && (len(tt.did) > 0 || len(did) > 0) && !strings.HasPrefix(name, "the choice") || r.m.context() != tt.in {
					t.Errorf("did %v, want %v; the state is %b, want %b\n%s", did, tt.did, r.m.context(), tt.in, r.screen())
				}
			}, bound(t, changes))
		})
	}
}
