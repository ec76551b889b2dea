package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime/pprof"
	"time"

	"partnerhub/bench/world"
)

// asker is who asks for the page, each with another way to be narrowed.
type asker struct{ name, email string }

func askers() []asker {
	return []asker{{"vendor's operations", world.Ops}, {"vendor's manager", world.CAM}, {"partner's sales", world.Sales}, {"distributor's desk", world.Desk}}
}

// runTable prints the whole table: at the first size everything, at the others pages and deals by id with plans.
func (p *plan) runTable(ctx context.Context) error {
	for i, deals := range p.sizes {
		for _, ordinary := range []bool{false, true} {
			if ordinary && i > 0 {
				continue
			}
			if err := p.runSize(ctx, deals, ordinary, i == 0); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *plan) runSize(ctx context.Context, deals int, ordinary, whole bool) error {
	begun := time.Now()
	s, err := serve(ctx, deals, ordinary)
	if err != nil {
		return err
	}
	defer s.end()
	fmt.Printf("\n%d deals, %s, ready after %.1f s\n%-32s %s\n", deals, map[bool]string{false: "with plans", true: "without plans"}[ordinary],
		time.Since(begun).Seconds(), "", head)
	counts := p.counts
	if !whole {
		counts = counts[:min(2, len(counts))]
	}
	for _, who := range askers() {
		if err := p.page(ctx, s, who, counts); err != nil {
			return err
		}
	}
	if err := p.one(ctx, s, counts); err != nil || ordinary {
		return err
	}
	if err := p.registerLines(ctx, s, counts); err != nil || !whole {
		return err
	}
	return p.profiles(ctx, s)
}

func (p *plan) page(ctx context.Context, s *served, who asker, counts []int) error {
	tokens, err := s.tokens(ctx, who.email)
	if err != nil {
		return err
	}
	requests, err := pages(tokens)
	if err != nil {
		return err
	}
	for _, n := range counts {
		name := "page, " + who.name
		p.line(ctx, s, name, n, turns(requests))
		if script, ok := wrkScript(tokens[0], requests[0]); ok {
			fmt.Printf("%-32s %s\n", name+", wrk", wrk(ctx, script, s.address, n, p.lasts))
			_ = os.Remove(script)
		}
	}
	return nil
}

func (p *plan) line(ctx context.Context, s *served, name string, n int, ask question) {
	drive(ctx, s.address, n, p.lasts/10, p.requests, ask) // pools, caches and connections
	fmt.Printf("%-32s %s\n", name, drive(ctx, s.address, n, p.lasts, p.requests, ask))
}

// one asks for deals by id, each connection for another one every time.
func (p *plan) one(ctx context.Context, s *served, counts []int) error {
	tokens, err := s.tokens(ctx, world.Ops)
	if err != nil {
		return err
	}
	ids, err := s.someIDs(ctx, tokens[0])
	if err != nil {
		return err
	}
	var requests [][]byte
	for _, id := range ids {
		body, err := json.Marshal(map[string]any{"query": world.One, "variables": map[string]any{"id": id}})
		if err != nil {
			return err
		}
		requests = append(requests, post(tokens[0], body))
	}
	for _, n := range counts {
		p.line(ctx, s, "deal by id with two records", n, question{
			func(connection, n int) []byte { return requests[(connection*7+n)%len(requests)] }, []byte(`{"data":{"deal":{"id"`)})
	}
	return nil
}

// someIDs are the ids of a hundred deals.
func (s *served) someIDs(ctx context.Context, token string) ([]string, error) {
	c, err := dial(ctx, s.address)
	if err != nil {
		return nil, err
	}
	defer func() { _ = c.net.Close() }()
	if err := c.ask(post(token, []byte(`{"query":"{deals(first:100){nodes{id}}}"}`)), time.Now().Add(patience)); err != nil {
		return nil, err
	}
	var answer struct {
		Data struct {
			Deals struct{ Nodes []struct{ ID string } }
		}
	}
	if err := json.Unmarshal(c.body, &answer); err != nil {
		return nil, err
	}
	var ids []string
	for _, n := range answer.Data.Deals.Nodes {
		ids = append(ids, n.ID)
	}
	return ids, nil
}

// profiles records where the time of pages and of registrations goes, over 16 connections.
func (p *plan) profiles(ctx context.Context, s *served) error {
	if p.profile == "" {
		return nil
	}
	tokens, err := s.tokens(ctx, world.Ops, world.CAM, world.Sales, world.Desk)
	if err != nil {
		return err
	}
	requests, err := pages(tokens)
	if err != nil {
		return err
	}
	deals, err := s.registrations(ctx)
	if err != nil {
		return err
	}
	for name, ask := range map[string]question{"page": turns(requests), "register": deals} {
		if err := profile(p.profile+name+".cpu", func() { drive(ctx, s.address, 16, p.lasts, p.requests, ask) }); err != nil {
			return err
		}
	}
	return nil
}

func profile(name string, run func()) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	run()
	pprof.StopCPUProfile()
	top, err := exec.Command("go", "tool", "pprof", "-top", "-cum", "-nodecount", "60", name).Output()
	if err == nil {
		fmt.Printf("\n%s\n%s", name, top)
	}
	return f.Close()
}

// wrkScript writes what wrk asks, where there is wrk.
func wrkScript(token string, request []byte) (name string, ok bool) {
	if _, err := exec.LookPath("wrk"); err != nil {
		return "", false
	}
	f, err := os.CreateTemp("", "load-*.lua")
	if err != nil {
		return "", false
	}
	defer func() { _ = f.Close() }()
	_, err = fmt.Fprintf(f, "local request_text = %q\nrequest = function() return request_text end\n", request)
	return f.Name(), err == nil && token != ""
}

// figures are what is taken from what wrk prints.
var figures = regexp.MustCompile(`(?m)^ +(50%|99%) +(\S+)|Requests/sec: +(\S+)|(Non-2xx.*|Socket errors.*)`)

// wrk asks by the tool of that name. Its own work is not in the processor time, as that of the connections above is.
func wrk(ctx context.Context, script, address string, n int, lasts time.Duration) string {
	used, start := cpu(), time.Now()
	out, err := exec.CommandContext(ctx, "wrk", "-t1", fmt.Sprint("-c", n), fmt.Sprint("-d", int(lasts.Seconds()), "s"), "--latency", "-s", script, "http://"+address+"/graphql").CombinedOutput()
	if err != nil {
		return err.Error()
	}
	text, perSecond := "", 0.0
	for _, m := range figures.FindAllStringSubmatch(string(out), -1) {
		if m[3] != "" {
			_, _ = fmt.Sscan(m[3], &perSecond)
		}
		text += " " + m[1] + m[2] + m[3] + m[4]
	}
	return fmt.Sprintf("%11d%s, cpu ms/req %.3f", n, text, (cpu()-used).Seconds()*1000/max(1, perSecond*time.Since(start).Seconds()))
}
