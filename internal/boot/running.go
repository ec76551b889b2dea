package boot

import (
	"context"
	"errors"
	"net/http"
	"sync"
)

// errStopping ends the commands that a server runs when it is told to stop, errAskedToStop one whose caller wants it to end.
var (
	errStopping    = errors.New("the server is stopping")
	errAskedToStop = errors.New("stopped by who asked for it")
)

// commandName is the header in which a caller names the command that it asks for, so that it can be stopped.
const commandName = "X-Command"

// running are the commands under way by name.
type running struct {
	mu     sync.Mutex
	cancel map[string]context.CancelCauseFunc
	closed bool
}

// begin notes a command, which ends when its context does. The name is the caller's; of two with one name the later can be stopped.
func (r *running) begin(ctx context.Context, name string) (_ context.Context, done func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		cancel(errStopping)
	}
	r.cancel[name] = cancel
	return ctx, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.cancel, name)
		cancel(nil)
	}
}

// stop ends a command; it still tells what has become of it.
func (r *running) stop(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if cancel := r.cancel[req.Header.Get(commandName)]; cancel != nil {
		cancel(errAskedToStop)
	}
	w.WriteHeader(http.StatusNoContent)
}

// stopAll ends all commands, and those that come later at once.
func (r *running) stopAll() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	for _, cancel := range r.cancel {
		cancel(errStopping)
	}
}
