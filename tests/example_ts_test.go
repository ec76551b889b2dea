package tests

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const typeScript = "../examples/partnersync"

// outcome is what the example prints.
type outcome struct {
	Counts   map[string]int `json:"counts"`
	Rejected []string       `json:"rejected"`
	Partners int            `json:"partners"`
}

// TestTheTypeScriptExampleSyncs: accounts go in once, one that is refused is named, another version of one updates it, and the copy
// follows what others change in the hub. A hub that is away for a moment delays it.
func TestTheTypeScriptExampleSyncs(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	w := demoWorld(t)
	crm := w.as("sync@nimbus.example")
	vendor := w.partner("sync@nimbus.example", "nimbus").str("vendor.id")
	dir := t.TempDir()
	copied, accounts := filepath.Join(dir, "copy.json"), filepath.Join(dir, "accounts.ndjson")
	shaky := httptest.NewServer(shakyProxy(t, w.url))
	t.Cleanup(shaky.Close)
	run := func(lines ...string) outcome {
		t.Helper()
		write(t, accounts, strings.Join(lines, "\n"))
		cmd := exec.CommandContext(t.Context(), node, filepath.Join(typeScript, "dist/main.js"))
		cmd.Env = append(os.Environ(), "HUB_URL="+shaky.URL+"/graphql", "HUB_KEY="+crm.token, "VENDOR_ID="+vendor, "SOURCE=crm", "ACCOUNTS_FILE="+accounts, "COPY_FILE="+copied)
		var faults bytes.Buffer
		cmd.Stderr = &faults
		out, err := cmd.Output()
		var got outcome
		var ended *exec.ExitError
		if refused := errors.As(err, &ended) && ended.ExitCode() == 1; (err != nil && !refused) || json.Unmarshal(out, &got) != nil || refused != (len(got.Rejected) > 0) {
			t.Fatalf("got %v, %q, %s", err, out, &faults)
		}
		return got
	}
	total := func() int {
		return crm.query(t, `query($v:ID!){partners(filter:{vendorId:{eq:$v}}){totalCount}}`, vars{"v": vendor}).integer("partners.totalCount")
	}
	before := total()
	one, two, bad := accountLine("T-1", 1, "Example One", "GB"), accountLine("T-2", 1, "Example Two", "DE"), strings.Replace(accountLine("T-3", 1, "Example Three", "GB"), "{", `{"employees":-1,`, 1)
	check := func(step string, got outcome, counts map[string]int, partners int) {
		t.Helper()
		if g, w := fmt.Sprint(got.Counts), fmt.Sprint(counts); g != w || got.Partners != partners || total() != partners {
			t.Errorf("%s: got %s and %d partners, want %s and %d", step, g, got.Partners, w, partners)
		}
	}
	first := run(one, two)
	check("new accounts", first, map[string]int{"CREATED": 2}, before+2)
	check("again", run(one, two), map[string]int{"UNCHANGED": 2}, before+2)
	check("a newer version and an older one", run(accountLine("T-1", 2, "Example One", "FR"), two), map[string]int{"UPDATED": 1, "UNCHANGED": 1}, before+2)
	refused := run(two, bad)
	if len(refused.Rejected) != 1 || !strings.HasPrefix(refused.Rejected[0], "T-3: ") {
		t.Errorf("a bad account: got %v", refused.Rejected)
	}
	crm.query(t, syncPartners, vars{"in": vars{"vendorId": vendor, "source": "erp", "rows": []vars{{"externalId": "E-1", "sourceVersion": "1", "type": "MSP", "lifeStage": "ACTIVE",
		"organization": vars{"name": "From Elsewhere", "country": "GB"}}}}})
	check("what another system brings", run(), map[string]int{}, before+3)
	if text := read(t, copied); !strings.Contains(text, "From Elsewhere") || !strings.Contains(text, "\"FR\"") {
		t.Errorf("the copy lacks what has changed: %s", text)
	}
}

// shakyProxy stands before a hub that is started anew: the first requests get the pages of a proxy in the place of answers.
func shakyProxy(tb testing.TB, hub string) http.Handler {
	tb.Helper()
	to, err := url.Parse(hub)
	if err != nil {
		tb.Fatal(err)
	}
	behind, faults := httputil.NewSingleHostReverseProxy(to), make(chan int, 3)
	for _, status := range []int{http.StatusBadGateway, http.StatusGatewayTimeout, http.StatusServiceUnavailable} {
		faults <- status
	}
	return http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		select {
		case status := <-faults:
			out.Header().Set("Retry-After", "0.01")
			http.Error(out, "<html>", status)
		default:
			behind.ServeHTTP(out, in)
		}
	})
}

func accountLine(id string, version int, name, country string) string {
	return fmt.Sprintf(`{"externalId":%q,"sourceVersion":"%d","organization":{"name":%q,"country":"GB"},"country":%q,"type":"MSP","lifeStage":"ACTIVE"}`, id, version, name, country)
}

// TestTheTypeScriptExampleIsCompiled: what is committed was made of the sources beside it.
func TestTheTypeScriptExampleIsCompiled(t *testing.T) {
	var sources bytes.Buffer
	for _, pattern := range []string{"src/*.ts", "src/gql/*.ts"} {
		files, err := filepath.Glob(filepath.Join(typeScript, pattern))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		slices.Sort(files)
		for _, f := range files {
			sources.WriteString(read(t, f))
		}
	}
	sum := sha1.Sum(fmt.Appendf(nil, "blob %d\x00%s", sources.Len(), sources.Bytes())) // as git names a file's content
	if got, want := strings.TrimSpace(read(t, filepath.Join(typeScript, "dist/source"))), hex.EncodeToString(sum[:]); got != want {
		t.Errorf("dist was made of %s, the sources are %s: run 'make client'", got, want)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
