package store_test

import (
	"context"
	"testing"
	"time"

	"partnerhub/store"
)

// TestNumbersAndInstantsAreInOneOrder: an instant never lies before that of an earlier number, with commands and without.
func TestNumbersAndInstantsAreInOneOrder(t *testing.T) {
	for name, open := range map[string]func(b base) *store.Store{
		"directly":    func(b base) *store.Store { return b.open(t) },
		"by commands": func(b base) *store.Store { return b.openWith(t, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			s := open(newBase(t))
			for i, c := range []struct{ given, want time.Duration }{{0, 0}, {time.Second, time.Second}, {-time.Hour, time.Second},
				{time.Second - time.Millisecond, time.Second}, {2 * time.Second, 2 * time.Second}} {
				write(t, s, func(ctx context.Context) error {
					n, at, err := s.NextAt(ctx, "places", noon.Add(c.given))
					if n != int64(i+1) || !at.Equal(noon.Add(c.want)) {
						t.Errorf("given %s: got %d at %s, want %d at %s", c.given, n, at, i+1, noon.Add(c.want))
					}
					return err
				})
			}
			write(t, s, func(ctx context.Context) error {
				_, err := s.Next(ctx, "numbers")
				must(t, err)
				n, at, err := s.NextAt(ctx, "numbers", noon)
				if n != 2 || !at.Equal(noon) {
					t.Errorf("after a number without an instant: got %d at %s, want 2 at %s", n, at, noon)
				}
				return err
			})
			if _, _, err := s.NextAt(t.Context(), "places", noon); err == nil {
				t.Error("a number outside a transaction")
			}
		})
	}
}
