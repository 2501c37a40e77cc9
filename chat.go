package main

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/spf13/cobra"

	"seenby/chat"
	"seenby/chat/client"
	"seenby/chat/store"
	"seenby/crash"
	"seenby/receipts"
	"seenby/ui"
	"seenby/ui/keymap"
	"seenby/ui/notify"
	"seenby/ui/tty"
)

// A chatFlags holds what the client is told.
type chatFlags struct {
	hub, token, tokenFile, group, state string
	ca                                  string
	answer                              string
	answers                             map[string]string
	dwell, presence                     time.Duration
	insecure, noMouse, plain            bool
	notify                              notifyFlags
}

func newChat() *cobra.Command {
	var f chatFlags
	cmd := &cobra.Command{
		Use:   "chat",
		Short: "Chat on a hub",
		Long: "Opens the terminal client. The token comes from --token, SEENBY_TOKEN or a file that only you can read.\n" +
			"What is not sent yet, and what was read, is kept in the state directory.",
		Example: "seenby chat --hub ws://127.0.0.1:8787/v1/ws --token \"$(seenby token alice --groups ops)\" --group ops\n" +
			"SEENBY_TOKEN=… seenby chat --group ops",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runChat(cmd, f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.hub, "hub", "ws://127.0.0.1:8787/v1/ws", "the hub's websocket address")
	fl.StringVar(&f.token, "token", "", "your token")
	fl.StringVar(&f.tokenFile, "token-file", "", "a file with your token, readable by you alone")
	f.flags(cmd)
	return cmd
}

// flags adds the flags that do not say where to and as whom.
func (f *chatFlags) flags(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.group, "group", "", "group to open")
	fl.StringVar(&f.state, "state", stateDir(), "directory for the local copy and the outbox")
	fl.StringVar(&f.answer, "answer", "auto", "answer requests for receipts: auto, ask or never")
	fl.StringToStringVar(&f.answers, "answer-in", nil, "the same for single groups: GROUP=auto|ask|never,…")
	fl.DurationVar(&f.dwell, "dwell", 600*time.Millisecond, "how long a message is on screen before it counts as read")
	fl.DurationVar(&f.presence, "presence", 120*time.Second, "how long you count as present after a key where the terminal does not report its focus")
	fl.BoolVar(&f.insecure, "insecure", false, "allow ws:// to another machine: everybody on the way can read along")
	fl.StringVar(&f.ca, "ca", "", "for wss://: a PEM file with the authority to trust, in place of the system's")
	fl.BoolVar(&f.plain, "plain", false, "no screen: one line for each event and for each message or command of yours (screen readers, pipes)")
	fl.BoolVar(&f.noMouse, "no-mouse", false, "leave the mouse to the terminal")
	inGroup(cmd, "receipts", "answer", "answer-in", "dwell", "presence")
	f.notify.flags(cmd)
	addLookFlags(cmd)
}

func runChat(cmd *cobra.Command, f chatFlags) error {
	token, err := f.readToken()
	if err != nil {
		return err
	}
	if err := checkHub(f.hub, f.insecure); err != nil {
		return err
	}
	set, err := f.choose(cmd)
	if err != nil {
		return err
	}
	trust, err := trustFile(f.ca)
	if err != nil {
		return err
	}
	state, err := accountDir(f.state, f.hub, token)
	if err != nil {
		return err
	}
	logger, closeLog, err := openLog(state)
	if err != nil {
		return err
	}
	defer closeLog()
	c, err := openClient(cmd.Context(), client.Config{
		Hub: f.hub, Token: token, StateDir: state, Policy: set.policies, Insecure: f.insecure, TLS: trust, Logger: logger,
	})
	if errors.Is(err, store.ErrInUse) {
		return fmt.Errorf("%w: end the other seenby, or give this one a directory of its own with --state", err)
	}
	if err != nil {
		return err
	}
	defer end(c)
	if f.plain {
		return plainChat(cmd.Context(), c, f, set.look.words)
	}
	seen, echo := attended(os.Getenv)
	return showChat(cmd.Context(), c, set.look, set.look.into(ui.Options{
		Chat: c, Keys: set.keys, Open: chat.GroupID(f.group), Logger: logger, Notify: desktop(set.way), Seen: seen, Echo: echo,
		Skip: skipped(state), Suspect: suspect(state),
		Settings: ui.Settings{
			Dwell: f.dwell, Presence: f.presence, NoMouse: f.noMouse, Answer: c.Policy,
			ExportDir: exportDir(), Notices: set.notices, NoBell: !f.notify.bell,
		},
	}))
}

// A choice is what the settings of the client come to.
type choice struct {
	policies receipts.Policies
	notices  ui.Notices
	way      notify.Way
	look     look
	keys     *keymap.Map
}

// choose reads the settings of the client, and refuses what is no good.
func (f chatFlags) choose(cmd *cobra.Command) (c choice, err error) {
	switch {
	case f.group != "" && !chat.ValidID(f.group):
		return c, usagef("--group %q: %w", f.group, chat.ErrBadID)
	case f.dwell <= 0:
		return c, usagef("--dwell %v: give more than 0s, such as 600ms", f.dwell)
	case f.presence <= 0:
		return c, usagef("--presence %v: give more than 0s, such as 2m", f.presence)
	}
	if c.policies, err = f.policies(cmd.Flags().Changed("answer")); err != nil {
		return c, err
	}
	if c.notices, c.way, err = f.notify.read(os.Getenv); err != nil {
		return c, err
	}
	if c.look, err = pickLook(cmd); err != nil {
		return c, err
	}
	c.keys, err = readKeys(cmd, chatKeys)
	return c, err
}

