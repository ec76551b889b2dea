package graph_test

import (
	"testing"

	"partnerhub/authz"
	"partnerhub/model"
)

// TestEveryKindHasItsWord: the change feed tells of every kind of record that the policy knows, under a word of RecordKind.
func TestEveryKindHasItsWord(t *testing.T) {
	for _, kind := range authz.Kinds() {
		if word := model.RecordKindOf(kind); !word.IsValid() || word.Stored() != kind {
			t.Errorf("%s is no word of RecordKind: add it to graph/schema/changes.graphqls", word)
		}
	}
}
