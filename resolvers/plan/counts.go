package plan

import (
	"context"
	"errors"
	"maps"
	"sync"
	"sync/atomic"
)

// counts are what plans answered and what was left to the ordinary resolvers.
type counts struct {
	planned atomic.Uint64

	mu   sync.Mutex
	rest map[string]uint64
}

// The reasons why a field is left to the ordinary resolvers, besides a field of the schema that no plan knows: then it is that
// field's name.
const (
	reasonDocument = "document" // it is too long
	reasonSteered  = "steered"  // too many variables decide on what is selected
	reasonKind     = "kind"     // a node of a kind that plans do not know
	reasonFault    = "fault"    // the plan met a fault or a record of another form
	reasonEnded    = "ended"    // the client has gone, or the time was over
)

func (c *counts) left(reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.rest == nil {
		c.rest = map[string]uint64{}
	}
	c.rest[reason]++
}

func reasonOf(err error) string {
	var field unplanned
	switch {
	case errors.As(err, &field):
		return string(field)
	case errors.Is(err, errKind):
		return reasonKind
	}
	return reasonFault
}

// leave counts what a plan has left to the ordinary resolvers, and tells of a fault: they may answer as if there had been none.
func (p *Plans) leave(ctx context.Context, err error) {
	reason := reasonOf(err)
	if reason == reasonFault && ctx.Err() != nil {
		reason = reasonEnded
	}
	p.count.left(reason)
	if reason == reasonFault && p.fault != nil {
		p.fault(ctx, err)
	}
}

// OnFault has somebody told of what a plan failed for. It comes before the first request.
func (p *Plans) OnFault(tell func(context.Context, error)) { p.fault = tell }

// Planned is how many fields plans have answered.
func (p *Plans) Planned() uint64 { return p.count.planned.Load() }

// Left tells how often the ordinary resolvers were needed, by reason.
func (p *Plans) Left() map[string]uint64 {
	p.count.mu.Lock()
	defer p.count.mu.Unlock()
	return maps.Clone(p.count.rest)
}
