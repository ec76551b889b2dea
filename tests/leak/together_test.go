//go:build leakbugs

package leak_test

import (
	"fmt"
	"maps"
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
)

// together plays worlds side by side for some time, one on each processor, on top of what was met before.
func together(t *testing.T, schema *ast.Schema, first uint64, long time.Duration, before *report) *report {
	t.Helper()
	var mu sync.Mutex
	all, end := before, time.Now().Add(long)
	t.Run("worlds", func(t *testing.T) {
		for one := range uint64(runtime.GOMAXPROCS(0)) {
			t.Run(strconv.FormatUint(one, 10), func(t *testing.T) {
				t.Parallel()
				for seed := first + one*10_000_000; time.Now().Before(end) && !t.Failed(); seed++ {
					mu.Lock()
					rep := all.begun()
					mu.Unlock()
					rep.shrinks = true
					play(t, schema, seed, longQueries, rep)
					for i := range rep.leaks {
						rep.leaks[i] = fmt.Sprintf("seed %d: %s", seed, rep.leaks[i])
					}
					mu.Lock()
					all.add(rep)
					mu.Unlock()
					if len(rep.leaks) > 0 {
						return
					}
				}
			})
		}
	})
	return all
}

// TestWorldAgain plays the world of the seed LEAK_SEED again, and LEAK_WORLDS (1) of them from there on, each as long as in the long run.
func TestWorldAgain(t *testing.T) {
	seed, err := strconv.ParseUint(os.Getenv("LEAK_SEED"), 10, 64)
	if err != nil {
		t.Skip("LEAK_SEED says which world; a failure of the long run names it")
	}
	worlds, err := strconv.ParseUint(os.Getenv("LEAK_WORLDS"), 10, 64)
	if err != nil {
		worlds = 1
	}
	schema, rep := loadSchema(t), newReport()
	rep.shrinks = true
	for end := seed + worlds; seed < end && len(rep.leaks) == 0; seed++ {
		play(t, schema, seed, longQueries, rep)
		t.Logf("seed %d: %s", seed, rep)
	}
	for _, leak := range rep.leaks {
		t.Error(leak)
	}
}

// longQueries is how many are asked in one world of the long run: making a world takes as long as some hundreds of queries.
const longQueries = 900

// begun is a report with nothing but what was met before, so that it is not sought again.
func (r *report) begun() *report {
	out := newReport()
	maps.Copy(out.pairs, r.pairs)
	maps.Copy(out.reached, r.reached)
	return out
}

// add takes over what another report, begun from this one, saw. How often a pair was met is counted roughly.
func (r *report) add(o *report) {
	r.queries, r.refused, r.invalid, r.vague, r.compared = r.queries+o.queries, r.refused+o.refused, r.invalid+o.invalid, r.vague+o.vague, r.compared+o.compared
	r.twins, r.mutations, r.letters = r.twins+o.twins, r.mutations+o.mutations, r.letters+o.letters
	maps.Copy(r.pairs, o.pairs)
	maps.Copy(r.reached, o.reached)
	r.leaks = append(r.leaks, o.leaks...)
}
