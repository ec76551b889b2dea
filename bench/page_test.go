package bench_test

import (
	"fmt"
	"testing"

	"partnerhub/bench/world"
	"partnerhub/localdb"
)

// people are who the page is asked as, each with another way to be narrowed.
var people = []struct{ name, email string }{
	{"ops", world.Ops}, {"cam", world.CAM}, {"partner-sales", world.Sales}, {"distributor-desk", world.Desk},
}

// sizes are the numbers of deals between which a page may not become slower.
var sizes = []int{1_000, 100_000}

// BenchmarkPage asks for a page through the schema, and reads the same through the driver alone: the same commands, decoded into
// the same structs.
func BenchmarkPage(b *testing.B) {
	houses := map[int]*house{}
	for _, deals := range sizes {
		houses[deals] = open(b, deals, localdb.Options{NoSync: true})
	}
	for _, who := range people {
		for _, deals := range sizes {
			h := houses[deals]
			b.Run(fmt.Sprintf("%s/deals=%d/schema", who.name, deals), func(b *testing.B) { schemaPage(b, h, who.email) })
			b.Run(fmt.Sprintf("%s/deals=%d/ordinary", who.name, deals), func(b *testing.B) { schemaPage(b, h.withoutPlans(), who.email) })
			b.Run(fmt.Sprintf("%s/deals=%d/raw", who.name, deals), func(b *testing.B) { rawPage(b, h, who.email) })
		}
	}
}

func schemaPage(b *testing.B, h *house, email string) {
	ctx := h.as(b, email)
	data, err := h.ask(ctx, world.Page, world.PageVariables())
	must(b, err)
	rows(b, data)
	measure(b, func() {
		_, err := h.ask(ctx, world.Page, world.PageVariables())
		must(b, err)
	})
	b.ReportMetric(float64(len(data)), "bytes")
}

// BenchmarkOne asks for deals by id, each with two records that it names.
func BenchmarkOne(b *testing.B) {
	h := open(b, 100_000, localdb.Options{NoSync: true})
	for _, who := range people {
		b.Run(who.name+"/schema", func(b *testing.B) { oneByOne(b, h, who.email) })
		b.Run(who.name+"/ordinary", func(b *testing.B) { oneByOne(b, h.withoutPlans(), who.email) })
	}
}

func oneByOne(b *testing.B, h *house, email string) {
	ctx := h.as(b, email)
	data, err := h.ask(ctx, world.Page, world.PageVariables())
	must(b, err)
	ids, i := rows(b, data), 0
	measure(b, func() {
		i++
		_, err := h.ask(ctx, world.One, map[string]any{"id": ids[i%len(ids)]})
		must(b, err)
	})
}
