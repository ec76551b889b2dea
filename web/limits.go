package web

import (
	"time"

	"partnerhub/web/guard"
	"partnerhub/web/strictjson"
)

// Limits bounds what one request, one organization and the server as a whole may take.
type Limits struct {
	Guard guard.Limits
	JSON  strictjson.Limits
	Body  int64 // bytes
	// InFlight and PerOrganization bound the GraphQL requests that run at once. Wait is how long one more may wait for
	// its turn before it is turned away.
	InFlight        int
	PerOrganization int
	Wait            time.Duration
	Query           time.Duration // deadline of a query
	Mutation        time.Duration // deadline of a mutation
	Errors          int           // in one answer
	Response        int           // bytes of data in one answer
	Documents       int           // validated queries kept
	DocumentSize    int           // bytes of the largest one kept
}

// DefaultLimits suit a server of two cores.
func DefaultLimits() Limits {
	return Limits{
		Guard: guard.Defaults(),
		JSON:  strictjson.Limits{Depth: 32, Values: 20_000, Items: 250},
		Body:  1 << 20, InFlight: 64, PerOrganization: 16, Wait: time.Second,
		Query: 3 * time.Second, Mutation: 5 * time.Second,
		Errors: 10, Response: 8 << 20, Documents: 500, DocumentSize: 15_000,
	}
}
