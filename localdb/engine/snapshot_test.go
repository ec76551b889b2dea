package engine_test

import (
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"partnerhub/localdb/engine"
	"partnerhub/localdb/wal"
)

// notes passes on what an engine logs as an error.
type notes chan string

func (n notes) Handle(_ context.Context, r slog.Record) error {
	var text strings.Builder
	r.Attrs(func(a slog.Attr) bool { text.WriteString(a.String()); return true })
	n <- text.String()
	return nil
}
func (n notes) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelError }
func (n notes) WithAttrs([]slog.Attr) slog.Handler           { return n }
func (n notes) WithGroup(string) slog.Handler                { return n }

// choosy fails files whose names contain a text.
type choosy struct {
	disk
	name   string
	unmade error // what making such a file answers
}

func (c *choosy) open(name string) (wal.File, error) {
	if !strings.Contains(filepath.Base(name), c.name) {
		return os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	}
	if c.unmade != nil && c.failure.Load().write != nil {
		return nil, c.unmade
	}
	return c.disk.open(name)
}

// TestASnapshotThatFails keeps the log, which still has everything, takes writes meanwhile and after the next start, leaves no half
// file behind, and succeeds when the disk is well.
func TestASnapshotThatFails(t *testing.T) {
	full := failure{write: syscall.ENOSPC}
	for _, tt := range []struct {
		name, file string
		failure    failure
		unmade     error
		inTheWay   string // a directory of that name, over which no file can be named
		says       string
	}{
		{name: "the disk is full while it is written", file: "state", failure: full, says: "writing a snapshot"},
		{name: "it cannot be synced", file: "state", failure: failure{sync: syscall.EIO}, says: "writing a snapshot"},
		{name: "it cannot be made", file: "state", failure: full, unmade: syscall.EROFS, says: "making a snapshot"},
		{name: "it cannot be named", file: "none", inTheWay: "state-0000000000000002", says: "naming a snapshot"},
		{name: "there is no room for a new segment", file: "log-0000000000000002", failure: full, says: "making"},
		{name: "a new segment cannot be made", file: "log-0000000000000002", failure: full, unmade: syscall.EDQUOT, says: "making a log segment"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir, said := t.TempDir(), make(notes, 9)
			d := &choosy{name: tt.file, unmade: tt.unmade}
			d.fail(failure{})
			e := openNoting(t, dir, d, said)
			mustInsert(t, e, "before")
			blocked := filepath.Join(dir, tt.inTheWay)
			if tt.inTheWay != "" && os.MkdirAll(filepath.Join(blocked, "inside"), 0o700) != nil {
				t.Fatal("no directory could be made")
			}
			d.fail(tt.failure)
			e.Compact()
			select {
			case text := <-said:
				if !strings.Contains(text, tt.says) {
					t.Errorf("got %q, want it to say %q", text, tt.says)
				}
			case <-time.After(10 * time.Second):
				t.Fatal("nobody was told")
			}
			mustInsert(t, e, "meanwhile")
			check(t, e, "before", "meanwhile")
			if left, _ := filepath.Glob(filepath.Join(dir, "*.part")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
			d.fail(failure{})
			if tt.inTheWay != "" {
				if err := os.RemoveAll(blocked); err != nil {
					t.Fatal(err)
				}
			}
			mustClose(t, e)
			e = openNoting(t, dir, d, said)
			check(t, e, "before", "meanwhile")
			e.Compact()
			mustInsert(t, e, "after")
			for deadline := time.Now().Add(10 * time.Second); e.Counters().Snapshots.Load() == 0; {
				if time.Now().After(deadline) {
					t.Fatal("no snapshot was made when the disk was well")
				}
				time.Sleep(time.Millisecond)
			}
			mustClose(t, e)
			e = openNoting(t, dir, d, said)
			check(t, e, "before", "meanwhile", "after")
			mustClose(t, e)
		})
	}
}

func openNoting(t *testing.T, dir string, d *choosy, said notes) *engine.Engine {
	t.Helper()
	e, err := engine.Open(engine.Options{Dir: dir, Logger: slog.New(said), Now: time.Now, OpenFile: d.open})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func mustInsert(t *testing.T, e *engine.Engine, id string) {
	t.Helper()
	if err := insert(e, id); err != nil {
		t.Fatal(err)
	}
}

func mustClose(t *testing.T, e io.Closer) {
	t.Helper()
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
}
