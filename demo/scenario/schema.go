package scenario

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// A form is a JSON schema, or part of one.
type form = map[string]any

// Schema returns the language as a JSON schema, made from the tables that the
// parser goes by. It knows every key and every kind of value; what only the rest
// of a file can tell, such as whether somebody is in the cast, the parser alone
// checks. It ends with a line feed.
func Schema() []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(language()); err != nil {
		panic(fmt.Sprintf("scenario: the schema is no JSON: %v", err)) // it consists of texts, numbers and lists
	}
	return b.Bytes()
}

// Forms of values that occur in several places.
var (
	aWord = form{"type": []string{"string", "number", "boolean"}}
	aLine = form{"type": []string{"string", "number", "boolean"}, "pattern": `^[^\n\r\t]*[^\s][^\n\r\t]*$`}
	aName = form{"type": "string", "pattern": name.String()}
	aTime = form{"type": "string", "pattern": `^([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$`}
	aPart = form{"type": "string", "pattern": `^[0-9]+(\.[0-9]+)?%$`}
	aTerm = form{"type": "string", "pattern": `^[+-]?([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$`}
	truth = form{"type": "boolean"}
)

func oneOf(words ...string) form  { return form{"enum": words} }
func number(least, most int) form { return form{"type": "integer", "minimum": least, "maximum": most} }
func oneOrMore(f form) form {
	return form{"anyOf": []any{f, form{"type": "array", "items": f, "minItems": 1}}}
}
func about(text string, f form) form { return with(f, "description", text) }
func mapping(keys form, needed ...string) form {
	f := form{"type": "object", "properties": keys, "additionalProperties": false}
	if len(needed) > 0 {
		f["required"] = needed
	}
	return f
}

// with returns a copy of f with one key more.
func with(f form, key string, value any) form {
	out := form{key: value}
	for k, v := range f {
		out[k] = v
	}
	return out
}

// actor is who does something, sentence what an expectation says.
var (
	actor    = form{"type": "string", "pattern": `^[a-z][a-z0-9_-]{0,31}(/[1-4])?$`}
	sentence = form{"type": "string", "pattern": `^\s*\S+\s+\S`}
)

// faultForms are those of the keys of faults.
var faultForms = form{
	"latency":   about("every message comes later by this", aTime),
	"jitter":    about("and by up to this much more", aTime),
	"loss":      about("how many messages are lost, with all that follows on their connection", aPart),
	"duplicate": about("how many messages come twice", aPart),
	"reorder":   about("how many calls and replies are overtaken by the next message", aPart),
	"cut":       about("at how many messages the connection breaks, at any byte", aPart),
	"clock":     about("how far the wall clock is ahead, or behind with a minus", aTerm),
}

// detailForms are those of the keys beside a verb.
var detailForms = form{
	"by":      about("who does it: bob, bob/2 for the second device, a list, everyone", oneOrMore(actor)),
	"as":      about("what later steps call the message, or the moment", aName),
	"receipt": about("the message asks for receipts from the beginning", truth),
	"reply":   about("the message that it answers", aWord),
	"text":    about("the new text of edit, the sign of react", aWord),
	"code":    about("the hub has to refuse it with this code", number(0, 99999)),
	"in":      about("in which group; without it in the first one", aName),
	"at":      about("not before the scenario has gone on for this long", aTime),
	"after":   about("not before this long after the step before, in the demo", aTime),
	"when":    about("not before this is so", oneOrMore(sentence)),
	"yours":   about("in the demo, whoever watches is asked to read", truth),
	"zh":      about("the text in Chinese, for the demo", aLine),
	"within":  about("how long expect, or when, waits at most", aTime),
}

// objectForms are those of what a verb is about.
var objectForms = map[object]form{
	aText: aWord, aMessage: aWord, aPerson: oneOrMore(actor), theGroup: aName, aHub: oneOf("hub"),
	aWay: oneOf(ways...), aPeek: oneOf(peeks...), aPolicy: oneOf(policies...), sentences: oneOrMore(sentence),
}

