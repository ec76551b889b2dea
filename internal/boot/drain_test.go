package boot_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"partnerhub/internal/boot"
)

// TestStoppingWaitsForNoCommand: a command that is slow to end takes none of the time in which requests under way may finish, and no
// new ones are taken meanwhile.
func TestStoppingWaitsForNoCommand(t *testing.T) {
	data, err := os.MkdirTemp("", "hub") // a socket's path is short
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(data) })
	config := boot.Config{Listen: "127.0.0.1:0", Data: data, Dev: true, NoSync: true, NoJobs: true, Logger: slog.New(slog.DiscardHandler), Now: time.Now}
	app, err := boot.Open(t.Context(), config)
	must(t, err)
	begun, finish := make(chan struct{}), make(chan struct{})
	app.OnCommand(func(context.Context, []string, io.Writer, io.Writer) int {
		close(begun)
		<-finish
		return 0
	})
	must(t, app.Listen())
	ctx, cancel := context.WithCancel(t.Context())
	stopped, answered := make(chan error, 1), make(chan error, 1)
	go func() { stopped <- app.Serve(ctx) }()
	for deadline := time.Now().Add(10 * time.Second); asked(t, app, "/readyz") != http.StatusOK && time.Now().Before(deadline); time.Sleep(time.Millisecond) {
	}
	go func() {
		_, _, err := boot.RunInServer(t.Context(), config, []string{"slow"}, io.Discard, io.Discard)
		answered <- err
	}()
	<-begun
	cancel()
	if !refuses(app.Addr()) {
		t.Error("requests were taken while a command was slow to end")
	}
	close(finish)
	must(t, <-answered)
	must(t, <-stopped)
	must(t, app.Close())
}

// TestDrain: a request under way is waited for within the limit, and no longer than that.
func TestDrain(t *testing.T) {
	for within, want := range map[time.Duration]error{time.Minute: nil, time.Millisecond: context.DeadlineExceeded} {
		t.Run(within.String(), func(t *testing.T) {
			begun, finish := make(chan struct{}), make(chan struct{})
			server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
				close(begun)
				<-finish
			}))
			defer server.Close()
			defer close(finish)
			go func() { _, _ = http.Get(server.URL) }() //nolint:bodyclose,noctx // nobody reads the answer
			<-begun
			if want == nil {
				server.Config.RegisterOnShutdown(func() { finish <- struct{}{} })
			}
			if got := boot.Drain(t.Context(), server.Config, within); !errors.Is(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

// refuses waits until nobody listens at an address.
func refuses(address string) bool {
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			return true
		}
		_ = conn.Close()
	}
	return false
}
