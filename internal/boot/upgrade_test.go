package boot_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
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

// TestHealthWhileUpgrading: until stored records are up to date the process says that it lives, is not ready and answers nothing else; when it
// is told to stop in the middle, it stops without a fault.
func TestHealthWhileUpgrading(t *testing.T) {
	for _, finishes := range []bool{true, false} {
		app, err := boot.Open(t.Context(), boot.Config{Listen: "127.0.0.1:0", Dev: true, NoSync: true, NoJobs: true,
			Logger: slog.New(slog.DiscardHandler), Now: time.Now})
		must(t, err)
		begun, finish := make(chan struct{}), make(chan struct{})
		app.UpgradeWith(func(ctx context.Context) error {
			close(begun)
			select {
			case <-finish:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}, time.Millisecond)
		must(t, app.Listen())
		ctx, cancel := context.WithCancel(t.Context())
		stopped := make(chan error, 1)
		go func() { stopped <- app.Serve(ctx) }()
		<-begun
		for path, want := range map[string]int{"/healthz": 200, "/readyz": 503, "/graphql": 503, "/schema.graphql": 503} {
			if got := asked(t, app, path); got != want {
				t.Errorf("%s while upgrading: got %d, want %d", path, got, want)
			}
		}
		if finishes {
			close(finish)
			for deadline := time.Now().Add(10 * time.Second); asked(t, app, "/readyz") != 200 && time.Now().Before(deadline); time.Sleep(time.Millisecond) {
			}
			if got := asked(t, app, "/readyz"); got != 200 {
				t.Errorf("/readyz when all is up to date: got %d, want 200", got)
			}
		}
		cancel()
		must(t, <-stopped)
		must(t, app.Close())
	}
}

// asked is the status of an answer.
func asked(t *testing.T, app *boot.App, path string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+app.Addr()+path, nil)
	must(t, err)
	answer, err := http.DefaultClient.Do(req)
	must(t, err)
	_, _ = io.Copy(io.Discard, answer.Body)
	must(t, answer.Body.Close())
	return answer.StatusCode
}
