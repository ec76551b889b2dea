package web

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// metrics are the hub's numbers for Prometheus. Labels come from closed sets of ours: no name of a tenant, person, partner
// or operation is one.
type metrics struct {
	requests    *prometheus.CounterVec
	operations  *prometheus.CounterVec
	seconds     *prometheus.HistogramVec
	inFlight    prometheus.Gauge
	refusals    *prometheus.CounterVec
	authRefused *prometheus.CounterVec
	documents   *prometheus.CounterVec
}

func newMetrics(registry *prometheus.Registry) (*metrics, error) {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "partnerhub", Name: name, Help: help}, labels)
	}
	m := &metrics{
		requests:    counter("http_requests_total", "HTTP requests by route and status.", "route", "status"),
		operations:  counter("graphql_operations_total", "GraphQL requests by kind of operation and code, OK without an error.", "operation", "code"),
		refusals:    counter("graphql_refused_total", "GraphQL requests refused before execution, by rule.", "rule"),
		authRefused: counter("auth_refused_total", "Requests refused for who asks, by reason.", "reason"),
		documents:   counter("graphql_documents_total", "Look-ups of validated queries, by result.", "result"),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{Namespace: "partnerhub", Name: "graphql_in_flight",
			Help: "GraphQL requests running now."}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: "partnerhub", Name: "graphql_seconds",
			Help: "Time of GraphQL requests by kind of operation and code.", Buckets: prometheus.ExponentialBuckets(0.0005, 2, 14)}, []string{"operation", "code"}),
	}
	for _, c := range []prometheus.Collector{m.requests, m.operations, m.seconds, m.inFlight, m.refusals, m.authRefused, m.documents,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{})} {
		if err := registry.Register(c); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// count tells of one finished request.
func (m *metrics) count(t *trace, status int, took time.Duration) {
	m.requests.WithLabelValues(or(t.route, "other"), strconv.Itoa(status)).Inc()
	if t.route != "/graphql" {
		return
	}
	operation, code := or(t.operation, "none"), or(t.code, "OK")
	m.operations.WithLabelValues(operation, code).Inc()
	m.seconds.WithLabelValues(operation, code).Observe(took.Seconds())
}

func (m *metrics) enter() (leave func()) {
	m.inFlight.Inc()
	return m.inFlight.Dec
}

func (m *metrics) refused(rule string)       { m.refusals.WithLabelValues(rule).Inc() }
func (m *metrics) refusedAuth(reason string) { m.authRefused.WithLabelValues(reason).Inc() }

func (m *metrics) document(kept bool) {
	if kept {
		m.documents.WithLabelValues("hit").Inc()
		return
	}
	m.documents.WithLabelValues("miss").Inc()
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
