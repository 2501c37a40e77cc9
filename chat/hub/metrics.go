package hub

import (
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"seenby/chat"
	"seenby/chat/log"
	"seenby/chat/socket"
	"seenby/chat/wire"
)

// metrics are what an operator watches. Everything that is counted on the way of
// a call is a counter that was looked up beforehand; what can be asked for is
// asked when somebody scrapes. No label names a user or a group.
type metrics struct {
	registry *prometheus.Registry
	calls    *callCount

	receipts, frames, bytes, replays, replayed, malformed, failures prometheus.Counter

	commit, batch prometheus.Histogram

	// Refusals with 429, by whose limit it was.
	byUser, byAddress, byGroup, byConnections prometheus.Counter

	closed          map[int]prometheus.Counter // by close code
	lost, otherwise prometheus.Counter
}

var (
	countedOps = []wire.Op{
		wire.OpConnect, wire.OpCreateGroup, wire.OpGetGroup, wire.OpListMembers, wire.OpJoinGroup, wire.OpQuitGroup,
		wire.OpInviteMembers, wire.OpRemoveMembers, wire.OpSetRole, wire.OpUpdateGroup, wire.OpSendMessage,
		wire.OpEditMessage, wire.OpRecallMessage, wire.OpReact, wire.OpGetHistory, wire.OpSearch,
		wire.OpSetReadPosition, wire.OpSendReadReceiptRequest, wire.OpSendReadReceiptResponse,
		wire.OpGetReadReceipt, wire.OpRemindUnread, wire.OpTyping,
	}
	countedCodes = []chat.Code{
		chat.Done, chat.Malformed, chat.Unauthenticated, chat.Forbidden, chat.NoGroup, chat.Conflict, chat.TooLarge,
		chat.TooFast, chat.Failed, chat.Unavailable, chat.NotMember, chat.TooManyMessages, chat.NoReceiptsHere,
		chat.NotSender, chat.NotAsked, chat.NoMessage, chat.MessageRecalled, chat.WindowClosed, chat.AudienceTooLarge,
	}
	countedCloses = []int{
		socket.CodeNormal, socket.CodeGoingAway, socket.CodeProtocol, socket.CodeUnsupported, socket.CodeInvalid,
		socket.CodeTooBig, closeInternal, CloseUnauthenticated, CloseNoConnect, CloseReplaced, CloseTooMany,
		CloseGoingDown, socket.CodeTooSlow,
	}
)

func newMetrics(h *Hub) *metrics {
	r := prometheus.NewRegistry()
	counter := func(name, help string) prometheus.Counter {
		c := prometheus.NewCounter(prometheus.CounterOpts{Name: "seenby_" + name, Help: help})
		r.MustRegister(c)
		return c
	}
	histogram := func(name, help string, buckets []float64) prometheus.Histogram {
		d := prometheus.NewHistogram(prometheus.HistogramOpts{Name: "seenby_" + name, Help: help, Buckets: buckets})
		r.MustRegister(d)
		return d
	}
	labelled := func(name, label, help string) func(value string) prometheus.Counter {
		v := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "seenby_" + name, Help: help}, []string{label})
		r.MustRegister(v)
		return func(value string) prometheus.Counter { return v.WithLabelValues(value) }
	}
	m := &metrics{
		registry: r, calls: newCallCount(), closed: map[int]prometheus.Counter{},
		receipts:  counter("receipts_total", "Answers to requests for receipts that were stored."),
		frames:    counter("fanout_frames_total", "Frames queued to connections: events, and the replies to writes."),
		bytes:     counter("fanout_bytes_total", "Bytes of these frames."),
		replays:   counter("replays_total", "Connections that were sent what they had missed."),
		replayed:  counter("replayed_frames_total", "Frames that were sent so."),
		malformed: counter("malformed_frames_total", "Frames that were no call."),
		failures:  counter("commit_failures_total", "Batches that the store refused."),
		commit: histogram("commit_seconds", "Time to make one batch of commands durable.",
			prometheus.ExponentialBuckets(0.00025, 2, 14)),
		batch: histogram("commit_commands", "Commands in one batch.", prometheus.ExponentialBuckets(1, 2, 13)),
	}
	by := labelled("refused_total", "by", "Calls and connections refused as too many or too fast, by whose limit it was.")
	m.byUser, m.byAddress, m.byGroup, m.byConnections = by("user"), by("address"), by("group"), by("connections")
	code := labelled("connections_closed_total", "code", "Connections that have ended, by close code; lost where there was none.")
	for _, c := range countedCloses {
		m.closed[c] = code(strconv.Itoa(c))
	}
	m.lost, m.otherwise = code("lost"), code("other")
	r.MustRegister(
		m.calls, gauges{h}, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "seenby_build_info", Help: "Which program this is.", ConstLabels: prometheus.Labels{"version": h.o.Version},
		}, func() float64 { return 1 }),
	)
	return m
}

