package web

import (
	"net/http"
	"time"

	"partnerhub/auth"
	"partnerhub/web/rate"
)

// points counts what comes in over time: of each person, each organization and each address. A flood of one of them empties
// its own bucket and nobody else's.
type points struct {
	people        *rate.Buckets
	integrations  *rate.Buckets
	organizations *rate.Buckets
	mutations     *rate.Buckets // by organization
	failures      *rate.Buckets // by address
	anonymous     *rate.Buckets // by address
}

func newPoints(r Rates, now func() time.Time) (*points, error) {
	p := &points{}
	for _, b := range []struct {
		at    **rate.Buckets
		limit rate.Limit
	}{
		{&p.people, rate.Limit{Points: r.Points, Refill: r.PerSecond, Per: time.Second}},
		{&p.integrations, rate.Limit{Points: r.IntegrationPoints, Refill: r.IntegrationPerSecond, Per: time.Second}},
		{&p.organizations, rate.Limit{Points: r.OrganizationPoints, Refill: r.OrganizationPerSecond, Per: time.Second}},
		{&p.mutations, rate.Limit{Points: r.Mutations, Refill: r.Mutations, Per: time.Minute}},
		{&p.failures, rate.Limit{Points: r.AuthFailures, Refill: r.AuthFailures, Per: time.Minute}},
		{&p.anonymous, rate.Limit{Points: r.Anonymous, Refill: r.Anonymous, Per: time.Minute}},
	} {
		var err error
		if *b.at, err = rate.New(b.limit, r.Buckets, now); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// bytesPerPoint is what a refused request pays for its size: reading and refusing it was work, too.
const bytesPerPoint = 1_000

// tab is what one request takes of its caller's points.
type tab struct {
	*points
	own          *rate.Buckets
	person       string
	organization string
}

func (p *points) tab(who *auth.Principal, integration bool) tab {
	t := tab{points: p, own: p.people, person: string(who.UserID), organization: string(who.OrganizationID)}
	if integration {
		t.own = p.integrations
	}
	return t
}

// open lets nobody in whose points are used up, before anything of the request is read.
func (t tab) open() *problem {
	if s, ok := t.own.Has(t.person, 1); !ok {
		return limited("your points are used up", s)
	}
	return nil
}

// pay takes the points of a request from everybody who pays for it, or from nobody.
func (t tab) pay(cost, mutations int) (rate.State, *problem) {
	own, ok := t.own.Take(t.person, cost)
	if !ok {
		return own, limited("this request costs more points than you have left", own)
	}
	if s, ok := t.organizations.Take(t.organization, cost); !ok {
		t.own.Return(t.person, cost)
		return own, limited("this request costs more points than your organization has left", s)
	}
	if s, ok := t.mutations.Take(t.organization, mutations); !ok {
		t.own.Return(t.person, cost)
		t.organizations.Return(t.organization, cost)
		return own, limited("your organization has made too many changes in a minute", s)
	}
	return own, nil
}

// fine takes points for a request that was refused, by the bytes of its body.
func (t tab) fine(bytes int) {
	cost := 1 + bytes/bytesPerPoint
	t.own.Spend(t.person, cost)
	t.organizations.Spend(t.organization, cost)
}

func limited(message string, s rate.State) *problem {
	return &problem{status: http.StatusTooManyRequests, code: codeLimited, message: message + "; wait for as long as Retry-After says", wait: s.Wait}
}

// call counts one call of an address that has shown no token.
func (p *points) call(address string) *problem {
	if s, ok := p.anonymous.Take(address, 1); !ok {
		return limited("too many calls without a token", s)
	}
	return nil
}

// try is whether an address may show a token that nobody knows here.
func (p *points) try(address string) *problem {
	if s, ok := p.failures.Has(address, 1); !ok {
		return limited("too many refused tokens", s)
	}
	return nil
}
