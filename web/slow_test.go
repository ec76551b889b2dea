package web_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/web"
)

// listen serves a handler with some server limits changed, given as name=value, and answers the address.
func listen(t *testing.T, h http.Handler, changes ...string) string {
	t.Helper()
	cfg := web.Config{Limits: web.DefaultLimits()}
	limits(t, changes...)(&cfg)
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := web.NewServer(h, slog.New(slog.DiscardHandler), cfg.Limits.Server)
	go func() { _ = s.Serve(web.LimitConnections(l, cfg.Limits.Server.Connections)) }()
	t.Cleanup(func() { _ = s.Close() })
	return l.Addr().String()
}

// dial opens a connection that a test can be rude on. It gives up after ten seconds.
func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	return conn
}

// wantClosed reads until the server hangs up.
func wantClosed(t *testing.T, conn net.Conn) string {
	t.Helper()
	said, err := io.ReadAll(conn)
	if err != nil && strings.Contains(err.Error(), "timeout") {
		t.Error("the server waits for ever")
	}
	return string(said)
}

var hello = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		rw.WriteHeader(http.StatusBadRequest)
	}
	fmt.Fprint(rw, "hello")
})

func TestSlowHeader(t *testing.T) {
	conn := dial(t, listen(t, hello, "header-timeout=50ms"))
	fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: x\r\n")
	wantClosed(t, conn)
}

func TestSlowBody(t *testing.T) {
	conn := dial(t, listen(t, hello, "read-timeout=50ms"))
	fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf")
	if got := wantClosed(t, conn); strings.HasPrefix(got, "HTTP/1.1 200") {
		t.Errorf("half a body was taken: %s", got)
	}
}

func TestSlowReader(t *testing.T) {
	ended := make(chan error, 1)
	endless := http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		var err error
		for part := make([]byte, 1<<20); err == nil; {
			_, err = rw.Write(part)
		}
		ended <- err
	})
	conn := dial(t, listen(t, endless, "write-timeout=50ms"))
	fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	select {
	case err := <-ended:
		if err == nil {
			t.Error("an endless answer was read to its end")
		}
	case <-time.After(10 * time.Second):
		t.Error("the server writes for ever to somebody who does not read")
	}
}

func TestIdleConnection(t *testing.T) {
	conn := dial(t, listen(t, hello, "idle-timeout=50ms"))
	fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	if got := wantClosed(t, conn); !strings.HasPrefix(got, "HTTP/1.1 200") {
		t.Errorf("got %q, want an answer first", got)
	}
}

func TestHeaderBytes(t *testing.T) {
	const slack = 4096 // that net/http grants on top
	for size, want := range map[int]string{8_000: "HTTP/1.1 200", 8_192 + slack: "HTTP/1.1 431"} {
		conn := dial(t, listen(t, hello, "header-bytes=8192"))
		fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: %s\r\n\r\n", strings.Repeat("x", size))
		if got := wantClosed(t, conn); !strings.HasPrefix(got, want) {
			t.Errorf("%d bytes: got %.40q, want %s", size, got, want)
		}
	}
}

// TestConnections holds two connections and sees the third one wait until one of them ends.
func TestConnections(t *testing.T) {
	address := listen(t, hello, "connections=2")
	ask := func(conn net.Conn) error {
		fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
		_, err := http.ReadResponse(bufio.NewReader(conn), nil)
		return err
	}
	first, second := dial(t, address), dial(t, address)
	for _, conn := range []net.Conn{first, second} {
		if err := ask(conn); err != nil {
			t.Fatalf("got %v, want an answer", err)
		}
	}
	third := dial(t, address)
	_ = third.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if err := ask(third); err == nil {
		t.Error("the third connection was served beside two others")
	}
	_ = first.Close()
	_ = third.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := http.ReadResponse(bufio.NewReader(third), nil); err != nil {
		t.Errorf("after the first one ended: %v", err)
	}
}

// TestClientHangsUp sees the work for somebody who has gone end, and their place among those running become free.
func TestClientHangsUp(t *testing.T) {
	entered, ended := make(chan struct{}), make(chan error, 1)
	first := true
	w := newWorld(t, func(ctx context.Context) *graphql.Response {
		if !first {
			return gives(`{"shop":null}`)(ctx)
		}
		first = false
		close(entered)
		<-ctx.Done()
		ended <- context.Cause(ctx)
		return nil
	}, limits(t, "organization-in-flight=1", "in-flight=1", "query-deadline=10s", "write-timeout=1m"))
	conn := dial(t, listen(t, w))
	body := query("{shop{id}}")
	fmt.Fprintf(conn, "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s",
		w.token(t, "a@acme.example"), len(body), body)
	<-entered
	_ = conn.Close()
	if cause := <-ended; !errors.Is(cause, context.Canceled) {
		t.Errorf("the work ended by %v, want it canceled", cause)
	}
	if got := w.verdict(t, body); got != "200" {
		t.Errorf("the next one got %s, want 200", got)
	}
}
