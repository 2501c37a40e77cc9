package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"seenby/chat"
	"seenby/chat/client"
	"seenby/receipts"
)

// killRounds is the variable that says how often the client is killed;
// docs/reliability.md names it.
const killRounds = "SEENBY_TEST_KILLS"

// A linear is a client in its linear mode on pipes: every line that it is given
// is a message or a command. It belongs to one goroutine.
type linear struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Scanner
}

// startLinear starts the client of a token on a state directory.
func startLinear(t *testing.T, hub, token, state string) *linear {
	t.Helper()
	p := &linear{cmd: exec.Command("seenby", "chat", "--plain", "--hub", hub, "--token", token, "--group", "ops", "--state", state)}
	p.cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "HOME="+t.TempDir(), "XDG_CONFIG_HOME="+t.TempDir())
	p.cmd.Stderr = os.Stderr
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.out = bufio.NewScanner(out)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return p
}

// enter gives it a line. One that is killed takes none.
func (p *linear) enter(format string, a ...any) { _, _ = fmt.Fprintf(p.in, format+"\n", a...) }

// kill ends it as a power switch does; what it has still printed can be read.
func (p *linear) kill() { _ = p.cmd.Process.Kill() }

// A killing is a test in which one client is killed again and again.
type killing struct {
	t     *testing.T
	hub   *hubProcess
	bob   *client.Client // asks, and sees what comes of it
	token string
	state string

	asked    []asked
	answered map[chat.Seq]window // by what the client acknowledged
	entered  [][]string          // the messages of each round
	queued   []int               // how many of them were acknowledged while nobody was there
	sent     []chat.Seq          // what it was told to be sent
}

// asked is a message that asks for a receipt.
type asked struct {
	uid chat.MessageUID
	seq chat.Seq
}

// window is when an answer was given at the earliest and at the latest.
type window struct{ from, to chat.Millis }

// TestWhatWasSubmittedArrivesOnceWhoeverIsKilled kills the client while it takes
// messages and answers, and the hub now and then, too. Of what a client was
// given, a beginning arrives, at least as much as it acknowledged: once, in order.
func TestWhatWasSubmittedArrivesOnceWhoeverIsKilled(t *testing.T) {
	rounds := 20
	if n, err := strconv.Atoi(os.Getenv(killRounds)); err == nil && n > 0 {
		rounds = n
	}
	k := newKilling(t)
	for round := range rounds {
		switch round % 4 {
		case 1, 2:
			k.ask(2)
			k.round(round, false)
		case 0: // the hub goes while it runs
			k.ask(2)
			k.round(round, true)
			k.hub = k.hub.again()
		case 3: // nobody is there
			k.hub.kill()
			k.round(round, false)
			k.hub = k.hub.again()
		}
	}
	k.settle()
	k.check()
}

func newKilling(t *testing.T) *killing {
	k := &killing{t: t, hub: startHubProcess(t, t.TempDir(), "127.0.0.1:0"), state: t.TempDir(), answered: map[chat.Seq]window{}}
	k.token = k.tokenOf("alice")
	c, err := client.Open(t.Context(), client.Config{
		Hub: k.hub.url, Token: k.tokenOf("bob"), Policy: receipts.Policies{Default: receipts.PolicyNever},
	})
	if err != nil {
		t.Fatal(err)
	}
	k.bob = c
	t.Cleanup(func() { _ = c.Close(context.Background()) })
	k.connected()
	k.run("alice joins", "/quit")
	return k
}

func (k *killing) tokenOf(user string) string {
	k.t.Helper()
	token, err := exec.Command("seenby", "token", user, "--data", k.hub.data, "--groups", "ops").Output()
	if err != nil {
		k.t.Fatal(err)
	}
	return strings.TrimSpace(string(token))
}

// connected waits until bob is.
func (k *killing) connected() {
	k.t.Helper()
	ctx, cancel := context.WithTimeout(k.t.Context(), patience)
	defer cancel()
	for {
		k.bob.RetryNow()
		err := k.bob.Connected(ctx)
		if err == nil {
			return
		}
		if ctx.Err() != nil {
			k.t.Fatalf("bob is not connected: %v", err)
		}
	}
}

// ask posts n messages of bob that ask for receipts.
func (k *killing) ask(n int) {
	k.t.Helper()
	k.connected()
	for range n {
		uid, seq, _, err := k.bob.SendMessage(k.t.Context(), chat.Draft{Group: "ops", Text: "who reads this?", NeedReceipt: true})
		if err != nil {
			k.t.Fatal(err)
		}
		k.asked = append(k.asked, asked{uid, seq})
	}
}

