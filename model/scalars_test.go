package model_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"partnerhub/model"
)

// accepted and refused check a parser that answers the text itself.
func accepted[T ~string](t *testing.T, parse func(string) (T, error), texts ...string) {
	t.Helper()
	for _, s := range texts {
		if got, err := parse(s); err != nil || string(got) != s {
			t.Errorf("%q: got %q, %v, want it accepted as it is", s, got, err)
		}
	}
}

func refused[T any](t *testing.T, parse func(string) (T, error), texts ...string) {
	t.Helper()
	for _, s := range texts {
		got, err := parse(s)
		if err == nil {
			t.Errorf("%q: got %v, want it refused", s, got)
			continue
		}
		if model.CodeOf(err) != model.CodeBadUserInput {
			t.Errorf("%q: got code %s, want %s", s, model.CodeOf(err), model.CodeBadUserInput)
		}
		if len(s) > 8 && strings.Contains(err.Error(), s) && !strings.Contains("2026-11-21T09:30:00Z", s) {
			t.Errorf("%q: the refusal %q repeats it", s, err)
		}
	}
}

func TestParseDecimal(t *testing.T) {
	accepted(t, model.ParseDecimal, "0", "1", "-1", "12", "1250.00", "0.000001", "-0.5", "999999999999999", "999999999999999.999999",
		"900719925474099.3", "10.10")
	refused(t, model.ParseDecimal, "", " ", "-", ".", "+1", "1.", ".5", "-.5", "01", "00", "-0", "-0.00", "1e3", "1E6144", "1e309", "0x1p-2",
		"NaN", "nan", "Infinity", "-Infinity", "Inf", "1,000", "1_000", " 1", "1 ", "1\n", "１", "١", "1.0000001", "1000000000000000",
		"9007199254740993", "9223372036854775808", "--1", "1.2.3", "1\x00", "$1")
}

func TestParseDate(t *testing.T) {
	accepted(t, model.ParseDate, "1970-01-01", "2024-02-29", "2026-11-21", "2200-12-31")
	refused(t, model.ParseDate, "", "0000-01-01", "0001-01-01", "1969-12-31", "2201-01-01", "9999-12-31", "2026-02-29", "2100-02-29", "2026-02-30",
		"2026-13-01", "2026-00-10", "2026-01-00", "2026-1-2", "26-01-02", "2026/01/02", "2026-01-02T00:00:00Z", "2026-01-02 ", "+2026-01-02", "today")
}

func TestParseDateTime(t *testing.T) {
	at := time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC)
	for _, tc := range []struct {
		in   string
		want time.Time
	}{
		{"2026-11-21T09:30:00Z", at},
		{"2026-11-21T09:30:00.000Z", at},
		{"2026-11-21T10:30:00+01:00", at},
		{"2026-11-20T23:30:00-10:00", at},
		{"2026-11-21T09:30:00-00:00", at},
		{"2026-11-21T09:30:00.1234Z", at.Add(123 * time.Millisecond)},
		{"2026-11-21T09:30:00.999999999Z", at.Add(999 * time.Millisecond)},
		{"1970-01-01T00:00:00Z", time.Unix(0, 0).UTC()},
		{"2200-12-31T23:59:59.999Z", time.Date(2200, 12, 31, 23, 59, 59, 999e6, time.UTC)},
		{"2024-02-29T00:00:00Z", time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)},
	} {
		got, err := model.ParseDateTime(tc.in)
		if err != nil || got != tc.want {
			t.Errorf("%q: got %v, %v, want %v", tc.in, got, err, tc.want)
		}
	}
	refused(t, model.ParseDateTime, "", "2026-11-21", "2026-11-21T09:30:00", "2026-11-21 09:30:00Z", "2026-11-21T09:30Z", "2026-11-21T9:30:00Z",
		"2026-11-21T09:30:00,5Z", "2026-11-21T09:30:60Z", "2026-11-21T24:00:00Z", "2026-11-21T09:60:00Z", "2026-02-29T00:00:00Z", "2026-11-21T09:30:00+24:00",
		"2026-11-21T09:30:00+0100", "2026-11-21T09:30:00 Z", "2026-11-21T09:30:00Z ", "0000-01-01T00:00:00Z", "1969-12-31T23:59:59Z",
		"1970-01-01T00:00:00+14:00", "2200-12-31T23:59:59-14:00", "9999-12-31T23:59:59-14:00", "1763717400", "now")
}

func TestParseCountry(t *testing.T) {
	accepted(t, model.ParseCountry, "GB", "DE", "AD", "ZW", "SS", "TL")
	refused(t, model.ParseCountry, "", "G", "gb", "Gb", "GBR", "UK", "EU", "XX", "ZZ", "AA", "A ", " A", "DA", "W ", "ＧＢ", "826", "G\x00", "GB ")
}

