package bench_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// BenchmarkIdleServer builds the server, starts it on the demo world and reports the memory that the system counts for it: right
// after the start, and after it has been idle for a while.
func BenchmarkIdleServer(b *testing.B) {
	binary := filepath.Join(b.TempDir(), "partnerhub")
	build := exec.CommandContext(b.Context(), "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", binary, "partnerhub")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	data := b.TempDir()
	for _, start := range []string{"first", "second"} { // the first one imports the demo world
		b.Run(start+" start", func(b *testing.B) {
			for b.Loop() {
				idle(b, binary, data)
			}
		})
	}
}

// idleFor is longer than the runtime takes to give memory back.
const idleFor = 20 * time.Second

func idle(b *testing.B, binary, data string) {
	ctx, stop := context.WithCancel(b.Context())
	defer stop()
	server := exec.CommandContext(ctx, binary, "serve", "--demo", "--dev", "--data", data, "--listen", "127.0.0.1:0", "--admin-listen", "")
	out, err := server.StdoutPipe()
	must(b, err)
	server.Cancel = func() error { return server.Process.Signal(syscall.SIGTERM) }
	must(b, server.Start())
	lines := bufio.NewScanner(out)
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "API ") {
	}
	go func() { // the rest of the greeting must not fill the pipe
		for lines.Scan() {
		}
	}()
	b.ReportMetric(resident(b, server.Process.Pid), "start-MB")
	time.Sleep(idleFor)
	b.ReportMetric(resident(b, server.Process.Pid), "idle-MB")
	stop()
	_ = server.Wait() // it was told to end
}

// resident is the process's resident memory in MB.
func resident(b *testing.B, pid int) float64 {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	must(b, err)
	for line := range strings.Lines(string(text)) {
		var kb float64
		if _, err := fmt.Sscanf(line, "VmRSS: %f kB", &kb); err == nil {
			return kb / 1024
		}
	}
	b.Fatal("the system does not tell the memory")
	return 0
}
