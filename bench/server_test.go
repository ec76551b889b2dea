package bench_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"partnerhub/bench/world"
	"partnerhub/internal/boot"
)

// server is the product as it is served, on loopback.
type server struct {
	app *boot.App
	url string
}

// serve serves a copy of a world with so many deals until the benchmark ends.
func serve(b *testing.B, deals int, sync bool) *server {
	b.Helper()
	dir := b.TempDir()
	must(b, world.Copy(b.Context(), deals, dir))
	app, err := boot.Open(b.Context(), boot.Config{Limits: boot.Unhurried(), Listen: "127.0.0.1:0", Data: dir, NoSync: !sync, Dev: true, Version: "bench",
		Logger: slog.New(slog.DiscardHandler), Now: noon})
	must(b, err)
	must(b, app.Listen())
	ctx, stop := context.WithCancel(context.WithoutCancel(b.Context()))
	ended := make(chan error, 1)
	go func() { ended <- app.Serve(ctx) }()
	b.Cleanup(func() {
		stop()
		must(b, <-ended, app.Close())
	})
	return &server{app, "http://" + app.Addr() + "/graphql"}
}

// caller sends an operation as somebody and answers the body.
func (s *server) caller(b *testing.B, email string) func(query string, variables map[string]any) (json.RawMessage, error) {
	b.Helper()
	token, err := s.app.Token(b.Context(), email, time.Hour)
	must(b, err)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 100, DisableCompression: true}}
	b.Cleanup(client.CloseIdleConnections)
	return func(query string, variables map[string]any) (json.RawMessage, error) {
		body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
		if err != nil {
			return nil, err
		}
		r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, s.url, bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+token)
		return dataOf(client.Do(r))
	}
}

func dataOf(answer *http.Response, err error) (json.RawMessage, error) {
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK || bytes.HasPrefix(text, []byte(`{"errors"`)) {
		return nil, errors.Join(err, fmt.Errorf("%s: %s", answer.Status, text))
	}
	return json.RawMessage(bytes.TrimSuffix(bytes.TrimPrefix(text, []byte(`{"data":`)), []byte("}"))), nil
}

// BenchmarkServedPage asks for the page over HTTP on loopback. The client's work is in every figure: about a hundred allocations of the
// standard client and of this benchmark. What the server alone allocates is told by ./bench/load.
func BenchmarkServedPage(b *testing.B) {
	s := serve(b, 1_000, false)
	for _, who := range people {
		b.Run(who.name, func(b *testing.B) {
			ask := s.caller(b, who.email)
			data, err := ask(world.Page, world.PageVariables())
			must(b, err)
			rows(b, data)
			measure(b, func() {
				_, err := ask(world.Page, world.PageVariables())
				must(b, err)
			})
		})
	}
	b.Run("health", func(b *testing.B) { // what HTTP itself costs, both sides
		url := "http://" + s.app.Addr() + "/healthz"
		client := &http.Client{}
		measure(b, func() {
			answer, err := client.Get(url)
			must(b, err)
			_, err = io.Copy(io.Discard, answer.Body)
			must(b, err, answer.Body.Close())
		})
	})
}
