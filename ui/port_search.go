package ui

import (
	"context"

	"seenby/chat"
)

// Finder is what looking for messages needs of a chat client. Both give at most
// limit messages whose text holds query, the newest first: in group g, there
// before a seq if it is not 0, or with g "" in all groups. More says that there
// are more. A query has two characters or more.
type Finder interface {
	// Search asks the hub, and where it cannot be asked what is on this computer;
	// Page.Local says which.
	Search(ctx context.Context, g chat.GroupID, query string, before chat.Seq, limit int) (chat.Page, error)
	// SearchCopy asks what is on this computer alone, and nobody outside.
	SearchCopy(ctx context.Context, g chat.GroupID, query string, before chat.Seq, limit int) (chat.Page, error)
}
