package plain

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"seenby/chat"
	"seenby/receipts"
)

// fakeChat answers from memory and writes down what it is asked to do.
type fakeChat struct {
	messages []chat.Message
	sent     int
	did      []string
	policies map[chat.GroupID]receipts.Policy
	muted    map[chat.GroupID]bool
	refuse   error                             // to what is asked about groups
	readers  map[chat.ReaderList][]chat.Reader // some where nil
	known    map[chat.MessageUID]chat.Known    // without the hub
	slow     chan struct{}                     // what history waits for, where there is one
	away     bool                              // the hub cannot be asked
	hold     chan struct{}                     // Settled waits for it, where there is one
}

func (f *fakeChat) note(format string, args ...any) {
	f.did = append(f.did, fmt.Sprintf(format, args...))
}
func (f *fakeChat) Me() chat.UserID { return "alice" }
func (f *fakeChat) Send(d chat.Draft) string {
	f.sent++
	f.note("send %s %q ask=%t reply=%s names=%v", d.Group, d.Text, d.NeedReceipt, d.ReplyTo, d.Mentions)
	return fmt.Sprintf("c%d", f.sent)
}
func (f *fakeChat) Retry(id string)   { f.note("retry %s", id) }
func (f *fakeChat) Discard(id string) { f.note("discard %s", id) }
func (f *fakeChat) Revise(id, text string, names []chat.UserID) {
	f.note("revise %s %q names=%v", id, text, names)
}
func (f *fakeChat) RequestReceipt(_ chat.GroupID, u chat.MessageUID) {
	f.note("flag %s", u)
}
func (f *fakeChat) Read(_ chat.GroupID, seen []chat.Seen) {
	for _, s := range seen {
		f.note("read %s", s.UID)
	}
}
func (f *fakeChat) Answer(_ chat.GroupID, u []chat.MessageUID) { f.note("answer %v", u) }
func (f *fakeChat) Policy(g chat.GroupID) receipts.Policy {
	return receipts.Policies{Default: f.policies[""], Groups: f.policies}.For(g)
}
func (f *fakeChat) OwnPolicy(g chat.GroupID) receipts.Policy { return f.policies[g] }
func (f *fakeChat) SetPolicy(g chat.GroupID, p receipts.Policy) {
	f.note("policy %s %s", g, p)
	if f.policies == nil {
		f.policies = map[chat.GroupID]receipts.Policy{}
	}
	f.policies[g] = p
}
func (f *fakeChat) Peek(on bool)                 { f.note("peek %t", on) }
func (f *fakeChat) Release(u []chat.MessageUID)  { f.note("release %v", u) }
func (f *fakeChat) Withdraw(u []chat.MessageUID) { f.note("withdraw %v", u) }
func (f *fakeChat) Muted(g chat.GroupID) bool    { return f.muted[g] }
func (f *fakeChat) Mute(g chat.GroupID, on bool) {
	f.note("mute %s %t", g, on)
	f.muted = map[chat.GroupID]bool{g: on}
}
func (f *fakeChat) SetGoal(_ chat.GroupID, u chat.MessageUID, g receipts.Goal) {
	f.note("goal %s %s", u, g)
}
func (f *fakeChat) DropGoal(_ chat.GroupID, u chat.MessageUID, g receipts.Goal) {
	f.note("no goal %s %s", u, g)
}
func (f *fakeChat) Settled(ctx context.Context) error {
	if f.hold == nil {
		return nil
	}
	select {
	case <-f.hold:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
func (f *fakeChat) Waiting(context.Context) ([]chat.Message, error) {
	var list []chat.Message
	for _, m := range f.messages {
		if r := m.Receipt; r != nil && r.Tally != nil && r.Read < r.Total {
			list = append(list, m)
		}
	}
	return list, nil
}
func (f *fakeChat) ReadersPage(context.Context, chat.GroupID, chat.MessageUID, chat.ReaderList, int, int) (chat.Readership, error) {
	if f.away {
		return chat.Readership{}, errGone
	}
	return chat.Readership{Users: []chat.Reader{{User: "cy"}}}, nil
}
func (f *fakeChat) Search(_ context.Context, g chat.GroupID, query string, before chat.Seq, limit int) (chat.Page, error) {
	var p chat.Page
	for _, m := range slices.Backward(f.messages) {
		if strings.Contains(m.Text, query) && (g == "" || m.Group == g) && (before == 0 || m.Seq < before) {
			if len(p.Messages) == limit {
				p.More = true
				break
			}
			p.Messages = append(p.Messages, m)
		}
	}
	return p, nil
}
func (f *fakeChat) Edit(_ chat.GroupID, u chat.MessageUID, t string) { f.note("edit %s %q", u, t) }
func (f *fakeChat) Recall(_ chat.GroupID, u chat.MessageUID)         { f.note("recall %s", u) }
func (f *fakeChat) React(_ chat.GroupID, u chat.MessageUID, e string, on bool) {
	f.note("react %s %s %t", u, e, on)
}
func (f *fakeChat) Remind(_ chat.GroupID, u chat.MessageUID) { f.note("remind %s", u) }
func (f *fakeChat) RetryNow()                                { f.note("retry now") }
func (f *fakeChat) History(_ context.Context, _ chat.GroupID, s chat.Span) (chat.Page, error) {
	if f.slow != nil {
		<-f.slow
	}
	var p chat.Page
	for _, m := range f.messages {
		if (s.Around == 0 || m.Seq == s.Around) && (s.Before == 0 || m.Seq < s.Before) {
			p.Messages = append(p.Messages, m)
		}
	}
	return p, nil
}

// errGone is why the hub was not asked.
var errGone = errors.New("the hub cannot be reached")

func (f *fakeChat) Members(context.Context, chat.GroupID) ([]chat.Member, error) {
	if f.away {
		return nil, errGone
	}
	return []chat.Member{{User: "alice", Role: chat.RoleOwner, Online: true}, {User: "bob", Name: "Bob\x1b[2J", Role: chat.RoleMember}}, nil
}

func (f *fakeChat) MembersCopy(context.Context, chat.GroupID) ([]chat.Member, error) {
	return []chat.Member{{User: "alice", Role: chat.RoleOwner}, {User: "bob", Role: chat.RoleMember}}, nil
}
func (f *fakeChat) ReadersCopy(_ context.Context, _ chat.GroupID, u chat.MessageUID) (chat.Known, error) {
	return f.known[u], nil
}

func (f *fakeChat) Readers(_ context.Context, _ chat.GroupID, _ chat.MessageUID, l chat.ReaderList) (chat.Readership, error) {
	if f.away {
		return chat.Readership{}, errGone
	}
	r := chat.Readership{Tally: chat.Tally{Read: 1, Total: 2}}
	if f.readers != nil {
		r.Users = f.readers[l]
		return r, nil
	}
	switch l {
	case chat.ListRead:
		r.Users = []chat.Reader{{User: "bob", ReadAt: 60_000}}
	case chat.ListUnread:
		r.Users = []chat.Reader{{User: "cy"}}
	}
	return r, nil
}
