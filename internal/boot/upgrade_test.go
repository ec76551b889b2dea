package boot_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"partnerhub/internal/boot"
)

// TestServingBringsTheDataUpToDate: what an older version has stored is adopted before the first request is answered, and by no command.
func TestServingBringsTheDataUpToDate(t *testing.T) {
	app, err := boot.Open(t.Context(), boot.Config{Listen: "127.0.0.1:0", Dev: true, NoSync: true, NoJobs: true,
		Logger: slog.New(slog.DiscardHandler), Now: time.Now})
	must(t, err)
	done, err := app.Store().Mark(t.Context(), "deals-served")
	must(t, err)
	if !done.IsZero() {
		t.Error("opening the data has adopted deals already")
	}
	must(t, app.Listen())
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() { stopped <- app.Serve(ctx) }()
	for deadline := time.Now().Add(10 * time.Second); done.IsZero() && time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		done, err = app.Store().Mark(t.Context(), "deals-served")
		must(t, err)
	}
	if done.IsZero() {
		t.Error("serving has not adopted the deals")
	}
	cancel()
	must(t, <-stopped)
	must(t, app.Close())
}
