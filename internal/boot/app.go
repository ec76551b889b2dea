package boot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"partnerhub/auth"
	"partnerhub/authz"
	"partnerhub/hub"
	"partnerhub/hub/feed"
	"partnerhub/hub/hooks"
	"partnerhub/hub/intake"
	"partnerhub/hub/outtake"
	"partnerhub/hub/reach"
	"partnerhub/hub/skills"
	"partnerhub/hub/upsert"
	"partnerhub/model"
	"partnerhub/store"
)

// App is the hub put together, not yet listening.
type App struct {
	Hub    *hub.Hub
	Intake *intake.Intake
	Feed   *feed.Feed
	Upsert *upsert.Upsert
	Skills *skills.Skills
	hooks  *hooks.Hooks
	out    *outtake.Outtake

	config Config
	store  *store.Store
	close  func() error
	listen listeners
	// upgrades bring what an older version has stored up to date, each once in the life of a database.
	upgrades []func(context.Context) error
	patience time.Duration // of requests that come before that is done
	database *database

	commands Commands // nil when the server runs none
	authLock sync.Mutex
	auth     *auth.Authenticator // nil until Serve or Token needs it; under authLock
}

// Open puts the hub together. What it opened is closed again when a later part fails.
func Open(ctx context.Context, c Config) (*App, error) {
	db, err := openDatabase(c)
	if err != nil {
		return nil, err
	}
	a, err := assemble(ctx, c, db)
	if err == nil {
		err = a.adoptBlank(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, db.close(ctx))
	}
	return a, nil
}

func assemble(ctx context.Context, c Config, db *database) (*App, error) {
	policy, err := authz.Default()
	if err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, db.client, db.name, store.Options{Now: c.Now, Logger: c.Logger, Policy: policy, Direct: db.direct()})
	if err != nil {
		return nil, fmt.Errorf("opening the store: %w", err)
	}
	h, err := hub.New(ctx, s, policy, c.Now)
	if err != nil {
		return nil, fmt.Errorf("starting the hub: %w", err)
	}
	changes, err := feed.New(ctx, s, policy, h, c.Now, cmp.Or(c.KeepChanges, feed.DefaultKeep))
	if err != nil {
		return nil, fmt.Errorf("starting the change feed: %w", err)
	}
	told, courier, err := newHooks(ctx, c, s, h, policy, changes)
	if err != nil {
		return nil, fmt.Errorf("starting the webhooks: %w", err)
	}
	last := context.WithoutCancel(ctx)
	in := intake.New(h, s, c.Now)
	held := skills.New(h, s, policy, c.Now)
	kept := upsert.New(h, s, policy, in, c.Now)
	return &App{Hub: h, Intake: in, Upsert: kept, Skills: held, Feed: changes, hooks: told, out: outtake.New(s, policy), config: c, store: s, database: db,
		upgrades: []func(context.Context) error{h.AdoptServedDeals, held.Adopt, kept.AdoptKeepers,
			func(ctx context.Context) error { return reach.Adopt(ctx, s, c.Now) }}, patience: patience, close: func() error {
			courier.Close()
			ctx, cancel := context.WithTimeout(last, closeTimeout)
			defer cancel()
			return db.close(ctx)
		}}, nil
}

// closeTimeout bounds how long closing the database may take.
const closeTimeout = 10 * time.Second

// Now is the hub's clock.
func (a *App) Now() time.Time { return a.config.Now() }

// Close closes the database. It comes after Serve has returned.
func (a *App) Close() error { return a.close() }

// authenticator is made when it is first needed: an import needs no issuer.
func (a *App) authenticator(ctx context.Context) (*auth.Authenticator, error) {
	a.authLock.Lock()
	defer a.authLock.Unlock()
	if a.auth != nil {
		return a.auth, nil
	}
	cfg := auth.Config{Issuer: a.config.OIDCIssuer, Audience: a.config.OIDCAudience, Dev: a.config.Dev,
		Now: a.config.Now, Log: a.config.Logger, Transport: http.DefaultTransport, KeyUsed: a.keyUsed}
	var err error
	if a.config.Dev {
		if cfg.DevKey, err = a.store.Secret(ctx, "development-key", 32); err != nil {
			return nil, err
		}
	}
	made, err := auth.New(ctx, cfg, a.Hub, a.findKey)
	if err != nil {
		return nil, err
	}
	a.auth = made
	return made, nil
}

func (a *App) findKey(ctx context.Context, prefix string) (auth.Key, error) {
	k, err := a.store.Keys.ByPrefix(ctx, prefix)
	if err != nil {
		return auth.Key{}, err
	}
	return auth.Key{ID: k.ID, UserID: k.UserID, Hash: k.Hash, ExpiresAt: deref(k.ExpiresAt), RevokedAt: deref(k.RevokedAt), UsedAt: deref(k.LastUsedAt)}, nil
}

// keyUsed writes the use of a key down, or into the log that it could not be: the request goes on all the same.
func (a *App) keyUsed(ctx context.Context, id model.ID, at time.Time) {
	if err := a.Hub.KeyUsed(ctx, id, at); err != nil {
		a.config.Logger.WarnContext(ctx, "the use of a key was not written down", "key", id, "error", err)
	}
}

func deref(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// Token signs a development token for a persona.
func (a *App) Token(ctx context.Context, email string, ttl time.Duration) (string, error) {
	if _, err := a.Hub.PrincipalByEmail(ctx, email); err != nil {
		if model.CodeOf(err) == model.CodeUnauthenticated {
			return "", fmt.Errorf("nobody who may sign in has the address %s", email)
		}
		return "", err
	}
	authenticator, err := a.authenticator(ctx)
	if err != nil {
		return "", err
	}
	return authenticator.SignDev(email, ttl)
}
