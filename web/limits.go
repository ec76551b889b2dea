package web

import (
	"errors"
	"time"

	"partnerhub/resolvers"
	"partnerhub/web/guard"
	"partnerhub/web/strictjson"
)

// Limits bounds what one request, one person, one organization, one address and the server as a whole may take. settings.go
// says under which name an operator sets each of them.
type Limits struct {
	Guard guard.Limits
	// IntegrationTokens is Guard.Tokens for integrations: a program's queries are longer than those of a page.
	IntegrationTokens int
	JSON              strictjson.Limits // Items follows Guard.ListItems
	Body              int64             // bytes
	// InFlight and PerOrganization bound the GraphQL requests that run at once. Wait is how long one more may wait for
	// its turn before it is turned away.
	InFlight        int
	PerOrganization int
	Wait            time.Duration
	// Waiting and WaitingPerOrganization bound the requests that rest until something happens. They take no place meanwhile.
	Waiting                int
	WaitingPerOrganization int
	Query                  time.Duration // deadline of a query
	Mutation               time.Duration // deadline of a mutation
	Errors                 int           // in one answer
	Response               int           // bytes of data in one answer
	Documents              int           // validated queries kept
	DocumentSize           int           // bytes of the largest one kept
	Rates                  Rates
	Server                 ServerLimits
}

// Rates bounds how much comes in over time. A request takes as many points as it costs.
type Rates struct {
	Points                int // a person can save up
	PerSecond             int // points that come back
	IntegrationPoints     int // an integration can save up
	IntegrationPerSecond  int
	OrganizationPoints    int // all of an organization together
	OrganizationPerSecond int
	Mutations             int // of one organization in a minute
	AuthFailures          int // of one address in a minute
	Anonymous             int // calls of one address in a minute that need no token
	Buckets               int // kept of each kind
}

// ServerLimits bounds connections.
type ServerLimits struct {
	HeaderBytes   int
	HeaderTimeout time.Duration // to send the header
	ReadTimeout   time.Duration // to send header and body
	WriteTimeout  time.Duration // from the end of the header to the end of the answer
	IdleTimeout   time.Duration // between two requests
	Connections   int           // open at once
	Streams       int           // of one HTTP/2 connection
	Drain         time.Duration // for what is under way when the hub stops
}

// DefaultLimits suit a server of two cores.
func DefaultLimits() Limits {
	return Limits{
		Guard: guard.Defaults(), IntegrationTokens: 2_000,
		JSON: strictjson.Limits{Depth: 32, Values: 20_000},
		Body: 1 << 20, InFlight: 64, PerOrganization: 16, Wait: time.Second, Waiting: 256, WaitingPerOrganization: 32,
		Query: 3 * time.Second, Mutation: 5 * time.Second,
		Errors: 10, Response: 8 << 20, Documents: 500, DocumentSize: 15_000,
		Rates: Rates{Points: 10_000, PerSecond: 200, IntegrationPoints: 50_000, IntegrationPerSecond: 1_000,
			OrganizationPoints: 100_000, OrganizationPerSecond: 2_000, Mutations: 600, AuthFailures: 60, Anonymous: 600, Buckets: 20_000},
		Server: ServerLimits{HeaderBytes: 16 << 10, HeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, WriteTimeout: 45 * time.Second,
			IdleTimeout: 75 * time.Second, Connections: 1024, Streams: 100, Drain: 20 * time.Second},
	}
}

// Check finds limits that contradict each other.
func (l Limits) Check() error {
	r, s := l.Rates, l.Server
	switch {
	case l.PerOrganization > l.InFlight:
		return errors.New("organization-in-flight is more than in-flight")
	case l.IntegrationTokens < l.Guard.Tokens:
		return errors.New("integration-tokens is less than tokens")
	case min(r.Points, r.IntegrationPoints, r.OrganizationPoints) < l.Guard.Cost:
		return errors.New("points, integration-points and organization-points must each pay for one request of the full cost")
	case r.Mutations < l.Guard.RootMutations:
		return errors.New("mutations-per-minute must allow for one request with as many as mutations says")
	case l.WaitingPerOrganization > l.Waiting:
		return errors.New("organization-waiting is more than waiting")
	case s.WriteTimeout <= s.ReadTimeout+l.Wait+max(l.Query+resolvers.MaxPatience, l.Mutation):
		return errors.New("write-timeout must be longer than read-timeout, wait, and the longer deadline with 20s of waiting for changes together")
	}
	return nil
}
