package wal_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"partnerhub/localdb/wal"
)

// store is a directory and what was read from it.
type store struct {
	dir  *wal.Dir
	log  *wal.Log
	read []string
	last any
}

// openStore opens a directory and reads it.
func openStore(path string, o wal.Options) (*store, error) {
	s := &store{}
	var err error
	if s.dir, err = wal.OpenDir(path, o); err != nil {
		return nil, err
	}
	hooks := wal.Hooks{Durable: func(state any) { s.last = state }, Failed: func(discard func()) { discard() }}
	s.log, _, err = s.dir.Recover(o, hooks, func(b []byte) error {
		s.read = append(s.read, string(b))
		return nil
	})
	if err != nil {
		return nil, errors.Join(err, s.dir.Close())
	}
	return s, nil
}

func mustOpen(t *testing.T, path string, o wal.Options) *store {
	t.Helper()
	s, err := openStore(path, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *store) close(t *testing.T) {
	t.Helper()
	if err := errors.Join(s.log.Close(), s.dir.Close()); err != nil {
		t.Fatal(err)
	}
}

func (s *store) write(text string) error {
	return s.log.Wait(s.log.Stage([]byte(text), text))
}

func segment(dir string) string { return filepath.Join(dir, "log-0000000000000001") }

func TestLogKeepsWhatWasWritten(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, wal.Options{})
	for i := range 10 {
		if err := s.write(fmt.Sprint("entry ", i)); err != nil {
			t.Fatal(err)
		}
	}
	if s.last != "entry 9" {
		t.Errorf("the last durable state is %v", s.last)
	}
	s.close(t)
	s = mustOpen(t, dir, wal.Options{})
	defer s.close(t)
	if len(s.read) != 10 || s.read[9] != "entry 9" {
		t.Errorf("read %q", s.read)
	}
}

func TestSecondOpenIsRefused(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, wal.Options{})
	defer s.close(t)
	if _, err := openStore(dir, wal.Options{}); !errors.Is(err, wal.ErrLocked) {
		t.Errorf("got %v, want the lock refused", err)
	}
}

// TestTail cuts and flips bytes at every place behind the first entry. What was
// acknowledged is never dropped silently; without the note of it, only the last
// entry may go.
func TestTail(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, wal.Options{})
	for _, text := range []string{"one", "two", "three"} {
		if err := s.write(text); err != nil {
			t.Fatal(err)
		}
	}
	s.close(t)
	whole, err := os.ReadFile(segment(dir))
	if err != nil {
		t.Fatal(err)
	}
	first := 16 + 16 + len("one")
	last := len(whole) - 16 - len("three")
	for at := first; at < len(whole); at++ {
		flipped := bytes.Clone(whole)
		flipped[at] ^= 0x40
		check(t, dir, fmt.Sprint("flipped at ", at, " acknowledged"), flipped, true, -1)
		want := 2
		if at < last {
			want = -1 // a valid entry follows, so this is no tail
		}
		check(t, dir, fmt.Sprint("flipped at ", at), flipped, false, want)
		check(t, dir, fmt.Sprint("cut at ", at, " acknowledged"), whole[:at], true, -1)
		want = 1
		if at >= last {
			want = 2
		}
		check(t, dir, fmt.Sprint("cut at ", at), whole[:at], false, want)
	}
	check(t, dir, "zeros behind the end", append(bytes.Clone(whole), make([]byte, 4096)...), true, 3)
	check(t, dir, "half an entry behind the end", append(bytes.Clone(whole), whole[last:len(whole)-1]...), true, 3)
}

