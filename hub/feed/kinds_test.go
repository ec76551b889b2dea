package feed_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partnerhub/authz"
	"partnerhub/hub/feed"
	"partnerhub/model"
)

// TestEveryKindIsTold: a new kind of record needs its word in RecordKind, and a turn where coverage decides on its sight.
func TestEveryKindIsTold(t *testing.T) {
	var covered []model.Kind
	for _, kind := range authz.Kinds() {
		if word := model.RecordKindOf(kind); !word.IsValid() || word.Stored() != kind {
			t.Errorf("%s is no word of RecordKind: add it to graph/schema/changes.graphqls", word)
		}
		if slices.Contains(authz.SightFields(kind), "coverage") {
			covered = append(covered, kind)
		}
	}
	slices.Sort(covered)
	if diff := cmp.Diff(covered, feed.TurnedKinds()); diff != "" {
		t.Errorf("kinds that turners in turn.go writes again (-want +got):\n%s", diff)
	}
}
