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
	sender map[string]Actor // of the labelled messages
}

// Parse reads a scenario; file is what errors call it. An error is an *[Error]:
// the first thing that is wrong.
func Parse(file string, text []byte) (*Scenario, error) {
	b := &builder{reader: reader{file: file}, labels: map[string]bool{}, sender: map[string]Actor{}}
	b.s = Scenario{File: file, Seed: 1}
	root, err := b.tree(text)
	if err != nil {
		return nil, err
	}
	found := map[string]ast.Node{}
	for _, f := range b.fields(root, "a scenario", "title", "about", "seed", "cast", "group", "seats", "zh", "steps") {
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
		b.s.Seed = uint64(b.number(n, "the seed", 0, 1<<31))
	}
	for _, f := range b.fields(found["zh"], "zh", "title", "about") {
		if f.key == "title" {
			b.s.Chinese.Title = b.line(f.value, "the title")
		} else {
			b.s.Chinese.About = b.line(f.value, "about")
		}
	}
	b.cast(found["cast"])
	b.group(found["group"])
	if n := found["seats"]; n != nil {
		b.seats(n)
	}
	for _, n := range b.list(found["steps"]) {
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
		if !name.MatchString(f.key) || f.key == "everyone" || f.key == "nobody" || f.key == "hub" {
			b.wrong(f.at, "%q is no name: a name is small letters and digits, and not everyone, nobody or hub", f.key)
		}
		p := Person{ID: f.key, Name: strings.ToUpper(f.key[:min(1, len(f.key))]) + f.key[min(1, len(f.key)):], Answers: "auto", Devices: 1, Copies: 1}
		for _, f := range b.fields(f.value, "a person", "name", "reads", "answers", "devices", "copies", "bot", "faults") {
			switch f.key {
			case "name":
				p.Name = b.line(f.value, "a name")
			case "reads":
				b.reads(&p, f.value)
			case "answers":
				p.Answers = b.oneOf(f.value, "answers", "auto", "ask", "never")
			case "devices":
				p.Devices = b.number(f.value, "devices", 1, 4)
			case "copies":
				p.Copies = b.number(f.value, "copies", 2, 1000)
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

// reads is fast, slow, or about how long it takes.
func (b *builder) reads(p *Person, n ast.Node) {
	if t, err := time.ParseDuration(b.word(n, "reads")); err == nil && t > 0 && t <= time.Hour {
		p.Reads, p.Takes = ReadsSlow, t
		return
	}
	p.Reads = Reading(b.oneOf(n, "reads", "fast", "slow", "2s"))
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

func (b *builder) group(n ast.Node) {
	b.s.Group = Group{ID: "team", Members: b.people, Visibility: "sender"}
	for _, f := range b.fields(n, "the group", "id", "name", "members", "visibility", "open") {
		switch f.key {
		case "id":
			if b.s.Group.ID = b.word(f.value, "id"); !name.MatchString(b.s.Group.ID) {
				b.wrong(f.value, "%q is no id of a group: it is small letters and digits", b.s.Group.ID)
			}
		case "name":
			b.s.Group.Name = b.line(f.value, "the name")
		case "members":
			b.s.Group.Members = nil
			for _, n := range b.list(f.value) {
				b.s.Group.Members = append(b.s.Group.Members, b.person(n))
			}
		case "visibility":
			b.s.Group.Visibility = b.oneOf(f.value, "visibility", "sender", "everyone")
		case "open":
			b.s.Group.Open = b.truth(f.value, "open")
		}
	}
	if len(b.s.Group.Members) == 0 {
		b.wrong(n, "the group has no members")
	}
	if b.s.Group.Name == "" {
		b.s.Group.Name = b.s.Group.ID
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
