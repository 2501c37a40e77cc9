// Package phrase puts together what several words of the catalogue say: lists of
// names, spans of time, changes of a group. It is pure.
package phrase

import (
	"time"

	"seenby/chat"
	"seenby/ui/cell"
	"seenby/ui/words"
)

// List puts names or things one after another.
func List(w *words.Words, parts ...cell.Text) cell.Text { return join(w.Joins.List, parts) }

// Clauses puts sayings one after another.
func Clauses(w *words.Words, parts ...cell.Text) cell.Text { return join(w.Joins.Clauses, parts) }

// Apart puts sayings one after another that have commas in themselves.
func Apart(w *words.Words, parts ...cell.Text) cell.Text { return join(w.Joins.Apart, parts) }

// Label puts what is said behind who says it, or what it is.
func Label(w *words.Words, label, said cell.Text) cell.Text {
	return cell.Fill(cell.Line(w.Joins.Label), label, said)
}

// Aside says something more of what, by the way.
func Aside(w *words.Words, what, more cell.Text) cell.Text {
	return cell.Fill(cell.Line(w.Joins.Aside), what, more)
}

func join(pattern string, parts []cell.Text) (all cell.Text) {
	for i, p := range parts {
		if i == 0 {
			all = p
		} else {
			all = cell.Fill(cell.Line(pattern), all, p)
		}
	}
	return all
}

// Elapsed says a span of time in its two largest parts.
func Elapsed(d time.Duration, w *words.Words) cell.Text {
	n := func(x time.Duration) cell.Text { return cell.Number(int(x)) }
	p := w.Panel
	switch {
	case d < time.Second:
		return cell.Line(p.AtOnce)
	case d < time.Minute:
		return cell.Fill(cell.Line(p.Seconds), n(d/time.Second))
	case d < time.Hour:
		return cell.Fill(cell.Line(p.Minutes), n(d/time.Minute), n(d%time.Minute/time.Second))
	case d < 24*time.Hour:
		return cell.Fill(cell.Line(p.Hours), n(d/time.Hour), n(d%time.Hour/time.Minute))
	}
	return cell.Fill(cell.Line(p.Daylong), n(d/(24*time.Hour)), n(d%(24*time.Hour)/time.Hour))
}

// Change says what a system line tells; name says what a member is called. ok
// is false for a kind of change that has no words here.
func Change(c *chat.GroupChange, w *words.Words, name func(chat.UserID) cell.Text) (said cell.Text, ok bool) {
	t := &w.Timeline
	by, whom := name(c.By), names(c.Users, w, name)
	pattern := ""
	switch c.Kind {
	case chat.ChangeCreated:
		pattern = t.Created
	case chat.ChangeJoined:
		pattern = t.Joined
	case chat.ChangeInvited:
		pattern = t.Invited
	case chat.ChangeLeft:
		pattern = t.Left
	case chat.ChangeRemoved:
		pattern = t.Removed
	case chat.ChangeRole:
		return cell.Fill(cell.Line(t.RoleSet), by, whom, role(c.Role, t)), true
	case chat.ChangeUpdated:
		pattern = t.Updated
	case chat.ChangeVisibility:
		pattern = t.VisibilityChanged
	case chat.ChangeProfile:
		pattern = t.Profile
	default:
		return cell.Text{}, false
	}
	return cell.Fill(cell.Line(pattern), by, whom), true
}

func role(r chat.Role, t *words.Timeline) cell.Text {
	switch r {
	case chat.RoleOwner:
		return cell.Line(t.Owner)
	case chat.RoleAdmin:
		return cell.Line(t.Admin)
	}
	return cell.Line(t.Member)
}

// names joins names for a line; many are cut to their number.
func names(users []chat.UserID, w *words.Words, name func(chat.UserID) cell.Text) cell.Text {
	const most = 5
	parts := make([]cell.Text, 0, most+1)
	for i, u := range users {
		if i == most && len(users) > most+1 {
			parts = append(parts, cell.Fill(cell.Line(w.Panel.More), cell.Number(len(users)-most)))
			break
		}
		parts = append(parts, name(u))
	}
	return List(w, parts...)
}
