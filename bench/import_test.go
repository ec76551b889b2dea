package bench_test

import (
	"log/slog"
	"testing"

	"partnerhub/bench/world"
	"partnerhub/internal/boot"
)

// BenchmarkImportPartners takes 2,000 partner accounts in, new ones and then the same again, waiting for the disk as an operator's
// import does. An operation is one row.
func BenchmarkImportPartners(b *testing.B) {
	b.Run("new", func(b *testing.B) {
		taken := 0
		for b.Loop() {
			b.StopTimer()
			app, before, partners := prepared(b)
			importAll(b, app, before)
			b.StartTimer()
			taken += importAll(b, app, partners)
			b.StopTimer()
			must(b, app.Close())
			b.StartTimer()
		}
		b.ReportMetric(float64(taken)/b.Elapsed().Seconds(), "rows/s")
	})
	b.Run("again", func(b *testing.B) {
		app, before, partners := prepared(b)
		importAll(b, app, before)
		importAll(b, app, partners)
		taken := 0
		for b.Loop() {
			taken += importAll(b, app, partners)
		}
		b.ReportMetric(float64(taken)/b.Elapsed().Seconds(), "rows/s")
		must(b, app.Close())
	})
}

// prepared is an empty hub, what partners refer to, and the partners.
func prepared(b *testing.B) (app *boot.App, before, partners []world.File) {
	b.Helper()
	app, err := boot.Open(b.Context(), boot.Config{Data: b.TempDir(), Dev: true, Logger: slog.New(slog.DiscardHandler), Now: noon})
	must(b, err)
	files := world.Files(0, world.Partners)
	return app, files[:2], files[2:3]
}

func importAll(b *testing.B, app *boot.App, files []world.File) (rows int) {
	b.Helper()
	for _, f := range files {
		importer, err := app.Intake.File(f.Kind, f.Columns, false)
		must(b, err)
		results, err := importer.Add(b.Context(), f.Rows(0, f.Count))
		must(b, err)
		for _, r := range results {
			if r.Outcome == boot.ImportRejected {
				b.Fatalf("%s line %d: %s %s", f.Kind, r.Line, r.Field, r.Reason)
			}
		}
		rows += len(results)
	}
	return rows
}