// Metrics returns the hub's figures in the format of Prometheus. It is not among
// the endpoints of [Hub.Handler]: what is counted is not for everybody.
func (h *Hub) Metrics() http.Handler {
	return promhttp.HandlerFor(h.metrics.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: 10 * time.Second})
}

// ended counts the end of a connection.
func (m *metrics) ended(why error) {
	code, _, closed := socket.CloseCode(why)
	switch c := m.closed[code]; {
	case !closed:
		m.lost.Inc()
	case c == nil:
		m.otherwise.Inc()
	default:
		c.Inc()
	}
}

// applied counts what came of a batch.
func (m *metrics) applied(batch []log.Applied) {
	answers := 0
	for i := range batch {
		for j := range batch[i].Outcome.Facts {
			if _, ok := batch[i].Outcome.Facts[j].What.(chat.Answered); ok {
				answers++
			}
		}
	}
	m.receipts.Add(float64(answers))
}

// A measured applier tells how long batches take and how large they are.
type measured struct {
	log.Applier
	m *metrics
}

// Apply implements [log.Applier].
func (a measured) Apply(batch []chat.Command) ([]chat.Outcome, error) {
	began := time.Now()
	outcomes, err := a.Applier.Apply(batch)
	a.m.commit.Observe(time.Since(began).Seconds())
	a.m.batch.Observe(float64(len(batch)))
	if err != nil {
		a.m.failures.Inc()
	}
	return outcomes, err
}

// A callCount counts calls by op and code, without looking up labels; what is
// among neither counts as "other". Only what was counted is shown.
type callCount struct {
	desc  *prometheus.Desc
	ops   map[wire.Op]int
	codes map[chat.Code]int
	cells [][]atomic.Uint64 // by op, then code; the last of each is "other"
}

func newCallCount() *callCount {
	c := &callCount{
		desc: prometheus.NewDesc("seenby_calls_total", "Calls answered, by kind and code.", []string{"op", "code"}, nil),
		ops:  make(map[wire.Op]int, len(countedOps)), codes: make(map[chat.Code]int, len(countedCodes)),
		cells: make([][]atomic.Uint64, len(countedOps)+1),
	}
	for i, op := range countedOps {
		c.ops[op] = i
	}
	for i, code := range countedCodes {
		c.codes[code] = i
	}
	for i := range c.cells {
		c.cells[i] = make([]atomic.Uint64, len(countedCodes)+1)
	}
	return c
}

func (c *callCount) add(op wire.Op, code chat.Code) {
	i, ok := c.ops[op]
	if !ok {
		i = len(countedOps)
	}
	j, ok := c.codes[code]
	if !ok {
		j = len(countedCodes)
	}
	c.cells[i][j].Add(1)
}

// Describe implements [prometheus.Collector].
func (c *callCount) Describe(to chan<- *prometheus.Desc) { to <- c.desc }

// Collect implements [prometheus.Collector].
func (c *callCount) Collect(to chan<- prometheus.Metric) {
	for i, row := range c.cells {
		for j := range row {
			n := row[j].Load()
			if n == 0 {
				continue
			}
			op, code := "other", "other"
			if i < len(countedOps) {
				op = string(countedOps[i])
			}
			if j < len(countedCodes) {
				code = strconv.Itoa(int(countedCodes[j]))
			}
			to <- prometheus.MustNewConstMetric(c.desc, prometheus.CounterValue, float64(n), op, code)
		}
	}
}

// gauges ask the hub what it holds.
type gauges struct{ hub *Hub }

var (
	connectionsDesc = gaugeDesc("connections", "Open connections.")
	usersDesc       = gaugeDesc("users", "Users with a connection, or who had one a moment ago.")
	groupsDesc      = gaugeDesc("groups", "Groups with a member who is connected.")
	outboxBytesDesc = gaugeDesc("outbox_bytes", "Bytes that wait to be written, over all connections.")
	outboxMostDesc  = gaugeDesc("outbox_largest_bytes", "Bytes that wait for the connection for which most do.")
	outboxDesc      = gaugeDesc("outbox_frames", "Frames that wait to be written, over all connections.")
)

func gaugeDesc(name, help string) *prometheus.Desc {
	return prometheus.NewDesc("seenby_"+name, help, nil, nil)
}

// Describe implements [prometheus.Collector].
func (g gauges) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{connectionsDesc, usersDesc, groupsDesc, outboxBytesDesc, outboxMostDesc, outboxDesc} {
		to <- d
	}
}

// Collect implements [prometheus.Collector].
func (g gauges) Collect(to chan<- prometheus.Metric) {
	stats := g.hub.Stats()
	bytes, frames, most := 0, 0, 0
	g.hub.each(func(s *session) {
		f, b := s.conn.Queued()
		frames, bytes, most = frames+f, bytes+b, max(most, b)
	})
	gauge := func(d *prometheus.Desc, n int) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(n))
	}
	gauge(connectionsDesc, stats.Connections)
	gauge(usersDesc, stats.Users)
	gauge(groupsDesc, stats.Groups)
	gauge(outboxBytesDesc, bytes)
	gauge(outboxMostDesc, most)
	gauge(outboxDesc, frames)
}