// verbTexts say what each verb does.
var verbTexts = map[Verb]string{
	Say: "sends a message", Ask: "the sender asks who has read it", Read: "it is on the screen, with the focus, until it counts as read",
	Open: "the group is on the screen", Focus: "the terminal gets the focus", Blur: "the terminal loses the focus",
	Answer: "answers by hand", Join: "joins an open group", Invite: "brings somebody in", Leave: "leaves the group",
	Remove: "takes somebody out", Edit: "changes the text", Recall: "takes the message back", Remind: "nudges those who have not read",
	React: "sets a reaction", Offline: "there is no network", Online: "the network is back", Cut: "the connection breaks",
	Fault: "from here on the network is bad, or the clock wrong", Heal: "no faults any more", Reopen: "the app is closed and started again",
	Restart: "the hub ends and comes back", Typing: "is seen typing", Scroll: "moves the timeline by a screen, or to its end",
	Peek: "looks around without answering, and then sends or drops what was withheld", Policy: "changes who decides about answering", Caption: "a comment for those who watch", Expect: "waits until it is so", Still: "has to be so already",
}

// details are the forms of all keys beside a verb, by their names.
func details() form {
	out := form{}
	maps.Copy(out, detailForms)
	maps.Copy(out, faultForms)
	return out
}

// stepForms are those of the steps: one for each verb.
func stepForms() []any {
	var out []any
	for _, verb := range verbs() {
		shape := shapes[Verb(verb)]
		keys := form{verb: about(verbTexts[Verb(verb)], objectForms[shape.about])}
		for _, key := range slices.Concat(everyStep, shape.keys) {
			keys[key] = form{"$ref": "#/$defs/" + key}
		}
		needed := []string{verb}
		if shape.by == byNamed {
			needed = append(needed, "by")
		}
		if slices.Contains(needsText, Verb(verb)) {
			needed = append(needed, "text")
		}
		f := mapping(keys, needed...)
		if Verb(verb) == Fault {
			f["minProperties"] = 2
		}
		out = append(out, f)
	}
	return out
}

// language is the form of a scenario.
func language() form {
	person := mapping(form{
		"name":  about("the name that is shown", aLine),
		"reads": about("reads by themselves, soon or late; without it by steps alone", form{"anyOf": []any{oneOf(readings...), aTime}}),
		"answers": about("answers what was read, asks first, or never answers; or so in each group",
			form{"anyOf": []any{oneOf(policies...), form{"type": "object", "propertyNames": aName, "additionalProperties": oneOf(policies...)}}}),
		"devices": about("how many devices this person has", number(1, maxDevices)),
		"copies":  about("a crowd of that many", number(2, maxCopies)),
		"bot":     about("never counts as a reader", truth),
		"faults":  about("what goes wrong from the beginning", mapping(faultForms)),
	})
	group := mapping(form{
		"id": aName, "name": aLine, "members": about("the first one owns it; without it everybody is in it", oneOrMore(aName)),
		"visibility": oneOf(visibilities...), "open": about("anyone may join", truth),
	})
	people := form{
		"type": "object", "minProperties": 1, "additionalProperties": form{"anyOf": []any{person, form{"type": "null"}}},
		"propertyNames": form{"pattern": name.String(), "not": oneOf(notNames...)},
	}
	out := mapping(form{
		"title": about("a few words", aLine), "about": about("what it shows, in a line", aLine),
		"seed": about("of the hesitations of those who read by themselves, and of the faults", number(0, maxSeed)),
		"cast": about("who takes part", people), "group": about("where it happens; without it everybody is in the group team", group),
		"groups": about("where it happens, in more than one", form{"type": "array", "items": group, "minItems": 1, "maxItems": maxGroups}),
		"seats":  about("whose screens the demo shows", oneOrMore(actor)),
		"zh":     about("the title and the line about it in Chinese", mapping(form{"title": aLine, "about": aLine})),
		"steps":  about("what happens, one after the other", form{"type": "array", "items": form{"anyOf": stepForms()}}),
	}, "title", "cast", "steps")
	out["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	out["title"] = "A scenario of seenby"
	out["$defs"] = details()
	out["not"] = form{"required": []string{"group", "groups"}}
	return out
}
