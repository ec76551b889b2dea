// Package peers_test measures the embedded engine beside two that could have taken its place: FerretDB over SQLite and lungo. It
// is a module of its own, so that neither is a dependency of the product.
package peers_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
)

// engine is what is measured, whatever driver it is reached by.
type engine interface {
	// insertMany adds deals without waiting for the disk, as far as the engine can.
	insertMany(ctx context.Context, from, to int) error
	byID(ctx context.Context, id string) (int, error)
	// page reads twenty deals of a vendor in one of three states, the latest change first.
	page(ctx context.Context, vendor string) (int, error)
	insert(ctx context.Context, i int) error
}

// engines opens each of them empty, with the same indexes.
var engines = []struct {
	name string
	most int // documents beyond which it is not measured: filling it takes minutes
	open func(b *testing.B) engine
}{
	{"localdb", 100_000, openLocal},
	{"lungo", 10_000, openLungo},
	{"ferretdb-sqlite", 10_000, openFerret},
}

// BenchmarkEngine measures one read by id, one page and one insert at three sizes.
func BenchmarkEngine(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		for _, e := range engines {
			if n <= e.most {
				b.Run(fmt.Sprintf("docs=%d/%s", n, e.name), func(b *testing.B) { operations(b, filled(b, e.open(b), n), n) })
			}
		}
	}
}

// chunk is how many deals are inserted at a time.
const chunk = 1_000

func filled(b *testing.B, e engine, n int) engine {
	b.Helper()
	for from := 0; from < n; from += chunk {
		must(b, e.insertMany(b.Context(), from, from+chunk))
	}
	return e
}

func operations(b *testing.B, e engine, n int) {
	b.Run("ByID", func(b *testing.B) {
		for b.Loop() {
			found, err := e.byID(b.Context(), id(rand.IntN(n)))
			must(b, err)
			wants(b, found, 1)
		}
	})
	b.Run("Page20", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			found, err := e.page(b.Context(), vendor(i))
			must(b, err)
			wants(b, found, 20)
		}
	})
	b.Run("Insert", func(b *testing.B) {
		for b.Loop() {
			must(b, e.insert(b.Context(), fresh()))
		}
	})
}

// fresh is a number that no deal has yet.
func fresh() int { return 1_000_000_000 + rand.IntN(1<<40) }

func id(i int) string { return fmt.Sprintf("deal-%08d", i) }

func vendor(i int) string { return fmt.Sprintf("vendor-%d", i%10) }

func wants(b *testing.B, got, want int) {
	b.Helper()
	if got != want {
		b.Fatalf("%d documents, want %d", got, want)
	}
}

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
