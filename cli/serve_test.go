package cli_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"partnerhub/cli"
)

// output is what a running server has printed so far.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// serving is a server in this process that runs until stopped.
type serving struct {
	out, errOut output
	cancel      context.CancelFunc
	code        chan int
}

func serve(t *testing.T, args ...string) *serving {
	t.Helper()
	return begin(t, append([]string{"serve", "--listen", "127.0.0.1:0", "--admin-listen", ""}, args...)...)
}

// begin starts a command that runs until it is stopped.
func begin(t *testing.T, args ...string) *serving {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	s := &serving{cancel: cancel, code: make(chan int, 1)}
	p := &cli.Process{Args: args, Stdout: &s.out, Stderr: &s.errOut, Demo: os.DirFS("../testdata/demo"), Version: "test", Now: time.Now}
	go func() { s.code <- cli.Run(ctx, p) }()
	t.Cleanup(cancel)
	return s
}

// await waits until something is printed and answers its first group.
func (s *serving) await(t *testing.T, pattern string) string {
	t.Helper()
	find := regexp.MustCompile(pattern)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); <-tick.C {
		if found := find.FindStringSubmatch(s.out.String()); found != nil {
			return found[1]
		}
		select {
		case code := <-s.code:
			t.Fatalf("the server stopped with %d: %s", code, s.errOut.String())
		default:
		}
	}
	t.Fatalf("never printed %s: %s", pattern, s.out.String())
	return ""
}

func (s *serving) stop(t *testing.T) {
	t.Helper()
	s.cancel()
	select {
	case code := <-s.code:
		if code != 0 {
			t.Errorf("stopping: got code %d and %q, want 0", code, s.errOut.String())
		}
	case <-time.After(30 * time.Second):
		t.Fatal("the server does not stop")
	}
}

// TestServeLoadsTheDemoOnceAndPrintsTokens starts twice over one directory: the second start keeps the data, and the tokens
// that the first one printed still work.
func TestServeLoadsTheDemoOnceAndPrintsTokens(t *testing.T) {
	clean(t)
	data := t.TempDir()
	first := serve(t, "--demo", "--dev", "--data", data)
	url := first.await(t, `API +(http://\S+)\n`)
	token := first.await(t, `sales@harbor\.example +(\S+)\n`)
	if !strings.Contains(first.out.String(), "loading the demo world") || !strings.Contains(first.out.String(), "IDE  http://") {
		t.Errorf("printed %s", first.out.String())
	}
	if got := ask(t, url, token); !strings.Contains(got, `"Declan Frost"`) {
		t.Errorf("got %s, want the persona's name", got)
	}
	first.stop(t)

	second := serve(t, "--demo", "--dev", "--data", data)
	url = second.await(t, `API +(http://\S+)\n`)
	if printed := second.out.String(); !strings.Contains(printed, "keeping the data") || strings.Contains(printed, "created") {
		t.Errorf("the second start printed %s", printed)
	}
	if got := ask(t, url, token); !strings.Contains(got, `"Declan Frost"`) {
		t.Errorf("after the second start: got %s, want the persona's name", got)
	}
	second.stop(t)
}

func ask(t *testing.T, url, token string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(`{"query":"{ viewer { user { name } } }"}`))
	mustNot(t, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(req)
	mustNot(t, err)
	body, err := io.ReadAll(resp.Body)
	mustNot(t, err)
	mustNot(t, resp.Body.Close())
	return string(body)
}
