package logtest

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"

	"seenby/chat"
	"seenby/chat/log"
)

// broken is an applier that panics.
type broken struct{}

func (broken) Apply([]chat.Command) ([]chat.Outcome, error) { panic("the applier is broken") }

const inside = "SEENBY_LOGTEST_PANIC"

// panics runs the test again in a process of its own, which has to end with the
// panic's words.
func panics(t *testing.T, s Subject) {
	if os.Getenv(inside) != "" {
		l := s.Log(broken{}, func([]log.Applied) { os.Exit(0) })
		_ = l.Submit(context.Background(), log.Entry{})
		_ = l.Close(context.Background())
		os.Exit(0)
	}
	run := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^"+t.Name()+"$")
	run.Env = append(os.Environ(), inside+"=1")
	out, err := run.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "the applier is broken") {
		t.Errorf("the process ended with %v and said:\n%s", err, out)
	}
}
