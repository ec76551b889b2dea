package boot_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/internal/boot"
	"partnerhub/localdb"
)

// TestServingBringsTheDataUpToDate: what an older version has stored is adopted before the first request is answered, and by no command.
func TestServingBringsTheDataUpToDate(t *testing.T) {
	dir := t.TempDir()
	older(t, dir)
	app, err := boot.Open(t.Context(), boot.Config{Listen: "127.0.0.1:0", Data: dir, Dev: true, NoSync: true, NoJobs: true,
		Logger: slog.New(slog.DiscardHandler), Now: time.Now})
	must(t, err)
	if got := adopted(t, app); got != 0 {
		t.Errorf("got %d of the tasks done by opening what an older version wrote, want none", got)
	}
	must(t, app.Listen())
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() { stopped <- app.Serve(ctx) }()
	for deadline := time.Now().Add(10 * time.Second); adopted(t, app) < len(upgrades()) && time.Now().Before(deadline); time.Sleep(time.Millisecond) {
	}
	if got, want := adopted(t, app), len(upgrades()); got != want {
		t.Errorf("got %d of the tasks done by serving, want %d", got, want)
	}
	cancel()
	must(t, <-stopped)
	must(t, app.Close())
}

// TestBlankIsUpToDate: whoever first opens a database notes that it has nothing of an older version, so that what is imported into it
// is not read through by the first server: with a million deals that took a minute.
func TestBlankIsUpToDate(t *testing.T) {
	app, err := boot.Open(t.Context(), boot.Config{Dev: true, NoSync: true, Logger: slog.New(slog.DiscardHandler), Now: time.Now})
	must(t, err)
	if got, want := adopted(t, app), len(upgrades()); got != want {
		t.Errorf("got %d of the tasks done by opening an empty database, want %d", got, want)
	}
	must(t, app.Close())
}

// upgrades are the marks of what is brought up to date once.
func upgrades() []string {
	return []string{"deals-served", "certification-records", "organization-keepers", "offers-in-reach"}
}

// adopted counts what has been brought up to date.
func adopted(t *testing.T, app *boot.App) (n int) {
	t.Helper()
	for _, task := range upgrades() {
		done, err := app.Store().Mark(t.Context(), task)
		must(t, err)
		if !done.IsZero() {
			n++
		}
	}
	return n
}

// older makes a data directory that an older version has written to: it holds an organization, and no mark.
func older(t *testing.T, dir string) {
	t.Helper()
	engine, err := localdb.Open(dir, localdb.Options{NoSync: true})
	must(t, err)
	client, err := mongo.Connect(options.Client().ApplyURI(engine.URI()).SetDialer(engine))
	must(t, err)
	_, err = client.Database("partnerhub").Collection("organizations").InsertOne(t.Context(), bson.D{{Key: "_id", Value: "org_1"}, {Key: "version", Value: 1}})
	must(t, err)
	must(t, client.Disconnect(t.Context()))
	must(t, engine.Close())
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
