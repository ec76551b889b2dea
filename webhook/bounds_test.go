package webhook_test

import (
	"context"
	"io"
	"net"
	"net/netip"
	"testing"
	"time"

	"partnerhub/model"
)

// patience is how long a test waits for what must happen after the courier's own timeout.
const patience = 5 * time.Second

// TestASilentHostIsHungUpOn: one that takes the connection and never answers the handshake does not keep it.
func TestASilentHostIsHungUpOn(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	ended := make(chan error, 1)
	go func() {
		conn, err := silent.Accept()
		if err == nil {
			defer func() { _ = conn.Close() }()
			_ = conn.SetReadDeadline(time.Now().Add(patience))
			_, err = io.Copy(io.Discard, conn)
		}
		ended <- err
	}()
	got := courier(t, resolver(), true).Send(t.Context(), message("https://"+silent.Addr().String()+"/"))
	if got.Fault != model.WebhookFaultTimeout {
		t.Errorf("got %+v, want %s", got, model.WebhookFaultTimeout)
	}
	if err := <-ended; err != nil {
		t.Errorf("the connection is not closed: %v", err)
	}
}

// slow is a name server that answers nothing until it is not asked any more.
type slow struct{ ended chan struct{} }

func (s slow) LookupNetIP(ctx context.Context, _, _ string) ([]netip.Addr, error) {
	<-ctx.Done()
	close(s.ended)
	return nil, ctx.Err()
}

// TestConnectingEnds: also for a request that nobody waits for any more.
func TestConnectingEnds(t *testing.T) {
	s := slow{make(chan struct{})}
	if got := courier(t, s, true).Send(t.Context(), message("https://hooks.example.com/")); got.Fault == "" {
		t.Errorf("got %+v, want a fault", got)
	}
	select {
	case <-s.ended:
	case <-time.After(patience):
		t.Error("somebody still connects")
	}
}

// TestFewAddressesAreTried: a name with very many of them, where nobody is, costs 16 connections.
func TestFewAddressesAreTried(t *testing.T) {
	there, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = there.Close() })
	_, port, _ := net.SplitHostPort(there.Addr().String())
	many := []string{}
	for i := range 16 {
		many = append(many, netip.AddrFrom4([4]byte{127, 0, 1, byte(i)}).String())
	}
	names := newNames(nil).together("hooks.example.com", append(many, "127.0.0.1")...)
	got := courier(t, names, true).Send(t.Context(), message("http://hooks.example.com:"+port+"/"))
	if got.Fault != model.WebhookFaultConnection {
		t.Errorf("got %+v, want %s", got, model.WebhookFaultConnection)
	}
}
