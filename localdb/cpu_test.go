//go:build unix

package localdb_test

import (
	"syscall"
	"testing"
)

// timed runs a benchmark and also reports the processor time per operation, of
// client and database together, which a busy machine distorts less than the
// clock.
func timed(b *testing.B, name string, run func(b *testing.B)) {
	b.Run(name, func(b *testing.B) {
		before := processorTime(b)
		run(b)
		b.ReportMetric(float64(processorTime(b)-before)/float64(b.N), "cpu-ns/op")
	})
}

func processorTime(b *testing.B) int64 {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return used.Utime.Nano() + used.Stime.Nano()
}
