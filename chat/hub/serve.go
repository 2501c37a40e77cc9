package hub

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"seenby/chat/socket"
	"seenby/crash"
)

// Handler returns the hub's HTTP endpoints: /v1/ws, /v1/asyncapi.yaml, /healthz
// and /readyz (protocol.md).
func (h *Hub) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/ws", h.upgrade)
	mux.HandleFunc("GET /v1/asyncapi.yaml", serveDocument)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", h.ready)
	return mux
}

func answer(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = fmt.Fprintln(w, text) // whoever asked may be gone
}

func (h *Hub) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), time.Second)
	defer cancel()
	switch err := h.store.Ping(ctx); {
	case h.isClosing():
		answer(w, http.StatusServiceUnavailable, ErrClosing.Error())
	case err != nil:
		h.o.Logger.Warn("not ready", "err", err)
		answer(w, http.StatusServiceUnavailable, "the store does not answer")
	default:
		answer(w, http.StatusOK, "ready")
	}
}

func (h *Hub) isClosing() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.closing
}

// upgrade makes a connection of a request. A bad token in the header is not
// refused here: it is answered like one in a frame (protocol.md, Fine points).
func (h *Hub) upgrade(w http.ResponseWriter, r *http.Request) {
	if h.isClosing() {
		w.Header().Set("Retry-After", "1")
		answer(w, http.StatusServiceUnavailable, ErrClosing.Error())
		return
	}
	token := bearer(r.Header.Get("Authorization"))
	conn, err := h.upgrader.Upgrade(w, r)
	if err != nil {
		h.o.Logger.Debug("no websocket", "err", err)
		return
	}
	// A goroutine of its own, so that the memory of the request is given back.
	go func() {
		defer crash.Guard()
		h.serve(conn, token)
	}()
}

func bearer(header string) string {
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// ServeConn serves a connection that was made some other way, as by
// [socket.Pipe], and returns when it is over.
func (h *Hub) ServeConn(conn *socket.Conn) {
	h.serve(conn, "")
	<-conn.Closed()
}

// Serve accepts connections from l until ctx ends, the hub is closed or fails,
// or l breaks. It closes l, and the hub in order, and returns nil when ctx or
// Close ended it.
func (h *Hub) Serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler: h.Handler(), ReadHeaderTimeout: 5 * time.Second, IdleTimeout: time.Minute,
		MaxHeaderBytes: maxUnauthenticated,
		ErrorLog:       slog.NewLogLogger(h.o.Logger.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() {
		defer crash.Guard()
		failed <- server.Serve(l)
	}()
	var err error
	select {
	case <-ctx.Done():
	case <-h.ctx.Done():
	case <-h.closed:
	case err = <-failed:
	}
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeWithin)
	defer cancel()
	if err == nil {
		_ = l.Close() // nobody new
	}
	closeErr := h.Close(within)
	_ = server.Close() // hijacked connections are not its business
	if err == nil {
		err = <-failed
	}
	if errors.Is(err, http.ErrServerClosed) || errors.Is(err, net.ErrClosed) {
		err = nil
	}
	if cause := context.Cause(h.ctx); cause != nil && !errors.Is(cause, ErrClosing) {
		err = errors.Join(err, cause)
	}
	return errors.Join(err, closeErr)
}
