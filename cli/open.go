package cli

import (
	"context"
	"errors"

	"partnerhub/internal/boot"
)

// with opens the hub for a command that does not serve, and closes it afterwards.
func with(ctx context.Context, p *Process, s *settings, do func(app *boot.App) error) error {
	if err := s.place(); err != nil {
		return err
	}
	app, err := boot.Open(ctx, s.config(p))
	if err != nil {
		return err
	}
	return errors.Join(do(app), app.Close())
}
