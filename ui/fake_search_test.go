package ui

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"seenby/chat"
)

// fakeFinder is the part of fakeChat that [Finder] asks for: what the hub has
// and what is on this computer.
type fakeFinder struct {
	mu          sync.Mutex     // guards asked: hub and copy are asked at once
	atHub, here []chat.Message // newest first
	lost        bool           // the hub cannot be asked, though there is a connection
	hubErr      error
	gate        chan struct{} // where set, each question to the hub waits for one
	asked       []string
}

func (f *fakeFinder) search(where string, all []chat.Message, g chat.GroupID, query string, before chat.Seq, limit int) chat.Page {
	f.mu.Lock()
	f.asked = append(f.asked, fmt.Sprintf("%s %q in %q before %d", where, query, g, before))
	f.mu.Unlock()
	page := chat.Page{Group: g, Local: where == "here"}
	for _, m := range all {
		if strings.Contains(chat.Fold(m.Text), chat.Fold(query)) && (g == "" || m.Group == g) && (before == 0 || m.Seq < before) {
			page.Messages = append(page.Messages, m)
		}
	}
	page.More = len(page.Messages) > limit
	page.Messages = slices.Clone(page.Messages[:min(limit, len(page.Messages))])
	return page
}

func (f *fakeFinder) Search(_ context.Context, g chat.GroupID, query string, before chat.Seq, limit int) (chat.Page, error) {
	if f.gate != nil {
		<-f.gate
	}
	if f.hubErr != nil {
		return chat.Page{}, f.hubErr
	}
	if f.lost {
		return f.search("here", f.here, g, query, before, limit), nil
	}
	return f.search("hub", f.atHub, g, query, before, limit), nil
}

func (f *fakeFinder) SearchCopy(_ context.Context, g chat.GroupID, query string, before chat.Seq, limit int) (chat.Page, error) {
	return f.search("here", f.here, g, query, before, limit), nil
}
