//go:build unix

// Package peers_test measures the embedded engine beside two that could have taken its place: FerretDB over SQLite and lungo. It
// is a module of its own, so that neither is a dependency of the product.
package peers_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"syscall"
	"testing"
	"time"
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
	open func(b *testing.B) engine
}{
	{"localdb", openLocal},
	{"lungo", openLungo},
	{"ferretdb-sqlite", openFerret},
}

// The time that an engine has to be filled, and then for each operation; one that
// does not keep it is left out, and the output says where it was stopped.
const (
	fillFor    = 4 * time.Minute
	operateFor = time.Minute
)

// BenchmarkEngine measures one read by id, one page and one insert at three sizes.
func BenchmarkEngine(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		for _, e := range engines {
			b.Run(fmt.Sprintf("docs=%d/%s", n, e.name), func(b *testing.B) { operations(b, filled(b, e.open(b), n), n) })
		}
	}
}

// chunk is how many deals are inserted at a time.
const chunk = 1_000

func filled(b *testing.B, e engine, n int) engine {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), fillFor)
	defer cancel()
	for from := 0; from < n; from += chunk {
		err := e.insertMany(ctx, from, from+chunk)
		if ctx.Err() != nil {
			b.Skipf("stopped after %v: filled to %d of %d documents", fillFor, from, n)
		}
		must(b, err)
	}
	return e
}

// limited runs an operation, once to warm up and then with the time it has. Beside
// the clock it reports the processor time of the whole process, which other work
// on the machine disturbs less.
func limited(b *testing.B, name string, op func(b *testing.B, ctx context.Context)) {
	b.Run(name, func(b *testing.B) {
		ctx, cancel := context.WithTimeout(b.Context(), operateFor)
		defer cancel()
		op(b, ctx)
		before := processorTime(b)
		for n := 0; b.Loop(); n++ {
			if ctx.Err() != nil {
				b.Skipf("stopped after %v: %d done", operateFor, n)
			}
			op(b, ctx)
		}
		b.ReportMetric(float64(processorTime(b)-before)/float64(b.N)/1e6, "cpu-ms/op")
	})
}

func processorTime(b *testing.B) int64 {
	b.Helper()
	var used syscall.Rusage
	must(b, syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return used.Utime.Nano() + used.Stime.Nano()
}

func operations(b *testing.B, e engine, n int) {
	limited(b, "ByID", func(b *testing.B, ctx context.Context) {
		found, err := e.byID(ctx, id(rand.IntN(n)))
		done(b, ctx, err, found, 1)
	})
	i := 0
	limited(b, "Page20", func(b *testing.B, ctx context.Context) {
		found, err := e.page(ctx, vendor(i))
		i++
		done(b, ctx, err, found, 20)
	})
	limited(b, "Insert", func(b *testing.B, ctx context.Context) {
		done(b, ctx, e.insert(ctx, fresh()), 0, 0)
	})
}

// done checks what an operation found, unless it ran out of time.
func done(b *testing.B, ctx context.Context, err error, got, want int) {
	b.Helper()
	if ctx.Err() != nil {
		b.Skipf("stopped after %v in the middle of an operation", operateFor)
	}
	must(b, err)
	wants(b, got, want)
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
