package chat

// Asking and answering, by the rules of receipts.md.

// tooMany reports whether asking the present members is more than the hub
// allows.
func (s *step) tooMany(r Rules) bool {
	if r.MaxAudience <= 0 {
		return false
	}
	a := s.audience()
	n := a.Len()
	if _, in := a.Index(s.cmd.By); in {
		n--
	}
	return n > r.MaxAudience
}

func (s *step) ask(a Ask) (Result, error) {
	c, code, err := s.find(a.UID)
	switch {
	case err != nil || code != Done:
		return refuse(code), err
	case c.Sender != s.cmd.By || c.Kind != KindText:
		return refuse(NotSender), nil
	case c.Recalled:
		return refuse(MessageRecalled), nil
	case c.Flagged: // Asking 2: success, changes nothing, announces nothing
		l, err := s.shelf.Ledger(s.cmd.Group, c)
		if err != nil {
			return Result{}, err
		}
		return Result{Total: l.Tally().Total}, nil
	case a.Rules.RequestWindow > 0 && s.cmd.At.Since(c.Sent) > a.Rules.RequestWindow:
		return refuse(WindowClosed), nil
	case s.tooMany(a.Rules):
		return refuse(AudienceTooLarge), nil
	}
	c.Flagged = true
	audience := s.audience()
	l := s.shelf.Open(s.cmd.Group, c, audience)
	s.tell(Asked{Card: c, Audience: audience})
	return Result{Total: l.Tally().Total}, nil
}

func (s *step) answer(a Answer) (Result, error) {
	var res Result
	for _, m := range a.Messages {
		code, err := s.answerOne(m, &res)
		if err != nil {
			return Result{}, err
		}
		if code != Done {
			res.Ignored = append(res.Ignored, Ignored{UID: m.UID, Code: code})
		}
	}
	return res, nil
}

func (s *step) answerOne(m Reading, res *Result) (Code, error) {
	c, code, err := s.find(m.UID)
	switch {
	case err != nil || code != Done:
		return code, err
	case c.Sender == s.cmd.By:
		return Forbidden, nil
	case c.Recalled:
		return MessageRecalled, nil
	case !c.Flagged:
		return NotAsked, nil
	}
	l, err := s.shelf.Ledger(s.cmd.Group, c)
	if err != nil {
		return Done, err
	}
	at := s.cmd.At
	if m.At != 0 { // Answering 3: the time of reading, clamped
		at = min(max(m.At, c.Sent), s.cmd.At)
	}
	nth, counted, fresh := l.Answer(s.cmd.By, at)
	if !fresh { // Answering 1: the first wins
		return Done, nil
	}
	res.Responded = append(res.Responded, c.UID)
	s.tell(Answered{UID: c.UID, Seq: c.Seq, ReadAt: at, Counted: counted, Nth: nth})
	s.announce(l)
	return Done, nil
}

// announce tells the sender what is new, or notes when it may be told.
func (s *step) announce(l Ledger) {
	a, ok, due := l.Announce(s.cmd.At)
	switch {
	case ok:
		s.tell(a)
	case due != 0:
		s.out.Due = append(s.out.Due, Due{Group: s.cmd.Group, UID: l.Card().UID, At: due})
	}
}

func (s *step) announceAll(a Announce) (Result, error) {
	for _, uid := range a.Messages {
		c, code, err := s.find(uid)
		if err != nil {
			return Result{}, err
		}
		if code != Done || !c.Flagged {
			continue
		}
		l, err := s.shelf.Ledger(s.cmd.Group, c)
		if err != nil {
			return Result{}, err
		}
		s.announce(l)
	}
	return Result{}, nil
}

func (s *step) remind(a Remind) (Result, error) {
	c, code, err := s.find(a.UID)
	switch {
	case err != nil || code != Done:
		return refuse(code), err
	case c.Sender != s.cmd.By || c.Kind != KindText:
		return refuse(NotSender), nil
	case c.Recalled:
		return refuse(MessageRecalled), nil
	case !c.Flagged:
		return refuse(NotAsked), nil
	}
	l, err := s.shelf.Ledger(s.cmd.Group, c)
	if err != nil {
		return Result{}, err
	}
	to := l.Unread()
	if len(to) == 0 {
		return Result{}, nil
	}
	if ok, wait := l.Remind(s.cmd.At); !ok {
		r := refuse(TooFast)
		r.RetryAfter = wait
		return r, nil
	}
	s.tell(Reminded{UID: c.UID, Seq: c.Seq, To: to})
	return Result{Reminded: len(to)}, nil
}
