package feed_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partnerhub/authz"
	"partnerhub/hub/feed"
	"partnerhub/model"
)

// TestCoverageTurnsEveryKind: a new kind of record on whose sight coverage decides needs a turner.
func TestCoverageTurnsEveryKind(t *testing.T) {
	var covered []model.Kind
	for _, kind := range authz.Kinds() {
		if slices.Contains(authz.SightFields(kind), "coverage") {
			covered = append(covered, kind)
		}
	}
	slices.Sort(covered)
	if diff := cmp.Diff(covered, feed.TurnedKinds()); diff != "" {
		t.Errorf("kinds that turners in turn.go writes again (-want +got):\n%s", diff)
	}
}
