package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"seenby/chat"
	"seenby/ui/cell"
)

func TestGoalsAreWrittenAndTakenBack(t *testing.T) {
	set := func(goals ...string) chat.News {
		return chat.GoalsSet{Group: "ops", UID: text(4, "", "").UID, Goals: goals}
	}
	tests := map[string]struct {
		before []chat.News
		keys   string
		want   []string
		say    string
	}{
		"a number":                  {nil, "up t 3 enter", []string{"set 3"}, "you will be told when 3 have read"},
		"one":                       {nil, "up t 1 enter", []string{"set 1"}, "when somebody has read"},
		"all":                       {nil, "up t a l l enter", []string{"set all"}, "when all have read"},
		"a handle":                  {nil, "up t @ b o b enter", []string{"set @bob"}, "when Bob has read"},
		"a handle, completed":       {nil, "up t @ d tab enter", []string{"set @dora"}, "when Dora has read"},
		"a name":                    {nil, "up t @ D O R A enter", []string{"set @dora"}, "when Dora has read"},
		"the same again":            {[]chat.News{set("all", "2")}, "up t 2 enter", []string{"drop 2"}, "not be told when 2 have read"},
		"another one":               {[]chat.News{set("all")}, "up t 2 enter", []string{"set 2"}, ""},
		"more than were asked":      {nil, "up t 9 enter", nil, "it asks only 4"},
		"nobody here":               {nil, "up t @ z enter", nil, "@z is not in this group"},
		"oneself":                   {nil, "up t @ a l i c e enter", nil, "that is you"},
		"no goal":                   {nil, "up t m o s t enter", nil, "most is no goal"},
		"nothing":                   {nil, "up t enter", nil, ""},
		"esc":                       {nil, "up t 3 esc", nil, ""},
		"erased to the end":         {nil, "up t 3 backspace backspace j", nil, "ctrl+r"},
		"on what does not ask":      {nil, "up up up t", nil, "ask for receipts first: f"},
		"on somebody else's":        {nil, "up up t", nil, "works on your own messages only"},
		"keys of messages are text": {nil, "up t x y enter", nil, "xy is no goal"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			drive(t, &fakeChat{messages: history()}, func(r *rig) {
				r.size(80, 24).news(listed(ops(4, 4, 0))).news(tt.before...).keys(strings.Fields(tt.keys)...)
				if !slices.Equal(r.chat.goals, tt.want) {
					t.Errorf("asked of the client: %v, want %v", r.chat.goals, tt.want)
				}
				if !strings.Contains(r.screen(), tt.say) {
					t.Errorf("want %q on screen:\n%s", tt.say, r.screen())
				}
			})
		})
	}
}

func TestGoalsOnScreen(t *testing.T) {
	uid := text(8, "", "").UID
	goals := chat.GoalsSet{Group: "ops", UID: uid, Goals: []string{"3", "all", "@bob"}}
	tests := map[string]func(r *rig){
		"prompt":       func(r *rig) { r.keys("up", "t", "@", "b") },
		"prompt_again": func(r *rig) { r.news(goals).keys("up", "t") },
		"panel":        func(r *rig) { r.news(goals).keys("up", "i") },
		"met": func(r *rig) {
			r.news(goals, chat.GoalMet{Group: "ops", UID: uid, Goal: "3", Text: "Fine with me,\nand more", Tally: chat.Tally{Read: 3, Total: 4}})
		},
	}
	for name, does := range tests {
		for _, size := range [][2]int{{40, 10}, {80, 24}, {120, 40}} {
			t.Run(fmt.Sprintf("%s_%dx%d", name, size[0], size[1]), func(t *testing.T) {
				f := &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": conversation(scripts["ascii"])}}
				drive(t, f, func(r *rig) {
					r.size(size[0], size[1]).news(listed(ops(8, 8, 0)), online).say(tea.FocusMsg{})
					does(r)
					golden(t, t.Name(), r.screen())
					content, cursor := r.m.Frame()
					if bad := framed(r.m, content, size[0], size[1]); bad != "" {
						t.Error(bad)
					}
					if strings.HasPrefix(name, "prompt") && (cursor == nil || cursor.Y != r.m.geo.hintY) {
						t.Errorf("the cursor stands at %v", cursor)
					}
				})
			})
		}
	}
}

// TestAGoalThatIsMetCalls: a line, the bell, and the way out of the screen.
func TestAGoalThatIsMetCalls(t *testing.T) {
	var told []string
	drive(t, &fakeChat{messages: history()}, func(r *rig) {
		r.size(80, 24).news(listed(ops(4, 4, 0)))
		met := chat.GoalMet{Group: "ops", UID: text(4, "", "").UID, Goal: "9", Text: "who \x1b[31mreads?", Tally: chat.Tally{Read: 2, Total: 2}}
		r.news(met)
		if !strings.Contains(r.screen(), "all who are left have read: who ␛reads?") {
			t.Errorf("nothing is said:\n%s", r.screen())
		}
		if want := []string{"all who are left have read: who ␛reads? ops"}; !slices.Equal(told, want) {
			t.Errorf("told %q, want %q", told, want)
		}
		if r.bells != 1 {
			t.Errorf("%d bells rang", r.bells)
		}
	}, func(o *Options) {
		o.Notify = func(what cell.Text, in chat.GroupID) tea.Cmd {
			told = append(told, what.String()+" "+string(in))
			return nil
		}
	})
}
