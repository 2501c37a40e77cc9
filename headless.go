package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/spf13/cobra"

	"seenby/chat"
	"seenby/chat/client"
	"seenby/chat/wire"
	"seenby/receipts"
	"seenby/ui/cell"
)

// A headless is what the commands without a screen have in common. Each of them
// connects as a device of its own, does one thing, and answers no request for a
// receipt by itself: nobody looks at a screen.
type headless struct {
	hub, token, tokenFile string
	ca                    string
	insecure, asJSON      bool
	timeout               time.Duration

	cmd    *cobra.Command
	config client.Config // what a command adds to it, before run
	over   chan struct{} // closed when nothing of the client matters any more
}

func (h *headless) flags(cmd *cobra.Command) {
	h.cmd = cmd
	f := cmd.Flags()
	f.StringVar(&h.hub, "hub", "ws://127.0.0.1:8787/v1/ws", "the hub's websocket address")
	f.StringVar(&h.token, "token", "", "your token")
	f.StringVar(&h.tokenFile, "token-file", "", "a file with your token, readable by you alone")
	f.BoolVar(&h.insecure, "insecure", false, "allow ws:// to another machine: everybody on the way can read along")
	f.StringVar(&h.ca, "ca", "", "for wss://: a PEM file with the authority to trust, in place of the system's")
	f.BoolVar(&h.asJSON, "json", false, "print one JSON object a line, in the words of the protocol")
	f.DurationVar(&h.timeout, "timeout", time.Minute, "give up after this long; 0 is never")
}

// run connects, has do done within --timeout, and disconnects.
func (h *headless) run(do func(ctx context.Context, c *client.Client) error) error {
	if h.timeout < 0 {
		return usagef("--timeout %s: has to be 0 or more", h.timeout)
	}
	if err := checkHub(h.hub, h.insecure); err != nil {
		return err
	}
	token, err := chatFlags{token: h.token, tokenFile: h.tokenFile}.readToken()
	if err != nil {
		return err
	}
	trust, err := trustFile(h.ca)
	if err != nil {
		return err
	}
	ctx, cancel := h.bound(h.cmd.Context())
	defer cancel()
	h.over = make(chan struct{})
	cfg := h.config
	cfg.Hub, cfg.Token, cfg.Insecure, cfg.TLS = h.hub, token, h.insecure, trust
	cfg.Policy = receipts.Policies{Default: receipts.PolicyNever}
	c, err := client.Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() {
		close(h.over)
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		_ = c.Close(ctx) // what had to be done was waited for
	}()
	if err = c.Connected(ctx); err == nil {
		err = do(ctx, c)
	}
	return h.failed(err)
}

// bound returns a context that ends after --timeout.
func (h *headless) bound(ctx context.Context) (context.Context, context.CancelFunc) {
	if h.timeout == 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, h.timeout)
}

// A refusal is what --json prints of a call that was refused.
type refusal struct {
	Code  chat.Code `json:"code"`
	Error string    `json:"error"`
}

// failed makes of an error one clear line for stderr, and with --json an object
// for what has a code.
func (h *headless) failed(err error) error {
	var usage usageError
	var late timeoutError
	if err == nil || errors.As(err, &usage) || errors.As(err, &late) {
		return err
	}
	told := refusal{Error: cell.Line(err.Error()).String()}
	line := told.Error
	var refused *chat.Error
	switch {
	case errors.Is(err, client.ErrToken):
		told.Code = chat.Unauthenticated
		line = strings.TrimPrefix(line, client.ErrOffline.Error()+": ") + "; ask for another: 'seenby token' or 'seenby invite' on the hub makes one"
	case errors.Is(err, client.ErrOffline):
		told.Code = chat.Unavailable
	case errors.As(err, &refused):
		told.Code = refused.Code
		line = fmt.Sprintf("refused: %d: %s", refused.Code, told.Error)
	case errors.Is(err, context.DeadlineExceeded):
		line = fmt.Sprintf("gave up after %s (--timeout)", h.timeout)
	case errors.Is(err, context.Canceled):
		line = "interrupted"
	}
	if h.asJSON && told.Code != chat.Done {
		if err := h.print(told); err != nil {
			return err
		}
	}
	return errors.New(line)
}

// A timeoutError is a wait that was not over in time: exit code 3.
type timeoutError struct{ error }

func (e timeoutError) Unwrap() error { return e.error }

// print writes v as one line of JSON.
func (h *headless) print(v any) error {
	b, err := json.Marshal(v, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
	if err != nil {
		return fmt.Errorf("print: %w", err)
	}
	_, err = h.cmd.OutOrStdout().Write(append(inert(b), '\n'))
	return err
}

// say writes one line for people. What others wrote in it was cleaned before.
func (h *headless) say(format string, a ...any) error {
	_, err := fmt.Fprintf(h.cmd.OutOrStdout(), format+"\n", a...)
	return err
}

// show prints the object with --json, and else the line.
func (h *headless) show(object any, format string, a ...any) error {
	if h.asJSON {
		return h.print(object)
	}
	return h.say(format, a...)
}

// inert returns the same JSON with escapes for what a terminal could obey or
// hide: such characters stand in strings only.
func inert(b []byte) []byte {
	risky := func(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) }
	if !bytes.ContainsFunc(b, risky) {
		return b
	}
	var out strings.Builder
	for _, r := range string(b) {
		if !risky(r) {
			out.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&out, `\u%04x`, unit)
		}
	}
	return []byte(out.String())
}

// call makes a call and reads its reply into body, a pointer.
func call(ctx context.Context, c *client.Client, p wire.Params, body wire.Body) error {
	r, err := c.Do(ctx, p)
	if err != nil {
		return err
	}
	return r.Into(body)
}

// inAGroup wants a GROUP and then from least to most other arguments.
func inAGroup(least, most int, others string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if n := len(args) - 1; n < least || n > most {
			return usagef("%q wants %s", cmd.CommandPath(), strings.TrimSpace("a GROUP"+others))
		}
		return checkGroups(args[:1])
	}
}

// checkGroups refuses what cannot be the id of a group.
func checkGroups(groups []string) error {
	for _, g := range groups {
		if err := chat.ParseID(g); err != nil {
			return usagef("GROUP %q: %w", g, err)
		}
	}
	return nil
}

// clock writes a moment for people.
func clock(at chat.Millis) string { return at.Time().Format(time.DateTime) }

// names writes users for people.
func names(users []chat.UserID) string {
	words := make([]string, len(users))
	for i, u := range users {
		words[i] = cell.Line(string(u)).String()
	}
	return strings.Join(words, ", ")
}

// readAll reads text to its end, without the line breaks there; one that goes on
// and on is not waited for.
func readAll(r io.Reader) (string, error) {
	const most = 8 * chat.MaxText
	b, err := io.ReadAll(io.LimitReader(r, most))
	switch {
	case err != nil:
		return "", fmt.Errorf("read the text: %w", err)
	case len(b) == most:
		return "", errTooLong
	}
	return strings.TrimRight(string(b), "\r\n"), nil
}
