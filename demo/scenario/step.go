package scenario

import (
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// An object is what a verb is about.
type object int

const (
	aText object = iota
	aMessage
	aPerson
	theGroup
	aHub
	aWay    // of scrolling
	aPeek   // what to do about answers while looking around
	aPolicy // of answering
	sentences
)

// A shape is what a verb takes: its object, further keys, and who does it when
// the step does not say.
type shape struct {
	about object
	keys  []string
	by    int
}

const (
	byNobody = iota // there is no "by"
	byNamed         // the step has to say it
	bySender        // the sender of the message
	byOwner         // the first member of the group
	byObject        // the object says who
)

// shapes is the grammar of the steps, verb by verb.
var shapes = map[Verb]shape{
	Say:     {aText, []string{"by", "in", "receipt", "reply", "code", "zh"}, byNamed},
	Ask:     {aMessage, []string{"by", "code"}, bySender},
	Read:    {aMessage, []string{"by", "yours"}, byNamed},
	Open:    {theGroup, []string{"by"}, byNamed},
	Focus:   {aPerson, nil, byObject},
	Blur:    {aPerson, nil, byObject},
	Answer:  {aMessage, []string{"by", "code"}, byNamed},
	Join:    {theGroup, []string{"by", "code"}, byNamed},
	Invite:  {aPerson, []string{"by", "in", "code"}, byOwner},
	Leave:   {theGroup, []string{"by"}, byNamed},
	Remove:  {aPerson, []string{"by", "in", "code"}, byOwner},
	Edit:    {aMessage, []string{"by", "text", "code"}, bySender},
	Recall:  {aMessage, []string{"by", "code"}, bySender},
	Remind:  {aMessage, []string{"by", "code"}, bySender},
	React:   {aMessage, []string{"by", "text"}, byNamed},
	Offline: {aPerson, nil, byObject},
	Online:  {aPerson, nil, byObject},
	Cut:     {aPerson, nil, byObject},
	Fault:   {aPerson, faultKeys, byObject},
	Heal:    {aPerson, nil, byObject},
	Reopen:  {aPerson, nil, byObject},
	Restart: {aHub, nil, byNobody},
	Typing:  {theGroup, []string{"by"}, byNamed},
	Scroll:  {aWay, []string{"by"}, byNamed},
	Peek:    {aPeek, []string{"by"}, byNamed},
	Policy:  {aPolicy, []string{"by", "in"}, byNamed},
	Caption: {aText, []string{"zh"}, byNobody},
	Expect:  {sentences, nil, byNobody},
	Still:   {sentences, nil, byNobody},
}

// everyStep are the keys that each step may have.
var everyStep = []string{"as", "at", "after", "when", "within"}

// needsText are the verbs that do not go without "text".
var needsText = []Verb{Edit, React}

// Words that there are for an object.
var (
	ways  = []string{"up", "down", "end"}
	peeks = []string{"on", "off", "send", "drop"}
)

// verbs are the names of all, for hints.
func verbs() []string {
	return []string{"say", "ask", "read", "open", "focus", "blur", "answer", "join", "invite", "leave", "remove", "edit", "recall",
		"remind", "react", "offline", "online", "cut", "faults", "heal", "reopen", "restart", "typing", "scroll", "peek", "policy", "caption", "expect", "still"}
}

// step reads one step: the first key is the verb.
func (b *builder) step(n ast.Node) {
	fields := b.fields(n, "a step")
	if b.err != nil {
		return
	}
	if len(fields) == 0 {
		b.wrong(n, "this step is empty")
		return
	}
	verb := Verb(fields[0].key)
	form, ok := shapes[verb]
	if !ok {
		b.wrong(fields[0].at, "no step is called %q%s", verb, hint(string(verb), verbs()))
		return
	}
	s := Step{Verb: verb}
	s.Line, s.Column = where(fields[0].at)
	s.Within, _ = time.ParseDuration(within)
	allowed := append(slices.Clone(everyStep), form.keys...)
	for _, f := range fields[1:] {
		if !slices.Contains(allowed, f.key) {
			b.wrong(f.at, "%s takes no %q%s", verb, f.key, hint(f.key, allowed))
			return
		}
		b.detail(&s, f)
	}
	b.object(&s, form, fields[0].value)
	b.place(&s, form)
	b.actor(&s, form, fields[0].at)
	if s.As != "" && b.err == nil {
		b.labels[s.As] = true
		if verb == Say {
			b.sender[s.As], b.where[s.As] = s.By[0], s.In
		}
	}
	b.s.Steps = append(b.s.Steps, s)
}

// detail reads a key beside the verb.
func (b *builder) detail(s *Step, f field) {
	switch f.key {
	case "by":
		s.By = b.actors(f.value)
	case "as":
		if s.As = b.word(f.value, "as"); !name.MatchString(s.As) {
			b.wrong(f.value, "%q is no name: a name is small letters and digits", s.As)
		} else if b.labels[s.As] {
			b.wrong(f.value, "an earlier step is called %q already", s.As)
		}
	case "receipt":
		s.Receipt = b.truth(f.value, "receipt")
	case "reply":
		s.Reply = b.message(f.value, b.word(f.value, "reply"))
	case "text":
		s.Text = b.word(f.value, "text")
	case "code":
		s.Code = b.number(f.value, "code", 0, 99999)
	case "in":
		s.In = b.groupNamed(f.value)
	case "at":
		if s.At = b.duration(f.value, "at", time.Hour); s.At < b.at {
			b.wrong(f.value, "at %s is over: a step before this happens at %s", s.At, b.at)
		}
		b.at = max(b.at, s.At)
	case "when":
		s.When = b.sentences(f.value)
	case "within":
		s.Within = b.duration(f.value, "within", time.Hour)
	case "after":
		s.After = b.duration(f.value, "after", time.Hour)
	case "yours":
		s.Yours = b.truth(f.value, "yours")
	case "zh":
		s.Chinese = b.line(f.value, "zh")
	default:
		b.fault(&s.Faults, f)
	}
}

// object reads what stands behind the verb.
func (b *builder) object(s *Step, form shape, n ast.Node) {
	switch form.about {
	case aText:
		s.Object = b.word(n, "what is said")
	case aMessage:
		s.Object = b.message(n, b.word(n, "a message"))
	case aPerson:
		actors := b.actors(n)
		if form.by == byObject {
			s.By = actors
		} else if len(actors) > 0 {
			s.Object = actors[0].Person
		}
	case theGroup:
		s.Object = b.groupNamed(n)
	case aWay:
		s.Object = b.oneOf(n, "scroll", ways...)
	case aPeek:
		s.Object = b.oneOf(n, "peek", peeks...)
	case aPolicy:
		s.Object = b.oneOf(n, "policy", policies...)
	case aHub:
		s.Object = b.oneOf(n, "restart", "hub")
	case sentences:
		s.Expect = b.sentences(n)
	}
	if s.Text == "" && slices.Contains(needsText, s.Verb) {
		b.wrong(n, "%s needs \"text\"", s.Verb)
	}
	if s.Verb == Fault && !s.Faults.Any() {
		b.wrong(n, "faults needs at least one of %s; \"heal\" ends them", strings.Join(faultKeys, ", "))
	}
}

// place settles in which group it happens: where the message is, the group
// itself, the one that is named, or the first.
func (b *builder) place(s *Step, form shape) {
	switch {
	case form.about == aMessage:
		s.In = b.where[s.Object]
	case form.about == theGroup:
		s.In = s.Object
	case s.In == "" && form.about != aPolicy: // which is then for all groups
		s.In = b.s.Group.ID
	}
}

// groupNamed is a group of the scenario.
func (b *builder) groupNamed(n ast.Node) string {
	id := b.word(n, "a group")
	var all []string
	for _, g := range b.s.Groups {
		all = append(all, g.ID)
	}
	if b.err == nil && !slices.Contains(all, id) {
		b.wrong(n, "no group is called %q%s", id, hint(id, all))
	}
	return id
}

// actor settles who does it.
func (b *builder) actor(s *Step, form shape, at ast.Node) {
	if b.err != nil || len(s.By) > 0 {
		return
	}
	switch form.by {
	case byNamed:
		b.wrong(at, "%s needs \"by\": who does it?", s.Verb)
	case bySender:
		s.By = []Actor{b.sender[s.Object]}
	case byOwner:
		s.By = []Actor{{b.s.Groups[slices.IndexFunc(b.s.Groups, func(g Group) bool { return g.ID == s.In })].Members[0], 1}}
	}
}