// open returns some messages, n at most, whose answer the client has not
// acknowledged. It may have been killed before it could.
func (k *killing) open(n int) (seqs []chat.Seq) {
	for _, i := range rand.Perm(len(k.asked)) {
		if _, done := k.answered[k.asked[i].seq]; !done && len(seqs) < n {
			seqs = append(seqs, k.asked[i].seq)
		}
	}
	return seqs
}

// The lines that acknowledge.
var (
	lineSent     = regexp.MustCompile(`^#(\d+) sent$`)
	lineAnswered = regexp.MustCompile(`^#(\d+) answered$`)
	lineQueued   = regexp.MustCompile(`^q\d+ queued until the hub is reached$`)
)

const (
	// lineBegun is the reply to the first line of a round: what comes before is
	// from earlier ones.
	lineBegun = "there is no command /begin:"
)

// given is how many messages a client is given that nobody kills before.
const given = 40

// round runs the client and has it submit messages and answers. It kills it at
// some line that it prints, or that it is given; with hub, the hub before.
func (k *killing) round(n int, hub bool) {
	p := startLinear(k.t, k.hub.url, k.token, k.state)
	from := chat.At(time.Now())
	begun, entered := make(chan struct{}), make(chan []string, 1)
	unheard := rand.IntN(2) == 0 // it is killed by a line that it is given
	last := rand.IntN(given)
	answers := k.open(3)
	go func() {
		p.enter("/begin")
		<-begun
		var texts []string
		for _, seq := range answers {
			p.enter("/answer %d", seq)
		}
		for i := range given {
			if unheard && i > last {
				break
			}
			texts = append(texts, fmt.Sprintf("round %d message %d", n, i))
			p.enter("%s", texts[i])
		}
		if unheard {
			p.kill()
		}
		entered <- texts
	}()
	queued, acks, began := 0, 0, false
	for p.out.Scan() {
		line := p.out.Text()
		switch {
		case strings.HasPrefix(line, lineBegun):
			began = true
			close(begun)
		case began && lineQueued.MatchString(line):
			queued++
			acks++
		case lineSent.MatchString(line):
			acks++
			k.sent = append(k.sent, seqIn(lineSent, line))
		case lineAnswered.MatchString(line):
			seq := seqIn(lineAnswered, line)
			if _, known := k.answered[seq]; !known {
				k.answered[seq] = window{from, chat.At(time.Now())}
			}
		}
		if hub && acks > last/2 {
			k.hub.kill()
			hub = false
		}
		if !unheard && !hub && (acks > last || began && strings.HasPrefix(line, "offline")) {
			p.kill()
		}
	}
	p.kill()
	_ = p.cmd.Wait() // it was killed
	if !began {      // by what earlier messages had it say: what it is given now is lost
		close(begun)
	}
	if hub {
		k.hub.kill()
	}
	k.entered, k.queued = append(k.entered, <-entered), append(k.queued, queued)
}

func seqIn(re *regexp.Regexp, line string) chat.Seq {
	n, _ := strconv.Atoi(re.FindStringSubmatch(line)[1])
	return chat.Seq(n)
}

// run runs the client with these lines until it ends by itself.
func (k *killing) run(what string, lines ...string) (printed []string, err error) {
	k.t.Helper()
	p := startLinear(k.t, k.hub.url, k.token, k.state)
	for _, l := range lines {
		p.enter("%s", l)
	}
	_ = p.in.Close()
	for p.out.Scan() {
		printed = append(printed, p.out.Text())
	}
	if err = p.cmd.Wait(); err != nil {
		err = fmt.Errorf("%s: %w", what, err)
	}
	return printed, err
}

// settle lets the client send all that is left.
func (k *killing) settle() {
	k.t.Helper()
	late := time.Now().Add(4 * patience)
	for {
		printed, err := k.run("the last run")
		if err == nil {
			return
		}
		if time.Now().After(late) {
			k.t.Fatalf("%v:\n%s", err, strings.Join(printed, "\n"))
		}
	}
}

// everything returns all messages of the group.
func (k *killing) everything() (all []chat.Message) {
	k.t.Helper()
	k.connected()
	for after := chat.Seq(0); ; after = all[len(all)-1].Seq {
		span := chat.Span{After: after, Limit: chat.MaxHistory}
		if after == 0 {
			span = chat.Span{Around: 1, Limit: chat.MaxHistory}
		}
		page, err := k.bob.History(k.t.Context(), "ops", span)
		if err != nil {
			k.t.Fatal(err)
		}
		all = append(all, page.Messages...)
		if !page.More {
			return all
		}
	}
}

