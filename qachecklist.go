package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"seenby/chat"
	"seenby/chat/client"
	"seenby/chat/hub"
	"seenby/demo/checklist"
)

// A checklistFlags holds what qa checklist is told.
type checklistFlags struct {
	hub, data, group, report, goOn, ca string
	tokens                             []string
	insecure                           bool
}

func newQAChecklist() *cobra.Command {
	var f checklistFlags
	cmd := &cobra.Command{
		Use:   "checklist",
		Short: "Be led through the receipt flow, with clients in other terminals",
		Long: "Leads a person through the flow of read receipts with real clients in other terminals: each step says what to do and\n" +
			"what must be seen, asks whether it was so, and says what the hub itself can tell. It starts a hub of its own and prints the\n" +
			"commands that start the clients; --hub names another one, with --data to sign tokens or with --token for each person.\n" +
			"The report is a Markdown file, and an interrupted run goes on from it. It reads answers line by line, also from a pipe.\n" +
			"Exit 1 when a step failed or is left.",
		Example: "seenby qa checklist\n" +
			"seenby qa checklist --continue seenby-checklist-20260302-0941.md\n" +
			"seenby qa checklist --hub wss://chat.example.org --token \"$ALICE\" --token \"$BOB\" --group qa",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.hub, "hub", "", "websocket address of a running hub (default: start one)")
	fl.StringVar(&f.data, "data", "", "that hub's data directory: its key signs the tokens of alice, bob and carol")
	fl.StringArrayVar(&f.tokens, "token", nil, "instead of --data: a token, first of who asks, then of who reads, then perhaps of a third")
	fl.StringVar(&f.group, "group", "checklist", "group to use; with --token the first one owns it, the second is in it, and the token of a third lets them in")
	fl.StringVar(&f.report, "report", "", "file of the report (default: seenby-checklist-DATE.md here)")
	fl.StringVar(&f.goOn, "continue", "", "go on with the run of this report")
	fl.BoolVar(&f.insecure, "insecure", false, "allow ws:// to another machine")
	fl.StringVar(&f.ca, "ca", "", "for wss://: a PEM file with the authority to trust, in place of the system's")
	return cmd
}

func (f *checklistFlags) check() error {
	switch {
	case f.hub == "" && (f.data != "" || len(f.tokens) > 0):
		return usagef("--data and --token need --hub: without it a hub of its own is started")
	case f.hub != "" && (f.data == "") == (len(f.tokens) == 0):
		return usagef("--hub needs either --data, the hub's data directory, or a --token for each person")
	case f.hub != "" && f.data == "" && (len(f.tokens) < 2 || len(f.tokens) > 3):
		return usagef("--token: it takes two people or three, not %d", len(f.tokens))
	case f.goOn != "" && f.report != "":
		return usagef("--continue goes on in the same report: leave out --report")
	}
	if err := chat.ParseID(f.group); err != nil {
		return usagef("--group %q: %w", f.group, err)
	}
	return nil
}

// A walking is a checklist that is being done.
type walking struct {
	*checklistFlags
	file   string
	report *checklist.Report
	dir    string // for the own hub, tokens and the state of the clients
	hub    *checklist.Hub
	tokens []string
}

