package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"

	"seenby/chat"
	"seenby/chat/client"
	"seenby/receipts"
)

// localMessages is how many messages the client has before it is measured.
const localMessages = 100_000

// BenchmarkClient measures the program from outside: `seenby chat` in a pseudo
// terminal of 120x40, a hub in a process of its own, and somebody who writes.
// What it prints is in docs/performance.md, with the command.
func BenchmarkClient(b *testing.B) {
	w := newBenchWorld(b)
	w.fill()
	var rest atRest
	b.Run("start", w.start)
	b.Run("start-offline", w.startOffline)
	b.Run("rest", func(b *testing.B) {
		if rest == (atRest{}) {
			rest = w.atRest(b)
		}
		rest.report(b)
	})
	b.Run("key", func(b *testing.B) { w.keys(b, 0) })
	b.Run("key-flood", func(b *testing.B) { w.keys(b, 500) })
	b.Run("message", w.message)
}

// A benchWorld is a hub, the client that is measured, and who writes to it.
type benchWorld struct {
	b           *testing.B
	program     string
	url, token  string
	state, home string
	bob         *client.Client
	full        atRest // after all the messages came in
	n           int    // messages written
}

// A glass is a terminal that shows nothing: it notes what is written to it, and
// when.
type glass struct {
	cmd   *exec.Cmd
	pty   *os.File
	began time.Time

	mu     sync.Mutex
	bytes  int
	plain  []byte // text without its sequences, since the last look
	state  int    // of the sequence that is being read
	last   time.Time
	wrote  chan struct{}
	closed chan struct{}
}

// show starts the client in a terminal.
func (w *benchWorld) show(b *testing.B, hub string) *glass {
	b.Helper()
	g := &glass{wrote: make(chan struct{}, 1), closed: make(chan struct{})}
	g.cmd = exec.Command(w.program, "chat", "--hub", hub, "--token", w.token, "--group", "ops", "--state", w.state)
	g.cmd.Env = append(os.Environ(), "TERM=xterm-256color", "COLORTERM=truecolor", "LC_ALL=C.UTF-8", "HOME="+w.home, "XDG_CONFIG_HOME="+w.home)
	g.began = time.Now()
	var err error
	if g.pty, err = pty.StartWithSize(g.cmd, &pty.Winsize{Rows: 40, Cols: 120}); err != nil {
		b.Fatal(err)
	}
	go g.read()
	return g
}

