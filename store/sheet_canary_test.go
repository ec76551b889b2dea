package store_test

import (
	"testing"

	"partnerhub/internal/canary"
	"partnerhub/store"
)

// TestNothingOfASheetIsKept: what a sheet gives back for the next request holds nothing of the one before, whatever its fields are and
// however few of its rows were shown.
func TestNothingOfASheetIsKept(t *testing.T) {
	for _, shown := range []int{3, 1, 0} {
		s := new(store.Sheet)
		canary.Fill(s)
		if len(canary.Find(s)) == 0 {
			t.Fatal("a sheet was filled with nothing")
		}
		s.Cut(shown)
		s.Release()
		if left := canary.Find(s); len(left) > 0 {
			t.Errorf("%d rows shown: left at %q, want nothing", shown, left)
		}
	}
}