func (f *checklistFlags) run(cmd *cobra.Command) (err error) {
	if err := f.check(); err != nil {
		return err
	}
	w := &walking{checklistFlags: f}
	if err := w.begin(); err != nil {
		return err
	}
	if err := w.open(cmd.Context()); err != nil {
		if w.goOn == "" && w.dir != "" {
			err = errors.Join(err, os.RemoveAll(w.dir))
		}
		return err
	}
	if err := w.save(); err != nil {
		return errors.Join(err, w.hub.Close())
	}
	walk := &checklist.Walk{
		Place: w.hub, Report: w.report, Run: w.commands(), Save: w.save, In: cmd.InOrStdin(), Out: cmd.OutOrStdout(), Now: time.Now,
	}
	atTerminal(walk)
	_, _ = fmt.Fprintf(cmd.OutOrStdout(), "The hub is at %s. The report: %s\n", w.report.Hub, w.file)
	err = errors.Join(walk.Go(cmd.Context()), w.hub.Close())
	if err == nil {
		w.report.Dir = ""
		err = errors.Join(w.save(), os.RemoveAll(w.dir))
	}
	passed, failed, skipped, _ := w.report.Count()
	_, _ = fmt.Fprintf(cmd.OutOrStdout(), "\n%d passed, %d failed, %d skipped. The report: %s\n", passed, failed, skipped, w.file)
	switch {
	case errors.Is(err, checklist.ErrStopped):
		return fmt.Errorf("%s left: seenby qa checklist --continue %s goes on", counted(len(checklist.Steps())-len(w.report.Results), "step is", "steps are"), quoted(w.file))
	case err == nil && failed > 0:
		return fmt.Errorf("%d of %d steps failed", failed, len(w.report.Results))
	}
	return err
}

// atTerminal breaks lines at the width of a terminal, and lets the terminal be
// read by nobody when the walk is over: what is asked of it then is answered
// there.
func atTerminal(walk *checklist.Walk) {
	if columns, _, err := term.GetSize(os.Stdout.Fd()); err == nil && walk.Out == os.Stdout {
		walk.Width = columns
	}
	if walk.In != os.Stdin || !term.IsTerminal(os.Stdin.Fd()) {
		walk.Echo = true
		return
	}
	if in, err := uv.NewCancelReader(os.Stdin); err == nil {
		walk.In, walk.EndRead = in, func() { in.Cancel() }
	}
}

// begin reads the report to go on with, or begins one.
func (w *walking) begin() error {
	if w.goOn != "" {
		r, err := checklist.Load(w.goOn)
		if err != nil {
			return usagef("--continue: %w", err)
		}
		if r.Own != (w.checklistFlags.hub == "") {
			return usagef("--continue: that run was on %s; give the same --hub, or none for the checklist's own", r.Hub)
		}
		w.file, w.report, w.dir = w.goOn, r, r.Dir
		w.group = r.Group
		return nil
	}
	now := time.Now()
	w.file = w.checklistFlags.report
	if w.file == "" {
		w.file = "seenby-checklist-" + now.Format("20060102-1504") + ".md"
	}
	if _, err := os.Stat(w.file); err == nil {
		return fmt.Errorf("%s is there already: --continue %s goes on with it, --report gives another name", w.file, quoted(w.file))
	}
	w.report = &checklist.Report{
		Began: now, Program: version, System: runtime.GOOS + "/" + runtime.GOARCH, Terminal: aboutTerminal(),
		Own: w.checklistFlags.hub == "", Group: w.group, People: []string{"alice", "bob", "carol"},
	}
	return nil
}

// aboutTerminal is what the environment tells of the terminal.
func aboutTerminal() string {
	var parts []string
	for _, name := range []string{"TERM", "COLORTERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "LANG", "NO_COLOR"} {
		if v := os.Getenv(name); v != "" {
			parts = append(parts, name+"="+v)
		}
	}
	if columns, rows, err := term.GetSize(os.Stdout.Fd()); err == nil {
		parts = append(parts, fmt.Sprintf("%d×%d", columns, rows))
	}
	return strings.Join(parts, ", ")
}

