package boot_test

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"partnerhub/internal/boot"
)

// logged collects what the log says.
type logged struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) count(part string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.text.String(), part)
}

// TestPolicyIsFollowedAtEveryTick: a change of another instance is seen at the next tick; a fault shows in the numbers, is told once,
// and ends by itself.
func TestPolicyIsFollowedAtEveryTick(t *testing.T) {
	ticks, said := make(chan time.Time), &logged{}
	app, err := boot.Open(t.Context(), boot.Config{NoSync: true, Logger: slog.New(slog.NewTextHandler(said, nil)), Now: time.Now, PolicyTicks: ticks})
	must(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	stopped := app.FollowPolicy(ctx)
	tick := func(times int) {
		for range times {
			ticks <- time.Time{}
		}
		ticks <- time.Time{} // taken once the one before is done
	}
	raise := func() {
		must(t, app.Store().Tx(t.Context(), nil, func(ctx context.Context) error {
			_, err := app.Store().Next(ctx, "policies")
			return err
		}))
	}
	tick(1)
	if got := app.Gauges(); got["policy_fault"] != 0 || got["policy_revision"] != 0 {
		t.Errorf("got %v", got)
	}
	raise() // a change that cannot be read
	tick(3)
	if got := app.Gauges(); got["policy_fault"] != 1 || app.Hub.Ready(t.Context()) == nil || said.count("level=ERROR") != 1 {
		t.Errorf("got %v, ready %v, log %s", got, app.Hub.Ready(t.Context()), said.text.String())
	}
	must(t, app.Store().Tx(t.Context(), nil, keepEmptyPolicy(app)))
	tick(2)
	if got := app.Gauges(); got["policy_fault"] != 0 || got["policy_revision"] != 2 || app.Hub.Ready(t.Context()) != nil || said.count("up to date again") != 1 {
		t.Errorf("got %v, ready %v", got, app.Hub.Ready(t.Context()))
	}
	cancel()
	<-stopped
	must(t, app.Close())
}
