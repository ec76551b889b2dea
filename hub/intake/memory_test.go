package intake_test

import (
	"fmt"
	"runtime"
	"testing"

	"partnerhub/hub/intake"
)

// TestALongFileTakesNoMoreMemory hands a file over batch by batch without keeping anything: what stays of a row is that its key was there.
func TestALongFileTakesNoMoreMemory(t *testing.T) {
	w := newWorld(t)
	f, err := w.intake.File("organizations", []string{"handle", "kind", "name", "country"}, true)
	mustNot(t, err)
	line := 1
	batch := func() {
		rows := make([]intake.Row, intake.BatchSize)
		for i := range rows {
			line++
			rows[i] = intake.Row{Line: line, Values: map[string]string{"handle": fmt.Sprintf("long-%d", line), "kind": "PARTNER", "name": fmt.Sprintf("Partner %d", line), "country": "GB"}}
		}
		results, err := f.Add(t.Context(), rows)
		mustNot(t, err)
		for _, r := range results {
			if r.Outcome != intake.Created {
				t.Fatalf("%s: want CREATED", text(r))
			}
		}
	}
	batch()
	const more = 4
	before := held()
	for range more {
		batch()
	}
	// A row itself, as it is handed over, takes more than 500 bytes.
	if grown := held() - before; grown > 150*more*intake.BatchSize {
		t.Errorf("%d rows have left %d bytes behind", more*intake.BatchSize, grown)
	}
	runtime.KeepAlive(f)
}

// held is how much memory is in use after a collection.
func held() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
