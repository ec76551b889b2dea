package web_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"partnerhub/web"
)

func TestServerSettings(t *testing.T) {
	l := web.DefaultLimits()
	s := web.NewServer(http.NotFoundHandler(), slog.New(slog.DiscardHandler), l.Server)
	for name, tt := range map[string]struct{ got, want time.Duration }{
		"header": {s.ReadHeaderTimeout, 5 * time.Second}, "read": {s.ReadTimeout, 15 * time.Second},
		"write": {s.WriteTimeout, 45 * time.Second}, "idle": {s.IdleTimeout, 75 * time.Second},
	} {
		if tt.got != tt.want {
			t.Errorf("%s timeout: got %v, want %v", name, tt.got, tt.want)
		}
	}
	if s.HTTP2.MaxConcurrentStreams != 100 || s.MaxHeaderBytes != 16<<10 || l.Server.Drain != 20*time.Second {
		t.Errorf("got %d streams, %d bytes of header and %v to drain", s.HTTP2.MaxConcurrentStreams, s.MaxHeaderBytes, l.Server.Drain)
	}
	if s.WriteTimeout <= l.Mutation+l.Wait+s.ReadTimeout {
		t.Error("the server hangs up before a slow mutation can answer")
	}
}

// TestOverTheWire holds what needs a real connection.
func TestOverTheWire(t *testing.T) {
	w := newWorld(t, gives(`{"shop":null}`), nil)
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	limits := web.DefaultLimits().Server
	s := web.NewServer(w, slog.New(slog.DiscardHandler), limits)
	go func() { _ = s.Serve(web.LimitConnections(listener, limits.Connections)) }()
	t.Cleanup(func() { _ = s.Close() })
	url := "http://" + listener.Addr().String() + "/graphql"
	send := func(header http.Header, body io.Reader) int {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, url, body)
		r.Header = header
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		_, _ = io.Copy(io.Discard, res.Body)
		return res.StatusCode
	}
	good := func() http.Header {
		return http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer " + w.token(t, "a@acme.example")}}
	}
	if got := send(good(), strings.NewReader(query("{shop{id}}"))); got != http.StatusOK {
		t.Errorf("got %d, want 200", got)
	}
	if got := send(good(), bytes.NewReader(make([]byte, 3<<20))); got != http.StatusRequestEntityTooLarge {
		t.Errorf("a large body: got %d, want 413", got)
	}
	if got := send(http.Header{"Authorization": {"Bearer " + strings.Repeat(".", 1<<20)}}, nil); got != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("a large header: got %d, want 431", got)
	}
	if got := send(good(), strings.NewReader(query("{shop{id}}"))); got != http.StatusOK {
		t.Errorf("afterwards: got %d, want 200", got)
	}
}

func TestNewRefusesHalfAConfiguration(t *testing.T) {
	good := newConfig(t)
	if _, err := web.New(good); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*web.Config){
		"schema": func(c *web.Config) { c.Schema = nil }, "presenter": func(c *web.Config) { c.Present = nil },
		"recover": func(c *web.Config) { c.Recover = nil }, "authenticator": func(c *web.Config) { c.Auth = nil },
		"readiness": func(c *web.Config) { c.Ready = nil }, "logger": func(c *web.Config) { c.Log = nil }, "clock": func(c *web.Config) { c.Now = nil },
		"limits": func(c *web.Config) { c.Limits.InFlight = 0; c.Limits.Body = 1 },
	} {
		cfg := good
		change(&cfg)
		if _, err := web.New(cfg); err == nil {
			t.Errorf("without %s: got no error", name)
		}
	}
}

func newConfig(tb testing.TB) web.Config {
	tb.Helper()
	var out web.Config
	newWorld(tb, gives("null"), func(c *web.Config) { out = *c })
	out.Ready = func(context.Context) error { return nil }
	return out
}
