package receipts

import "seenby/chat"

// List returns one of the message's lists: at most limit readers from place
// offset on (all of the rest when limit is 0), and how long the whole list is.
// Who has read is in the order of answering, who has not in the order of ids.
// An unknown kind is an empty list.
//
// present reports who is a member now, edited is when the message was last
// edited, zero for never: who left after reading stays in the list and is
// marked, and so is a reading from before the edit (protocol.md, Fine points).
func (l *Ledger) List(kind chat.ReaderList, present func(chat.UserID) bool, edited chat.Millis,
	offset, limit int,
) (page []chat.Reader, total int) {
	add := func(r chat.Reader) {
		if total >= offset && (limit == 0 || len(page) < limit) {
			page = append(page, r)
		}
		total++
	}
	switch kind {
	case chat.ListRead, chat.ListAlso:
		for _, a := range l.answers {
			if a.Counted == (kind == chat.ListRead) {
				add(chat.Reader{
					User: a.User, ReadAt: a.At,
					AfterLeft: !present(a.User), BeforeEdit: a.At < edited,
				})
			}
		}
	case chat.ListUnread, chat.ListLeft:
		for i, u := range l.audience.Users() {
			if i != l.own && !l.answered(i) && present(u) == (kind == chat.ListUnread) {
				add(chat.Reader{User: u})
			}
		}
	}
	return page, total
}

// Info returns what viewer may know of the receipts: whether and when they
// answered themselves, and with mayCount the count, and the readers while they
// are at most [chat.MaxListedReaders] (receipts.md, Who sees what).
func (l *Ledger) Info(viewer chat.UserID, mayCount bool) chat.ReceiptInfo {
	info := chat.ReceiptInfo{Asked: true}
	if n, ok := l.find(viewer); ok {
		info.Responded, info.RespondedAt = true, l.answers[n].At
	}
	if !mayCount {
		return info
	}
	tally := l.tally
	info.Tally = &tally
	if len(l.answers) == 0 || len(l.answers) > chat.MaxListedReaders {
		return info
	}
	info.Readers = make(map[chat.UserID]chat.Millis, len(l.answers))
	for _, a := range l.answers {
		info.Readers[a.User] = a.At
		if !a.Counted {
			info.Also = append(info.Also, a.User)
		}
	}
	return info
}

// find returns which of the answers is user's.
func (l *Ledger) find(user chat.UserID) (nth int, ok bool) {
	if i, asked := l.place(user); asked {
		if !l.answered(i) {
			return 0, false
		}
		return int(l.nth[i]) - 1, true
	}
	nth, ok = l.others[user]
	return nth, ok
}