func (g *glass) read() {
	defer close(g.closed)
	buf := make([]byte, 64<<10)
	for {
		n, err := g.pty.Read(buf)
		g.mu.Lock()
		g.bytes += n
		g.last = time.Now()
		for _, c := range buf[:n] {
			g.take(c)
		}
		g.mu.Unlock()
		select {
		case g.wrote <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// take adds a byte to the plain text, unless it belongs to a sequence.
func (g *glass) take(c byte) {
	const text, escape, csi, osc = 0, 1, 2, 3
	switch {
	case c == 0x1b:
		g.state = escape
	case g.state == escape && c == '[':
		g.state = csi
	case g.state == escape && (c == ']' || c == 'P'):
		g.state = osc
	case g.state == escape:
		g.state = text
	case g.state == csi && c >= '@' && c <= '~', g.state == osc && c == 7:
		g.state = text
	case g.state == text && c >= ' ':
		if len(g.plain) > 1<<20 { // nobody waits for what is so old
			g.plain = g.plain[:0]
		}
		g.plain = append(g.plain, c)
	}
}

// until waits until all of these have come since [glass.forget], and returns
// when the last of them did.
func (g *glass) until(b *testing.B, want ...string) time.Time {
	b.Helper()
	late := time.After(patience)
	for {
		g.mu.Lock()
		missing := slices.IndexFunc(want, func(s string) bool { return !bytes.Contains(g.plain, []byte(s)) })
		at := g.last
		g.mu.Unlock()
		if missing < 0 {
			return at
		}
		select {
		case <-g.wrote:
		case <-late:
			b.Fatalf("never saw %q", want[missing])
		}
	}
}

// forget forgets what was shown until now.
func (g *glass) forget() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.plain = g.plain[:0]
}

// pause is how long nothing is written when all is shown.
const pause = 300 * time.Millisecond

// quiet waits until nothing was written for a while, and returns how many bytes
// have been written until now.
func (g *glass) quiet(d time.Duration) int {
	for {
		select {
		case <-g.wrote:
		case <-time.After(d):
			g.mu.Lock()
			defer g.mu.Unlock()
			g.plain = g.plain[:0]
			return g.bytes
		}
	}
}

func (g *glass) press(keys string) { _, _ = g.pty.WriteString(keys) }

// end kills the client.
func (g *glass) end() {
	_ = g.cmd.Process.Kill() // it may be gone
	_ = g.cmd.Wait()
	_ = g.pty.Close()
	<-g.closed
}

func newBenchWorld(b *testing.B) *benchWorld {
	w := &benchWorld{b: b, state: b.TempDir(), home: b.TempDir(), program: filepath.Join(b.TempDir(), "seenby")}
	if out, err := exec.Command("go", "build", "-o", w.program, ".").CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out) // the test's own binary starts more slowly
	}
	hub := startHubProcess(b, b.TempDir(), "127.0.0.1:0", "--limits", "off")
	w.url = hub.url
	token := func(user string) string {
		out, err := exec.Command("seenby", "token", user, "--data", hub.data, "--groups", "ops").Output()
		if err != nil {
			b.Fatal(err)
		}
		return strings.TrimSpace(string(out))
	}
	w.token = token("alice")
	c, err := client.Open(b.Context(), client.Config{Hub: w.url, Token: token("bob"), Policy: receipts.Policies{Default: receipts.PolicyNever}})
	if err != nil {
		b.Fatal(err)
	}
	go func() { // nobody looks at what bob is told
		for range c.News() {
		}
	}()
	w.bob = c
	b.Cleanup(func() { _ = c.Close(context.Background()) })
	if err := c.Connected(b.Context()); err != nil {
		b.Fatal(err)
	}
	return w
}

// said are the messages that come in: 40 to 200 bytes.
func said(n int) string {
	return fmt.Sprintf("%06d ", n) + strings.Repeat("0123456789 ", 4+n%16)
}

// write posts n messages, 64 at a time.
func (w *benchWorld) write(n int) {
	var wg sync.WaitGroup
	free := make(chan struct{}, 64)
	for range n {
		w.n++
		d := chat.Draft{Group: "ops", Text: said(w.n)}
		free <- struct{}{}
		wg.Go(func() {
			if _, _, _, err := w.bob.SendMessage(w.b.Context(), d); err != nil && !errors.Is(err, context.Canceled) {
				w.b.Error(err)
			}
			<-free
		})
	}
	wg.Wait()
}

// fill lets the client take all the messages, while it is looked at.
func (w *benchWorld) fill() {
	g := w.show(w.b, w.url)
	defer g.end()
	g.until(w.b, "online")
	g.press("\x1b[I")
	w.write(localMessages)
	g.quiet(2 * time.Second) // in a burst only the cells that differ are written, and no text can be waited for
	w.full = restOf(g, time.Second)
}

// start measures from exec to the first frame, and until the newest message
// and a key that was typed ahead are on screen.
func (w *benchWorld) start(b *testing.B) { w.starts(b, w.url) }

// startOffline is the same with no hub at the address.
func (w *benchWorld) startOffline(b *testing.B) { w.starts(b, "ws://127.0.0.1:9/v1/ws") }

