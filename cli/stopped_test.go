package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"partnerhub/cli"
)

// TestAnImportThatIsStoppedBesideAServer tells how far it has come, and has told of every row until then, whether its caller or the
// server is told to stop.
func TestAnImportThatIsStoppedBesideAServer(t *testing.T) {
	clean(t)
	var file strings.Builder
	file.WriteString("handle,kind,name,country\n")
	const rows = 60_000
	for i := range rows {
		fmt.Fprintf(&file, "p%d,PARTNER,P,XX\n", i)
	}
	for _, c := range []struct {
		name, says string
		stop       func(s *serving, cancel func())
	}{
		{"by its caller", "stopped by who asked for it", func(_ *serving, cancel func()) { cancel() }},
		{"with the server", "the server is stopping", func(s *serving, _ func()) { s.cancel() }},
	} {
		t.Run(c.name, func(t *testing.T) {
			data, err := os.MkdirTemp("", "hub") // a socket's path is short
			mustNot(t, err)
			t.Cleanup(func() { _ = os.RemoveAll(data) })
			s := serve(t, "--dev", "--data", data)
			s.await(t, `API +(http://\S+)\n`)
			path := write(t, "accounts.csv", file.String())
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			out := &trigger{at: "10000 rows", do: func() { c.stop(s, cancel) }}
			var errOut bytes.Buffer
			code := cli.Run(ctx, &cli.Process{Args: []string{"import", "organizations", path, "--data", data}, Stdout: out, Stderr: &errOut, Now: time.Now})
			found := regexp.MustCompile(`interrupted when (\d+) rows were done`).FindStringSubmatch(errOut.String())
			if code != 1 || found == nil || !strings.Contains(errOut.String(), c.says) {
				t.Fatalf("got code %d and %q, want 1 and that it was %s", code, errOut.String(), c.says)
			}
			done, err := strconv.Atoi(found[1])
			mustNot(t, err)
			if got := strings.Count(readText(t, path+".rejects.csv"), "\n") - 1; got != done || done >= rows {
				t.Errorf("got %d rejects of %d rows, want one for each, and fewer than all %d", got, done, rows)
			}
			s.stop(t)
		})
	}
}

// trigger does something once when a text is written.
type trigger struct {
	bytes.Buffer
	at   string
	do   func()
	once sync.Once
}

func (w *trigger) Write(b []byte) (int, error) {
	n, err := w.Buffer.Write(b)
	if strings.Contains(w.String(), w.at) {
		w.once.Do(w.do)
	}
	return n, err
}
