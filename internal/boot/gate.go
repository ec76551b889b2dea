package boot

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"time"
)

// patience is how long a request waits for a hub that starts, which mostly takes no time at all.
const patience = 5 * time.Second

// gate keeps requests out until the hub can answer them: while it brings stored records up to date, it tells that it lives, for whoever
// would end a process that does not answer, and that it is not ready. Requests that come early wait for a while. It tells that it is not
// ready again when the hub stops; what is under way or comes late is answered then.
type gate struct {
	behind   http.Handler
	opened   chan struct{} // closed when it is open
	patience time.Duration
	stopping atomic.Bool
}

func newGate(patience time.Duration) *gate {
	return &gate{opened: make(chan struct{}), patience: patience}
}

// ready tells why requests should not be sent here.
func (g *gate) ready() error {
	if g.stopping.Load() {
		return errors.New("stopping")
	}
	select {
	case <-g.opened:
		return nil
	default:
		return errors.New("bringing stored records up to date")
	}
}

func (g *gate) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/healthz" || r.URL.Path == "/readyz" || g.opens(r.Context()) {
		g.behind.ServeHTTP(rw, r)
		return
	}
	rw.Header().Set("Retry-After", "5")
	rw.Header().Set("Content-Type", "application/json")
	rw.WriteHeader(http.StatusServiceUnavailable)
	_, _ = rw.Write([]byte(`{"errors":[{"message":"the hub is starting","extensions":{"code":"UNAVAILABLE"}}]}` + "\n"))
}

// opens waits until the gate is open; false when that takes too long.
func (g *gate) opens(ctx context.Context) bool {
	select {
	case <-g.opened:
		return true
	default:
	}
	ctx, cancel := context.WithTimeout(ctx, g.patience)
	defer cancel()
	select {
	case <-g.opened:
		return true
	case <-ctx.Done():
		return false
	}
}