func (w *benchWorld) starts(b *testing.B, hub string) {
	var first, usable []time.Duration
	if hub != w.url { // the state directory is that of the real address
		state := w.state
		defer func() { w.state = state }()
		w.state = b.TempDir()
		from, _ := filepath.Glob(filepath.Join(state, "clients", "*"))
		to, err := accountDir(w.state, hub, w.token)
		if err != nil || len(from) != 1 {
			b.Fatal(from, err)
		}
		if err := os.CopyFS(to, os.DirFS(from[0])); err != nil {
			b.Fatal(err)
		}
	}
	for range b.N {
		g := w.show(b, hub)
		g.press("Z")
		first = append(first, g.until(b, "seenby").Sub(g.began))
		usable = append(usable, g.until(b, said(w.n)[:6], "Z").Sub(g.began))
		g.end()
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(millis(quantile(first, 0.5)), "ms-first-paint-p50")
	b.ReportMetric(millis(quantile(usable, 0.5)), "ms-usable-p50")
	b.ReportMetric(millis(slices.Min(first)), "ms-first-paint-min")
	b.ReportMetric(millis(slices.Min(usable)), "ms-usable-min")
}

// atRest is what a client takes while nothing happens.
type atRest struct{ cpu, rss float64 }

// restOf watches a client for a while.
func restOf(g *glass, d time.Duration) atRest {
	before := ticks(g.cmd.Process.Pid)
	time.Sleep(d)
	return atRest{
		cpu: float64(ticks(g.cmd.Process.Pid)-before) / d.Seconds(), // a tick is 1/100 s, so these are %
		rss: residentMiB(g.cmd.Process.Pid),
	}
}

func (w *benchWorld) atRest(b *testing.B) atRest {
	g := w.show(b, w.url)
	defer g.end()
	g.until(b, "online")
	g.press("\x1b[I")
	g.quiet(pause)
	return restOf(g, 20*time.Second)
}

func (r atRest) report(b *testing.B) {
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(r.cpu, "%-cpu-idle")
	b.ReportMetric(r.rss, "MiB-rss")
}

// ticks returns the processor time of a process, in hundredths of a second.
func ticks(pid int) (n int) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	for _, f := range fields[11:13] {
		t, _ := strconv.Atoi(f)
		n += t
	}
	return n
}

func residentMiB(pid int) float64 {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, _ := strconv.Atoi(strings.Fields(rest)[0])
			return float64(kib) / 1024
		}
	}
	return 0
}

// keys measures from a key to its letter on screen, with so many messages a
// second coming in.
func (w *benchWorld) keys(b *testing.B, perSecond int) {
	g := w.show(b, w.url)
	defer g.end()
	g.until(b, "online")
	g.press("\x1b[I")
	began := g.quiet(pause)
	stop := make(chan struct{})
	var flood sync.WaitGroup
	if perSecond > 0 {
		flood.Go(func() { w.flood(perSecond, stop) })
		time.Sleep(time.Second)
	}
	const letters = "QZWVYJ" // which stand nowhere else
	var took []time.Duration
	b.ResetTimer()
	for i := range b.N {
		if i%40 == 39 {
			g.press("\x15") // ctrl+u
			time.Sleep(50 * time.Millisecond)
		}
		time.Sleep(time.Duration(10+rand.IntN(20)) * time.Millisecond)
		key := letters[i%len(letters) : i%len(letters)+1]
		g.forget()
		at := time.Now()
		g.press(key)
		took = append(took, g.until(b, key).Sub(at))
	}
	b.StopTimer()
	close(stop)
	flood.Wait()
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(millis(quantile(took, 0.5)), "ms-p50")
	b.ReportMetric(millis(quantile(took, 0.99)), "ms-p99")
	if perSecond == 0 {
		b.ReportMetric(float64(g.quiet(pause)-began)/float64(b.N), "bytes/key")
	}
}

// flood writes so many messages a second until it is stopped.
func (w *benchWorld) flood(perSecond int, stop <-chan struct{}) {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
			for range perSecond / 100 {
				w.n++
				w.bob.Send(chat.Draft{Group: "ops", Text: said(w.n)})
			}
		}
	}
}

// message measures what one message costs that comes in by itself.
func (w *benchWorld) message(b *testing.B) {
	g := w.show(b, w.url)
	defer g.end()
	g.until(b, "online")
	g.press("\x1b[I")
	began := g.quiet(pause)
	var took []time.Duration
	for range b.N {
		at := time.Now()
		w.write(1)
		took = append(took, g.until(b, said(w.n)[:6]).Sub(at))
		time.Sleep(20 * time.Millisecond)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(g.quiet(pause)-began)/float64(b.N), "bytes/message")
	b.ReportMetric(millis(quantile(took, 0.5)), "ms-sent-to-shown-p50")
	b.ReportMetric(w.full.rss, "MiB-rss-after-100000")
}

func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// quantile returns the q-th of what was measured.
func quantile(all []time.Duration, q float64) time.Duration {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}
