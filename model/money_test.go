package model_test

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"partnerhub/model"
)

func TestParseMoney(t *testing.T) {
	for _, tc := range []struct {
		amount   model.Decimal
		currency model.CurrencyCode
		minor    int64
		shown    model.Decimal
	}{
		{"0", "GBP", 0, "0.00"},
		{"12", "GBP", 1200, "12.00"},
		{"12.5", "GBP", 1250, "12.50"},
		{"1250.00", "GBP", 125000, "1250.00"},
		{"-0.01", "GBP", -1, "-0.01"},
		{"-12.34", "GBP", -1234, "-12.34"},
		{"9999999999999.99", "GBP", 999999999999999, "9999999999999.99"},
		{"1250", "JPY", 1250, "1250"},
		{"-1", "JPY", -1, "-1"},
		{"999999999999999", "JPY", 999999999999999, "999999999999999"},
		{"1.005", "KWD", 1005, "1.005"},
		{"0.001", "KWD", 1, "0.001"},
		{"999999999999.999", "KWD", 999999999999999, "999999999999.999"},
		{"1.0005", "CLF", 10005, "1.0005"},
		{"1250.50", "RSD", 125050, "1250.50"},
		{"1250.50", "COP", 125050, "1250.50"},
	} {
		t.Run(string(tc.amount)+" "+string(tc.currency), func(t *testing.T) {
			got, err := model.ParseMoney(tc.amount, tc.currency)
			if want := (model.Money{Minor: tc.minor, Currency: tc.currency}); err != nil || got != want {
				t.Fatalf("got %v, %v, want %v", got, err, want)
			}
			if got.Amount() != tc.shown {
				t.Errorf("got %s shown, want %s", got.Amount(), tc.shown)
			}
		})
	}
}

func TestParseMoneyRefuses(t *testing.T) {
	for _, tc := range []struct {
		name     string
		amount   model.Decimal
		currency model.CurrencyCode
	}{
		{"pence of a yen", "0.50", "JPY"},
		{"even none of them", "1.0", "JPY"},
		{"a third digit", "1.005", "GBP"},
		{"a fourth digit", "1.0005", "KWD"},
		{"sixteen digits", "10000000000000.00", "GBP"},
		{"sixteen digits without a point", "10000000000000", "GBP"},
		{"sixteen digits of a dinar", "1000000000000", "KWD"},
		{"no amount", "", "GBP"},
		{"a lone point", ".", "GBP"},
		{"no number", "abc", "GBP"},
		{"a plus", "+5", "GBP"},
		{"minus zero", "-0.00", "GBP"},
		{"an exponent", "1e3", "GBP"},
		{"past 64 bits", "9223372036854775808", "JPY"},
		{"no currency", "1", ""},
		{"an unknown currency", "1", "ZZZ"},
		{"a small currency", "1", "gbp"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got, err := model.ParseMoney(tc.amount, tc.currency); err == nil || model.CodeOf(err) != model.CodeBadUserInput {
				t.Errorf("got %v, %v, want it refused", got, err)
			}
		})
	}
}

// TestMoneyRoundTrip: what is shown reads back as the same minor units, in every currency and up to the bounds.
func TestMoneyRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := model.Money{Minor: rapid.Int64Range(-999_999_999_999_999, 999_999_999_999_999).Draw(t, "minor"),
			Currency: model.CurrencyCode(rapid.SampledFrom(strings.Fields("GBP USD EUR JPY KRW KWD TND CLF RSD IDR")).Draw(t, "currency"))}
		got, err := model.ParseMoney(want.Amount(), want.Currency)
		if err != nil || got != want {
			t.Fatalf("%v is shown as %s and reads as %v, %v", want, want.Amount(), got, err)
		}
	})
}

// TestMoneySumsStayExact: the bound of one amount leaves room for more rows than a hub can hold.
func TestMoneySumsStayExact(t *testing.T) {
	if rows := math.MaxInt64 / int64(999_999_999_999_999); rows < 9_000 {
		t.Errorf("got an overflow after %d of the largest amounts", rows)
	}
}

func TestAmountOfAnything(t *testing.T) {
	for _, tc := range []struct {
		money model.Money
		want  model.Decimal
	}{
		{model.Money{}, "0.00"},
		{model.Money{Minor: 5}, "0.05"},
		{model.Money{Minor: math.MinInt64, Currency: "JPY"}, "-9223372036854775808"},
		{model.Money{Minor: math.MinInt64, Currency: "GBP"}, "-92233720368547758.08"},
		{model.Money{Minor: math.MaxInt64, Currency: "KWD"}, "9223372036854775.807"},
	} {
		if got := tc.money.Amount(); got != tc.want {
			t.Errorf("%v: got %s, want %s", tc.money, got, tc.want)
		}
	}
}

func TestDigits(t *testing.T) {
	for digits, codes := range map[int]string{0: "JPY KRW VND ISK CLP UGX XAF XOF XPF", 2: "GBP USD EUR CHF RSD IDR PKR COP HUF LBP TZS MGA", 3: "KWD BHD IQD JOD LYD OMR TND", 4: "CLF UYW"} {
		for _, code := range strings.Fields(codes) {
			if got := model.CurrencyCode(code).Digits(); got != digits {
				t.Errorf("%s: got %d digits, want %d", code, got, digits)
			}
		}
	}
	for _, code := range []model.CurrencyCode{"", " ", "X", "ZZZ", "IF ", "YEN!"} {
		if got := code.Digits(); got != 2 {
			t.Errorf("unknown %q: got %d digits, want 2", code, got)
		}
	}
}

func FuzzParseMoney(f *testing.F) {
	f.Add("1250.00", "GBP")
	f.Add("-1", "JPY")
	f.Fuzz(func(t *testing.T, amount, currency string) {
		m, err := model.ParseMoney(model.Decimal(amount), model.CurrencyCode(currency))
		if err != nil {
			return
		}
		if again, err := model.ParseMoney(m.Amount(), m.Currency); err != nil || again != m {
			t.Fatalf("%q %q reads as %v, is shown as %s and reads as %v, %v", amount, currency, m, m.Amount(), again, err)
		}
	})
}
