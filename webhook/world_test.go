package webhook_test

import (
	"context"
	"errors"
	"net/netip"
	"sync"
	"testing"
	"time"

	"partnerhub/model"
	"partnerhub/webhook"
)

// names are a resolver's answers: each look-up of a name takes the next one, and the last one stays.
type names struct {
	mu   sync.Mutex
	next map[string][][]netip.Addr
}

func newNames(of map[string][]string) *names {
	n := &names{next: map[string][][]netip.Addr{}}
	for name, answers := range of {
		for _, answer := range answers {
			n.next[name] = append(n.next[name], []netip.Addr{netip.MustParseAddr(answer)})
		}
	}
	return n
}

// together gives a name several addresses at once.
func (n *names) together(name string, addresses ...string) *names {
	all := []netip.Addr{}
	for _, a := range addresses {
		all = append(all, netip.MustParseAddr(a))
	}
	n.next[name] = [][]netip.Addr{all}
	return n
}

func (n *names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	answers := n.next[host]
	if len(answers) == 0 {
		return nil, errors.New("no such host")
	}
	if len(answers) > 1 {
		n.next[host] = answers[1:]
	}
	return answers[0], nil
}

// courier reaches the public network and, where inside is true, this machine.
func courier(tb testing.TB, names webhook.Resolver, inside bool) *webhook.Courier {
	tb.Helper()
	o := webhook.Options{Resolver: names, Timeout: 300 * time.Millisecond, Version: "test"}
	if inside {
		o.Inside = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	}
	c := webhook.New(o)
	tb.Cleanup(c.Close)
	return c
}

func message(url string) model.WebhookMessage {
	return model.WebhookMessage{URL: url, ID: "msg_1", At: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC), Body: []byte(`{"a":1}`),
		Secrets: [][]byte{[]byte("the-old-secret-of-24-bytes"), []byte("the-new-secret-of-24-bytes")}}
}
