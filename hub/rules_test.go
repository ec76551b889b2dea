package hub_test

import (
	"testing"
	"time"

	"partnerhub/hub"
	"partnerhub/model"
)

func TestDealNumbersNeverRepeat(t *testing.T) {
	secret := []byte("a secret of the hub")
	seen := map[string]uint64{}
	for n := uint64(1); n <= 20_000; n++ {
		s := hub.Shuffled(secret, "vendor", n)
		if before, twice := seen[s]; twice {
			t.Fatalf("deal numbers of counters %d and %d are both %s", before, n, s)
		}
		if len(s) != 6 {
			t.Fatalf("number of counter %d: got %q, want six digits", n, s)
		}
		seen[s] = n
	}
}

func TestDealNumbersGrowADigitWhenUsedUp(t *testing.T) {
	for n, want := range map[uint64]int{1: 6, 999_999: 6, 1_000_000: 7, 10_999_999: 7, 11_000_000: 8} {
		if got := len(hub.Shuffled([]byte("s"), "v", n)); got != want {
			t.Errorf("digits of counter %d: got %d, want %d", n, got, want)
		}
	}
}

func TestDealNumbersDoNotTellTheirOrder(t *testing.T) {
	secret := []byte("a secret of the hub")
	ascending := 0
	for n := uint64(1); n < 1_000; n++ {
		if hub.Shuffled(secret, "vendor", n) < hub.Shuffled(secret, "vendor", n+1) {
			ascending++
		}
	}
	if ascending < 400 || ascending > 600 {
		t.Errorf("of 999 neighbours %d are in order; a shuffled row has about half", ascending)
	}
}

func TestAddBusinessDays(t *testing.T) {
	day := func(s string) time.Time {
		at, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, c := range []struct {
		name, from, want string
		days             int
		holidays         []model.Date
	}{
		{"within the week", "2026-11-16", "2026-11-18", 2, nil},
		{"over the weekend", "2026-11-19", "2026-11-23", 2, nil},
		{"from a Saturday", "2026-11-21", "2026-11-24", 2, nil},
		{"none", "2026-11-21", "2026-11-21", 0, nil},
		{"over a holiday", "2026-11-16", "2026-11-19", 2, []model.Date{"2026-11-17", "2026-12-25"}},
		{"over a holiday on a Sunday", "2026-11-20", "2026-11-23", 1, []model.Date{"2026-11-22"}},
		{"over Christmas", "2026-12-24", "2026-12-29", 1, []model.Date{"2026-12-25", "2026-12-28"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := hub.AddBusinessDays(day(c.from), c.days, c.holidays); !got.Equal(day(c.want)) {
				t.Errorf("got %s, want %s", got.Format(time.DateOnly), c.want)
			}
		})
	}
}
