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
	adopted := func() (n int) {
		for _, task := range []string{"deals-served", "certification-records", "organization-keepers"} {
			done, err := app.Store().Mark(t.Context(), task)
			must(t, err)
			if !done.IsZero() {
				n++
			}
		}
		return n
	}
	if got := adopted(); got != 0 {
		t.Errorf("got %d of the tasks done by opening the data, want none", got)
	}
	must(t, app.Listen())
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() { stopped <- app.Serve(ctx) }()
	for deadline := time.Now().Add(10 * time.Second); adopted() < 3 && time.Now().Before(deadline); time.Sleep(time.Millisecond) {
	}
	if got, want := adopted(), 3; got != want {
		t.Errorf("got %d of the tasks done by serving, want %d", got, want)
	}
	cancel()
	must(t, <-stopped)
	must(t, app.Close())
}
