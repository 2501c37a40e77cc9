package store

import (
	"context"

	"seenby/chat"
)

func Open(dir string, o Options) (*Hub, error)                    { panic("being built") }
func (h *Hub) Apply(batch []chat.Command) ([]chat.Outcome, error) { panic("being built") }
func (h *Hub) Position() chat.Pos                                 { panic("being built") }
func (h *Hub) Epoch() string                                      { panic("being built") }
func (h *Hub) Groups(ctx context.Context, user chat.UserID) ([]chat.Group, error) {
	panic("being built")
}
func (h *Hub) Group(ctx context.Context, g chat.GroupID, viewer chat.UserID) (chat.Group, chat.Code, error) {
	panic("being built")
}
func (h *Hub) Access(ctx context.Context, g chat.GroupID, viewer chat.UserID) (chat.Code, error) {
	panic("being built")
}
func (h *Hub) Members(ctx context.Context, g chat.GroupID, viewer chat.UserID, offset, limit int) (members []chat.Member, total int, code chat.Code, err error) {
	panic("being built")
}
func (h *Hub) Memberships(ctx context.Context, user chat.UserID) ([]Membership, error) {
	panic("being built")
}
func (h *Hub) Present(ctx context.Context, g chat.GroupID) ([]chat.UserID, error) {
	panic("being built")
}
func (h *Hub) History(ctx context.Context, g chat.GroupID, viewer chat.UserID, s chat.Span) (chat.Page, chat.Code, error) {
	panic("being built")
}
func (h *Hub) Message(ctx context.Context, g chat.GroupID, viewer chat.UserID, uid chat.MessageUID) (chat.Message, chat.Code, error) {
	panic("being built")
}
func (h *Hub) Receipts(ctx context.Context, g chat.GroupID, viewer chat.UserID, uid chat.MessageUID, list chat.ReaderList, offset, limit int) (chat.Readership, chat.Code, error) {
	panic("being built")
}
func (h *Hub) Replay(ctx context.Context, user chat.UserID, g chat.GroupID, after, upTo chat.Pos) (Replay, error) {
	panic("being built")
}
func (h *Hub) Due(ctx context.Context) ([]chat.Due, error) { panic("being built") }
func (h *Hub) Profiles(ctx context.Context, users []chat.UserID) ([]chat.Profile, error) {
	panic("being built")
}
func (h *Hub) SharedWith(ctx context.Context, user chat.UserID) ([]chat.UserID, error) {
	panic("being built")
}
func (h *Hub) Ping(ctx context.Context) error { panic("being built") }
func (h *Hub) Close() error                   { panic("being built") }
