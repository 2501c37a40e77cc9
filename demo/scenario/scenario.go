// Package scenario is the language of the scenario files: who takes part, which
// groups there are, what happens step by step, and what has to be so then. It
// reads a file and says with line and column what is wrong with it; it plays
// nothing. It does no I/O.
package scenario

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// A Scenario is one file, checked: every name in it is known.
type Scenario struct {
	// File is what errors call it.
	File string
	// Title is a few words, About one line.
	Title, About string
	// Seed makes the hesitations of those who read by themselves the same in
	// every run.
	Seed uint64
	Cast []Person
	// Groups are where it happens; Group is the first of them, the one that is
	// meant where a step names none.
	Groups []Group
	Group  Group
	Steps  []Step
	// Chinese are the title and the line about it in Chinese, where the file has them.
	Chinese struct{ Title, About string }
	// Seats are whose screens the demo shows, in this order; empty where the file
	// does not say.
	Seats []Actor
}

// A Reading says how somebody of the cast comes to read.
type Reading string

// The readings: only by steps of the file, or by themselves, soon or late.
const (
	ReadsBySteps Reading = ""
	ReadsFast    Reading = "fast"
	ReadsSlow    Reading = "slow"
)

// How long people take to look at a message who read soon, or late.
const (
	TakesFast = 300 * time.Millisecond
	TakesSlow = 3 * time.Second
)

// A Person is somebody of the cast.
type Person struct {
	ID, Name string
	Reads    Reading
	// Takes is about how long somebody takes to look at a message who reads by
	// themselves; 0 for who does not.
	Takes time.Duration
	// Answers is the policy of receipts.md: auto, ask or never; AnswersIn is that
	// of single groups.
	Answers   string
	AnswersIn map[string]string
	// Devices is how many the person has; a step means the first one unless it
	// says "bob/2".
	Devices int
	// Copies is how many people of this kind there are: crowd1, crowd2 and so on.
	Copies int
	Bot    bool
	// Faults are there from the beginning.
	Faults Faults
}

// A Group is where it happens.
type Group struct {
	ID, Name   string
	Members    []string
	Visibility string // sender or everyone
	Open       bool   // whoever wants may join
}

// A Step is one thing that happens, or has to be so.
type Step struct {
	Verb         Verb
	Line, Column int
	// By is who does it: the first of a list where the verb takes one person.
	By []Actor
	// At is before when of the scenario's time it does not happen, When is what has
	// to be so before it does; within bounds that wait, too.
	At   time.Duration
	When []Expectation
	// Object is what the verb is about: a text, a label, a person.
	Object string
	// In is the group in which it happens, by its id; of policy, "" is all of them.
	In string
	// As names the message, or the moment, for later steps.
	As      string
	Receipt bool
	Reply   string
	Text    string // of edit, and the sign of react
	Code    int    // with which the hub refuses it; 0 is done
	Within  time.Duration
	Expect  []Expectation
	Faults  Faults // of faults
	// After is how long the demo waits before this step; 0 where the file does not
	// say. Headless nothing is waited for.
	After time.Duration
	// Yours says of a read that in the demo the one who watches is asked to do it.
	Yours bool
	// Chinese is a caption, or what is said, in Chinese, where the file has it.
	Chinese string
}

// In returns the scenario in a language, by its tag: captions and what is said,
// as far as the file has them.
func (s *Scenario) In(tag string) *Scenario {
	if tag != "zh-CN" {
		return s
	}
	spoken := *s
	spoken.Title, spoken.About = cmp.Or(s.Chinese.Title, s.Title), cmp.Or(s.Chinese.About, s.About)
	spoken.Steps = slices.Clone(s.Steps)
	for i := range spoken.Steps {
		step := &spoken.Steps[i]
		step.Object = cmp.Or(step.Chinese, step.Object)
	}
	return &spoken
}

// An Actor is a person, and which of their devices.
type Actor struct {
	Person string
	Device int // from 1
}

// A Verb is what a step does.
type Verb string

// The verbs.
const (
	Say     Verb = "say"
	Ask     Verb = "ask"
	Read    Verb = "read"
	Open    Verb = "open"
	Focus   Verb = "focus"
	Blur    Verb = "blur"
	Answer  Verb = "answer"
	Join    Verb = "join"
	Invite  Verb = "invite"
	Leave   Verb = "leave"
	Remove  Verb = "remove"
	Edit    Verb = "edit"
	Recall  Verb = "recall"
	Remind  Verb = "remind"
	React   Verb = "react"
	Offline Verb = "offline"
	Online  Verb = "online"
	Cut     Verb = "cut"
	Fault   Verb = "faults"
	Heal    Verb = "heal"
	Reopen  Verb = "reopen"
	Restart Verb = "restart"
	Typing  Verb = "typing"
	Scroll  Verb = "scroll"
	Peek    Verb = "peek"
	Policy  Verb = "policy"
	Caption Verb = "caption"
	Expect  Verb = "expect"
	Still   Verb = "still"
)

// An Error is what is wrong with a file, and where: lines and columns count
// from 1.
type Error struct {
	File         string
	Line, Column int
	Text         string
}

func (e *Error) Error() string { return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Text) }
