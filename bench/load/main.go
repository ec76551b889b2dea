// Command load asks a hub for pages of deals over many connections at once, for a limited time, and prints how many it got and
// how long they took. It starts a hub of its own on a world of bench/world, or takes one on this machine. It judges nothing.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"time"

	"partnerhub/bench/world"
)

// The limits of a run: it is a measurement, never a flood.
const (
	maxConnections = 256
	maxTime        = 5 * time.Minute
)

// plan is what is run.
type plan struct {
	deals    int
	url      string
	tokens   []string
	counts   []int
	lasts    time.Duration
	requests int
	ordinary bool
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	p, err := parse(args)
	if err != nil {
		return err
	}
	if p.url == "" {
		end, err := p.start(ctx)
		if err != nil {
			return err
		}
		defer end()
	}
	fmt.Printf("%11s %9s %9s %9s %9s %9s %7s %12s\n", "connections", "requests", "per s", "p50 ms", "p95 ms", "p99 ms", "errors", "cpu ms/req")
	for _, n := range p.counts {
		s, err := p.drive(ctx, n)
		if err != nil {
			return err
		}
		fmt.Println(s)
	}
	return nil
}

func parse(args []string) (*plan, error) {
	p := &plan{}
	f := flag.NewFlagSet("load", flag.ContinueOnError)
	f.IntVar(&p.deals, "deals", 100_000, "deals of the world that the hub is started on")
	f.StringVar(&p.url, "url", "", "the /graphql of a running hub on this machine, instead of one of its own")
	tokens := f.String("tokens", "", "bearer tokens for -url, separated by commas; the connections take them in turn")
	counts := f.String("connections", "1,16,64", "how many connections, one run each")
	f.DurationVar(&p.lasts, "for", 10*time.Second, "how long a run lasts at most")
	f.IntVar(&p.requests, "requests", 1_000_000, "how many requests a run sends at most")
	f.BoolVar(&p.ordinary, "ordinary", false, "answer by the ordinary resolvers, without plans")
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	p.tokens = strings.FieldsFunc(*tokens, func(r rune) bool { return r == ',' })
	for _, text := range strings.Split(*counts, ",") {
		n := 0
		if _, err := fmt.Sscan(text, &n); err != nil || n < 1 || n > maxConnections {
			return nil, fmt.Errorf("-connections: %q is not 1 to %d", text, maxConnections)
		}
		p.counts = append(p.counts, n)
	}
	return p, p.check()
}

func (p *plan) check() error {
	if p.lasts <= 0 || p.lasts > maxTime {
		return fmt.Errorf("-for: more than nothing and at most %v", maxTime)
	}
	if p.url == "" {
		return nil
	}
	u, err := url.Parse(p.url)
	if err != nil || !loopback(u.Hostname()) {
		return errors.New("-url: only a hub on this machine, such as http://127.0.0.1:8080/graphql")
	}
	if len(p.tokens) == 0 {
		return errors.New("-tokens: needed with -url")
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// asked are the people whom the connections ask as, in turn.
func asked() []string { return []string{world.Ops, world.CAM, world.Sales, world.Desk} }
