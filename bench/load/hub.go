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

// start serves a copy of the world from this process and gives the plan its address and tokens. Server and connections then share
// the processors, which every figure includes.
func (p *plan) start(ctx context.Context) (end func(), err error) {
	dir, err := os.MkdirTemp("", "partnerhub-load-")
	if err != nil {
		return nil, err
	}
	remove := func() { _ = os.RemoveAll(dir) }
	if err := world.Copy(ctx, p.deals, dir); err != nil {
		remove()
		return nil, err
	}
	app, err := p.open(ctx, dir)
	if err != nil {
		remove()
		return nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- app.Serve(ctx) }()
	return func() {
		stop()
		if err := errors.Join(<-ended, app.Close()); err != nil {
			fmt.Fprintln(os.Stderr, "load:", err)
		}
		remove()
	}, nil
}

func (p *plan) open(ctx context.Context, dir string) (*boot.App, error) {
	app, err := boot.Open(ctx, boot.Config{Limits: boot.Unhurried(), Listen: "127.0.0.1:0", Data: dir, Dev: true, NoPlans: p.ordinary, Version: "bench",
		Logger: slog.New(slog.DiscardHandler), Now: func() time.Time { return world.Noon }})
	if err != nil {
		return nil, err
	}
	for _, email := range asked() {
		token, err := app.Token(ctx, email, time.Hour)
		if err != nil {
			return nil, errors.Join(err, app.Close())
		}
		p.tokens = append(p.tokens, token)
	}
	if err := app.Listen(); err != nil {
		return nil, errors.Join(err, app.Close())
	}
	p.url = "http://" + app.Addr() + "/graphql"
	return app, nil
}
