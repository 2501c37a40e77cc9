package plain

import (
	"slices"
	"strings"
	"testing"

	"seenby/chat"
)

// TestGroupsAreMadeAndChanged: what each command asks of the client, and what is
// said of it.
func TestGroupsAreMadeAndChanged(t *testing.T) {
	tests := map[string]struct {
		enter, did, says string
	}{
		"a group is made":               {"/new-group Night watch", `create night-watch "Night watch"`, "night-watch"},
		"one is joined":                 {"/join-group pub", "join pub", "pub"},
		"what is no id is not asked":    {"/join-group a/b", "", "usage: /join-group"},
		"one is left":                   {"/leave-group dev", "quit dev", ""},
		"one that there is not":         {"/leave-group nix", "", "nix"},
		"leaving needs the name":        {"/leave-group", "", "usage: /leave-group GROUP"},
		"people are added":              {"/add-members @bob, cy", "add ops [bob cy]", "added: bob, cy"},
		"nobody is named":               {"/add-members", "", "usage: /add-members"},
		"people are taken out":          {"/remove-members bob", "remove ops [bob]", "no longer in it: bob"},
		"a topic":                       {"/topic what runs", `topic ops "what runs"`, "changed"},
		"no topic":                      {"/topic", `topic ops ""`, "changed"},
		"a name":                        {"/rename Operations", `name ops "Operations"`, "changed"},
		"no name":                       {"/rename", "", "usage: /rename NAME"},
		"who sees receipts":             {"/who-sees everyone", "visibility ops everyone", "changed"},
		"who sees receipts, misspelled": {"/who-sees all", "", "usage: /who-sees sender|everyone"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := &fakeChat{}
			_ = hold(t, f, false, func(enter func(string), _ func(...chat.News), text func() string) {
				f.did = nil
				before := len(text())
				enter(tt.enter)
				if said := text()[before:]; !strings.Contains(said, tt.says) {
					t.Errorf("it says %q, want %q", said, tt.says)
				}
				if tt.did == "" && len(f.did) > 0 || tt.did != "" && !slices.Contains(f.did, tt.did) {
					t.Errorf("did %q, want %q", f.did, tt.did)
				}
			})
		})
	}
}

func TestWhatTheHubRefusesAboutAGroupIsSaid(t *testing.T) {
	f := &fakeChat{refuse: &chat.Error{Code: chat.Forbidden}}
	err := hold(t, f, false, func(enter func(string), _ func(...chat.News), text func() string) {
		enter("/add-members bob")
		if !strings.Contains(text(), "not allowed for this role") || strings.Contains(text(), "added") {
			t.Errorf("it says %q", text())
		}
	})
	if err == nil {
		t.Error("what failed is not told at the end")
	}
}
