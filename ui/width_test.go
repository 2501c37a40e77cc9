package ui

import (
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"seenby/chat"
	"seenby/ui/cell"
)

func TestTextIsMeasuredAsTheTerminalReports(t *testing.T) {
	tests := map[string]struct {
		msg  tea.Msg
		want cell.Rule
	}{
		"no report":                        {tea.FocusMsg{}, cell.WcWidth},
		"it does not know the mode":        {tea.ModeReportMsg{Mode: ansi.ModeUnicodeCore, Value: ansi.ModeNotRecognized}, cell.WcWidth},
		"it never will":                    {tea.ModeReportMsg{Mode: ansi.ModeUnicodeCore, Value: ansi.ModePermanentlyReset}, cell.WcWidth},
		"it can, and is told to":           {tea.ModeReportMsg{Mode: ansi.ModeUnicodeCore, Value: ansi.ModeReset}, cell.Grapheme},
		"it does":                          {tea.ModeReportMsg{Mode: ansi.ModeUnicodeCore, Value: ansi.ModeSet}, cell.Grapheme},
		"it always does":                   {tea.ModeReportMsg{Mode: ansi.ModeUnicodeCore, Value: ansi.ModePermanentlySet}, cell.Grapheme},
		"it reports something else":        {tea.ModeReportMsg{Mode: ansi.ModeSynchronizedOutput, Value: ansi.ModeSet}, cell.WcWidth},
		"it is said to, in place of it":    {WidthGrapheme.Report(), cell.Grapheme},
		"it is said to by nobody":          {WidthAuto.Report(), cell.WcWidth},
		"it does, but shall not be heard":  {WidthWcWidth.Filter(nil, tea.ModeReportMsg{Mode: ansi.ModeUnicodeCore, Value: ansi.ModeSet}), cell.WcWidth},
		"it does, and nobody has a say":    {WidthAuto.Filter(nil, tea.ModeReportMsg{Mode: ansi.ModeUnicodeCore, Value: ansi.ModeSet}), cell.Grapheme},
		"other reports are always let by":  {WidthWcWidth.Filter(nil, tea.ModeReportMsg{Mode: ansi.ModeSynchronizedOutput, Value: ansi.ModeSet}), cell.WcWidth},
		"and so is every other thing said": {WidthWcWidth.Filter(nil, tea.BlurMsg{}), cell.WcWidth},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			drive(t, &fakeChat{messages: map[chat.GroupID][]chat.Message{"ops": living()}}, func(r *rig) {
				r.size(80, 24).news(listed(ops(6, 6, 0)))
				if tt.msg != nil {
					r.say(tt.msg)
				}
				if r.m.rule != tt.want {
					t.Errorf("rule %d, want %d", r.m.rule, tt.want)
				}
				if bad := framed(r.m, r.m.View().Content, 80, 24); bad != "" {
					t.Error(bad)
				}
			})
		})
	}
	if got := WidthWcWidth.Filter(nil, tea.BlurMsg{}); got != (tea.BlurMsg{}) {
		t.Errorf("the filter makes %v of what it is not meant for", got)
	}
}

func TestParseWidth(t *testing.T) {
	for name, want := range map[string]bool{"auto": true, "grapheme": true, "wcwidth": true, "": false, "wide": false} {
		if w, err := ParseWidth(name); (err == nil) != want || want && string(w) != name {
			t.Errorf("%q is %q, %v", name, w, err)
		}
	}
}
