package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"time"

	"partnerhub/bench/world"
	"partnerhub/internal/boot"
)

// served is a hub of this process on a copy of a world. Hub and connections share the processors, which every figure includes.
type served struct {
	app     *boot.App
	address string
	end     func()
}

// serve starts a hub on a copy of a world with so many deals. It waits for the disk at every commit.
func serve(ctx context.Context, deals int, ordinary bool) (*served, error) {
	dir, err := os.MkdirTemp("", "partnerhub-load-")
	if err != nil {
		return nil, err
	}
	remove := func() { _ = os.RemoveAll(dir) }
	if err := world.Copy(ctx, deals, dir); err != nil {
		remove()
		return nil, err
	}
	app, err := boot.Open(ctx, boot.Config{Limits: boot.Unhurried(), Listen: "127.0.0.1:0", Data: dir, Dev: true, NoPlans: ordinary, Version: "bench",
		Logger: slog.New(slog.DiscardHandler), Now: func() time.Time { return world.Noon }})
	if err != nil {
		remove()
		return nil, err
	}
	if err := errors.Join(swept(ctx, app), app.Listen()); err != nil {
		remove()
		return nil, errors.Join(err, app.Close())
	}
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- app.Serve(ctx) }()
	s := &served{app, app.Addr(), func() {
		stop()
		if err := errors.Join(<-ended, app.Close()); err != nil {
			fmt.Fprintln(os.Stderr, "load:", err)
		}
		remove()
	}}
	if err := s.ready(ctx); err != nil {
		s.end()
		return nil, err
	}
	return s, nil
}

// swept lets the hub write down what the clock has decided since the world was made, as one that has been running has: with a million
// deals it reminds of some thousand, each with a wait for the disk, beside everything that is measured.
func swept(ctx context.Context, app *boot.App) error {
	_, err := app.Hub.Sweep(ctx, "load")
	return err
}

// ready waits until the hub says that it can serve, as a balancer does: what is asked before is not measured.
func (s *served) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, toReady)
	defer cancel()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.address+"/readyz", nil)
		if err != nil {
			return err
		}
		answer, err := http.DefaultClient.Do(req)
		if err != nil {
			return fmt.Errorf("waiting for the hub: %w", err)
		}
		if err := answer.Body.Close(); err != nil || answer.StatusCode == http.StatusOK {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for the hub: %w", ctx.Err())
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// toReady is how long a hub may take: one that brings an older world up to date reads through all of it.
const toReady = 5 * time.Minute

// tokens are tokens of some people.
func (s *served) tokens(ctx context.Context, emails ...string) (out []string, err error) {
	for _, email := range emails {
		token, err := s.app.Token(ctx, email, time.Hour)
		if err != nil {
			return nil, err
		}
		out = append(out, token)
	}
	return out, nil
}
