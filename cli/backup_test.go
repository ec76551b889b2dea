package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A backup of data at rest can be restored elsewhere and holds the same; a second one into the same directory is refused.
func TestBackupAndRestore(t *testing.T) {
	clean(t)
	dir := t.TempDir()
	data, copied, restored := filepath.Join(dir, "data"), filepath.Join(dir, "copy"), filepath.Join(dir, "restored")
	mistyped, nothing := filepath.Join(dir, "date"), filepath.Join(dir, "nothing")
	for _, step := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"load the demo world", []string{"seed", "--data", data}, 0, "deals.csv"},
		{"back up", []string{"backup", copied, "--data", data}, 0, "backed up and verified"},
		{"a directory that holds something", []string{"backup", copied, "--data", data}, 1, "backing up"},
		{"restore", []string{"restore", copied, "--data", restored}, 0, "restored"},
		{"data that is there stays", []string{"restore", copied, "--data", restored}, 1, "restoring"},
		{"the copy holds the world", []string{"seed", "--data", restored}, 0, "0 created      0 updated    393 unchanged"},
		{"no data", []string{"backup", nothing, "--data", mistyped}, 2, "there is no database in"},
		{"with MongoDB", []string{"backup", copied, "--mongodb-uri", "mongodb://127.0.0.1"}, 2, "its own tools"},
	} {
		t.Run(step.name, func(t *testing.T) {
			got := run(t, step.args...)
			if got.code != step.code || !strings.Contains(got.out+got.errOut, step.says) {
				t.Fatalf("got %+v, want %d and %q", got, step.code, step.says)
			}
		})
	}
	for _, name := range []string{mistyped, nothing} {
		if _, err := os.Stat(name); err == nil {
			t.Errorf("a backup of nothing left %s", name)
		}
	}
}

// A running server makes the backup itself: the directory is its own, and it goes on serving.
func TestBackupWhileServing(t *testing.T) {
	clean(t)
	data, err := os.MkdirTemp("", "hub") // a socket's path is short
	mustNot(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(data) })
	s := serve(t, "--demo", "--dev", "--data", data)
	url := s.await(t, `API +(http://\S+)\n`)
	token := s.await(t, `sales@harbor\.example +(\S+)\n`)
	copied, restored := filepath.Join(t.TempDir(), "copy"), filepath.Join(t.TempDir(), "restored")
	for _, args := range [][]string{{"backup", copied, "--data", data}, {"restore", copied, "--data", restored}} {
		if got := run(t, args...); got.code != 0 {
			t.Fatalf("%v: got %+v", args, got)
		}
	}
	if got := ask(t, url, token); !strings.Contains(got, "Declan Frost") {
		t.Errorf("the server after the backup: got %s", got)
	}
	s.stop(t)
	if got := run(t, "seed", "--data", restored); !strings.Contains(got.out, "65 unchanged") {
		t.Errorf("the restored copy: got %+v, want the demo world", got)
	}
	if _, err := os.Stat(filepath.Join(data, "control")); err == nil {
		t.Error("a stopped server leaves its socket behind")
	}
}
