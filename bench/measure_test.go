package bench_test

import (
	"slices"
	"syscall"
	"testing"
	"time"
)

// measure runs something as often as the benchmark wants and reports, besides the mean, the median and the processor time of
// the whole process: on a busy machine these move least.
func measure(b *testing.B, run func()) {
	b.Helper()
	for range 20 {
		run() // pools, caches and connections
	}
	b.ReportAllocs()
	took := make([]time.Duration, 0, 1<<16)
	before := cpu(b)
	for b.Loop() {
		start := time.Now()
		run()
		took = append(took, time.Since(start))
	}
	used := cpu(b) - before
	slices.Sort(took)
	b.ReportMetric(micros(took[len(took)/2]), "p50-µs")
	b.ReportMetric(micros(took[len(took)*99/100]), "p99-µs")
	b.ReportMetric(micros(used)/float64(len(took)), "cpu-µs/op")
}

func micros(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }

// cpu is the processor time that the process has used, its own and the system's for it.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	must(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
