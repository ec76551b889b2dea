package tests

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// A kill -9 in the middle of writes loses no acknowledged mutation: every deal that was answered is there after a restart,
// at least at the version that was answered, and its number was given once.
func TestKillLosesNoAcknowledgedWrite(t *testing.T) {
	if testing.Short() {
		t.Skip("starts real processes")
	}
	binary := buildBinary(t)
	data := t.TempDir()
	acked := map[string]object{}
	for round := range 4 {
		p := startProcess(t, binary, data)
		p.verify(t, acked)
		p.writeUntilKilled(t, acked, 20+rand.IntN(60))
		t.Logf("round %d: %d acknowledged writes so far", round, len(acked))
	}
	p := startProcess(t, binary, data)
	p.verify(t, acked)
	p.stop(t)
}

func buildBinary(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "partnerhub")
	build := exec.Command("go", "build", "-o", binary, "..")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	return binary
}

// process is a server of its own.
type process struct {
	cmd *exec.Cmd
	url string
}

func startProcess(t *testing.T, binary, data string) *process {
	t.Helper()
	return launch(t, binary, "--demo", "--data", data)
}

// launch starts a server in development and waits until it listens.
func launch(t *testing.T, binary string, settings ...string) *process {
	t.Helper()
	p := &process{}
	p.cmd = exec.Command(binary, append([]string{"serve", "--dev", "--listen", "127.0.0.1:0", "--admin-listen", ""}, settings...)...)
	p.cmd.Env = cleanEnv()
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.cmd.Stderr = os.Stderr
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	found := make(chan string, 1)
	go scanForURL(bufio.NewScanner(out), found)
	select {
	case p.url = <-found:
	case <-time.After(60 * time.Second):
		t.Fatal("the server did not print its address within a minute")
	}
	return p
}

// scanForURL finds the printed address and goes on reading, so that the server never waits for its reader.
func scanForURL(lines *bufio.Scanner, found chan<- string) {
	for lines.Scan() {
		if i := strings.Index(lines.Text(), "http://127.0.0.1:"); i >= 0 {
			url, _, _ := strings.Cut(lines.Text()[i:], " ")
			select {
			case found <- strings.TrimSuffix(strings.TrimSuffix(url, "/graphql"), "/"):
			default:
			}
		}
	}
}

// cleanEnv is the environment without settings of the hub.
func cleanEnv() []string {
	var out []string
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "HUB_") && !strings.HasPrefix(e, "MONGODB_URI=") {
			out = append(out, e)
		}
	}
	return out
}

func (p *process) world(t *testing.T) *world {
	t.Helper()
	return &world{tb: t, url: p.url, token: p.tokenFromPersonas}
}

// writeUntilKilled registers and submits deals side by side and kills the process after about so many answers.
func (p *process) writeUntilKilled(t *testing.T, acked map[string]object, after int) {
	t.Helper()
	w := p.world(t)
	sales := w.as("sales@brightpath.example")
	inputs := make([]vars, 8)
	for i := range inputs {
		inputs[i] = w.registration(fmt.Sprintf("Customer %d", i), "1000.00")
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i := range inputs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				deal, ok := sales.registerUnlessDead(inputs[i])
				if !ok {
					return
				}
				mu.Lock()
				acked[deal.str("id")] = deal
				after--
				if after == 0 {
					_ = p.cmd.Process.Kill()
				}
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
	_ = p.cmd.Wait()
}

func (p *process) verify(t *testing.T, acked map[string]object) {
	t.Helper()
	sales := p.world(t).as("sales@brightpath.example")
	numbers := map[string]string{}
	for id, want := range acked {
		got := sales.read(t, want)
		if got.integer("version") < want.integer("version") || got.str("number") != want.str("number") {
			t.Fatalf("deal %s: got version %d number %s, acknowledged was %d %s", id,
				got.integer("version"), got.str("number"), want.integer("version"), want.str("number"))
		}
		if other, twice := numbers[got.str("number")]; twice {
			t.Fatalf("deals %s and %s share the number %s", id, other, got.str("number"))
		}
		numbers[got.str("number")] = id
	}
}

func (p *process) stop(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("a graceful stop ends with exit code 0: %v", err)
	}
}
