// Command load asks a hub for pages of deals over many connections at once, for a limited time, and prints how many it got and
// how long they took. It starts a hub of its own on a world of bench/world, or takes one on this machine. With -table it asks
// all that is told in RESULTS.md, by all who are told of there, and with -register it only hands deals in. It judges nothing.
package main

import (
	"context"
	"encoding/json"
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
	"partnerhub/internal/boot"
)

// The limits of a run: it is a measurement, never a flood.
const (
	maxConnections = 256
	maxTime        = 5 * time.Minute
)

// plan is what is run.
type plan struct {
	deals    int
	sizes    []int
	url      string
	tokens   []string
	counts   []int
	lasts    time.Duration
	requests int
	ordinary bool
	table    bool
	register bool
	profile  string
}

func main() {
	boot.TuneMemory(os.DirFS("/")) // as serve does
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
	if p.table {
		return p.runTable(ctx)
	}
	if p.register {
		return p.runRegister(ctx)
	}
	address, end, err := p.target(ctx)
	if err != nil {
		return err
	}
	defer end()
	requests, err := pages(p.tokens)
	if err != nil {
		return err
	}
	fmt.Println(head)
	for _, n := range p.counts {
		fmt.Println(drive(ctx, address, n, p.lasts, p.requests, turns(requests)))
	}
	return nil
}

// target is the hub that is asked, with the tokens of those who ask.
func (p *plan) target(ctx context.Context) (address string, end func(), err error) {
	if p.url != "" {
		u, err := url.Parse(p.url)
		if err != nil {
			return "", nil, err
		}
		return u.Host, func() {}, nil
	}
	s, err := serve(ctx, p.deals, p.ordinary)
	if err != nil {
		return "", nil, err
	}
	if p.tokens, err = s.tokens(ctx, world.Ops, world.CAM, world.Sales, world.Desk); err != nil {
		s.end()
		return "", nil, err
	}
	return s.address, s.end, nil
}

// pages are requests for the page, one for each token.
func pages(tokens []string) (out [][]byte, err error) {
	body, err := json.Marshal(map[string]any{"query": world.Page, "variables": world.PageVariables()})
	for _, token := range tokens {
		out = append(out, post(token, body))
	}
	return out, err
}

// turns gives each connection a request of its own, in turn.
func turns(requests [][]byte) question {
	return question{func(connection, _ int) []byte { return requests[connection%len(requests)] }, []byte(`{"data":{"deals":{"nodes":[{`)}
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
	f.BoolVar(&p.table, "table", false, "ask for pages with and without plans, deals by id and registrations, at each of -sizes")
	f.BoolVar(&p.register, "register", false, "hand deals in instead, to a hub of its own, waiting for the disk")
	sizes := f.String("sizes", "100000,1000", "with -table: how many deals, the first one in all detail")
	f.StringVar(&p.profile, "profile", "", "with -table or -register: where processor profiles of pages and registrations go, as a beginning of file names")
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	p.tokens = strings.FieldsFunc(*tokens, func(r rune) bool { return r == ',' })
	var err error
	if p.counts, err = numbers("-connections", *counts, maxConnections); err != nil {
		return nil, err
	}
	if p.sizes, err = numbers("-sizes", *sizes, 2_000_000); err != nil {
		return nil, err
	}
	return p, p.check()
}

// numbers reads whole numbers from 1 to a limit.
func numbers(name, list string, most int) (out []int, err error) {
	for _, text := range strings.Split(list, ",") {
		n := 0
		if _, err := fmt.Sscan(text, &n); err != nil || n < 1 || n > most {
			return nil, fmt.Errorf("%s: %q is not 1 to %d", name, text, most)
		}
		out = append(out, n)
	}
	return out, nil
}

func (p *plan) check() error {
	if p.lasts <= 0 || p.lasts > maxTime {
		return fmt.Errorf("-for: more than nothing and at most %v", maxTime)
	}
	if p.url == "" {
		return nil
	}
	u, err := url.Parse(p.url)
	if err != nil || !loopback(u.Hostname()) || u.Scheme != "http" {
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
