package cli

import (
	"fmt"
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// linesEvery is after how many rows a line is printed where there is no terminal.
const linesEvery = 10_000

// progress shows how much of a file has been read: on a terminal a bar with the rate and the time that is left, elsewhere a line
// from time to time.
type progress struct {
	name       string
	out        io.Writer
	bar        *progressbar.ProgressBar // nil without a terminal
	size, read int64
	said       int // rows
}

func newProgress(from source, out io.Writer) *progress {
	p := &progress{name: from.name, out: out}
	info, err := from.file.Stat()
	if err != nil {
		return p
	}
	if p.size = info.Size(); isTerminal(out) {
		p.bar = progressbar.NewOptions64(p.size, progressbar.OptionSetWriter(out), progressbar.OptionSetDescription(from.name),
			progressbar.OptionShowBytes(true), progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30))
	}
	return p
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// reader counts what is read through it.
func (p *progress) reader(r io.Reader) io.Reader {
	if p.bar == nil {
		return io.TeeReader(r, p)
	}
	return io.TeeReader(r, p.bar)
}

// Write counts bytes.
func (p *progress) Write(b []byte) (int, error) {
	p.read += int64(len(b))
	return len(b), nil
}

// rows tells how many rows have gone in so far.
func (p *progress) rows(n int) {
	if p.bar != nil || n < p.said+linesEvery {
		return
	}
	p.said = n
	share := ""
	if p.size > 0 {
		share = fmt.Sprintf(", %d %% of the file", 100*p.read/p.size)
	}
	fmt.Fprintf(p.out, "%s: %d rows%s\n", p.name, n, share)
}

func (p *progress) done() {
	if p.bar != nil {
		_ = p.bar.Finish() // a bar that cannot be drawn is no fault of the import
	}
}
