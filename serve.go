package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"seenby/chat"
	"seenby/chat/hub"
	"seenby/crash"
)

// A readyLine is what serve --ready-json prints, once.
type readyLine struct {
	Event   string `json:"event"`
	URL     string `json:"url"`
	Metrics string `json:"metrics,omitempty"`
	PID     int    `json:"pid"`
}

// A serveFlags holds what the hub is told.
type serveFlags struct {
	listen, data, limits, metrics string
	tlsCert, tlsKey               string
	readyJSON                     bool
	origins                       []string
	window                        seconds
	maxAudience, maxReplay        int
	logLevel                      slog.Level
}

func newServe() *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Host a hub",
		Long: "Runs the hub that clients talk to, until it is interrupted. Everything it keeps lies in the data directory.\n" +
			"It prints one line when it is ready.",
		Example: "seenby serve\n" +
			"seenby serve --listen 0.0.0.0:8787 --data /var/lib/seenby --tls-cert hub.pem --tls-key hub-key.pem\n" +
			"seenby serve --listen 127.0.0.1:0 --ready-json",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runServe(cmd, f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.listen, "listen", "127.0.0.1:8787", "address to listen on; port 0 picks a free one")
	fl.StringVar(&f.data, "data", dataDir(), "data directory: made when it is missing")
	fl.StringVar(&f.limits, "limits", "default", "default, off for load tests, or a TOML file")
	fl.StringVar(&f.tlsCert, "tls-cert", "", "certificate for wss://, a PEM file; read again when it changes")
	fl.StringVar(&f.tlsKey, "tls-key", "", "the certificate's key, a PEM file")
	fl.StringVar(&f.metrics, "metrics", "127.0.0.1:0", "address of the metrics for Prometheus, at /metrics; off for none")
	fl.BoolVar(&f.readyJSON, "ready-json", false, "print one JSON line instead of words when ready")
	fl.StringSliceVar(&f.origins, "origin", nil, "Origin of browsers that may connect, as in https://chat.example.org")
	fl.Var(&f.window, "request-window", "how long after sending receipts can be asked for; 0 is always")
	fl.IntVar(&f.maxAudience, "max-audience", 0, "how many members one message may ask; 0 is any number")
	fl.IntVar(&f.maxReplay, "max-replay", chat.MaxReplay, "how many events of one group are kept for who comes back; who is further behind loads the history anew")
	fl.TextVar(&f.logLevel, "log-level", slog.LevelWarn, "debug, info, warn or error; the log goes to stderr")
	inGroup(cmd, "receipts", "request-window", "max-audience")
	return cmd
}

func runServe(cmd *cobra.Command, f serveFlags) error {
	limits, err := f.readLimits()
	if err != nil {
		return err
	}
	if f.maxAudience < 0 {
		return usagef("--max-audience %d: has to be 0 or more", f.maxAudience)
	}
	if f.maxReplay < 1 {
		return usagef("--max-replay %d: has to be 1 or more", f.maxReplay)
	}
	logger := slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), &slog.HandlerOptions{Level: f.logLevel}))
	listener, url, err := f.open(cmd.Context(), logger)
	if err != nil {
		return err
	}
	h, err := hub.Open(hub.Options{
		Dir: f.data, Logger: logger, Version: version, AllowedOrigins: f.origins,
		Limits: limits, MaxReplay: f.maxReplay,
		Rules: chat.Rules{RequestWindow: f.window.duration(), MaxAudience: f.maxAudience},
	})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	metrics, stop, err := serveMetrics(cmd.Context(), f.metrics, h.Metrics())
	if err != nil {
		return errors.Join(err, listener.Close(), h.Close(cmd.Context()))
	}
	defer stop()
	ready := readyLine{Event: "ready", URL: url, Metrics: metrics, PID: os.Getpid()}
	if err := ready.print(cmd.OutOrStdout(), f.readyJSON); err != nil {
		return errors.Join(err, listener.Close(), h.Close(cmd.Context()))
	}
	return h.Serve(cmd.Context(), listener)
}

// readLimits returns the limits that the flag names.
func (f serveFlags) readLimits() (hub.Limits, error) {
	switch f.limits {
	case "default":
		return hub.Limits{}, nil
	case "off":
		return hub.Limits{Off: true}, nil
	}
	limits, err := hub.ReadLimits(f.limits)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return limits, usagef("--limits %q: give default, off or a TOML file", f.limits)
	case err != nil:
		return limits, usageError{err}
	}
	return limits, nil
}

// open listens where the hub is to be, with TLS if it has a certificate.
func (f serveFlags) open(ctx context.Context, logger *slog.Logger) (l net.Listener, url string, err error) {
	if (f.tlsCert == "") != (f.tlsKey == "") {
		return nil, "", usagef("--tls-cert and --tls-key go together")
	}
	if _, _, err := net.SplitHostPort(f.listen); err != nil {
		return nil, "", usagef("--listen %q: it has to be HOST:PORT", f.listen)
	}
	if _, _, err := net.SplitHostPort(f.metrics); err != nil && f.metrics != "off" {
		return nil, "", usagef("--metrics %q: it has to be HOST:PORT, or off", f.metrics)
	}
	var secure *tls.Config
	if f.tlsCert != "" {
		for flag, path := range map[string]string{"--tls-cert": f.tlsCert, "--tls-key": f.tlsKey} {
			if _, err := os.Stat(path); err != nil {
				return nil, "", noFile(flag, path, err)
			}
		}
		cert, err := hub.LoadCertificate(f.tlsCert, f.tlsKey, logger)
		if err != nil {
			return nil, "", err
		}
		secure = cert.Config()
	}
	if l, err = (&net.ListenConfig{}).Listen(ctx, "tcp", f.listen); err != nil {
		return nil, "", listenError(f.listen, "--listen", err)
	}
	where := l.Addr().String() + "/v1/ws"
	if secure != nil {
		return tls.NewListener(l, secure), "wss://" + where, nil
	}
	if at, ok := l.Addr().(*net.TCPAddr); ok && !at.IP.IsLoopback() {
		logger.Warn("without TLS everybody on the way can read along: give --tls-cert and --tls-key, or put TLS in front", "listen", where)
	}
	return l, "ws://" + where, nil
}

// serveMetrics answers at address with the hub's figures until stop is called. It
// returns where they are; "" when they are off.
func serveMetrics(ctx context.Context, address string, figures http.Handler) (url string, stop func(), err error) {
	if address == "off" {
		return "", func() {}, nil
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return "", nil, fmt.Errorf("the metrics: %w", listenError(address, "--metrics", err))
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", figures)
	server := &http.Server{
		Handler: mux, ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute,
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug),
	}
	over := make(chan struct{})
	go func() {
		defer crash.Guard()
		defer close(over)
		_ = server.Serve(listener) // it ends when it is closed
	}()
	return "http://" + listener.Addr().String() + "/metrics", func() {
		_ = server.Close()
		<-over
	}, nil
}

// print writes the one line that says where the hub is.
func (r readyLine) print(w io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(r)
	}
	metrics := ""
	if r.Metrics != "" {
		metrics = "metrics at " + r.Metrics + "; "
	}
	_, err := fmt.Fprintf(w, "seenby hub is ready at %s (%sctrl+c ends it)\n", r.URL, metrics)
	return err
}

// listenError says why an address cannot be had, with a way out by flag.
func listenError(address, flag string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("listen on %s: the port is taken; give another with %s, or port 0 for a free one", address, flag)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("listen on %s: not allowed; ports below 1024 need rights, give another with %s", address, flag)
	default:
		return fmt.Errorf("listen on %s: %w", address, err)
	}
}
