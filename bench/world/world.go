// Package world makes the data that the hub is measured on: ten vendors, five distributors, two thousand partner accounts, and
// as many deals as are asked for, the same on every machine. It writes rows and hands them to the hub's own import; it
// measures nothing.
package world

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"partnerhub/internal/boot"
)

// How much there is besides deals.
const (
	Vendors      = 10
	Distributors = 5
	Partners     = 1000 // organizations, when all are wanted; each has an account with two vendors
	Programs     = 10   // of each vendor
	Campaigns    = 20   // of each vendor
)

// Noon is the instant that the data is of. Whoever opens it sets the hub's clock to it, so that no deal expires over the years.
var Noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// version changes with the data, so that nobody measures on an older world.
const version = 3

// Dir is where made worlds are kept between runs.
func Dir() string {
	if dir := os.Getenv("HUB_BENCH_DATA"); dir != "" {
		return dir
	}
	return filepath.Join(os.TempDir(), "partnerhub-bench")
}

// Copy puts a world with so many deals into an empty directory, for the caller to change as it likes.
func Copy(ctx context.Context, deals int, to string) error {
	from, err := Make(ctx, Dir(), deals)
	if err != nil {
		return err
	}
	return os.CopyFS(to, os.DirFS(from))
}

// Make answers the directory of a world with so many deals, below dir, and makes it when it is not there yet.
func Make(ctx context.Context, dir string, deals int) (string, error) {
	made := filepath.Join(dir, fmt.Sprintf("v%d-%d-deals", version, deals))
	if _, err := os.Stat(made); err == nil {
		return made, nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("making a world: %w", err)
	}
	making, err := os.MkdirTemp(dir, "making-")
	if err != nil {
		return "", fmt.Errorf("making a world: %w", err)
	}
	if err := fill(ctx, dir, making, deals); err != nil {
		return "", errors.Join(fmt.Errorf("making a world: %w", err), os.RemoveAll(making))
	}
	if err := os.Rename(making, made); err != nil {
		if _, there := os.Stat(made); there == nil { // somebody else was faster
			err = nil
		}
		return made, errors.Join(err, os.RemoveAll(making))
	}
	return made, nil
}

// fill makes a world, a large one out of the largest that is imported.
func fill(ctx context.Context, dir, making string, deals int) error {
	if deals <= maxImported {
		return Fill(ctx, making, deals, Partners)
	}
	from, err := Make(ctx, dir, maxImported)
	if err != nil {
		return err
	}
	if err := os.CopyFS(making, os.DirFS(from)); err != nil {
		return err
	}
	return Grow(ctx, making, deals)
}

// Fill imports a world with so many deals of so many partner organizations into an empty data directory.
func Fill(ctx context.Context, dir string, deals, partners int) error {
	c := &clock{at: Noon.AddDate(0, 0, -7)}
	app, err := boot.Open(ctx, boot.Config{Data: dir, NoSync: true, Dev: true, Logger: slog.New(slog.DiscardHandler), Now: c.now})
	if err != nil {
		return err
	}
	for _, f := range Files(deals, partners) {
		if err := take(ctx, app, c, f); err != nil {
			return errors.Join(fmt.Errorf("importing %s: %w", f.Kind, err), app.Close())
		}
	}
	return app.Close()
}
