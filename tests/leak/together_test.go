//go:build leakbugs

package leak_test

import (
	"fmt"
	"maps"
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
