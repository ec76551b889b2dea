//go:build unix

package tests

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestAKilledImportGoesOn kills an import in the middle of its file and begins it again: what was in is found unchanged, the rest goes
// in, and no row is there twice or not at all.
func TestAKilledImportGoesOn(t *testing.T) {
	const rows, batch = 5000, 2000
	dir := t.TempDir()
	data, file, pipe := filepath.Join(dir, "data"), filepath.Join(dir, "many.csv"), filepath.Join(dir, "pipe.csv")
	var text bytes.Buffer
	text.WriteString("handle,kind,name,country\n")
	for i := range rows {
		fmt.Fprintf(&text, "many-%d,PARTNER,%s %d,GB\n", i, strings.Repeat("Long ", 10), i)
	}
	if err := os.WriteFile(file, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("no pipes here: ", err)
	}
	first := importing(t, pipe, data)
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	feedBy(t, pipe, text.Bytes()[:text.Len()*3/4]) // the last of it has been read only when the first batches are in
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait() // it was killed
	created, unchanged := imported(t, file, data)
	if unchanged < batch || unchanged%batch != 0 || created == 0 || created+unchanged != rows {
		t.Errorf("begun again: %d created and %d unchanged of %d", created, unchanged, rows)
	}
	if created, unchanged := imported(t, file, data); created != 0 || unchanged != rows {
		t.Errorf("once more: %d created and %d unchanged", created, unchanged)
	}
}

func importing(t *testing.T, file, data string) *exec.Cmd {
	cmd := exec.CommandContext(t.Context(), os.Args[0], "import", "organizations", file, "--data", data)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
	return cmd
}

// feedBy writes to a pipe and leaves it open. It returns when what it wrote is read, but for what the pipe itself holds.
func feedBy(t *testing.T, pipe string, text []byte) {
	t.Helper()
	to, err := os.OpenFile(pipe, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = to.Close() })
	if _, err := to.Write(text); err != nil {
		t.Fatal(err)
	}
}

// imported runs an import to its end and reads what it says.
func imported(t *testing.T, file, data string) (created, unchanged int) {
	t.Helper()
	out, err := importing(t, file, data).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	words := strings.Fields(string(out))
	for i, word := range words[1:] {
		var into *int
		switch word {
		case "created":
			into = &created
		case "unchanged":
			into = &unchanged
		default:
			continue
		}
		if _, err := fmt.Sscan(words[i], into); err != nil {
			t.Fatalf("%s: %v", out, err)
		}
	}
	return created, unchanged
}
