// Package leak_test is the proof that no answer leaks. It draws worlds, loads them through the real import into a real hub, and
// asks it over HTTP whatever the schema allows, as everybody, through a history of changes. Three judges look at each answer:
// an oracle of its own making, marks on every stored value, and a twin world that differs in what one person may not know.
// What a role may see is written in oracle; what the hub does is tested elsewhere.
package leak_test

import (
	"os"
	"runtime/debug"
	"testing"
)

// firstSeed is where the fixed run begins; a failure names the seed that shows it.
const firstSeed = 20261121

// TestMain lets garbage be collected half as often: a run makes much of it and keeps little.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}

func TestNoAnswerLeaks(t *testing.T) {
	worlds, queries := 12, 430
	if testing.Short() {
		worlds = 2
	}
	schema, rep := loadSchema(t), newReport()
	rep.shrinks = true
	for seed := uint64(firstSeed); seed < firstSeed+uint64(worlds); seed++ {
		play(t, schema, seed, queries, rep)
		if len(rep.leaks) > 0 {
			t.Fatalf("seed %d: %s", seed, rep.leaks[0])
		}
	}
	t.Logf("seeds from %d, %d worlds: %s", uint64(firstSeed), worlds, rep)
}
