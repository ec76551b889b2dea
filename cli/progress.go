package cli

import (
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how much of a file has been read: a bar on a terminal, nothing elsewhere.
type progress struct{ bar *progressbar.ProgressBar }

func newProgress(from source, out io.Writer) *progress {
	info, err := from.file.Stat()
	if err != nil || !isTerminal(out) {
		return &progress{}
	}
	return &progress{progressbar.NewOptions64(info.Size(), progressbar.OptionSetWriter(out), progressbar.OptionSetDescription(from.name),
		progressbar.OptionShowBytes(true), progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30))}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// reader counts what is read through it.
func (p *progress) reader(r io.Reader) io.Reader {
	if p.bar == nil {
		return r
	}
	return io.TeeReader(r, p.bar)
}

func (p *progress) done() {
	if p.bar != nil {
		_ = p.bar.Finish() // a bar that cannot be drawn is no fault of the import
	}
}
