package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"syscall"

	"github.com/spf13/cobra"

	"seenby/chat"
	"seenby/chat/hub"
)

// A readyLine is what serve --ready-json prints, once.
type readyLine struct {
	Event string `json:"event"`
	URL   string `json:"url"`
	PID   int    `json:"pid"`
}

// A serveFlags holds what the hub is told.
type serveFlags struct {
	listen, data, limits string
	readyJSON            bool
	origins              []string
	window               seconds
	maxAudience          int
	logLevel             slog.Level
}

func newServe() *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Host a hub",
		Long: "Runs the hub that clients talk to, until it is interrupted. Everything it keeps lies in the data directory.\n" +
			"It prints one line when it is ready.",
		Example: "seenby serve\n" +
			"seenby serve --listen 0.0.0.0:8787 --data /var/lib/seenby\n" +
			"seenby serve --listen 127.0.0.1:0 --ready-json",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runServe(cmd, f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.listen, "listen", "127.0.0.1:8787", "address to listen on; port 0 picks a free one")
	fl.StringVar(&f.data, "data", dataDir(), "data directory: made when it is missing")
	fl.StringVar(&f.limits, "limits", "default", "default, or off for load tests")
	fl.BoolVar(&f.readyJSON, "ready-json", false, "print one JSON line instead of words when ready")
	fl.StringSliceVar(&f.origins, "origin", nil, "Origin of browsers that may connect, as in https://chat.example.org")
	fl.Var(&f.window, "request-window", "how long after sending receipts can be asked for; 0 is always")
	fl.IntVar(&f.maxAudience, "max-audience", 0, "how many members one message may ask; 0 is any number")
	fl.TextVar(&f.logLevel, "log-level", slog.LevelWarn, "debug, info, warn or error; the log goes to stderr")
	inGroup(cmd, "receipts", "request-window", "max-audience")
	return cmd
}

func runServe(cmd *cobra.Command, f serveFlags) error {
	if f.limits != "default" && f.limits != "off" {
		return usagef("--limits %q: give default or off", f.limits)
	}
	if f.maxAudience < 0 {
		return usagef("--max-audience %d: has to be 0 or more", f.maxAudience)
	}
	logger := slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), &slog.HandlerOptions{Level: f.logLevel}))
	listener, err := (&net.ListenConfig{}).Listen(cmd.Context(), "tcp", f.listen)
	if err != nil {
		return listenError(f.listen, err)
	}
	h, err := hub.Open(hub.Options{
		Dir: f.data, Logger: logger, Version: version, AllowedOrigins: f.origins,
		Limits: hub.Limits{Off: f.limits == "off"},
		Rules:  chat.Rules{RequestWindow: f.window.duration(), MaxAudience: f.maxAudience},
	})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := announceReady(cmd.OutOrStdout(), listener.Addr().String(), f.readyJSON); err != nil {
		return errors.Join(err, listener.Close(), h.Close(cmd.Context()))
	}
	return h.Serve(cmd.Context(), listener)
}

// announceReady prints the one line that says where the hub is.
func announceReady(w io.Writer, address string, asJSON bool) error {
	url := "ws://" + address + "/v1/ws"
	if asJSON {
		return json.NewEncoder(w).Encode(readyLine{Event: "ready", URL: url, PID: os.Getpid()})
	}
	_, err := fmt.Fprintf(w, "seenby hub is ready at %s (ctrl+c ends it)\n", url)
	return err
}

// listenError says why an address cannot be had, with a way out.
func listenError(address string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("listen on %s: the port is taken; give another with --listen, or port 0 for a free one", address)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("listen on %s: not allowed; ports below 1024 need rights, give another with --listen", address)
	default:
		return fmt.Errorf("listen on %s: %w", address, err)
	}
}
