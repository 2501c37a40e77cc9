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
	Say:     {aText, []string{"by", "as", "receipt", "reply", "code", "zh"}, byNamed},
	Ask:     {aMessage, []string{"by", "code"}, bySender},
	Read:    {aMessage, []string{"by", "yours"}, byNamed},
	Open:    {theGroup, []string{"by"}, byNamed},
	Focus:   {aPerson, nil, byObject},
	Blur:    {aPerson, nil, byObject},
	Answer:  {aMessage, []string{"by", "code"}, byNamed},
	Join:    {theGroup, []string{"by", "code"}, byNamed},
	Invite:  {aPerson, []string{"by", "code"}, byOwner},
	Leave:   {theGroup, []string{"by"}, byNamed},
	Remove:  {aPerson, []string{"by", "code"}, byOwner},
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
	Caption: {aText, []string{"zh"}, byNobody},
	Expect:  {sentences, []string{"within"}, byNobody},
	Still:   {sentences, nil, byNobody},
}

// verbs are the names of all, for hints.
func verbs() []string {
	return []string{"say", "ask", "read", "open", "focus", "blur", "answer", "join", "invite", "leave", "remove", "edit", "recall",
		"remind", "react", "offline", "online", "cut", "faults", "heal", "reopen", "restart", "caption", "expect", "still"}
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
	allowed := append(append([]string{}, form.keys...), "as", "after")
	for _, f := range fields[1:] {
		if !slices.Contains(allowed, f.key) {
			b.wrong(f.at, "%s takes no %q%s", verb, f.key, hint(f.key, allowed))
			return
		}
		b.detail(&s, f)
	}
	b.object(&s, form, fields[0].value)
	b.actor(&s, form, fields[0].at)
	if s.As != "" && b.err == nil {
		b.labels[s.As] = true
		if verb == Say {
			b.sender[s.As] = s.By[0]
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
		s.Object = b.word(n, "the group")
		if b.err == nil && s.Object != b.s.Group.ID {
			b.wrong(n, "no group is called %q%s", s.Object, hint(s.Object, []string{b.s.Group.ID}))
		}
	case aHub:
		s.Object = b.oneOf(n, "restart", "hub")
	case sentences:
		for _, n := range b.list(n) {
			s.Expect = append(s.Expect, b.sentence(n))
		}
	}
	if s.Verb == Edit && s.Text == "" || s.Verb == React && s.Text == "" {
		b.wrong(n, "%s needs \"text\"", s.Verb)
	}
	if s.Verb == Fault && !s.Faults.Any() {
		b.wrong(n, "faults needs at least one of %s; \"heal\" ends them", strings.Join(faultKeys, ", "))
	}
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
		s.By = []Actor{{b.s.Group.Members[0], 1}}
	}
}
