package boot

import (
	"context"
	"time"

	"partnerhub/web"
)

// policyEvery is how often an instance looks for what vendors have changed of who sees what. A change counts everywhere within two
// seconds of its answer.
const policyEvery = time.Second

// followPolicy looks at every tick until the context ends, and answers a channel that closes when it has stopped.
func (a *App) followPolicy(ctx context.Context) (stopped <-chan struct{}) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		ticks, stop := a.policyTicks()
		defer stop()
		for said := ""; ; {
			select {
			case <-ctx.Done():
				return
			case <-ticks:
				said = a.refreshPolicy(ctx, said)
			}
		}
	}()
	return done
}

// policyTicks are the configured ticks, or those of a clock.
func (a *App) policyTicks() (ticks <-chan time.Time, stop func()) {
	if a.config.PolicyTicks != nil {
		return a.config.PolicyTicks, func() {}
	}
	ticker := time.NewTicker(policyEvery)
	return ticker.C, ticker.Stop
}

// refreshPolicy tells the log of a fault when it begins, changes or ends, and not at every tick. It answers what it said.
func (a *App) refreshPolicy(ctx context.Context, said string) string {
	now := ""
	if err := a.Hub.RefreshPolicy(ctx); err != nil && ctx.Err() == nil {
		now = err.Error()
	}
	switch {
	case now != "" && now != said:
		a.config.Logger.ErrorContext(ctx, "the last good policy stays in force, and the hub is not ready", "error", now)
	case now == "" && said != "":
		a.config.Logger.InfoContext(ctx, "the policy is up to date again", "revision", a.Hub.PolicyRevision())
	}
	return now
}

// policyGauges are the numbers to alarm on.
func (a *App) policyGauges() []web.Gauge {
	return []web.Gauge{
		{Name: "policy_revision", Help: "Newest change of any vendor's policy that counts on this instance.",
			Read: func() float64 { return float64(a.Hub.PolicyRevision()) }},
		{Name: "policy_fault", Help: "1 while changes of vendors' policies cannot be taken over.", Read: func() float64 {
			if a.Hub.PolicyFault() != nil {
				return 1
			}
			return 0
		}},
	}
}