func (k *killing) check() {
	k.t.Helper()
	var came []string
	own := map[chat.Seq]bool{}
	for _, m := range k.everything() {
		if m.Sender == "alice" && m.Kind == chat.KindText {
			came = append(came, m.Text)
			own[m.Seq] = true
		}
	}
	acknowledged := 0
	rest := came
	for n, texts := range k.entered {
		arrived := 0
		for arrived < len(texts) && len(rest) > 0 && rest[0] == texts[arrived] {
			rest = rest[1:]
			arrived++
		}
		if arrived < k.queued[n] {
			k.t.Errorf("round %d: %d messages were queued, and %d arrived", n, k.queued[n], arrived)
		}
		acknowledged += k.queued[n]
	}
	if len(rest) > 0 {
		k.t.Errorf("%d messages more than once or out of order, from %q on", len(rest), rest[0])
	}
	for _, seq := range k.sent {
		if !own[seq] {
			k.t.Errorf("#%d was told to be sent, and is not there", seq)
		}
	}
	k.checkAnswers()
	k.t.Logf("%d kills: %d messages arrived, %d of them acknowledged with nobody there, %d told to be sent; %d answers",
		len(k.entered), len(came), acknowledged, len(k.sent), len(k.answered))
	if acknowledged == 0 || len(k.sent) == 0 || len(k.answered) == 0 {
		k.t.Error("nothing was put to the test")
	}
}

// checkAnswers checks that every answer that was acknowledged is there once,
// with the time at which it was given.
func (k *killing) checkAnswers() {
	k.t.Helper()
	for _, a := range k.asked {
		given, ok := k.answered[a.seq]
		if !ok {
			continue
		}
		r, err := k.bob.Readers(k.t.Context(), "ops", a.uid, chat.ListRead)
		if err != nil {
			k.t.Fatal(err)
		}
		if len(r.Users) != 1 || r.Users[0].User != "alice" || r.Tally.Read != 1 || r.Tally.Total != 1 {
			k.t.Errorf("#%d was answered, and its readers are %+v", a.seq, r)
			continue
		}
		if at := r.Users[0].ReadAt; at < given.from || at > given.to {
			k.t.Errorf("#%d was answered between %d and %d, and the hub has %d", a.seq, given.from, given.to, at)
		}
	}
}

// TestAnOldOutboxSendsNothingTwice: a state directory from before everything
// was sent comes back after the hub has restarted and gone on.
func TestAnOldOutboxSendsNothingTwice(t *testing.T) {
	k := newKilling(t)
	k.ask(1)
	if _, err := k.run("alice learns of it", "/status"); err != nil {
		t.Fatal(err)
	}
	k.hub.kill()
	p := startLinear(t, k.hub.url, k.token, k.state)
	p.enter("/begin")
	p.enter("one\ntwo\nthree\n/answer %d", k.asked[0].seq)
	for p.out.Scan() && !lineAnswered.MatchString(p.out.Text()) {
	}
	p.kill()
	_ = p.cmd.Wait()
	old := t.TempDir()
	if err := os.CopyFS(old, os.DirFS(k.state)); err != nil {
		t.Fatal(err)
	}

	k.hub = k.hub.again()
	k.settle()
	before := k.everything()
	readers, err := k.bob.Readers(t.Context(), "ops", k.asked[0].uid, chat.ListRead)
	if err != nil || len(readers.Users) != 1 {
		t.Fatalf("readers %+v, %v", readers, err)
	}
	k.ask(50) // the hub goes on
	k.hub.kill()
	k.hub = k.hub.again()

	k.state = old
	k.settle()
	after := k.everything()
	var texts []string
	for _, m := range after {
		if m.Sender == "alice" && m.Kind == chat.KindText {
			texts = append(texts, m.Text)
		}
	}
	if got := strings.Join(texts, " "); got != "one two three" || len(after) != len(before)+50 {
		t.Errorf("alice has sent %q, and there are %d messages in place of %d", got, len(after), len(before)+50)
	}
	again, err := k.bob.Readers(t.Context(), "ops", k.asked[0].uid, chat.ListRead)
	if err != nil || again.Tally != readers.Tally || again.Users[0] != readers.Users[0] {
		t.Errorf("readers %+v, before %+v, %v", again, readers, err)
	}
}
