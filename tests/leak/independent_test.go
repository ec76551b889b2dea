package leak_test

import (
	"os/exec"
	"strings"
	"testing"
)

// An oracle that shared code with the server would share its mistakes.
func TestTheOracleKnowsNoServerCode(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "./oracle").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, dep := range strings.Fields(string(out)) {
		outside := strings.Contains(strings.SplitN(dep, "/", 2)[0], ".")
		if outside || strings.HasPrefix(dep, "partnerhub/") && dep != "partnerhub/tests/leak/oracle" {
			t.Errorf("the oracle depends on %s", dep)
		}
	}
}
