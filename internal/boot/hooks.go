package boot

import (
	"context"
	"crypto/rand"
	"net"
	"time"

	"partnerhub/authz"
	"partnerhub/hub"
	"partnerhub/hub/feed"
	"partnerhub/hub/hooks"
	"partnerhub/model"
	"partnerhub/store"
	"partnerhub/webhook"
)

// deliverEvery is how often the hub looks for messages to send.
const deliverEvery = time.Second

// courier is what hooks want of a webhook.Courier.
type courier struct{ *webhook.Courier }

func (courier) Secret(secret []byte) string { return webhook.SecretText(secret) }

func newHooks(ctx context.Context, c Config, s *store.Store, h *hub.Hub, p *authz.Policy, f *feed.Feed) (*hooks.Hooks, courier, error) {
	inside, err := networks("--webhook-networks", c.WebhookNetworks)
	if err != nil {
		return nil, courier{}, err
	}
	sender := courier{webhook.New(webhook.Options{Inside: inside, Resolver: net.DefaultResolver, Version: c.Version})}
	told, err := hooks.New(ctx, s, h, p, f, sender, c.Now, func(endpoint model.ID, err error) {
		c.Logger.Error("an endpoint could not be served", "endpoint", endpoint, "error", err)
	})
	return told, sender, err
}

// Deliver sends what is due now, and returns when nothing is any more: for tests whose clock stands still.
func (a *App) Deliver(ctx context.Context) error {
	defer a.hooks.Wait()
	return a.hooks.Round(ctx, "by hand")
}

// deliver begins to send messages until the context ends, and answers a channel that closes when nobody sends any more.
func (a *App) deliver(ctx context.Context) (stopped <-chan struct{}) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer a.hooks.Wait()
		ticker := time.NewTicker(deliverEvery)
		defer ticker.Stop()
		for holder := rand.Text(); ; {
			if err := a.hooks.Round(ctx, holder); err != nil && ctx.Err() == nil {
				a.config.Logger.ErrorContext(ctx, "looking for messages to send failed", "error", err)
			}
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
		}
	}()
	return done
}
