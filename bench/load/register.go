package main

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"

	"partnerhub/bench/world"
)

// runRegister does nothing but hand deals in, for who works on that.
func (p *plan) runRegister(ctx context.Context) error {
	s, err := serve(ctx, p.deals, p.ordinary)
	if err != nil {
		return err
	}
	defer s.end()
	fmt.Printf("%-32s %s\n", "", head)
	if err := p.registerLines(ctx, s, p.counts); err != nil || p.profile == "" {
		return err
	}
	ask, err := s.registrations(ctx)
	if err != nil {
		return err
	}
	return profile(p.profile+"register.cpu", func() { drive(ctx, s.address, 16, p.lasts, p.requests, ask) })
}

// registerLines hands deals in and waits for the disk: every connection for another partner and, as far as there are, another vendor,
// whose commits share their waits.
func (p *plan) registerLines(ctx context.Context, s *served, counts []int) error {
	ask, err := s.registrations(ctx)
	if err != nil {
		return err
	}
	for _, n := range counts {
		p.line(ctx, s, "register a deal, durable", n, ask)
	}
	return nil
}

// registrations are of deals for customers whom nobody has.
func (s *served) registrations(ctx context.Context) (q question, err error) {
	var sellers []world.Seller
	var tokens []string
	for i := range 64 {
		seller := world.SellerAt(i)
		token, err := s.tokens(ctx, seller.Email)
		if err != nil {
			return q, err
		}
		sellers, tokens = append(sellers, seller), append(tokens, token...)
	}
	var last atomic.Int64
	q.begins = []byte(`{"data":{"registerDeal":{"deal":{"id"`)
	q.request = func(connection, _ int) []byte {
		at := connection % len(sellers)
		body, err := json.Marshal(map[string]any{"query": world.Register, "variables": map[string]any{"input": sellers[at].Registration(customers + last.Add(1))}})
		if err != nil {
			return nil
		}
		return post(tokens[at], body)
	}
	return q, nil
}

// customers is where the numbers of new customers begin, beyond those of every world.
const customers = 1_000_000_000
