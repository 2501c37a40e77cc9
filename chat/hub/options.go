package hub

import (
	"io"
	"log/slog"
	"slices"
	"time"

	"seenby/chat"
	"seenby/chat/log"
	"seenby/chat/socket"
	"seenby/chat/store"
)

// Options say what a hub is to be. Dir, or Store and Key, must be set; what else
// is zero has a default.
type Options struct {
	// Dir is the data directory: the store and the signing key lie in it.
	Dir string
	// Store is used instead of the one in Dir, and is not closed by the hub.
	Store *store.Hub
	// Key is used instead of the one in Dir.
	Key *Key
	// NewLog makes the log; nil means a [log.Local].
	NewLog func(log.Applier, log.Sink) log.Log
	// Rules decide whether a receipt may be asked for.
	Rules chat.Rules
	// Limits are on by default.
	Limits Limits
	// Socket bounds each connection; see there for the defaults.
	Socket socket.Limits
	// Pinger keeps the connections alive; nil means every 25 s, and 60 s of
	// silence.
	Pinger *socket.Pinger
	// MaxReplay is how many events of one group are replayed at most; 0 means
	// [chat.MaxReplay].
	MaxReplay int
	// AllowedOrigins are the Origins of browsers that may connect, as in
	// "https://chat.example.org"; none by default.
	AllowedOrigins []string
	// Version and Node tell clients which program on which machine answers.
	Version, Node string
	// Logger gets what an operator should know; nil for nobody. It never gets a
	// message's text or a token.
	Logger *slog.Logger
	// PresenceGrace is how long somebody whose last connection ended still counts
	// as online, so that a reconnect is not told; 0 means 2 s.
	PresenceGrace time.Duration
	// Now is the hub's clock; nil means [time.Now].
	Now func() time.Time
}

// The hub's own times.
const (
	// connectWithin is how long a connection may be without connect (protocol.md,
	// Connection).
	connectWithin = 10 * time.Second
	// closeWithin is how long the orderly end takes at most. Of that the log has
	// answerWithin for what it has taken; partWithin after the beginning whoever has
	// not taken what is queued for them is cut off; what is left is the store's.
	closeWithin  = 5 * time.Second
	answerWithin = 3 * time.Second
	partWithin   = 4 * time.Second
	// typingEvery is the least time between two onTyping of one user in one group.
	typingEvery = 3 * time.Second
	// presenceEvery gathers what presence changes.
	presenceEvery = 100 * time.Millisecond
	// maxUnauthenticated is how many bytes the first frame of somebody has at most
	// who shows no good token in it, nor before.
	maxUnauthenticated = 32 << 10
	// maxInFlight is how many writes of one connection wait for the log at most;
	// the next call is read when one of them is done.
	maxInFlight = 256
	// malformedPerMinute malformed frames within a minute close the connection.
	malformedPerMinute = 10
)

func (o Options) withDefaults() Options {
	o.Limits = o.Limits.withDefaults()
	orElse(&o.MaxReplay, chat.MaxReplay)
	orElse(&o.PresenceGrace, 2*time.Second)
	orElse(&o.Version, "dev")
	orElse(&o.Node, "hub")
	if o.Logger == nil {
		o.Logger = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.NewLog == nil {
		logger := o.Logger
		o.NewLog = func(a log.Applier, s log.Sink) log.Log {
			return log.NewLocal(a, s, log.Options{OnError: func(err error) {
				logger.Error("nothing of a batch was stored", "err", err)
			}})
		}
	}
	return o
}

func (o Options) upgrader() *socket.Upgrader {
	allowed := slices.Clone(o.AllowedOrigins)
	return &socket.Upgrader{
		OriginAllowed: func(origin string) bool { return slices.Contains(allowed, origin) },
		Limits:        o.Socket,
		Pinger:        o.Pinger,
	}
}
