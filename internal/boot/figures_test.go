package boot_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"partnerhub/internal/boot"
)

// TestTheDatabaseTellsItsFigures asks a server for its metrics as Prometheus does.
func TestTheDatabaseTellsItsFigures(t *testing.T) {
	app, err := boot.Open(t.Context(), boot.Config{Listen: "127.0.0.1:0", AdminListen: "127.0.0.1:0", Data: t.TempDir(), Dev: true, NoSync: true, NoJobs: true,
		Logger: slog.New(slog.DiscardHandler), Now: time.Now})
	must(t, err)
	must(t, app.Listen())
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() { stopped <- app.Serve(ctx) }()
	got := metricsOf(t, app)
	for _, name := range []string{"data_bytes", "log_bytes", "commits_total", "connections"} {
		if !regexp.MustCompile(`(?m)^partnerhub_database_` + name + ` [1-9]`).MatchString(got) {
			t.Errorf("partnerhub_database_%s is missing or zero", name)
		}
	}
	for _, name := range []string{"failed_writes_total", "write_conflicts_total", "snapshots_total", "log_syncs_total", "expired_documents_total", "open_cursors"} {
		if !strings.Contains(got, "\npartnerhub_database_"+name+" ") {
			t.Errorf("partnerhub_database_%s is missing", name)
		}
	}
	cancel()
	must(t, <-stopped)
	must(t, app.Close())
}

func metricsOf(t *testing.T, app *boot.App) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+app.AdminAddr()+"/metrics", nil)
	must(t, err)
	res, err := http.DefaultClient.Do(r)
	must(t, err)
	text, err := io.ReadAll(res.Body)
	must(t, err)
	must(t, res.Body.Close())
	return string(text)
}
