package client

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"seenby/chat"
	"seenby/chat/socket"
	"seenby/chat/wire"
	"seenby/receipts"
)

// Config says which hub, for whom, and how. Hub and Token are needed, the rest
// has defaults.
type Config struct {
	// Hub is the address of the hub: ws://HOST:PORT/v1/ws or wss://…; http and
	// https stand for the same, a path that is missing is filled in.
	Hub string
	// Token is the user's token (a JWT signed by the hub). It goes into the first
	// frame, never into an address or a log.
	Token string
	// Device names this device; a hub holds one connection for each. "" means an
	// id that is made once and kept in the state directory.
	Device string
	// StateDir holds the local copy, the outbox, the drafts and what was read; it
	// is made when it is missing and belongs to one user on one hub. "" keeps
	// them in memory until Close.
	StateDir string
	// Policy says where the client answers requests for receipts by itself, where
	// it waits for [Client.Answer], and where it answers nothing and remembers no
	// reading; the zero value answers everywhere what was really read.
	Policy receipts.Policies
	// Insecure allows ws:// to another machine, where everybody on the way can
	// read along.
	Insecure bool
	// TLS is for wss://; nil verifies against the system's roots.
	TLS *tls.Config
	// Dial replaces the way of making a connection; Hub may then be "". It is
	// called from one goroutine at a time and must heed its context.
	Dial func(ctx context.Context) (*socket.Conn, error)
	// Now is the wall clock of this machine; nil means time.Now. It may be wrong:
	// the client learns at each connect how far it is from the hub's, and states
	// times of reading by that one (receipts.md, Answering 3). It is never used to
	// measure how long something takes. It may be called from any goroutine.
	Now func() time.Time
	// Logger gets what an operator may want to know, without any message's text;
	// nil discards it.
	Logger *slog.Logger
	// Observe is handed every frame in both directions, in order, the token left
	// out. It is called on the client's own goroutine, must return at once, call
	// no method of the client, and not keep or change the frame.
	Observe func(d Direction, frame []byte)
	// OnMessageReceiptRequest is called when a message of somebody else asks for
	// a receipt: when it comes in asking for one, and when it asks later. It is
	// not called for what this user has answered already.
	OnMessageReceiptRequest func(ReceiptRequest)
	// OnMessageReceiptResponse is called when somebody has read a message whose
	// receipts this user may see.
	//
	// Both callbacks run one after another, in order, on a goroutine of their
	// own, and may call every method but Close. Beyond 4,096 calls that wait, the
	// client stops reading from the hub for two seconds; then the oldest is
	// dropped for each that comes.
	OnMessageReceiptResponse func(ReceiptResponse)
	// OnEvent is called with every event of the hub, in order and once each, also
	// over lost connections: what the hub sends twice is left out, and messages
	// that it does not replay are fetched and told as events. [wire.OnReady] is
	// told for each connection. It shares the goroutine of the other callbacks.
	//
	// Nothing is dropped with it: beyond 4,096 calls that wait, the client reads
	// no more from the hub until there is room, comes back where the hub gives it
	// up meanwhile, and resumes. So OnEvent may take its time, but must not call
	// what waits for the hub.
	OnEvent func(wire.Event)
}

// A Direction says which way a frame went.
type Direction bool

// The directions.
const (
	Sent     Direction = true  // from this client to the hub
	Received Direction = false // from the hub
)

// A ReceiptRequest says that a message asks for a receipt.
type ReceiptRequest struct {
	UID              chat.MessageUID
	ConversationType int // always [chat.ConversationGroup]
	Group            chat.GroupID
	Sender           chat.UserID
	Seq              chat.Seq
}

// A ReceiptResponse says that somebody has read a message.
type ReceiptResponse struct {
	UID              chat.MessageUID
	ConversationType int // always [chat.ConversationGroup]
	Group            chat.GroupID
	// Readers maps the new readers to the time of reading; with Whole, all of
	// them, because updates were missed. Also names those who do not count.
	Readers map[chat.UserID]chat.Millis
	Also    []chat.UserID
	Whole   bool
	// Tally is the count including them.
	Tally chat.Tally
}

// Errors that callers tell apart.
var (
	// ErrClosed: the client was closed.
	ErrClosed = errors.New("the client is closed")
	// ErrOffline: there is no connection to the hub; the error that wraps it says
	// why.
	ErrOffline = errors.New("offline")
	// ErrToken: the hub does not accept the token; it comes with [ErrOffline].
	ErrToken = errors.New("the hub does not accept the token")
)

// check fills in what is missing, and returns the address of the hub as it is
// dialled.
func (c *Config) check() error {
	if c.Token == "" && c.Dial == nil {
		return errors.New("no token: ask for one with 'seenby token USER' on the hub")
	}
	if c.Policy.Default != "" {
		if _, err := receipts.ParsePolicy(string(c.Policy.Default)); err != nil {
			return err
		}
	}
	for _, p := range c.Policy.Groups {
		if _, err := receipts.ParsePolicy(string(p)); err != nil {
			return err
		}
	}
	c.Policy.Groups = maps.Clone(c.Policy.Groups)
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Dial != nil && c.Hub == "" {
		return nil
	}
	address, err := hubAddress(c.Hub, c.Insecure)
	c.Hub = address
	return err
}

var errAddress = errors.New("not the address of a hub, which looks like ws://127.0.0.1:8787/v1/ws")

// hubAddress returns the address to dial.
func hubAddress(s string, insecure bool) (string, error) {
	if !strings.Contains(s, "://") {
		s = "ws://" + s
	}
	u, err := url.Parse(s)
	if err != nil || !validHost(u) || u.User != nil {
		return "", errAddress // s is not told: it may hold a secret
	}
	switch u.Scheme {
	case "http":
		u.Scheme = "ws"
	case "https":
		u.Scheme = "wss"
	case "ws", "wss":
	default:
		return "", errAddress
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = "/v1/ws"
	}
	u.RawQuery, u.Fragment = "", ""
	if u.Scheme == "ws" && !insecure && !loopback(u.Hostname()) {
		return "", fmt.Errorf("ws://%s is not encrypted, and everybody on the way could read along: use wss://, or allow it with --insecure", u.Host)
	}
	return u.String(), nil
}

// validHost reports whether there can be such a host and port. An IPv6 address has
// to stand in brackets, or nobody knows where its port begins.
func validHost(u *url.URL) bool {
	host, port := u.Hostname(), u.Port()
	if host == "" || strings.Contains(host, ":") && (u.Host[0] != '[' || !ipv6(host)) {
		return false
	}
	n, err := strconv.Atoi(port)
	return port == "" && !strings.HasSuffix(u.Host, ":") || err == nil && n > 0 && n < 1<<16
}

func ipv6(host string) bool {
	_, err := netip.ParseAddr(host) // with a zone, too
	return err == nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// subject returns the user that a token is for, without verifying anything:
// that is the hub's business.
func subject(token string) chat.UserID {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return ""
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return ""
	}
	var claims struct {
		Sub string `json:"sub"`
	}
	if json.Unmarshal(payload, &claims) != nil || !chat.ValidID(claims.Sub) {
		return ""
	}
	return chat.UserID(claims.Sub)
}
