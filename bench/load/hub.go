package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
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
	if err := app.Listen(); err != nil {
		remove()
		return nil, errors.Join(err, app.Close())
	}
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- app.Serve(ctx) }()
	return &served{app, app.Addr(), func() {
		stop()
		if err := errors.Join(<-ended, app.Close()); err != nil {
			fmt.Fprintln(os.Stderr, "load:", err)
		}
		remove()
	}}, nil
}

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
