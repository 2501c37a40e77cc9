package ui

import (
	"context"
	"fmt"

	"seenby/chat"
	"seenby/receipts"
)

// fakeReceipts is the part of fakeChat that [Receipts] asks for.
type fakeReceipts struct {
	known map[chat.MessageUID]chat.Known // without the hub
	waits []chat.Message
	pages map[chat.MessageUID][]chat.UserID // who has not read
	goals []string                          // set and dropped
	peeks []string                          // peeking, releasing, withdrawing, choosing
	all   receipts.Policy
	own   map[chat.GroupID]receipts.Policy
}

func (f *fakeReceipts) Peek(on bool) { f.peeks = append(f.peeks, fmt.Sprint("peek ", on)) }

func (f *fakeReceipts) Release(uids []chat.MessageUID) {
	f.peeks = append(f.peeks, fmt.Sprint("release ", uids))
}

func (f *fakeReceipts) Withdraw(uids []chat.MessageUID) {
	f.peeks = append(f.peeks, fmt.Sprint("withdraw ", uids))
}

func (f *fakeReceipts) Policy(g chat.GroupID) receipts.Policy {
	return receipts.Policies{Default: f.all, Groups: f.own}.For(g)
}

func (f *fakeReceipts) OwnPolicy(g chat.GroupID) receipts.Policy { return f.own[g] }

func (f *fakeReceipts) SetPolicy(g chat.GroupID, p receipts.Policy) {
	f.peeks = append(f.peeks, fmt.Sprintf("policy %q %q", g, p))
	if g == "" {
		f.all = p
		return
	}
	if f.own == nil {
		f.own = map[chat.GroupID]receipts.Policy{}
	}
	f.own[g] = p
}

func (f *fakeReceipts) SetGoal(_ chat.GroupID, uid chat.MessageUID, goal receipts.Goal) {
	f.goals = append(f.goals, "set "+goal.String())
}

func (f *fakeReceipts) DropGoal(_ chat.GroupID, uid chat.MessageUID, goal receipts.Goal) {
	f.goals = append(f.goals, "drop "+goal.String())
}

func (f *fakeReceipts) Waiting(context.Context) ([]chat.Message, error) { return f.waits, nil }

func (f *fakeReceipts) ReadersPage(_ context.Context, _ chat.GroupID, uid chat.MessageUID, _ chat.ReaderList, offset, limit int) (chat.Readership, error) {
	var r chat.Readership
	for _, u := range f.pages[uid] {
		r.Users = append(r.Users, chat.Reader{User: u})
	}
	r.Users = r.Users[min(offset, len(r.Users)):min(offset+limit, len(r.Users))]
	return r, nil
}

func (f *fakeReceipts) ReadersCopy(_ context.Context, _ chat.GroupID, uid chat.MessageUID) (chat.Known, error) {
	return f.known[uid], nil
}