// open starts the hub, or finds it, and makes what the clients are started with.
func (w *walking) open(ctx context.Context) (err error) {
	if _, err := os.Stat(w.dir); w.dir == "" || err != nil {
		if w.dir, err = os.MkdirTemp("", "seenby-checklist-"); err != nil {
			return fmt.Errorf("make a directory for the run: %w", err)
		}
	}
	trust, err := trustFile(w.ca)
	if err != nil {
		return err
	}
	if w.checklistFlags.hub == "" {
		address := strings.TrimSuffix(strings.TrimPrefix(w.report.Hub, "ws://"), "/v1/ws")
		if address == "" {
			address = "127.0.0.1:0"
		}
		if w.hub, err = checklist.Open(ctx, w.dir, address, version); err != nil {
			return err
		}
	} else {
		if w.checklistFlags.hub, err = client.HubAddress(w.checklistFlags.hub, w.insecure); err != nil {
			return usagef("--hub: %w", err)
		}
		w.hub = &checklist.Hub{Config: client.Config{Hub: w.checklistFlags.hub, Insecure: w.insecure, TLS: trust}}
	}
	w.report.Hub, w.report.Dir = w.hub.Config.Hub, w.dir
	if err := w.people(); err != nil {
		return errors.Join(err, w.hub.Close())
	}
	w.hub.Group, w.hub.Config.Device = chat.GroupID(w.group), "checklist"
	if len(w.report.People) > 2 {
		w.hub.Third = chat.UserID(w.report.People[2])
	}
	w.hub.Config.Token = w.tokens[0]
	_, err = w.hub.Now(ctx) // who comes first owns the group
	if err != nil {
		return errors.Join(fmt.Errorf("ask the hub for the group %s as %s: %w", w.group, w.report.People[0], err), w.hub.Close())
	}
	w.report.Version = w.hub.Version
	return nil
}

// people gives everybody a token, in a file that only this user can read.
func (w *walking) people() error {
	w.tokens = w.checklistFlags.tokens
	if w.tokens == nil {
		if err := w.sign(); err != nil {
			return err
		}
	} else {
		w.report.People = nil
		for _, token := range w.tokens {
			user, err := client.TokenUser(token)
			if err != nil || slices.Contains(w.report.People, string(user)) {
				return usagef("--token: each has to be a token, of somebody else")
			}
			w.report.People = append(w.report.People, string(user))
		}
	}
	for i, user := range w.report.People {
		if err := os.WriteFile(filepath.Join(w.dir, user+".token"), []byte(w.tokens[i]+"\n"), 0o600); err != nil {
			return fmt.Errorf("write a token: %w", err)
		}
	}
	return nil
}

// sign makes the tokens of the three.
func (w *walking) sign() (err error) {
	var key *hub.Key
	if w.data == "" {
		key = w.hub.Key()
	} else if key, err = hub.LoadKey(w.data); err != nil {
		return err
	}
	for _, user := range w.report.People {
		token, err := key.Token(hub.Claims{
			User: chat.UserID(user), Name: strings.ToUpper(user[:1]) + user[1:],
			Groups: []chat.GroupID{chat.GroupID(w.group)}, Expires: time.Now().Add(30 * 24 * time.Hour),
		})
		if err != nil {
			return fmt.Errorf("sign a token for %s: %w", user, err)
		}
		w.tokens = append(w.tokens, token)
	}
	return nil
}

// commands are what starts the clients.
func (w *walking) commands() map[string]string {
	run := map[string]string{}
	command := func(user string, n int) string {
		words := []string{"seenby", "chat", "--hub", w.report.Hub, "--group", w.group,
			"--token-file", filepath.Join(w.dir, user+".token"), "--state", filepath.Join(w.dir, fmt.Sprintf("%s-%d", user, n))}
		if w.insecure {
			words = append(words, "--insecure")
		}
		if w.ca != "" {
			words = append(words, "--ca", w.ca)
		}
		for i := range words {
			words[i] = quoted(words[i])
		}
		return strings.Join(words, " ")
	}
	for i, role := range []string{"alice", "bob", "carol"} {
		if i < len(w.report.People) {
			run[role] = command(w.report.People[i], 1)
		}
	}
	run["bob 2"] = command(w.report.People[1], 2)
	return run
}

func (w *walking) save() error { return w.report.Save(w.file) }

// quoted is a word as a shell takes it.
func quoted(word string) string {
	if word != "" && !strings.ContainsFunc(word, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:@%,", r)
	}) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
