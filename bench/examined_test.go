package bench_test

import (
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/bench/world"
	"partnerhub/localdb"
)

// maxExamined is how many keys and documents the page may look at for its twenty deals and what they name, whatever the hub holds.
const maxExamined = 100

// TestPageExaminesNoMore: the first page after a start, of which the engine remembers nothing, looks at as few documents in a world of
// twenty-five times the size. The engine plans what it is told to explain without what it has learned.
func TestPageExaminesNoMore(t *testing.T) {
	dir := t.TempDir()
	must(t, world.Fill(t.Context(), dir, 200, 20))
	for _, deals := range []int{200, 5_000} {
		must(t, world.Grow(t.Context(), dir, deals))
		engine, err := localdb.Open(dir, localdb.Options{NoSync: true, Now: noon})
		must(t, err)
		h := on(t, engine, nil)
		for _, who := range people {
			for _, r := range recorded(t, h, who.email) {
				keys, docs := examined(t, h, r)
				if keys > maxExamined || docs > maxExamined {
					t.Errorf("%s, %d deals: %d keys and %d documents of %s looked at, want at most %d", who.name, deals, keys, docs, r.collection, maxExamined)
				}
			}
		}
		must(t, engine.Close())
	}
}

// examined is what the engine looks at for a read.
func examined(t *testing.T, h *house, r read) (keys, docs int64) {
	t.Helper()
	var plan struct {
		ExecutionStats struct {
			TotalKeysExamined, TotalDocsExamined int64
		} `bson:"executionStats"`
	}
	must(t, h.db.RunCommand(t.Context(), bson.D{{Key: "explain", Value: r.command}, {Key: "verbosity", Value: "executionStats"}}).Decode(&plan))
	return plan.ExecutionStats.TotalKeysExamined, plan.ExecutionStats.TotalDocsExamined
}