// check opens a copy of the store with another log; want -1 is a refusal that
// names the file.
func check(t *testing.T, dir, name string, log []byte, acked bool, want int) {
	t.Helper()
	copied := t.TempDir()
	if err := os.WriteFile(segment(copied), log, 0o600); err != nil {
		t.Fatal(err)
	}
	if acked {
		note, err := os.ReadFile(filepath.Join(dir, "acked"))
		if err == nil {
			err = os.WriteFile(filepath.Join(copied, "acked"), note, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	s, err := openStore(copied, wal.Options{})
	if want < 0 {
		var damage *wal.Damage
		if !errors.As(err, &damage) || !strings.Contains(err.Error(), "log-0000000000000001 is damaged at offset") {
			t.Errorf("%s: got %v, want a refusal with file and offset", name, err)
		}
		if err == nil {
			s.close(t)
		}
		return
	}
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	defer s.close(t)
	if len(s.read) != want {
		t.Errorf("%s: read %q, want %d entries", name, s.read, want)
	}
	if err := s.write("more"); err != nil {
		t.Errorf("%s: writing on: %v", name, err)
	}
}

func TestSnapshotReplacesTheLog(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, wal.Options{})
	for i := range 3 {
		if err := s.write(fmt.Sprint("old ", i)); err != nil {
			t.Fatal(err)
		}
	}
	n, err := s.log.Rotate(func() {})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.write("new"); err != nil {
		t.Fatal(err)
	}
	if err := s.dir.Snapshot(n, func(emit func([]byte) error) error { return emit([]byte("all old")) }); err != nil {
		t.Fatal(err)
	}
	s.close(t)
	if _, err := os.Stat(segment(dir)); !errors.Is(err, os.ErrNotExist) {
		t.Error("the old segment is still there")
	}
	s = mustOpen(t, dir, wal.Options{})
	defer s.close(t)
	if got := strings.Join(s.read, ","); got != "all old,new" {
		t.Errorf("read %q", got)
	}
}

// TestInterruptedChange: the process died while it made a new segment and while
// the old one was being written to.
func TestInterruptedChange(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, wal.Options{NoSync: true})
	for _, text := range []string{"one", "two"} {
		if err := s.write(text); err != nil {
			t.Fatal(err)
		}
	}
	s.close(t)
	torn, err := os.OpenFile(segment(dir), os.O_WRONLY|os.O_APPEND, 0)
	if err == nil {
		_, err = torn.Write(wal.AppendFrame(nil, []byte("never finished"))[:20])
	}
	if err = errors.Join(err, torn.Close(), os.WriteFile(filepath.Join(dir, "log-0000000000000002"), []byte("localdb log   1\n"), 0o600),
		os.WriteFile(filepath.Join(dir, "state-0000000000000002.part"), []byte("half"), 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"one,two", "one,two,three"} {
		s = mustOpen(t, dir, wal.Options{})
		if got := strings.Join(s.read, ","); got != want {
			t.Errorf("read %q, want %q", got, want)
		}
		if err := s.write("three"); err != nil {
			t.Fatal(err)
		}
		s.close(t)
	}
	if _, err := os.Stat(filepath.Join(dir, "state-0000000000000002.part")); !errors.Is(err, os.ErrNotExist) {
		t.Error("the unfinished snapshot is still there")
	}
}

// faulty is a file that fails when it is told to.
type faulty struct {
	wal.File
	fail *string
}

func (f faulty) WriteAt(b []byte, at int64) (int, error) {
	if *f.fail == "write" {
		n, _ := f.File.WriteAt(b[:len(b)/2], at)
		return n, errors.New("no space left")
	}
	return f.File.WriteAt(b, at)
}

func (f faulty) Sync() error {
	if *f.fail == "sync" || *f.fail == "stuck" {
		return errors.New("sync failed")
	}
	return f.File.Sync()
}

func (f faulty) Truncate(n int64) error {
	if *f.fail == "stuck" || *f.fail == "write" {
		return errors.New("truncate failed")
	}
	return f.File.Truncate(n)
}

func TestFailedWritesLeaveNothing(t *testing.T) {
	for _, kind := range []string{"write", "sync"} {
		t.Run(kind, func(t *testing.T) {
			dir, fail := t.TempDir(), ""
			s := mustOpen(t, dir, wal.Options{Open: onFaulty(&fail, "")})
			if err := s.write("good"); err != nil {
				t.Fatal(err)
			}
			fail = kind
			if err := s.write("lost"); err == nil {
				t.Fatal("a write that failed was acknowledged")
			}
			if err := s.write("lost too"); err == nil {
				t.Fatal("a write that failed was acknowledged")
			}
			fail = ""
			if err := s.write("again"); err != nil {
				t.Fatalf("writing after the fault: %v", err)
			}
			s.close(t)
			s = mustOpen(t, dir, wal.Options{})
			defer s.close(t)
			if got := strings.Join(s.read, ","); got != "good,again" {
				t.Errorf("read %q", got)
			}
		})
	}
}

// TestARefusedWriteDoesNotComeBack closes a log whose last write got to the file, could not be synced and not be cut off either: it
// was refused, so the next start must not find it.
func TestARefusedWriteDoesNotComeBack(t *testing.T) {
	dir, fail := t.TempDir(), ""
	s := mustOpen(t, dir, wal.Options{Open: onFaulty(&fail, "")})
	refuseOne(t, s, &fail)
	fail = ""
	s.close(t)
	wantRead(t, dir, "good")
}

// onFaulty opens files on a disk that fails as it is told to, those whose names end so.
func onFaulty(fail *string, suffix string) func(string) (wal.File, error) {
	return func(name string) (wal.File, error) {
		file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
		if !strings.HasSuffix(name, suffix) {
			return file, err
		}
		return faulty{file, fail}, err
	}
}

// refuseOne has a log write once, and once more where that can neither be synced nor cut off.
func refuseOne(t *testing.T, s *store, fail *string) {
	t.Helper()
	if err := s.write("good"); err != nil {
		t.Fatal(err)
	}
	*fail = "stuck"
	if err := s.write("refused"); err == nil {
		t.Fatal("a write that failed was acknowledged")
	}
}

func wantRead(t *testing.T, dir, want string) {
	t.Helper()
	s := mustOpen(t, dir, wal.Options{})
	defer s.close(t)
	if got := strings.Join(s.read, ","); got != want {
		t.Errorf("read %q, want what was acknowledged: %q", got, want)
	}
}

// TestARefusedWriteStaysInNoOldSegment goes on to another segment behind a write that was refused and could not be cut off: the change
// waits until it can be, because nobody would do it afterwards, and the next start would find what was refused.
func TestARefusedWriteStaysInNoOldSegment(t *testing.T) {
	dir, fail := t.TempDir(), ""
	s := mustOpen(t, dir, wal.Options{Open: onFaulty(&fail, "1")}) // the disk is well where the new segment lies
	refuseOne(t, s, &fail)
	if _, err := s.log.Rotate(func() { t.Error("the segment was changed") }); err == nil {
		t.Error("the old segment was left with what was refused")
	}
	fail = ""
	if _, err := s.log.Rotate(func() {}); err != nil {
		t.Fatal(err)
	}
	if err := s.write("after"); err != nil {
		t.Fatal(err)
	}
	s.close(t)
	wantRead(t, dir, "good,after")
}

// FuzzReader feeds arbitrary bytes to the frame reader: it must end, and must
// not allocate more than it was given.
func FuzzReader(f *testing.F) {
	f.Add(wal.AppendFrame(wal.AppendFrame(nil, []byte("a")), []byte("b")))
	f.Add([]byte("localdb"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := wal.NewReader(bytes.NewReader(b), int64(len(b)), 0)
		total := 0
		for {
			payload, err := r.Next()
			if err != nil {
				break
			}
			total += len(payload)
		}
		if total > len(b) {
			t.Fatalf("read %d bytes out of %d", total, len(b))
		}
	})
}
