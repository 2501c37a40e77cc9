package scenario_test

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"seenby/demo/scenario"
	"seenby/demo/scenarios"
)

var updateSchema = flag.Bool("update-schema", false, "write docs/scenario.schema.json anew")

func TestTheSchemaInTheDocsIsTheOneOfTheProgram(t *testing.T) {
	const path = "../../docs/scenario.schema.json"
	if *updateSchema {
		if err := os.WriteFile(path, scenario.Schema(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	docs, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(docs, scenario.Schema()) {
		t.Errorf("%s is not what 'seenby qa schema' prints: go test ./demo/scenario -run Schema -update-schema (%v)", path, err)
	}
}

// compiled is the schema, ready to check what a file says.
func compiled(t *testing.T) func(text string) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(scenario.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("scenario.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("scenario.json")
	if err != nil {
		t.Fatal(err)
	}
	return func(text string) error {
		plain, err := yaml.YAMLToJSON([]byte(text))
		if err != nil {
			return err
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(plain))
		if err != nil {
			return err
		}
		return schema.Validate(value)
	}
}

func TestEveryScenarioThatShipsFollowsTheSchema(t *testing.T) {
	valid := compiled(t)
	for _, name := range scenarios.Names() {
		text, _ := scenarios.Text(name)
		if err := valid(string(text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTheParserAndTheSchemaAgree takes files of which each holds one thing of
// the language, rightly or wrongly. What only the parser can tell is marked.
func TestTheParserAndTheSchemaAgree(t *testing.T) {
	valid := compiled(t)
	const (
		good = iota
		bad
		parser // only it can tell
	)
	groups := "title: T\ncast: {alice: {answers: {ops: ask}}, bob: {devices: 2}}\ngroups:\n  - {id: team}\n  - {id: ops, members: [alice], visibility: everyone, open: true}\nsteps:\n"
	for text, verdict := range map[string]int{
		head: good, groups + "  - {say: hi, by: alice, in: ops, as: m1}\n": good, "": bad, "[]": bad, "hello": bad,
		"title: T\ncast: {a: {}}\nsteps: []\n": good, "title: T\ncast: {a: }\nsteps: []\n": good, "title: T\ncast: {}\nsteps: []\n": bad,
		"title: T\ncast: {a: {}}\nsteps: {caption: hi}\n": bad, "title: T\ncast: {a: {}}\ngroups: {id: ops}\nsteps: []\n": bad, "title: T\ncast: {a: {}}\nsteps:\n": bad,
		"title: T\ncast: {a: {}}\n": bad, "title: T\nsteps: []\n": bad, "cast: {a: {}}\nsteps: []\n": bad,
		"title: T\nabout: \"two\\nlines\"\ncast: {a: {}}\nsteps: []\n": bad, "title: T\nseed: -1\ncast: {a: {}}\nsteps: []\n": bad,
		"title: T\nseed: 7\ncast: {a: {}}\nsteps: []\n": good, "title: T\nseed: \"7\"\ncast: {a: {}}\nsteps: []\n": bad,
		"title: T\ncast: {everyone: {}}\nsteps: []\n": bad, "title: T\ncast: {Bob: {}}\nsteps: []\n": bad, "title: T\ncast: {bob: {age: 3}}\nsteps: []\n": bad,
		"title: T\ncast: {bob: {reads: often}}\nsteps: []\n": bad, "title: T\ncast: {bob: {answers: no}}\nsteps: []\n": bad,
		"title: T\ncast: {bob: {answers: {team: soon}}}\nsteps: []\n": bad, "title: T\ncast: {bob: {answers: {tame: ask}}}\nsteps: []\n": parser,
		"title: T\ncast: {bob: {devices: 5}}\nsteps: []\n": bad, "title: T\ncast: {bob: {copies: 1}}\nsteps: []\n": bad, "title: T\ncast: {bob: {bot: 1}}\nsteps: []\n": bad,
		"title: T\ncast: {bob: {faults: {loss: 5}}}\nsteps: []\n": bad, "title: T\ncast: {bob: {faults: {loss: 5%, clock: -1h}}}\nsteps: []\n": good,
		"title: T\ncast: {bob: {faults: {lag: 5s}}}\nsteps: []\n": bad, "title: T\ncast: {bob: {name: \"Bob B\", reads: slow, answers: never, devices: 2, bot: true}}\nsteps: []\n": good,
		"title: T\ncast: {bob: {}}\ngroup: {id: team}\ngroups: [{id: ops}]\nsteps: []\n": bad, "title: T\ncast: {bob: {}}\ngroups: [{id: ops}, {id: ops}]\nsteps: []\n": parser,
		"title: T\ncast: {bob: {}}\ngroups: []\nsteps: []\n": bad, "title: T\ncast: {bob: {}}\ngroup: {members: []}\nsteps: []\n": bad,
		"title: T\ncast: {bob: {}}\ngroup: {members: [bob, bob]}\nsteps: []\n": parser, "title: T\ncast: {bob: {}}\ngroup: {visibility: all}\nsteps: []\n": bad,
		head + "  - {}\n": bad, head + "  - 5\n": bad, head + "  - {sya: hi}\n": bad, head + "  - {say: hi}\n": bad, head + "  - {say: hi, by: alice, from: bob}\n": bad,
		head + "  - {say: [hi], by: alice}\n": bad, head + "  - {say: hi, by: alice, receipt: yes}\n": bad, head + "  - {say: hi, by: alice, as: M 2}\n": bad,
		head + "  - {say: hi, by: alice, reply: m1, code: 400, at: 3s, when: bob sees m1, within: 5s}\n": good, head + "  - {say: hi, by: alice, at: soon}\n": bad,
		head + "  - {say: hi, by: alice, at: 3s}\n  - {say: hi, by: alice, at: 2s}\n": parser, head + "  - {say: hi, by: alice, when: never}\n": bad,
		head + "  - {say: hi, by: alice, in: ops}\n": parser, head + "  - {say: hi, by: alice, code: x}\n": bad, head + "  - {read: m1, by: bob/2}\n": good, head + "  - {read: m1, by: bob/9}\n": bad,
		head + "  - {read: m1, by: carol/2}\n": parser, head + "  - {read: m2, by: bob}\n": parser, head + "  - {read: m1, by: [bob, carol]}\n": good, head + "  - {read: m1, by: []}\n": bad,
		head + "  - {edit: m1}\n": bad, head + "  - {edit: m1, text: more}\n": good, head + "  - {react: m1, by: bob}\n": bad, head + "  - {restart: carol}\n": bad, head + "  - {restart: hub}\n": good,
		head + "  - {faults: bob}\n": bad, head + "  - {faults: bob, latency: 200ms, jitter: 50ms, loss: 10%, duplicate: 5%, reorder: 5%, cut: 1%, clock: +1h}\n": good,
		head + "  - {faults: bob, loss: 10}\n": bad, head + "  - {faults: bob, loss: 0%}\n": parser, head + "  - {faults: bob, clock: later}\n": bad, head + "  - {heal: everyone}\n": good, head + "  - {heal: bob, loss: 1%}\n": bad,
		head + "  - {scroll: up, by: bob}\n": good, head + "  - {scroll: left, by: bob}\n": bad, head + "  - {peek: on, by: bob}\n": good, head + "  - {peek: maybe, by: bob}\n": bad,
		head + "  - {policy: never, by: bob, in: team}\n": good, head + "  - {policy: often, by: bob}\n": bad, head + "  - {typing: team, by: bob}\n": good, head + "  - {typing: team}\n": bad,
		head + "  - {caption: Look here., at: 2s}\n": good, head + "  - {caption: Look here., by: bob}\n": bad, head + "  - {expect: m1 read all, within: 2m}\n": good, head + "  - {expect: m1}\n": bad,
		head + "  - {expect: []}\n": bad, head + "  - {expect: m1 is great}\n": parser, head + "  - {still: [bob sees no receipts, bob withholds nothing, alice sees bob typing]}\n": good, head + "  - {still: m1 asks, by: bob}\n": bad,
		head + "  - {invite: carol, in: team, by: alice, code: 403}\n": good, head + "  - {join: team, by: carol, as: joined}\n": good, head + "  - {open: team, by: bob}\n": good, head + "  - {open: tame, by: bob}\n": parser,
	} {
		_, err := scenario.Parse("f", []byte(text))
		var e *scenario.Error
		if parsed := err == nil; parsed != (verdict == good) || err != nil && (!errors.As(err, &e) || strings.Contains(err.Error(), "\n")) {
			t.Errorf("the parser says %v of\n%s", err, text)
		}
		if err := valid(text); (err == nil) == (verdict == bad) {
			t.Errorf("the schema says %v of\n%s", err, text)
		}
	}
}
