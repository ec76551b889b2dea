package cli

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// linesEvery is after how many rows a line is printed where there is no terminal.
const linesEvery = 10_000

// progress shows how much of a file has been read, with the rate and the time that is left: on a terminal as a bar, elsewhere as a line
// from time to time.
type progress struct {
	name       string
	out        io.Writer
	bar        *progressbar.ProgressBar // nil without a terminal
	now        func() time.Time
	began      time.Time
	size, read int64
	said       int // rows
}

func newProgress(from source, out io.Writer, now func() time.Time) *progress {
	p := &progress{name: from.name, out: out, now: now, began: now()}
	info, err := from.file.Stat()
	if err != nil {
		return p
	}
	if p.size = info.Size(); isTerminal(out) {
		p.bar = progressbar.NewOptions64(p.size, progressbar.OptionSetWriter(out), progressbar.OptionSetDescription(from.name),
			progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30))
	}
	return p
}

// terminal is a writer that knows whether a person watches it.
type terminal interface{ Terminal() bool }

func isTerminal(w io.Writer) bool {
	if t, ok := w.(terminal); ok {
		return t.Terminal()
	}
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
	if p.bar != nil {
		p.bar.Describe(fmt.Sprintf("%s: %d rows%s", p.name, n, p.rate(n)))
		return
	}
	if n < p.said+linesEvery {
		return
	}
	p.said = n
	share := ""
	if p.size > 0 {
		share = fmt.Sprintf(", %d %% of the file", 100*p.read/p.size)
	}
	fmt.Fprintf(p.out, "%s: %d rows%s%s%s\n", p.name, n, share, p.rate(n), p.left())
}

// rate is how many rows go in a second, nothing before any time has passed.
func (p *progress) rate(n int) string {
	took := p.now().Sub(p.began)
	if took <= 0 {
		return ""
	}
	return fmt.Sprintf(", %.0f rows/s", float64(n)/took.Seconds())
}

// left is how long the rest takes at the rate so far, nothing where that is not known. The bar tells it by itself.
func (p *progress) left() string {
	took := p.now().Sub(p.began)
	if took <= 0 || p.read <= 0 || p.size < p.read {
		return ""
	}
	rest := time.Duration(float64(took) * float64(p.size-p.read) / float64(p.read))
	return fmt.Sprintf(", about %s left", rest.Round(time.Second))
}

func (p *progress) done() {
	if p.bar != nil {
		_ = p.bar.Finish() // a bar that cannot be drawn is no fault of the import
	}
}
