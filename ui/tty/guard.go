package tty

import (
	"reflect"
	"runtime/debug"
	"strings"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"seenby/crash"
)

// A guarded model tells of its own panics, and is asked no more after a crash. What it draws is
// tried first: the library takes it to pieces on a goroutine of its own, where
// nobody could catch a panic. A line that would make it panic is left empty.
type guarded struct {
	tea.Model
	crashed <-chan struct{} // closed after a crash
	last    tea.View
	lines   map[string]bool   // of last: whether they can be drawn
	bad     func(crash.Crash) // told of lines that cannot
}

// Init starts the model.
func (g *guarded) Init() (cmd tea.Cmd) {
	defer crash.Guard()
	return guard(g.Model.Init())
}

// Update hands a message to the model.
func (g *guarded) Update(msg tea.Msg) (self tea.Model, cmd tea.Cmd) {
	self = g
	if g.broken() {
		return g, nil
	}
	defer crash.Guard()
	g.Model, cmd = g.Model.Update(msg)
	return g, guard(cmd)
}

// View is what the model draws, or what it drew last when it cannot.
func (g *guarded) View() (v tea.View) {
	v = g.last
	if g.broken() {
		return v
	}
	defer crash.Guard()
	next := g.Model.View()
	next.Content = g.try(next.Content)
	g.last = next
	return next
}

func (g *guarded) broken() bool {
	select {
	case <-g.crashed:
		return true
	default:
		return false
	}
}

// try returns content without the lines that cannot be drawn. Only those that
// were not there before are tried.
func (g *guarded) try(content string) string {
	lines, whole := make(map[string]bool, len(g.lines)), true
	for line := range strings.SplitSeq(content, "\n") {
		good, tried := g.lines[line]
		if !tried {
			good = g.drawable(line)
		}
		lines[line] = good
		whole = whole && good
	}
	g.lines = lines
	if whole {
		return content
	}
	kept := strings.Split(content, "\n")
	for i, line := range kept {
		if !lines[line] {
			kept[i] = ""
		}
	}
	return strings.Join(kept, "\n")
}

// drawable reports whether the library can draw a line.
func (g *guarded) drawable(line string) (good bool) {
	defer func() {
		if why := recover(); why != nil {
			g.bad(crash.Crash{Why: why, Stack: debug.Stack()})
		}
	}()
	uv.NewStyledString(line).Lines(ansi.GraphemeWidth)
	return true
}

// guard lets a command, and those that it yields, tell of their panics.
func guard(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer crash.Guard()
		msg = cmd()
		return guardAll(msg)
	}
}

// guardAll guards the commands in what a command yielded: a batch, or a sequence,
// whose type the library keeps for itself.
func guardAll(msg tea.Msg) tea.Msg {
	all := reflect.ValueOf(msg)
	if all.Kind() != reflect.Slice || all.Type().Elem() != reflect.TypeFor[tea.Cmd]() {
		return msg
	}
	guarded := reflect.MakeSlice(all.Type(), all.Len(), all.Len())
	for i := range all.Len() {
		one, _ := all.Index(i).Interface().(tea.Cmd)
		guarded.Index(i).Set(reflect.ValueOf(guard(one)))
	}
	return guarded.Interface()
}
