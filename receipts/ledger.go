package receipts

import (
	"strings"
	"time"

	"seenby/chat"
)

// A Ledger is the account of one flagged message. It implements [chat.Ledger].
//
// The audience is a snapshot that many ledgers share; a ledger only adds what
// differs: the answers, and where in them each asked reader stands. A ledger
// that nobody has answered holds no list at all.
type Ledger struct {
	card     chat.Card
	audience *chat.Audience
	own      int // the sender's place in the audience; -1 when not in it

	answers []chat.Response // in order of arrival; only ever appended to
	nth     []uint32        // by place in the audience: 1 + the place in answers; nil before the first
	others  map[chat.UserID]int
	gone    []uint64 // by place in the audience: a set of those who left before reading; nil while nobody did

	tally      chat.Tally
	told       chat.Tally // as the sender knows it
	announced  int        // how many answers the sender was told
	toldAt     chat.Millis
	rushedAt   chat.Millis // when a completing update was last told ahead of its time
	remindedAt chat.Millis
}

var _ chat.Ledger = (*Ledger)(nil)

// A Record is a ledger as a store keeps it.
type Record struct {
	Card chat.Card
	// Audience may contain the sender, who is left out: it is shared by all
	// messages that were flagged while the group had the same members.
	Audience *chat.Audience
	// Answers are in the order of their arrival. [Restore] sets Counted itself.
	Answers []chat.Response
	// Tally is the live count; its total matters to [Restore] only for a
	// recalled message, where it is no longer what follows from who is present.
	Tally chat.Tally
	// Told is the count as the sender was told it last (or at the start), and
	// Announced how many answers they were told.
	Told      chat.Tally
	Announced int
	// AnnouncedAt is when they were told last, RushedAt when a completing update
	// was told ahead of its time, RemindedAt when the unread were last nudged;
	// zero for never.
	AnnouncedAt, RushedAt, RemindedAt chat.Millis
}

// Open returns the ledger of a message that is flagged now: everybody in the
// audience but the sender is asked (receipts.md, Asking 3).
func Open(card chat.Card, audience *chat.Audience) *Ledger {
	l := open(card, audience)
	l.tally.Total = l.asked()
	l.told = l.tally
	return l
}

func open(card chat.Card, audience *chat.Audience) *Ledger {
	l := &Ledger{card: card, audience: audience, own: -1}
	if i, in := audience.Index(card.Sender); in {
		l.own = i
	}
	return l
}

// asked returns how many are asked in all.
func (l *Ledger) asked() int {
	if l.own >= 0 {
		return l.audience.Len() - 1
	}
	return l.audience.Len()
}

// Restore returns the ledger that r was made of. present reports who is a
// member now.
func Restore(r Record, present func(chat.UserID) bool) *Ledger {
	l := open(r.Card, r.Audience)
	l.answers = make([]chat.Response, 0, len(r.Answers))
	for _, a := range r.Answers {
		l.Answer(a.User, a.At)
	}
	l.tally.Version = r.Tally.Version
	l.told, l.announced = r.Told, r.Announced
	l.toldAt, l.rushedAt, l.remindedAt = r.AnnouncedAt, r.RushedAt, r.RemindedAt
	l.tally.Total = l.asked()
	for i := range l.audience.Len() {
		if i != l.own && !l.answered(i) && !present(l.audience.User(i)) {
			l.leave(i)
		}
	}
	if r.Card.Recalled {
		l.tally.Total = r.Tally.Total
	}
	return l
}

// Record returns what the ledger can be restored from. It shares the answers
// with the ledger; the caller does not change them.
func (l *Ledger) Record() Record {
	return Record{
		Card: l.card, Audience: l.audience, Answers: l.Answers(0), Tally: l.tally,
		Told: l.told, Announced: l.announced,
		AnnouncedAt: l.toldAt, RushedAt: l.rushedAt, RemindedAt: l.remindedAt,
	}
}

// Answers returns the answers from place from on, in the order of their
// arrival. The caller does not change them; the ledger never does.
func (l *Ledger) Answers(from int) []chat.Response {
	n := len(l.answers)
	if from == n {
		return nil
	}
	return l.answers[from:n:n]
}

// Card returns the message.
func (l *Ledger) Card() chat.Card { return l.card }

// Tally returns the live count. Its version is the one of the last update that
// the sender was told.
func (l *Ledger) Tally() chat.Tally { return l.tally }

// Answer notes that user read the message at readAt. The first answer wins:
// a later one changes nothing, and fresh is false (receipts.md, Answering 1).
// Who was not asked is listed and not counted.
func (l *Ledger) Answer(user chat.UserID, readAt chat.Millis) (nth int, counted, fresh bool) {
	i, asked := l.place(user)
	if !asked {
		if n, known := l.others[user]; known {
			return n, false, false
		}
		return l.list(user, readAt), false, true
	}
	if l.answered(i) {
		return int(l.nth[i]) - 1, true, false
	}
	if l.left(i) { // a member again of whom nobody told
		l.back(i)
	}
	return l.count(i, readAt), true, true
}