// chosen returns what the environment and the configuration file choose for the
// client, without a command line; the file is that at path, or the usual one.
func chosen(path string) (choice, error) {
	file, err := readConfig(path)
	if err != nil {
		return choice{}, err
	}
	var f chatFlags
	cmd := &cobra.Command{Use: "chat"}
	cmd.Flags().String("config", path, "")
	f.flags(cmd)
	if err := fill(cmd.Flags(), path, file); err != nil {
		return choice{}, err
	}
	c, err := f.choose(cmd)
	return c, asGiven(cmd.Flags(), err)
}

// show puts a model on the terminal; tests plant mistakes there.
var show = tty.Show

// openClient opens the client; tests plant mistakes there.
var openClient = client.Open

// newModel makes the screen of the client; tests plant mistakes there.
var newModel = ui.New

// showChat runs the terminal program until the user leaves or ctx ends.
func showChat(ctx context.Context, c *client.Client, l look, o ui.Options) error {
	if err := drawable(chatWithout); err != nil {
		return err
	}
	beside := []func(context.Context, func(tea.Msg)){
		func(ctx context.Context, send func(tea.Msg)) { ui.Bridge(ctx, c.News(), send) },
		l.own.watch,
	}
	if report := l.width.Report(); report != nil {
		beside = append(beside, func(_ context.Context, send func(tea.Msg)) { send(report) })
	}
	m := newModel(o)
	err := show(ctx, m, tty.Options{
		Name: "chat", Version: version, Reports: stateDir(), Filter: l.width.Filter, Beside: beside,
	})
	keepDraft(m)
	return err
}

// keepDraft keeps what stands in the composer, also where the program was told to
// end or has crashed.
func keepDraft(m *ui.Model) {
	defer func() { _ = recover() }() // a crash may have left half of it
	m.SaveDraft()
}

// end closes a client, within a few seconds: after a crash it may hang. What is
// not sent is in the outbox on disk.
func end(c *client.Client) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	closed := make(chan struct{})
	go func() {
		defer crash.Guard()
		defer close(closed)
		_ = c.Close(ctx)
	}()
	select {
	case <-closed:
	case <-ctx.Done():
	}
}

// readToken returns the token from the flag or the file.
func (f chatFlags) readToken() (string, error) {
	switch {
	case f.token != "":
		return strings.TrimSpace(f.token), nil
	case f.tokenFile == "":
		return "", usagef("no token: give --token, --token-file or SEENBY_TOKEN; 'seenby token USER' on the hub makes one")
	}
	info, err := os.Stat(f.tokenFile)
	if err != nil {
		return "", noFile("--token-file", f.tokenFile, fmt.Errorf("read the token: %w", err))
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("token file %s can be read by others: chmod 600 it", f.tokenFile)
	}
	b, err := os.ReadFile(f.tokenFile)
	if err != nil {
		return "", fmt.Errorf("read the token: %w", err)
	}
	return strings.TrimSpace(string(b)), nil
}

// trustFile returns what --ca says; nil for the system's authorities.
func trustFile(ca string) (*tls.Config, error) {
	if ca == "" {
		return nil, nil
	}
	trust, err := client.TrustFile(ca)
	return trust, noFile("--ca", ca, err)
}

// noFile makes of the error of a file that a flag names wrong usage where there is
// no such file: there is nothing in it that could be mended.
func noFile(flag, path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return usagef("%s: there is no file %s", flag, path)
	}
	return err
}

// checkHub refuses what cannot be the address of a hub, or is one that may not be
// used as it is.
func checkHub(address string, insecure bool) error {
	if _, err := client.HubAddress(address, insecure); err != nil {
		return usagef("--hub: %w", err)
	}
	return nil
}

// policies returns who decides about answering, for all groups and for single
// ones. What was not said leaves it to what was chosen in the client.
func (f chatFlags) policies(said bool) (receipts.Policies, error) {
	all, err := receipts.ParsePolicy(f.answer)
	if err != nil {
		return receipts.Policies{}, usagef("--answer: %w", err)
	}
	if !said {
		all = ""
	}
	p := receipts.Policies{Default: all, Groups: map[chat.GroupID]receipts.Policy{}}
	for g, text := range f.answers {
		if p.Groups[chat.GroupID(g)], err = receipts.ParsePolicy(text); err != nil {
			return receipts.Policies{}, usagef("--answer-in %s: %w", g, err)
		}
	}
	return p, nil
}

// accountPath returns where the directory for one user on one hub is below
// base. Neither is readable from its name.
func accountPath(base, hub, token string) (string, error) {
	user, err := client.TokenUser(token)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(hub + "\x00" + string(user)))
	return filepath.Join(base, "clients", hex.EncodeToString(sum[:8])), nil
}

// accountDir returns that directory, made where it is missing.
func accountDir(base, hub, token string) (string, error) {
	dir, err := accountPath(base, hub, token)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make the state directory: %w", err)
	}
	return dir, nil
}

// openLog opens the client's log file: the screen belongs to the chat.
func openLog(dir string) (*slog.Logger, func(), error) {
	file, err := os.OpenFile(filepath.Join(dir, "client.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, nil, fmt.Errorf("open the log: %w", err)
	}
	return slog.New(slog.NewTextHandler(io.Writer(file), nil)), func() { _ = file.Close() }, nil
}
