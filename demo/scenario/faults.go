package scenario

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// Faults are what goes wrong between somebody's devices and the hub. The zero
// value is that nothing does. What each means on a websocket, which is a stream
// and neither loses nor reorders by itself, is said in docs/qa.md.
type Faults struct {
	// Offline is that there is no network.
	Offline bool
	// Latency delays every message in both directions; Jitter is by how much more
	// at most. The order stays.
	Latency, Jitter time.Duration
	// Loss, Duplicate, Reorder and Cut are how likely it is for a message, from 0
	// to 1: to be lost with all that follows, to come twice, to be overtaken, to
	// be where the connection breaks.
	Loss, Duplicate, Reorder, Cut float64
	// Clock is how far the wall clock of the person's machines is ahead.
	Clock time.Duration
}

// Any reports whether something goes wrong.
func (f Faults) Any() bool { return f != Faults{} }

// String names what goes wrong, in the words of the language.
func (f Faults) String() string {
	if !f.Any() {
		return "none"
	}
	var parts []string
	add := func(is bool, format string, a ...any) {
		if is {
			parts = append(parts, fmt.Sprintf(format, a...))
		}
	}
	percent := func(v float64) string { return strconv.FormatFloat(100*v, 'f', -1, 64) + "%" }
	add(f.Offline, "offline")
	add(f.Latency > 0, "latency %s", f.Latency)
	add(f.Jitter > 0, "jitter %s", f.Jitter)
	add(f.Loss > 0, "loss %s", percent(f.Loss))
	add(f.Duplicate > 0, "duplicate %s", percent(f.Duplicate))
	add(f.Reorder > 0, "reorder %s", percent(f.Reorder))
	add(f.Cut > 0, "cut %s", percent(f.Cut))
	add(f.Clock > 0, "clock +%s", f.Clock)
	add(f.Clock < 0, "clock %s", f.Clock)
	return strings.Join(parts, ", ")
}

// faultKeys are the names of the faults in a file.
var faultKeys = []string{"latency", "jitter", "loss", "duplicate", "reorder", "cut", "clock"}

// longestLatency and farthestClock bound faults.
const (
	longestLatency = 10 * time.Second
	farthestClock  = 100 * 365 * 24 * time.Hour
)

// fault reads one fault.
func (b *builder) fault(f *Faults, at field) {
	switch at.key {
	case "latency":
		f.Latency = b.duration(at.value, at.key, longestLatency)
	case "jitter":
		f.Jitter = b.duration(at.value, at.key, longestLatency)
	case "loss":
		f.Loss = b.percent(at.value, at.key)
	case "duplicate":
		f.Duplicate = b.percent(at.value, at.key)
	case "reorder":
		f.Reorder = b.percent(at.value, at.key)
	case "cut":
		f.Cut = b.percent(at.value, at.key)
	case "clock":
		f.Clock = b.offset(at.value, at.key)
	}
}

// percent reads "10%" as 0.1.
func (r *reader) percent(n ast.Node, what string) float64 {
	number, is := strings.CutSuffix(r.word(n, what), "%")
	v, err := strconv.ParseFloat(number, 64)
	if !is || err != nil || !(v > 0 && v <= 100) {
		r.wrong(n, "%s has to be how many of a hundred messages, like 5%%", what)
		return 0
	}
	return v / 100
}

// offset reads how far a clock is off.
func (r *reader) offset(n ast.Node, what string) time.Duration {
	d, err := time.ParseDuration(r.word(n, what))
	if err != nil || d == 0 || d.Abs() > farthestClock {
		r.wrong(n, "%s has to be how far it is ahead or behind, like +1h or -30s", what)
		return 0
	}
	return d
}
