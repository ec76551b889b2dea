package model_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"partnerhub/model"
)

func mustCursorKey(t testing.TB, fill byte) *model.CursorKey {
	t.Helper()
	k, err := model.NewCursorKey(bytes.Repeat([]byte{fill}, model.MinCursorSecret))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestCursorSecretIsLongEnough(t *testing.T) {
	for _, n := range []int{0, 1, model.MinCursorSecret - 1} {
		if _, err := model.NewCursorKey(make([]byte, n)); err == nil {
			t.Errorf("a secret of %d bytes was accepted", n)
		}
	}
}

func TestCursorRoundTrip(t *testing.T) {
	region, none := "EMEA", (*string)(nil)
	at := time.Date(2026, 11, 21, 9, 30, 0, 123_456_789, time.FixedZone("CET", 3600))
	for _, tc := range []struct {
		name        string
		value, want any
	}{
		{"nothing", nil, nil},
		{"text", "acme", "acme"},
		{"empty text", "", ""},
		{"a number's bytes as text", "\x00\x01\x02\x03\x04\x05\x06\x07", "\x00\x01\x02\x03\x04\x05\x06\x07"},
		{"named text", model.Date("2026-11-21"), "2026-11-21"},
		{"optional text", &region, "EMEA"},
		{"absent optional text", none, nil},
		{"number", int64(-5), int64(-5)},
		{"int", 7, int64(7)},
		{"true", true, true},
		{"false", false, false},
		{"instant, cut to milliseconds", at, at.UTC().Truncate(time.Millisecond)},
		{"optional instant", &at, at.UTC().Truncate(time.Millisecond)},
		{"the end of time", model.Forever, model.Forever},
		{"the zero instant", time.Time{}, time.Time{}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			k := mustCursorKey(t, 1)
			got, err := k.Open([]byte("list"), k.Seal([]byte("list"), model.CursorPosition{Value: tc.value, ID: "deal_1"}))
			if err != nil {
				t.Fatal(err)
			}
			if want := (model.CursorPosition{Value: tc.want, ID: "deal_1"}); got != want {
				t.Errorf("got %#v, want %#v", got, want)
			}
		})
	}
}

func TestCursorRefusesWhatItDidNotSeal(t *testing.T) {
	k := mustCursorKey(t, 1)
	p := model.CursorPosition{Value: "acme", ID: "deal_1"}
	good := k.Seal([]byte("list"), p)
	for _, tc := range []struct {
		name, binding, cursor string
	}{
		{"nothing", "list", ""},
		{"no base64", "list", "!!!!"},
		{"padded", "list", good + "="},
		{"line break", "list", good + "\n"},
		{"line break inside", "list", good[:9] + "\r\n" + good[9:]},
		{"cut", "list", good[:len(good)-4]},
		{"lengthened", "list", good + "AAAA"},
		{"nonce only", "list", strings.Repeat("A", 16)},
		{"another list", "other", good},
		{"another viewer", "list\x00", good},
		{"no binding", "", good},
		{"another key", "list", mustCursorKey(t, 2).Seal([]byte("list"), p)},
		{"twice", "list", good + good},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := k.Open([]byte(tc.binding), tc.cursor)
			if !errors.Is(err, model.ErrInvalidCursor) || got != (model.CursorPosition{}) {
				t.Errorf("got %v, %v, want the one refusal", got, err)
			}
		})
	}
}

// TestCursorTampered flips every bit of a cursor's text in turn.
func TestCursorTampered(t *testing.T) {
	k := mustCursorKey(t, 1)
	good := k.Seal([]byte("list"), model.CursorPosition{Value: int64(42), ID: "deal_1"})
	for i := range len(good) * 8 {
		bad := []byte(good)
		bad[i/8] ^= 1 << (i % 8)
		if _, err := k.Open([]byte("list"), string(bad)); !errors.Is(err, model.ErrInvalidCursor) {
			t.Fatalf("bit %d flipped: got %v, want the one refusal", i, err)
		}
	}
}

func TestCursorHidesAndRepeats(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, err := model.NewCursorKey(rapid.SliceOfN(rapid.Byte(), 32, 64).Draw(t, "secret"))
		if err != nil {
			t.Fatal(err)
		}
		binding := rapid.SliceOf(rapid.Byte()).Draw(t, "binding")
		p := model.CursorPosition{Value: rapid.StringN(4, -1, -1).Draw(t, "value"), ID: model.ID(rapid.String().Draw(t, "id"))}
		cursor := k.Seal(binding, p)
		if again := k.Seal(binding, p); again != cursor {
			t.Fatalf("got %q and then %q for the same position", cursor, again)
		}
		if strings.Contains(cursor, p.Value.(string)) && len(p.Value.(string)) > 8 {
			t.Fatalf("cursor %q shows %q", cursor, p.Value)
		}
		got, err := k.Open(binding, cursor)
		if err != nil || got != p {
			t.Fatalf("got %v, %v, want %v", got, err, p)
		}
	})
}

func FuzzCursorOpen(f *testing.F) {
	k := mustCursorKey(f, 1)
	f.Add("list", k.Seal([]byte("list"), model.CursorPosition{Value: "acme", ID: "deal_1"}))
	f.Add("list", k.Seal([]byte("list"), model.CursorPosition{Value: time.Unix(1, 0)}))
	f.Add("", "")
	f.Fuzz(func(t *testing.T, binding, cursor string) {
		p, err := k.Open([]byte(binding), cursor)
		if err != nil {
			if !errors.Is(err, model.ErrInvalidCursor) {
				t.Fatalf("got %v, want the one refusal", err)
			}
			return
		}
		if again := k.Seal([]byte(binding), p); again != cursor {
			t.Fatalf("%q opens and seals to %q", cursor, again)
		}
	})
}

func FuzzCursorSeal(f *testing.F) {
	k := mustCursorKey(f, 1)
	f.Add([]byte("list"), "acme", "deal_1", int64(3))
	f.Fuzz(func(t *testing.T, binding []byte, text, id string, n int64) {
		for _, v := range []any{nil, text, n, n > 0, time.UnixMilli(n).UTC()} {
			want := model.CursorPosition{Value: v, ID: model.ID(id)}
			got, err := k.Open(binding, k.Seal(binding, want))
			if err != nil || got != want {
				t.Fatalf("got %v, %v, want %v", got, err, want)
			}
		}
	})
}
