package main

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// TestAskingAllocatesNothing: what the table counts is the hub's own.
func TestAskingAllocatesNothing(t *testing.T) {
	request := post("token", []byte(`{"query":"{deals{nodes{id}}}"}`))
	body := `{"data":{"deals":{"nodes":[` + strings.Repeat(`{"id":"deal_1"},`, 500) + `]}}}`
	address := answerer(t, len(request), fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body))
	c, err := dial(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.net.Close() }()
	until := time.Now().Add(patience)
	n := testing.AllocsPerRun(500, func() {
		if err := c.ask(request, until); err != nil || string(c.body) != body {
			t.Fatalf("got %d bytes and %v", len(c.body), err)
		}
	})
	if n > 0 {
		t.Errorf("a request takes %v allocations on the asking side", n)
	}
}

// answerer answers every request of a length with the same bytes, and allocates nothing for it.
func answerer(t *testing.T, length int, answer string) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer func() { _ = c.Close() }()
		request, same := make([]byte, length), []byte(answer)
		for {
			if _, err := io.ReadFull(c, request); err != nil {
				return
			}
			if _, err := c.Write(same); err != nil {
				return
			}
		}
	}()
	return l.Addr().String()
}
