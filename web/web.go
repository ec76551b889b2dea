// Package web is the hub's HTTP: the request pipeline with its limits, the GraphQL endpoint, health, metrics and the
// embedded IDE. It passes documents and answers on and knows no noun, no rule and no storage.
package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/prometheus/client_golang/prometheus"

	"partnerhub/auth"
)

// Authenticator tells who asks from one Authorization header. A refusal is auth.ErrUnauthenticated; any other error means
// that it could not find out.
type Authenticator interface {
	Authenticate(ctx context.Context, header string) (*auth.Principal, error)
	// Known is true for a header that was good before. It may be wrong, and decides only whose guesses are counted.
	Known(header string) bool
}

// Persona is somebody of the demo world as whom the IDE can ask, with a token of the development key.
type Persona struct {
	Email        string   `json:"email"`
	Name         string   `json:"name"`
	Organization string   `json:"organization"`
	Roles        []string `json:"roles"`
	Token        string   `json:"token"`
}

// Config is what the pipeline is made of.
type Config struct {
	Schema  graphql.ExecutableSchema
	Present graphql.ErrorPresenterFunc
	Recover graphql.RecoverFunc
	// Around wraps every operation, for what lives as long as one: loaders. It may be nil.
	Around graphql.OperationMiddleware
	Auth   Authenticator
	// Ready is nil while the hub can serve. Its error goes to the log only.
	Ready func(context.Context) error
	// IDE serves the IDE at /.
	IDE bool
	// Personas lists who the IDE can ask as, with their tokens. Give it in development only.
	Personas func(context.Context) ([]Persona, error)
	// WithRequestID puts the request's id where the error presenter finds it. It may be nil.
	WithRequestID func(context.Context, string) context.Context
	Limits        Limits // the zero value is DefaultLimits
	// Integration tells programs from persons, whose limits differ. Nil takes everybody for a person.
	Integration func(*auth.Principal) bool
	// Origins are the portals whose pages may call the hub from a browser, as CheckOrigin wants them. Empty allows none.
	Origins []string
	// Trusted are the registered documents. Nil has none, and serves any query.
	Trusted *Trusted
	// Get also serves queries, never mutations, by GET. Addresses are written into logs on the way, so leave it off where it is
	// not needed.
	Get bool
	// Proxies are the networks whose word is taken for where a request comes from.
	Proxies  []netip.Prefix
	Log      *slog.Logger
	Now      func() time.Time
	Registry *prometheus.Registry // nil makes one
	Gauges   []Gauge              // numbers of the rooms below, for Prometheus
	Database *Numbers             // those of the database, nil for none
	// Plans tell their numbers. Nil, where plans are turned off, has none.
	Plans Plans
}

// Web answers requests. It is safe for concurrent use.
type Web struct {
	cfg     Config
	routes  map[string]route
	metrics *metrics
	points  *points
	sender  *sender
	foreign *http.CrossOriginProtection
	handler http.Handler // behind what every answer carries
}

// New makes the pipeline. It fails on an incomplete configuration: nothing here has a default that lets anybody in.
func New(cfg Config) (*Web, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	if cfg.Limits == (Limits{}) {
		cfg.Limits = DefaultLimits()
	}
	if err := cfg.Limits.Check(); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	if cfg.Registry == nil {
		cfg.Registry = prometheus.NewRegistry()
	}
	if err := addGauges(cfg.Registry, cfg.Gauges); err != nil {
		return nil, fmt.Errorf("registering the gauges: %w", err)
	}
	m, err := newMetrics(cfg.Registry)
	if err == nil {
		err = cfg.registerNumbers()
	}
	if err != nil {
		return nil, fmt.Errorf("registering the metrics: %w", err)
	}
	p, err := newPoints(cfg.Limits.Rates, cfg.Now)
	if err != nil {
		return nil, err
	}
	w := &Web{cfg: cfg, metrics: m, points: p, sender: newSender()}
	if w.routes, err = w.table(); err != nil {
		return nil, err
	}
	w.handler, err = w.crossOrigin(http.HandlerFunc(w.dispatch))
	return w, err
}

// registerNumbers registers what is read together.
func (c Config) registerNumbers() (err error) {
	if c.Plans != nil {
		err = c.Registry.Register(newPlanNumbers(c.Plans))
	}
	if c.Database != nil {
		err = errors.Join(err, c.Registry.Register(c.Database))
	}
	return err
}

func (c Config) check() error {
	switch {
	case c.Schema == nil:
		return errors.New("web: no schema is given")
	case c.Present == nil || c.Recover == nil:
		return errors.New("web: no error presenter is given")
	case c.Auth == nil:
		return errors.New("web: no authenticator is given")
	case c.Ready == nil:
		return errors.New("web: no readiness check is given")
	case c.Log == nil || c.Now == nil:
		return errors.New("web: no logger or no clock is given")
	}
	return nil
}

// Routes lists every path served, with its method and whether it is open to anybody.
func (w *Web) Routes() []string {
	var out []string
	for path, r := range w.routes {
		access := "bearer"
		if r.open {
			access = "open"
		}
		out = append(out, r.method+" "+path+" "+access)
		if r.get {
			out = append(out, "GET "+path+" "+access)
		}
	}
	slices.Sort(out)
	return out
}

// ServeHTTP runs one request through the pipeline.
func (w *Web) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	t := &trace{id: requestID(r), started: w.cfg.Now()}
	ctx := context.WithValue(r.Context(), traceKey{}, t)
	if w.cfg.WithRequestID != nil {
		ctx = w.cfg.WithRequestID(ctx, t.id)
	}
	rec := &recorder{ResponseWriter: rw}
	defer w.finish(ctx, rec, r, t)
	setHeaders(rec.Header(), r, t.id)
	w.handler.ServeHTTP(rec, r.WithContext(ctx))
}
