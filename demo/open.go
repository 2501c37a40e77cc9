package demo

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"

	"seenby/demo/trace"
	"seenby/ui/cell"
)

// Open shows the frames of a trace or an export on the wire pane, and whether
// they keep the promises, until the user leaves.
func Open(ctx context.Context, path string, o Options) error {
	frames, err := trace.Open(path)
	if err != nil {
		return err
	}
	s := openTrace(frames, filepath.Base(path), o)
	return o.show(ctx, s)
}

// openTrace returns a stage without seats that shows frames.
func openTrace(frames []trace.Frame, name string, o Options) *stage {
	s := o.stage(nil)
	s.calls = newRecorder(s.now)
	s.playing, s.atDesk, s.saved = name, true, true
	seen := map[string]bool{}
	for _, f := range frames {
		s.calls.see(f)
		if u := trace.User(f.Who); !seen[u] {
			seen[u] = true
			s.cast = append(s.cast, player{id: u, name: u})
		}
	}
	slices.SortFunc(s.cast, func(a, b player) int { return cmp.Compare(a.id, b.id) })
	s.notice = notice{s.say(s.words.Opened, s.frames(len(frames)), cell.Line(name)), s.theme.Text}
	if broken, _, _ := s.calls.verdict(); broken != nil {
		s.notice = notice{cell.Line(broken.String()), s.theme.Bad}
	}
	return s
}
