package tests

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/websocket"
)

// browser is a headless chromium, spoken to in its own protocol over a socket on the loopback.
type browser struct {
	socket *websocket.Conn
	calls  int
}

// patience is how long the browser may take for anything.
const patience = 40 * time.Second

func openBrowser(t *testing.T) *browser {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium on this machine")
	}
	profile := profileDir(t)
	cmd := exec.Command(path, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
		"--window-size=1400,900", "--remote-debugging-port=0", "--user-data-dir="+profile, "about:blank")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		_ = cmd.Wait()
	})
	port := portOf(t, profile)
	socket, err := websocket.Dial(pageSocket(t, port), "", "http://127.0.0.1:"+port)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = socket.Close() })
	return &browser{socket: socket}
}

// profileDir makes the browser's directory. Its processes end one after the other and write to the last, so a file that
// appears while the directory is removed must not fail the test, as it would in t.TempDir.
func profileDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "browser")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for deadline := time.Now().Add(patience); os.RemoveAll(dir) != nil && time.Now().Before(deadline); {
		}
	})
	return dir
}

// portOf waits for the file in which the browser writes its port.
func portOf(t *testing.T, profile string) string {
	t.Helper()
	var port string
	eventually(t, "the browser to start", func() bool {
		raw, err := os.ReadFile(filepath.Join(profile, "DevToolsActivePort"))
		port, _, _ = strings.Cut(string(raw), "\n")
		return err == nil && port != ""
	})
	return port
}

func pageSocket(t *testing.T, port string) string {
	t.Helper()
	var found string
	eventually(t, "the browser's page", func() bool {
		resp, err := http.Get("http://127.0.0.1:" + port + "/json/list")
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		var pages []struct {
			Type string
			URL  string `json:"webSocketDebuggerUrl"`
		}
		if json.NewDecoder(resp.Body).Decode(&pages) != nil {
			return false
		}
		for _, p := range pages {
			if p.Type == "page" {
				found = p.URL
			}
		}
		return found != ""
	})
	return found
}

// call sends one command and waits for its answer, which must not be an error.
func (b *browser) call(t *testing.T, method string, params map[string]any, into any) {
	t.Helper()
	result, fault := b.try(t, method, params)
	if fault != nil {
		t.Fatalf("%s: %s", method, fault)
	}
	if err := json.Unmarshal(result, into); err != nil {
		t.Fatal(err)
	}
}

// try sends one command and answers its result or the browser's fault; events in between are passed over.
func (b *browser) try(t *testing.T, method string, params map[string]any) (result, fault json.RawMessage) {
	t.Helper()
	b.calls++
	if err := b.socket.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	if err := websocket.JSON.Send(b.socket, map[string]any{"id": b.calls, "method": method, "params": params}); err != nil {
		t.Fatal(err)
	}
	for {
		var reply struct {
			ID     int             `json:"id"`
			Result json.RawMessage `json:"result"`
			Error  json.RawMessage `json:"error"`
		}
		if err := websocket.JSON.Receive(b.socket, &reply); err != nil {
			t.Fatal(err)
		}
		if reply.ID == b.calls {
			return reply.Result, reply.Error
		}
	}
}

func (b *browser) visit(t *testing.T, url string) {
	t.Helper()
	var ignored any
	b.call(t, "Page.enable", nil, &ignored)
	b.call(t, "Page.addScriptToEvaluateOnNewDocument", map[string]any{
		"source": `window.__errors = []; addEventListener("error", (e) => __errors.push(String(e.message)))`}, &ignored)
	b.call(t, "Page.navigate", map[string]any{"url": url}, &ignored)
}

// eval runs an expression in the page and answers its value as text.
func (b *browser) eval(t *testing.T, expression string) string {
	t.Helper()
	var out struct {
		Result           struct{ Value any }
		ExceptionDetails json.RawMessage
	}
	b.call(t, "Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true}, &out)
	if out.ExceptionDetails != nil {
		t.Fatalf("%s: %s", expression, out.ExceptionDetails)
	}
	return fmt.Sprint(out.Result.Value)
}

// until waits for a condition. A page that is just being replaced has no place to evaluate it in, which is no failure but a "not yet".
func (b *browser) until(t *testing.T, condition string) {
	t.Helper()
	eventually(t, condition, func() bool {
		result, fault := b.try(t, "Runtime.evaluate", map[string]any{"expression": "Boolean(" + condition + ")", "returnByValue": true})
		return fault == nil && strings.Contains(string(result), `"value":true`)
	})
}

// eventually polls until something holds, at a pace that leaves the machine to what it waits for.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); <-tick.C {
		if holds() {
			return
		}
	}
	t.Fatalf("gave up waiting for %s", what)
}