// count appends the answer of who stands at place i of the audience.
func (l *Ledger) count(i int, readAt chat.Millis) (nth int) {
	if l.nth == nil {
		l.nth = make([]uint32, l.audience.Len())
	}
	nth = len(l.answers)
	l.nth[i] = uint32(nth) + 1
	l.tally.Read++
	// With the audience's string, so that nothing of the caller's stays alive.
	l.answers = append(l.answers, chat.Response{User: l.audience.User(i), At: readAt, Counted: true})
	return nth
}

// list appends the answer of somebody who was not asked.
func (l *Ledger) list(user chat.UserID, readAt chat.Millis) (nth int) {
	if l.others == nil {
		l.others = make(map[chat.UserID]int)
	}
	nth = len(l.answers)
	user = chat.UserID(strings.Clone(string(user)))
	l.others[user] = nth
	l.answers = append(l.answers, chat.Response{User: user, At: readAt})
	return nth
}

// Leave notes that user has left the group: who had not read leaves the total,
// who had stays counted (receipts.md, Asking 3). It returns whether the tally
// changed.
func (l *Ledger) Leave(user chat.UserID) bool {
	i, asked := l.place(user)
	if !asked || l.card.Recalled || l.answered(i) || l.left(i) {
		return false
	}
	l.leave(i)
	return true
}

// Return notes that user is back in the group: who had left before reading is
// counted again, once. It returns whether the tally changed.
func (l *Ledger) Return(user chat.UserID) bool {
	i, asked := l.place(user)
	if !asked || l.card.Recalled || !l.left(i) {
		return false
	}
	l.back(i)
	return true
}

// Recall ends collecting: the list and the count stay as they are.
func (l *Ledger) Recall() { l.card.Recalled = true }

// Unread returns those who were asked, have not answered and not left, in the
// order of their ids.
func (l *Ledger) Unread() []chat.UserID {
	n := l.tally.Total - l.tally.Read
	if n <= 0 {
		return nil
	}
	users := make([]chat.UserID, 0, n)
	for i, u := range l.audience.Users() {
		if i != l.own && !l.answered(i) && !l.left(i) {
			users = append(users, u)
		}
	}
	return users
}

// Announce returns what the sender was not told yet. The first update is told
// at once, and so is the one with which everybody has read; the others wait
// until [chat.UpdateInterval] has passed, so that a storm makes at most 20
// updates in a second (receipts.md, Live counts). When something waits, due
// says until when.
func (l *Ledger) Announce(now chat.Millis) (a chat.Announced, ok bool, due chat.Millis) {
	if l.announced == len(l.answers) && l.told.Total == l.tally.Total {
		return a, false, 0
	}
	if soonest := l.toldAt.Add(chat.UpdateInterval); now < soonest {
		if !l.completes() || l.rushedAt != 0 && now <= l.rushedAt.Add(rushInterval) {
			return a, false, soonest
		}
		l.rushedAt = now
	}
	l.tally.Version++
	from, to := l.announced, len(l.answers)
	l.announced, l.told, l.toldAt = to, l.tally, now
	return chat.Announced{
		UID: l.card.UID, Seq: l.card.Seq, Sender: l.card.Sender,
		Tally: l.tally, From: from, To: to, Readers: l.Answers(from),
	}, true, 0
}

// rushInterval is the least time between two updates that are told ahead of
// their time: readers who leave and come back could otherwise complete a count
// again and again. One of them and those told in time are 20 in a second.
const rushInterval = time.Second

// completes reports whether everybody has read by now, which the sender does
// not know yet.
func (l *Ledger) completes() bool {
	return l.tally.Read > 0 && l.tally.Read == l.tally.Total && l.told.Read != l.told.Total
}

// Remind reports whether those who have not read may be nudged now, once per
// [chat.RemindInterval], and if so notes it. Else wait is how many
// milliseconds are left.
func (l *Ledger) Remind(now chat.Millis) (ok bool, wait int64) {
	if next := l.remindedAt.Add(chat.RemindInterval); l.remindedAt != 0 && now < next {
		return false, int64(next - now)
	}
	l.remindedAt = now
	return true, 0
}

// place returns where in the audience user stands, if they were asked.
func (l *Ledger) place(user chat.UserID) (int, bool) {
	i, in := l.audience.Index(user)
	return i, in && i != l.own
}

func (l *Ledger) answered(i int) bool { return l.nth != nil && l.nth[i] != 0 }

func (l *Ledger) left(i int) bool { return l.gone != nil && l.gone[i/64]&(1<<(i%64)) != 0 }

func (l *Ledger) leave(i int) {
	if l.gone == nil {
		l.gone = make([]uint64, (l.audience.Len()+63)/64)
	}
	l.gone[i/64] |= 1 << (i % 64)
	l.tally.Total--
}

func (l *Ledger) back(i int) {
	l.gone[i/64] &^= 1 << (i % 64)
	l.tally.Total++
}
