package cli_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"partnerhub/cli"
)

// watched is an output that a person looks at.
type watched struct{ bytes.Buffer }

func (*watched) Terminal() bool { return true }

// TestProgress: a bar with the rate and the time that is left where a person looks, plain lines with both elsewhere.
func TestProgress(t *testing.T) {
	clean(t)
	var text strings.Builder
	text.WriteString("handle,kind,name,country\n")
	for i := range 21_000 {
		fmt.Fprintf(&text, "p%d,%s,Partner %d,GB\n", i, map[bool]string{true: "NONE", false: "PARTNER"}[i > 10], i) // refused ones are quick
	}
	file := write(t, "many.csv", text.String())
	show := func(out interface {
		Write([]byte) (int, error)
		String() string
	}) string {
		var ticks atomic.Int64
		cli.Run(t.Context(), &cli.Process{Args: []string{"import", "organizations", file, "--dry-run", "--data", t.TempDir()}, Stdout: out, Stderr: &bytes.Buffer{},
			Demo: os.DirFS("../testdata/demo"), Now: func() time.Time { return at.Add(time.Duration(ticks.Add(1)) * time.Second) }})
		return out.String()
	}
	plain := show(&bytes.Buffer{})
	for _, want := range []string{"many.csv: 10000 rows, 4", " % of the file, ", " rows/s, about ", " left\n", "many.csv: 20000 rows, 9"} {
		if !strings.Contains(plain, want) {
			t.Errorf("the lines lack %q: %q", want, plain)
		}
	}
	if strings.ContainsAny(plain, "\r\x1b█") {
		t.Errorf("a bar where nobody looks: %q", plain)
	}
	bar := show(&watched{})
	for _, want := range []string{"\r", "many.csv: 20000 rows, ", " rows/s", "%", "s]"} {
		if !strings.Contains(bar, want) {
			t.Errorf("the bar lacks %q: %q", want, bar[:min(len(bar), 600)])
		}
	}
	if strings.Contains(bar, "left\n") {
		t.Errorf("lines beside the bar: %q", bar)
	}
}
