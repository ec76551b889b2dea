package bench_test

import (
	"log/slog"
	"os"
	"runtime"
	"strconv"
	"testing"

	"partnerhub/bench/world"
	"partnerhub/internal/boot"
)

// manyRows is how many partner rows the large import has, unless HUB_BENCH_ROWS says otherwise.
const manyRows = 100_000

// BenchmarkImportMany takes one large file of new partner accounts in, waiting for the disk, and then the same file again. An operation is
// one file. heap-MB is what the process holds when the file has gone in, most of it the embedded database itself: what it held before
// and the file's own part of it are told beside it.
func BenchmarkImportMany(b *testing.B) {
	rows := manyRows
	if n, err := strconv.Atoi(os.Getenv("HUB_BENCH_ROWS")); err == nil {
		rows = n
	}
	before, partners := world.Accounts(rows)
	app, err := boot.Open(b.Context(), boot.Config{Data: b.TempDir(), Dev: true, Logger: slog.New(slog.DiscardHandler), Now: noon})
	must(b, err)
	for _, f := range before {
		streamIn(b, app, f)
	}
	for _, name := range []string{"new", "again"} {
		b.Run(name, func(b *testing.B) {
			if b.N > 1 {
				b.Skip("one file a run: -benchtime 1x")
			}
			held, used := heap(), cpu(b)
			b.ResetTimer()
			half := streamIn(b, app, partners)
			b.StopTimer()
			b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(micros(cpu(b)-used)/float64(rows), "cpu-µs/row")
			b.ReportMetric(held, "heap-before-MB")
			b.ReportMetric(half, "heap-half-MB")
			b.ReportMetric(heap(), "heap-MB")
		})
	}
	must(b, app.Close())
}

// streamIn hands a file over as the command does, some rows at a time, and tells what the process held in its middle.
func streamIn(b *testing.B, app *boot.App, f world.File) (half float64) {
	b.Helper()
	importer, err := app.Intake.File(f.Kind, f.Columns, false)
	must(b, err)
	for from := 0; from < f.Count; from += boot.ImportBatch {
		to := min(from+boot.ImportBatch, f.Count)
		results, err := importer.Add(b.Context(), f.Rows(from, to))
		must(b, err)
		for _, r := range results {
			if r.Outcome == boot.ImportRejected {
				b.Fatalf("%s line %d: %s %s", f.Kind, r.Line, r.Field, r.Reason)
			}
		}
		if from < f.Count/2 && to >= f.Count/2 {
			half = heap()
		}
	}
	return half
}

// heap is what the process holds after a collection, in MB.
func heap() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}
