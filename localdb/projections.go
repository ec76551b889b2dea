package localdb

import (
	"sync"

	"partnerhub/localdb/query"
	"partnerhub/localdb/raw"
)

// projections remembers the plain projections that were compiled: a program asks for a
// few of them again and again. The zero value is empty.
type projections struct {
	mu    sync.RWMutex
	known map[string]*query.Projection
}

// How many projections are remembered, and how long one may be to be worth it.
const (
	maxProjections = 1000
	longProjection = 4 << 10
)

// projection compiles one or finds it.
func (p *projections) projection(v raw.Value) (*query.Projection, error) {
	p.mu.RLock()
	known := p.known[string(v.Data)]
	p.mu.RUnlock()
	if known != nil && v.Type == raw.TypeDoc {
		return known, nil
	}
	made, err := projectionOf(v)
	if err == nil && made != nil && made.Plain() && len(v.Data) <= longProjection {
		p.keep(string(v.Data), made)
	}
	return made, err
}

// keep forgets everything when there is too much of it.
func (p *projections) keep(source string, made *query.Projection) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known == nil || len(p.known) >= maxProjections {
		p.known = map[string]*query.Projection{}
	}
	p.known[source] = made
}
