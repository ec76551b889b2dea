package store_test

import (
	"testing"
	"time"
)

// TestAMarkIsOfItsEdition: a task begins anew with each edition and leaves one mark.
func TestAMarkIsOfItsEdition(t *testing.T) {
	s, at := open(t), time.Date(2026, 11, 22, 5, 0, 0, 0, time.UTC)
	marked := func(edition int) time.Time {
		t.Helper()
		got, err := s.MarkOf(t.Context(), "tiers", edition)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := marked(0); !got.IsZero() {
		t.Errorf("never done: got %s", got)
	}
	for edition := range 3 {
		if err := s.SetMarkOf(t.Context(), "tiers", edition, at); err != nil {
			t.Fatal(err)
		}
		for asked := range 4 {
			if got, want := marked(asked), asked == edition; got.Equal(at) != want || got.IsZero() == want {
				t.Errorf("done for edition %d, asked for %d: got %s", edition, asked, got)
			}
		}
	}
}
