package leak_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"partnerhub/cli"
	"partnerhub/internal/boot"
)

// server is a running hub over the real pipeline, store and embedded database, with all that comes out of it.
type server struct {
	app    *boot.App
	url    string
	admin  string // where the metrics are
	clock  *clock
	log    *record
	tokens map[string]string
	mail   *mailbox
	client *http.Client
}

// clock moves only when it is told to.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// record keeps what is written to it.
type record struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.buf.Write(p)
}

// take answers what was written since the last time.
func (r *record) take() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.buf.String()
	r.buf.Reset()
	return s
}

// serve starts a hub with a world, answering by plans or without them. The stop comes from the caller, because a run opens many
// of them.
func serve(tb testing.TB, t tables, plans bool) (s *server, stop func()) {
	tb.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s = &server{clock: &clock{now: begin}, log: &record{}, tokens: map[string]string{}, mail: newMailbox(), client: &http.Client{Transport: &http.Transport{}}}
	app, err := boot.Open(ctx, boot.Config{NoPlans: !plans, NoJobs: true, Limits: boot.Unhurried(), Listen: "127.0.0.1:0", AdminListen: "127.0.0.1:0", Database: "partnerhub_leak", Dev: true, NoSync: true, WebhookNetworks: []string{"127.0.0.0/8"}, Version: "test",
		Logger: slog.New(slog.NewJSONHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug})), Now: s.clock.read})
	if err == nil {
		err = app.Listen()
	}
	if err != nil {
		cancel()
		tb.Fatal(err)
	}
	s.app, s.url, s.admin = app, "http://"+app.Addr(), "http://"+app.AdminAddr()
	done := make(chan error, 1)
	go func() { done <- app.Serve(ctx) }()
	s.load(tb, t)
	s.work(tb)
	return s, func() {
		cancel()
		s.client.CloseIdleConnections()
		if err := <-done; err != nil {
			tb.Errorf("serving: %v", err)
		}
		s.mail.Close()
		if err := app.Close(); err != nil {
			tb.Errorf("closing: %v", err)
		}
	}
}

// load imports files as the commands do.
func (s *server) load(tb testing.TB, t tables) {
	tb.Helper()
	if err := cli.LoadDemo(tb.Context(), s.app, t.files(tb), io.Discard); err != nil {
		tb.Fatalf("importing: %v", err)
	}
}

// work does now what the hub would do beside the requests some seconds later, so that both worlds have done it.
func (s *server) work(tb testing.TB) {
	tb.Helper()
	if _, err := s.app.Hub.Recompute(tb.Context(), "harness", time.Minute); err != nil {
		tb.Fatalf("working out members of segments: %v", err)
	}
	if err := s.app.Deliver(tb.Context()); err != nil {
		tb.Fatalf("sending messages: %v", err)
	}
}

// token signs for a person once for each day of the clock.
func (s *server) token(tb testing.TB, email string) string {
	tb.Helper()
	key := email + s.clock.read().Format(time.DateOnly)
	if s.tokens[key] == "" {
		token, err := s.app.Token(tb.Context(), email, 23*time.Hour)
		if err != nil {
			return s.tokens["last "+email]
		}
		s.tokens[key], s.tokens["last "+email] = token, token
	}
	return s.tokens[key]
}

// request is what is asked, by whom.
type request struct {
	Email     string         `json:"-"`
	Query     string         `json:"query"`
	Variables map[string]any `json:"variables,omitempty"`
}

// reply is all that comes out.
type reply struct {
	status int
	header http.Header
	body   string
	Data   any `json:"data"`
	Errors []struct {
		Message    string         `json:"message"`
		Path       []any          `json:"path"`
		Extensions map[string]any `json:"extensions"`
	} `json:"errors"`
}

func (s *server) ask(tb testing.TB, r request) *reply {
	tb.Helper()
	body, err := json.Marshal(r)
	if err != nil {
		tb.Fatal(err)
	}
	req, err := http.NewRequestWithContext(tb.Context(), http.MethodPost, s.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		tb.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+s.token(tb, r.Email))
	resp, err := s.client.Do(req)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		tb.Fatal(err)
	}
	out := &reply{status: resp.StatusCode, header: resp.Header, body: string(raw)}
	if err := json.Unmarshal(raw, out); err != nil {
		tb.Fatalf("the answer is not JSON: %.300s", raw)
	}
	return out
}

// codes are those of the errors.
func (r *reply) codes() map[string]bool {
	out := map[string]bool{}
	for _, e := range r.Errors {
		code, _ := e.Extensions["code"].(string)
		out[code] = true
	}
	return out
}

func (r *reply) has(codes ...string) bool {
	for _, c := range codes {
		if r.codes()[c] {
			return true
		}
	}
	return false
}

// text is the whole of the answer as it left, headers and all.
func (r *reply) text() string {
	var b strings.Builder
	_ = r.header.Write(&b)
	return b.String() + r.body
}
