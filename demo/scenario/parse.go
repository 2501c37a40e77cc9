package scenario

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// What a name is: of a person, a group, or a message.
var name = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,31}$`)

// within is how long an expectation may take to become true where the file
// does not say: a state is waited for, so it costs nothing when all is well.
const within = "30s"

// A builder puts a scenario together.
type builder struct {
	reader
	s      Scenario
	people []string
	labels map[string]bool
	sender map[string]Actor  // of the labelled messages
	where  map[string]string // and their groups
	at     time.Duration     // of the last step with a time
}

// Parse reads a scenario; file is what errors call it. An error is an *[Error]:
// the first thing that is wrong.
func Parse(file string, text []byte) (*Scenario, error) {
	b := &builder{reader: reader{file: file}, labels: map[string]bool{}, sender: map[string]Actor{}, where: map[string]string{}}
	b.s = Scenario{File: file, Seed: 1}
	root, err := b.tree(text)
	if err != nil {
		return nil, err
	}
	found := map[string]ast.Node{}
	for _, f := range b.fields(root, "a scenario", topKeys...) {
		found[f.key] = f.value
	}
	for _, key := range []string{"title", "cast", "steps"} {
		if found[key] == nil {
			b.wrong(root, "%q is missing", key)
		}
	}
	if b.err != nil {
		return nil, b.err
	}
	b.s.Title = b.line(found["title"], "the title")
	if n := found["about"]; n != nil {
		b.s.About = b.line(n, "about")
	}
	if n := found["seed"]; n != nil {
		b.s.Seed = uint64(b.number(n, "the seed", 0, maxSeed))
	}
	for _, f := range b.fields(found["zh"], "zh", "title", "about") {
		if f.key == "title" {
			b.s.Chinese.Title = b.line(f.value, "the title")
		} else {
			b.s.Chinese.About = b.line(f.value, "about")
		}
	}
	b.cast(found["cast"])
	b.groups(found["group"], found["groups"])
	b.policies(found["cast"])
	if n := found["seats"]; n != nil {
		b.seats(n)
	}
	for _, n := range b.items(found["steps"], "steps") {
		b.step(n)
	}
	if b.err != nil {
		return nil, b.err
	}
	return &b.s, nil
}

// line is a text of one line.
func (b *builder) line(n ast.Node, what string) string {
	t := b.word(n, what)
	if strings.ContainsAny(t, "\n\r\t") || strings.TrimSpace(t) == "" {
		b.wrong(n, "%s has to be one line", what)
	}
	return t
}

func (b *builder) cast(n ast.Node) {
	for _, f := range b.fields(n, "the cast") {
		if !name.MatchString(f.key) || slices.Contains(notNames, f.key) {
			b.wrong(f.at, "%q is no name: a name is small letters and digits, and not everyone, nobody or hub", f.key)
		}
		p := Person{ID: f.key, Name: strings.ToUpper(f.key[:min(1, len(f.key))]) + f.key[min(1, len(f.key)):], Answers: "auto", Devices: 1, Copies: 1}
		for _, f := range b.fields(f.value, "a person", personKeys...) {
			switch f.key {
			case "name":
				p.Name = b.line(f.value, "a name")
			case "reads":
				b.reads(&p, f.value)
			case "devices":
				p.Devices = b.number(f.value, "devices", 1, maxDevices)
			case "copies":
				p.Copies = b.number(f.value, "copies", 2, maxCopies)
			case "bot":
				p.Bot = b.truth(f.value, "bot")
			case "faults":
				for _, f := range b.fields(f.value, "faults", faultKeys...) {
					b.fault(&p.Faults, f)
				}
			}
		}
		b.s.Cast = append(b.s.Cast, p)
		b.people = append(b.people, p.ID)
	}
	if len(b.s.Cast) == 0 {
		b.wrong(n, "nobody is in the cast")
	}
}

// The keys of the mappings, and what there is for some of them.
var (
	topKeys      = []string{"title", "about", "seed", "cast", "group", "groups", "seats", "zh", "steps"}
	personKeys   = []string{"name", "reads", "answers", "devices", "copies", "bot", "faults"}
	groupKeys    = []string{"id", "name", "members", "visibility", "open"}
	readings     = []string{"fast", "slow"}
	policies     = []string{"auto", "ask", "never"}
	visibilities = []string{"sender", "everyone"}
	notNames     = []string{"everyone", "nobody", "nothing", "hub"}
)

// Bounds of numbers.
const (
	maxSeed    = 1 << 31
	maxDevices = 4
	maxCopies  = 1000
	maxGroups  = 20
)

// reads is fast, slow, or about how long it takes.
func (b *builder) reads(p *Person, n ast.Node) {
	if t, err := time.ParseDuration(b.word(n, "reads")); err == nil && t > 0 && t <= time.Hour {
		p.Reads, p.Takes = ReadsSlow, t
		return
	}
	p.Reads = Reading(b.oneOf(n, "reads", append(slices.Clone(readings), "2s")...))
	p.Takes = map[Reading]time.Duration{ReadsFast: TakesFast, ReadsSlow: TakesSlow}[p.Reads]
}

// MaxSeats is how many screens the demo shows at most.
const MaxSeats = 4

// seats are up to four of those who have a screen: a crowd has none.
func (b *builder) seats(n ast.Node) {
	b.s.Seats = b.actors(n)
	for i, a := range b.s.Seats {
		p := b.s.Cast[slices.Index(b.people, a.Person)]
		switch {
		case p.Copies > 1:
			b.wrong(n, "%s is a crowd, and has no seat", a.Person)
		case slices.Contains(b.s.Seats[:i], a):
			b.wrong(n, "%s can sit in one seat only", a.Person)
		}
	}
	if len(b.s.Seats) > MaxSeats {
		b.wrong(n, "%d seats: there is room for %d", len(b.s.Seats), MaxSeats)
	}
}

// groups reads the one group, or the several.
func (b *builder) groups(one, several ast.Node) {
	if one != nil && several != nil {
		b.wrong(several, "there is either \"group\" or \"groups\"")
		return
	}
	if several == nil {
		b.s.Groups = []Group{b.group(one)}
	}
	if several != nil {
		b.several(several)
	}
	switch n := len(b.s.Groups); {
	case n == 0:
		b.wrong(several, "there is no group")
	case n > maxGroups:
		b.wrong(several, "there are %d groups, and %d are the most", n, maxGroups)
	default:
		b.s.Group = b.s.Groups[0]
	}
}

func (b *builder) several(n ast.Node) {
	for _, n := range b.items(n, "groups") {
		g := b.group(n)
		if slices.ContainsFunc(b.s.Groups, func(other Group) bool { return other.ID == g.ID }) {
			b.wrong(n, "two groups are called %q: each needs an \"id\" of its own", g.ID)
		}
		b.s.Groups = append(b.s.Groups, g)
	}
}

func (b *builder) group(n ast.Node) Group {
	g := Group{ID: "team", Members: b.people, Visibility: "sender"}
	for _, f := range b.fields(n, "a group", groupKeys...) {
		switch f.key {
		case "id":
			if g.ID = b.word(f.value, "id"); !name.MatchString(g.ID) {
				b.wrong(f.value, "%q is no id of a group: it is small letters and digits", g.ID)
			}
		case "name":
			g.Name = b.line(f.value, "the name")
		case "members":
			g.Members = nil
			for _, n := range b.list(f.value) {
				who := b.person(n)
				if slices.Contains(g.Members, who) {
					b.wrong(n, "%s is a member already", who)
				}
				g.Members = append(g.Members, who)
			}
		case "visibility":
			g.Visibility = b.oneOf(f.value, "visibility", visibilities...)
		case "open":
			g.Open = b.truth(f.value, "open")
		}
	}
	if len(g.Members) == 0 {
		b.wrong(n, "the group has no members")
	}
	if g.Name == "" {
		g.Name = g.ID
	}
	return g
}

// policies reads how people answer, which may be another way in each group.
func (b *builder) policies(cast ast.Node) {
	for i, f := range b.fields(cast, "the cast") {
		for _, f := range b.fields(f.value, "a person") {
			if f.key != "answers" {
				continue
			}
			p := &b.s.Cast[i]
			switch f.value.(type) {
			case *ast.MappingNode, *ast.MappingValueNode:
				p.AnswersIn = map[string]string{}
				for _, f := range b.fields(f.value, "answers") {
					p.AnswersIn[b.groupNamed(f.at)] = b.oneOf(f.value, "answers", policies...)
				}
			default:
				p.Answers = b.oneOf(f.value, "answers", policies...)
			}
		}
	}
}

// person is somebody of the cast.
func (b *builder) person(n ast.Node) string {
	p := b.word(n, "a person")
	if b.err == nil && !slices.Contains(b.people, p) {
		b.wrong(n, "nobody called %q is in the cast%s", p, hint(p, b.people))
	}
	return p
}

// actors reads "bob", "bob/2", a list of them, or "everyone".
func (b *builder) actors(n ast.Node) []Actor {
	var out []Actor
	for _, n := range b.list(n) {
		word := b.word(n, "by")
		who, device, several := strings.Cut(word, "/")
		if who == "everyone" {
			for _, id := range b.people {
				out = append(out, Actor{id, 1})
			}
			continue
		}
		i := slices.Index(b.people, who)
		if i < 0 {
			b.wrong(n, "nobody called %q is in the cast%s", who, hint(who, b.people))
			return nil
		}
		a := Actor{who, 1}
		if several {
			d, err := strconv.Atoi(device)
			if err != nil || d < 1 || d > b.s.Cast[i].Devices {
				b.wrong(n, "%s has no device %q: the cast says devices: %d", who, device, b.s.Cast[i].Devices)
			}
			a.Device = d
		}
		out = append(out, a)
	}
	return out
}

// message is a label that an earlier step gave.
func (b *builder) message(n ast.Node, word string) string {
	if b.err == nil && b.sender[word].Person == "" {
		b.wrong(n, "no message before this is called %q%s", word, hint(word, b.known()))
	}
	return word
}

// known are the messages so far.
func (b *builder) known() []string {
	var out []string
	for label := range b.sender {
		out = append(out, label)
	}
	slices.Sort(out)
	return out
}
