package timeline

import (
	"seenby/chat"
	"seenby/ui/cell"
)

// systemText says in words what a system line tells. One that carries no
// change shows the hub's own words.
func (l *List) systemText(r *row) cell.Text {
	c := r.extra.change
	if c == nil {
		return cell.Line(r.text)
	}
	w := l.look.Words.Timeline
	by, whom := l.name(c.By), l.names(c.Users)
	pattern := ""
	switch c.Kind {
	case chat.ChangeCreated:
		pattern = w.Created
	case chat.ChangeJoined:
		pattern = w.Joined
	case chat.ChangeInvited:
		pattern = w.Invited
	case chat.ChangeLeft:
		pattern = w.Left
	case chat.ChangeRemoved:
		pattern = w.Removed
	case chat.ChangeRole:
		return cell.Fill(cell.Line(w.RoleSet), by, whom, l.role(c.Role))
	case chat.ChangeUpdated:
		pattern = w.Updated
	case chat.ChangeVisibility:
		pattern = w.VisibilityChanged
	case chat.ChangeProfile:
		pattern = w.Profile
	default:
		return cell.Line(r.text)
	}
	return cell.Fill(cell.Line(pattern), by, whom)
}

func (l *List) role(r chat.Role) cell.Text {
	w := l.look.Words.Timeline
	switch r {
	case chat.RoleOwner:
		return cell.Line(w.Owner)
	case chat.RoleAdmin:
		return cell.Line(w.Admin)
	}
	return cell.Line(w.Member)
}

// names joins names for a line; many are cut to their number.
func (l *List) names(users []chat.UserID) cell.Text {
	const most = 5
	parts := make([]cell.Text, 0, most+1)
	for i, u := range users {
		if i == most && len(users) > most+1 {
			parts = append(parts, cell.Fill(cell.Line(l.look.Words.Panel.More), cell.Number(len(users)-most)))
			break
		}
		parts = append(parts, l.name(u))
	}
	return cell.Join(parts, cell.Say(", "))
}
