package web_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"testing"

	"partnerhub/web"
)

// verdict is what the audit says of one of its checks.
type verdict struct{ ID, Name, Status, Reason string }

// TestHTTPAudit runs the audit of the GraphQL-over-HTTP specification against a server. `make audit-http` fetches it first; where
// that has not been done there is nothing to run.
func TestHTTPAudit(t *testing.T) {
	node, err := exec.LookPath("node")
	if _, missing := os.Stat("audit/node_modules/graphql-http"); err != nil || missing != nil {
		t.Skip("the audit is not fetched: run make audit-http, which needs npm")
	}
	for _, tt := range []struct {
		name     string
		get      bool
		declined map[string]bool // optional, and not offered
	}{
		{"with queries by GET", true, nil},
		{"as it comes", false, map[string]bool{"5A70": true, "D6D5": true, "6A70": true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, gives(`{"__typename":"Query"}`), func(c *web.Config) { c.Get = tt.get })
			verdicts := audited(t, node, w)
			good := 0
			for _, v := range verdicts {
				switch {
				case v.Status == "ok":
					good++
				case !tt.declined[v.ID] || v.Status != "notice":
					t.Errorf("%s %s: %s: %s", v.ID, v.Name, v.Status, v.Reason)
				}
			}
			t.Logf("%d of %d", good, len(verdicts))
			if len(verdicts) != 61 {
				t.Errorf("the audit made %d checks, want 61", len(verdicts))
			}
		})
	}
}

// audited runs the audit against a server of its own.
func audited(t *testing.T, node string, w *world) []verdict {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), node, "audit.mjs")
	cmd.Dir = "audit"
	cmd.Env = append(os.Environ(), "HUB_URL=http://"+listen(t, w)+"/graphql", "HUB_TOKEN="+w.token(t, "a@acme.example"))
	var errOut bytes.Buffer
	cmd.Stderr = &errOut
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the audit did not run: %v\n%s", err, errOut.Bytes())
	}
	var all []verdict
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		var v verdict
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			t.Fatalf("the audit printed %q", lines.Text())
		}
		all = append(all, v)
	}
	return all
}
