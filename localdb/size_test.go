//go:build unix

package localdb_test

import (
	"context"
	"errors"
	"os"
	"runtime"
	"slices"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"partnerhub/localdb"
)

// BenchmarkOpen measures how long a start takes with a log, and with a snapshot,
// and how much memory the documents and their indexes take.
func BenchmarkOpen(b *testing.B) {
	n := 100000
	if os.Getenv("LOCALDB_BENCH_LARGE") != "" {
		n = 1000000
	}
	dir := b.TempDir()
	fill(b, dir, n)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var db *localdb.DB
	for b.Loop() {
		if db != nil {
			b.StopTimer()
			if err := db.Close(); err != nil {
				b.Fatal(err)
			}
			db = nil
			runtime.GC()
			b.StartTimer()
		}
		var err error
		if db, err = localdb.Open(dir, localdb.Options{}); err != nil {
			b.Fatal(err)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	size := dataBytes(b, db)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(size), "heap/bson")
	b.ReportMetric(float64(size)/float64(n), "bson/doc")
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
}

// fill makes a directory with n deals and their indexes.
func fill(b *testing.B, dir string, n int) {
	b.Helper()
	db, err := localdb.Open(dir, localdb.Options{NoSync: true})
	if err != nil {
		b.Fatal(err)
	}
	client := dial(b, db)
	load(b, client.Database("bench").Collection("deals"), n)
	if err := errors.Join(client.Disconnect(context.Background()), db.Close()); err != nil {
		b.Fatal(err)
	}
}

func dataBytes(b *testing.B, db *localdb.DB) int64 {
	b.Helper()
	client := dial(b, db)
	var status struct{ Localdb struct{ DataBytes int64 } }
	if err := client.Database("admin").RunCommand(context.Background(), bson.D{{Key: "serverStatus", Value: 1}}).Decode(&status); err != nil {
		b.Fatal(err)
	}
	if err := client.Disconnect(context.Background()); err != nil {
		b.Fatal(err)
	}
	return status.Localdb.DataBytes
}

// BenchmarkCompaction reports how long inserts waited while one snapshot of 100,000
// documents after the other was written, and as long without any: the slowest of
// a thousand and the slowest of all.
func BenchmarkCompaction(b *testing.B) {
	db := open(b, b.TempDir(), localdb.Options{NoSync: os.Getenv("LOCALDB_BENCH_SYNC") == ""})
	c := connect(b, db).Database("bench").Collection("deals")
	load(b, c, 100000)
	for b.Loop() {
		insertMeanwhile(b, c, func() {}, "alone")
		insertMeanwhile(b, c, db.Compact, "snapshots")
	}
}

// insertMeanwhile inserts for three seconds.
func insertMeanwhile(b *testing.B, c *mongo.Collection, before func(), name string) {
	b.Helper()
	var waits []time.Duration
	for end := time.Now().Add(3 * time.Second); time.Now().Before(end); {
		before()
		start := time.Now()
		if _, err := c.InsertOne(context.Background(), bson.D{{Key: "x", Value: 1}}); err != nil {
			b.Fatal(err)
		}
		waits = append(waits, time.Since(start))
	}
	slices.Sort(waits)
	b.ReportMetric(float64(waits[len(waits)*999/1000].Microseconds())/1000, name+"-p999-ms")
	b.ReportMetric(float64(waits[len(waits)-1].Microseconds())/1000, name+"-max-ms")
}
