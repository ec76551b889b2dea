package world_test

import (
	"testing"

	"partnerhub/bench/world"
)

// TestFill: the hub takes every row of a small world in.
func TestFill(t *testing.T) {
	if err := world.Fill(t.Context(), t.TempDir(), 100, 20); err != nil {
		t.Fatal(err)
	}
}
