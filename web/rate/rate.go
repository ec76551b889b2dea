// Package rate counts points: everybody has a bucket of them, what they do takes some out, and time fills it again. It keeps
// buckets in memory, a bounded number of them, so every instance of the hub counts for itself. What a point is worth, who
// has a bucket and what happens when one is empty do not belong here.
package rate

import (
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// Limit says how much a bucket holds and how fast it fills again.
type Limit struct {
	Points int           // that a full bucket holds
	Refill int           // points that come back in each Per
	Per    time.Duration // may not be zero
}

// State is what a bucket is like after somebody asked.
type State struct {
	Limit     int
	Remaining int           // whole points
	Full      time.Time     // when all points are back
	Wait      time.Duration // until as many points are there as were asked for; 0 when they were
}

// Buckets holds one bucket for each name. It is safe for concurrent use.
type Buckets struct {
	limit Limit
	now   func() time.Time

	mu sync.Mutex
	// open are the buckets in the order of their use. One that is not in it is full. When there are too many, the one that has
	// not been used for longest goes: it has filled up for longest, too.
	open *simplelru.LRU[string, *bucket]
}

type bucket struct {
	points float64
	at     time.Time
}

// New makes room for so many buckets.
func New(limit Limit, buckets int, now func() time.Time) (*Buckets, error) {
	if limit.Points < 1 || limit.Refill < 1 || limit.Per <= 0 {
		return nil, fmt.Errorf("rate: a bucket of %d points that gets %d each %v is of no use", limit.Points, limit.Refill, limit.Per)
	}
	open, err := simplelru.NewLRU[string, *bucket](buckets, nil)
	if err != nil {
		return nil, fmt.Errorf("rate: %w", err)
	}
	return &Buckets{limit: limit, now: now, open: open}, nil
}

// Take takes points out of somebody's bucket. When there are fewer, it takes none and answers false.
func (b *Buckets) Take(name string, points int) (State, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	own := b.filled(name)
	if own.points < float64(points) {
		return b.state(own, points), false
	}
	own.points -= float64(points)
	return b.state(own, 0), true
}

// Has answers as Take does and takes nothing.
func (b *Buckets) Has(name string, points int) (State, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	own := b.filled(name)
	return b.state(own, points), own.points >= float64(points)
}

// Spend takes points for what has been done already: all that are left when there are fewer.
func (b *Buckets) Spend(name string, points int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	own := b.filled(name)
	own.points = max(0, own.points-float64(points))
}

// Return puts points back that were taken for something that was not done.
func (b *Buckets) Return(name string, points int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	own := b.filled(name)
	own.points = min(own.points+float64(points), float64(b.limit.Points))
}

// filled is a bucket with the points that came back since it was last used. A clock that was set back brings none.
func (b *Buckets) filled(name string) *bucket {
	now := b.now()
	own, ok := b.open.Get(name)
	if !ok {
		own = &bucket{points: float64(b.limit.Points), at: now}
		b.open.Add(name, own)
		return own
	}
	gone := max(0, now.Sub(own.at))
	own.points = min(own.points+gone.Seconds()*b.perSecond(), float64(b.limit.Points))
	own.at = now
	return own
}

func (b *Buckets) perSecond() float64 { return float64(b.limit.Refill) / b.limit.Per.Seconds() }

func (b *Buckets) state(own *bucket, want int) State {
	return State{Limit: b.limit.Points, Remaining: int(own.points),
		Full: own.at.Add(b.time(float64(b.limit.Points) - own.points)), Wait: b.time(float64(want) - own.points)}
}

// time is how long so many points take to come back, rounded up to a millisecond but for what a float cannot hold.
func (b *Buckets) time(points float64) time.Duration {
	return time.Duration(max(0, math.Ceil(points/b.perSecond()*1000-1e-6))) * time.Millisecond
}