func TestParseCurrency(t *testing.T) {
	accepted(t, model.ParseCurrency, "GBP", "USD", "EUR", "JPY", "KWD", "CLF", "SLE", "VES", "MRU", "ZWG", "AED")
	refused(t, model.ParseCurrency, "", "gbp", "Gbp", "GB", "GBPX", "XXX", "XTS", "XAU", "XDR", "DEM", "FRF", "ZZZ", "BP ", " GB", "P G", "£", "ＧＢＰ", "826", "GBP ")
}

// TestScalarsTravel writes each scalar as JSON and reads it back; another type of JSON is refused.
func TestScalarsTravel(t *testing.T) {
	travel[model.ID](t, "deal_06cqp3v2k5x8r7tq5k2e8n4h1w")
	travel[model.Decimal](t, "1250.00")
	travel[model.Date](t, "2026-11-21")
	travel[model.CurrencyCode](t, "GBP")
	travel[model.CountryCode](t, "GB")
}

func travel[T ~string, P interface {
	*T
	graphql.Unmarshaler
	graphql.Marshaler
}](t *testing.T, text string) {
	t.Helper()
	want := T(text)
	var buf bytes.Buffer
	P(&want).MarshalGQL(&buf)
	var sent string
	if err := json.Unmarshal(buf.Bytes(), &sent); err != nil || sent != text {
		t.Errorf("%T: got %s on the way, want %q", want, buf.Bytes(), text)
	}
	var got T
	if err := P(&got).UnmarshalGQL(sent); err != nil || got != want {
		t.Errorf("%T: got %q, %v, want %q", want, got, err, want)
	}
	for _, other := range []any{nil, 1, int64(1), 1.5, json.Number("1"), true, []byte(text), []any{text}, map[string]any{"$gt": ""}} {
		if err := P(&got).UnmarshalGQL(other); model.CodeOf(err) != model.CodeBadUserInput {
			t.Errorf("%T: got %v for %T, want it refused", want, err, other)
		}
	}
}

func TestDateTimeTravels(t *testing.T) {
	at := time.Date(2026, 11, 21, 10, 30, 0, 5e6, time.FixedZone("CET", 3600))
	var buf bytes.Buffer
	model.MarshalDateTime(at).MarshalGQL(&buf)
	if got, want := buf.String(), `"2026-11-21T09:30:00.005Z"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	got, err := model.UnmarshalDateTime(strings.Trim(buf.String(), `"`))
	if err != nil || !got.Equal(at) {
		t.Errorf("got %v, %v, want %v", got, err, at)
	}
	if _, err := model.UnmarshalDateTime(1763717400); err == nil {
		t.Error("a number was read as an instant")
	}
}

func TestIDsAreShort(t *testing.T) {
	var id model.ID
	for text, ok := range map[string]bool{"": true, "x": true, strings.Repeat("x", 64): true, strings.Repeat("x", 65): false} {
		if err := id.UnmarshalGQL(text); (err == nil) != ok {
			t.Errorf("%d characters: got %v, want accepted: %t", len(text), err, ok)
		}
	}
}

func TestDateOf(t *testing.T) {
	late := time.Date(2026, 11, 21, 23, 30, 0, 0, time.FixedZone("", -3600))
	if got, want := model.DateOf(late), model.Date("2026-11-22"); got != want {
		t.Errorf("got %s, want %s, the day in UTC", got, want)
	}
}

func FuzzScalars(f *testing.F) {
	for _, s := range []string{"1250.00", "2026-11-21", "2026-11-21T09:30:00Z", "GB", "GBP", "a@b.example"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := model.ParseDecimal(s); err == nil && string(d) != s {
			t.Fatalf("decimal %q became %q", s, d)
		}
		if d, err := model.ParseDate(s); err == nil && string(d) != s {
			t.Fatalf("date %q became %q", s, d)
		}
		if c, err := model.ParseCountry(s); err == nil && (string(c) != s || len(s) != 2) {
			t.Fatalf("country %q became %q", s, c)
		}
		if c, err := model.ParseCurrency(s); err == nil && (string(c) != s || len(s) != 3) {
			t.Fatalf("currency %q became %q", s, c)
		}
		at, err := model.ParseDateTime(s)
		if err != nil {
			return
		}
		var buf bytes.Buffer
		model.MarshalDateTime(at).MarshalGQL(&buf)
		if again, err := model.ParseDateTime(strings.Trim(buf.String(), `"`)); err != nil || again != at {
			t.Fatalf("instant %q came back as %v, %v, want %v", s, again, err, at)
		}
	})
}
