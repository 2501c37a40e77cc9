package replay

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// mapped is a call as it goes out: with the ids, the token and the cursors of
// the replay.
func (r *run) mapped(c *call) []byte {
	r.heard.mu.Lock()
	defer r.heard.mu.Unlock()
	ids := map[string]string{}
	for uid, label := range r.heard.labels {
		ids[label] = uid
	}
	obj, _ := r.translate(c.obj, "", ids).(map[string]any)
	if c.op == "connect" {
		token, err := r.token(c.in)
		if err != nil {
			token = "" // the hub will say so
		}
		obj["token"] = token
		if cursors, ok := c.obj["cursors"].(map[string]any); ok {
			obj["cursors"] = r.positions(c.Who, cursors)
		}
	}
	return []byte(canonical(obj))
}

// translate replaces the ids of messages. The caller holds the lock.
func (r *run) translate(v any, key string, ids map[string]string) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, inner := range v {
			out[k] = r.translate(inner, k, ids)
		}
		return out
	case []any:
		out := make([]any, 0, len(v))
		for _, inner := range v {
			out = append(out, r.translate(inner, key, ids))
		}
		return out
	case string:
		if key == "messageUId" || key == "replyTo" || key == "messageList" {
			if uid, known := ids[r.labels[v]]; known {
				return uid
			}
		}
	}
	return v
}

// positions are the cursors that somebody hands in: those of the same places.
// Of a place that was never compared, it is the last one that they were told.
func (r *run) positions(who string, recorded map[string]any) map[string]any {
	out := map[string]any{}
	for group, cursor := range recorded {
		if !r.groups[group] {
			continue
		}
		out[group] = cursor
		if same, known := r.cursors[who+" "+group+" "+text(cursor)]; known {
			out[group] = same
			continue
		}
		if last := r.last[who+" "+group]; last != "" {
			out[group] = last
		}
	}
	return out
}

// same notes that two frames tell of the same place. What a connection was told
// first holds: that was a fact of its own, and not how far the group was then.
func (r *run) same(l *live, recorded, replayed map[string]any) {
	note := func(group string, a, b any) {
		from, to := text(a), text(b)
		if from == "" || to == "" {
			return
		}
		r.last[l.who+" "+group] = to
		if key := l.who + " " + group + " " + from; r.cursors[key] == "" {
			r.cursors[key] = to
		}
	}
	note(about(recorded), recorded["cursor"], replayed["cursor"])
	from, _ := recorded["cursors"].(map[string]any)
	to, _ := replayed["cursors"].(map[string]any)
	for group, cursor := range from {
		note(group, cursor, to[group])
	}
	for _, g := range append(maps(recorded["groups"]), inner(recorded, "group")...) {
		for _, h := range append(maps(replayed["groups"]), inner(replayed, "group")...) {
			if g["targetId"] == h["targetId"] {
				note(text(g["targetId"]), g["cursor"], h["cursor"])
			}
		}
	}
}

func inner(obj map[string]any, key string) []map[string]any {
	if m, ok := obj[key].(map[string]any); ok {
		return []map[string]any{m}
	}
	return nil
}

// compare returns what differs between two frames, "" for nothing.
func (r *run) compare(l *live, recorded, replayed map[string]any) string {
	a := r.normal(recorded, "", r.labels)
	l.mu.Lock()
	b := r.normal(replayed, "", l.labels)
	l.mu.Unlock()
	return differing(a, b, "")
}

// reply compares the answer to a call.
func (r *run) reply(f *frame) {
	l, c := f.in.live, f.call
	l.mu.Lock()
	g := l.replies[c.id]
	l.mu.Unlock()
	what := fmt.Sprintf("the reply to %s's %s", f.Who, c.op)
	if g == nil {
		r.differs(f, nil, what+" does not come")
		return
	}
	d := r.compare(l, f.obj, g.obj)
	switch {
	case d == "":
		r.result.Replies++
	case number(g.obj["code"]) == c.code && slices.Contains(reads, c.op) && r.beside(c):
		r.result.Replies++
		r.result.Beside++
	default:
		r.differs(f, g, what+" is different in "+d)
		return
	}
	r.same(l, f.obj, g.obj)
}

// event waits for an event and compares it.
func (r *run) event(ctx context.Context, f *frame) {
	l, what := f.in.live, fmt.Sprintf("%s to %s", text(f.obj["event"]), f.Who)
	if adds(f.lane) {
		r.adding(ctx, f, what)
		return
	}
	var g *got
	next := func() bool {
		if n := l.taken[f.lane]; n < len(l.lanes[f.lane]) {
			g = l.lanes[f.lane][n]
		}
		return g != nil
	}
	if !l.until(ctx, r.o.Patience, next) {
		r.differs(f, nil, what+" does not come")
		return
	}
	l.taken[f.lane]++
	if d := r.compare(l, f.obj, g.obj); d != "" {
		r.differs(f, g, what+" is different in "+d)
		return
	}
	r.result.Events++
	r.same(l, f.obj, g.obj)
}

// adds reports whether the frames of a lane add up.
func adds(lane string) bool {
	return strings.HasPrefix(lane, counting) || strings.HasPrefix(lane, responding) || strings.HasPrefix(lane, moving)
}

// adding waits until as much was told as had been by then.
func (r *run) adding(ctx context.Context, f *frame, what string) {
	l, want := f.in.live, sum{}
	for _, other := range f.in.frames {
		if other.lane == f.lane && other.n <= f.n && other.skip == "" {
			want = want.add(other.obj, r.labels)
		}
	}
	var g *got
	reached := func() bool {
		at := slices.IndexFunc(l.lanes[f.lane], func(g *got) bool { return g.sum.reached(want) })
		if at >= 0 {
			g = l.lanes[f.lane][at]
			l.taken[f.lane] = max(l.taken[f.lane], at+1)
		}
		return at >= 0
	}
	if !l.until(ctx, r.o.Patience, reached) {
		l.mu.Lock()
		var last *got
		if n := len(l.lanes[f.lane]); n > 0 {
			last = l.lanes[f.lane][n-1]
		}
		l.mu.Unlock()
		r.differs(f, last, what+" does not tell as much")
		return
	}
	r.result.Events++
	r.same(l, f.obj, g.obj)
}

// differs notes the first difference.
func (r *run) differs(f *frame, g *got, what string) {
	d := &Difference{Frame: f.n, Who: f.Who, What: what, Recorded: f.JSON}
	if f.call != nil {
		d.Call = f.call.JSON
	}
	if g != nil {
		d.Replayed = g.raw
	}
	r.result.Difference = d
}
