package engine_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/engine"
	"partnerhub/localdb/fault"
	"partnerhub/localdb/raw"
	"partnerhub/localdb/wal"
)

const things = "test.things"

// disk is where the log of an engine lies; it can be made to fail.
type disk struct{ failure atomic.Pointer[failure] }

// failure is what a disk answers to writes, and to syncs.
type failure struct{ write, sync error }

func (d *disk) fail(f failure) { d.failure.Store(&f) }

func (d *disk) open(name string) (wal.File, error) {
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	return diskFile{file, d}, err
}

type diskFile struct {
	wal.File
	disk *disk
}

func (f diskFile) WriteAt(b []byte, at int64) (int, error) {
	if err := f.disk.failure.Load().write; err != nil {
		n, _ := f.File.WriteAt(b[:len(b)/2], at) // the first half still gets there
		return n, err
	}
	return f.File.WriteAt(b, at)
}

func (f diskFile) Sync() error {
	if err := f.disk.failure.Load().sync; err != nil {
		return err
	}
	return f.File.Sync()
}

func openOn(t *testing.T, dir string, d *disk) *engine.Engine {
	t.Helper()
	e, err := engine.Open(engine.Options{Dir: dir, Logger: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: time.Now, OpenFile: d.open})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func insert(e *engine.Engine, id any) error {
	return e.Update(context.Background(), func(tx *engine.Tx) error {
		return tx.Insert(things, raw.Encode(bson.D{{Key: "_id", Value: id}}))
	})
}

// TestADiskThatFails refuses writes while the disk does, keeps reading, and goes on
// where it was when the disk is well again. Nothing that was refused comes back.
func TestADiskThatFails(t *testing.T) {
	for _, tt := range []struct {
		name    string
		failure failure
	}{
		{"it is full", failure{write: syscall.ENOSPC}},
		{"the quota is used up", failure{write: syscall.EDQUOT}},
		{"it has become read-only", failure{write: syscall.EROFS}},
		{"it is broken", failure{write: syscall.EIO}},
		{"it does not sync", failure{sync: syscall.EIO}},
		{"it has no room to sync", failure{sync: syscall.ENOSPC}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir, d := t.TempDir(), &disk{}
			d.fail(failure{})
			e := openOn(t, dir, d)
			if err := insert(e, "before"); err != nil {
				t.Fatal(err)
			}
			waiting := e.Begin()
			if err := waiting.Insert(things, raw.Encode(bson.D{{Key: "_id", Value: "open meanwhile"}})); err != nil {
				t.Fatal(err)
			}
			d.fail(tt.failure)
			for _, id := range []string{"lost", "lost too"} {
				var refusal *fault.Error
				if err := insert(e, id); !errors.As(err, &refusal) || refusal.Code != fault.OutOfDiskSpace {
					t.Errorf("got %v, want the write refused with a code", err)
				}
			}
			if got := e.Read().Table(things).Len(); got != 1 {
				t.Errorf("got %d documents while the disk fails, want 1", got)
			}
			d.fail(failure{})
			if err := insert(e, "after"); err != nil {
				t.Errorf("writing again: %v", err)
			}
			if err := e.Commit(waiting); !conflict(err) {
				t.Errorf("got %v, want the transaction from before to be tried again", err)
			}
			check(t, e, "before", "after")
			if err := e.Close(); err != nil {
				t.Fatal(err)
			}
			e = openOn(t, dir, d)
			check(t, e, "before", "after")
			if err := e.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func conflict(err error) bool {
	var e *fault.Error
	return errors.As(err, &e) && e.Code == fault.WriteConflict
}

func check(t *testing.T, e *engine.Engine, ids ...string) {
	t.Helper()
	tab := e.Read().Table(things)
	if tab.Len() != len(ids) {
		t.Errorf("got %d documents, want %v", tab.Len(), ids)
	}
	for _, id := range ids {
		if _, there := tab.ByID(raw.EncodeValue(id)); !there {
			t.Errorf("%s is missing", id)
		}
	}
}

// TestADiskThatFailsNowAndThen writes from several sides while the disk comes and goes:
// what was acknowledged is there afterwards, and nothing else is.
func TestADiskThatFailsNowAndThen(t *testing.T) {
	dir, d := t.TempDir(), &disk{}
	d.fail(failure{})
	e := openOn(t, dir, d)
	if err := insert(e, "first"); err != nil {
		t.Fatal(err)
	}
	acknowledged := write(e, d)
	check(t, e, append(acknowledged, "first")...)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	e = openOn(t, dir, d)
	check(t, e, append(acknowledged, "first")...)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
}

// write inserts from four sides while the disk fails every other moment, and returns
// what was acknowledged.
func write(e *engine.Engine, d *disk) (acknowledged []string) {
	var mu sync.Mutex
	var writers sync.WaitGroup
	for w := range 4 {
		writers.Go(func() {
			for i := range 150 {
				if w == 0 && i%10 == 0 {
					d.fail([]failure{{}, {write: syscall.ENOSPC}, {}, {sync: syscall.EIO}}[i/10%4])
				}
				id := fmt.Sprintf("%d-%d", w, i)
				if insert(e, id) == nil {
					mu.Lock()
					acknowledged = append(acknowledged, id)
					mu.Unlock()
				}
			}
		})
	}
	writers.Wait()
	d.fail(failure{})
	return acknowledged
}
