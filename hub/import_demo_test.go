package hub_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"partnerhub/hub"
)

func TestDemoWorldLoadsWholeAndTwice(t *testing.T) {
	w := newImportWorld(t)
	first := w.loadDemo()
	for kind, least := range map[string]int{"organizations": 65, "users": 60, "partners": 60, "authorities": 5,
		"programs": 12, "campaigns": 9, "deals": 380} {
		if got := first[kind][hub.ImportCreated]; got < least {
			t.Errorf("%s: got %d, want at least %d", kind, got, least)
		}
	}
	second := w.loadDemo()
	for kind, outcomes := range first {
		want := map[hub.ImportOutcome]int{hub.ImportUnchanged: outcomes[hub.ImportCreated]}
		if diff := cmp.Diff(want, second[kind]); diff != "" {
			t.Errorf("%s again (-want +got):\n%s", kind, diff)
		}
	}
}
