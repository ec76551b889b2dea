package model_test

import (
	"strings"
	"testing"

	"partnerhub/model"
)

func TestCustomerKey(t *testing.T) {
	for _, tc := range []struct {
		name, number, domain, legal string
		country                     model.CountryCode
		postal, want                string
	}{
		{"registry number first", "GB 123 4567 89", "acme.com", "Acme Ltd", "GB", "SW1A 1AA", "reg:GB123456789"},
		{"without its country", "123 4567 89", "", "Acme", "GB", "", "reg:GB123456789"},
		{"in lower case", "gb-123.4567.89", "", "Acme", "GB", "", "reg:GB123456789"},
		{"full-width digits", "１２３４５６７８９", "", "Acme", "GB", "", "reg:GB123456789"},
		{"foreign VAT number", "GB123456789", "", "Acme", "IE", "", "reg:GB123456789"},
		{"letters that only look like a country", "HRB 12345", "", "Acme", "DE", "", "reg:DEHRB12345"},
		{"number without a country", "123456789", "", "Acme", "", "", "reg:123456789"},
		{"placeholder is no number", "n/a", "acme.com", "Acme", "GB", "", "web:acme.com"},
		{"zeros are no number", "000 000 000", "acme.com", "Acme", "GB", "", "web:acme.com"},
		{"domain second", "", "https://www.Acme.co.uk:443/about?x=1#y", "Acme", "GB", "", "web:acme.co.uk"},
		{"international domain", "", "Bücher.example.", "Acme", "DE", "", "web:xn--bcher-kva.example"},
		{"free mail is nobody", "", "gmail.com", "Acme Ltd", "GB", "sw1a 1aa", "name:acme|GB|SW1A1AA"},
		{"bad domain is none", "", "co.uk", "Acme Ltd.", "GB", "SW1A-1AA", "name:acme|GB|SW1A1AA"},
		{"name alone", "", "", "  ÁCME   S.A.R.L. ", "FR", "", "name:acme|FR|"},
		{"spaced form", "", "", "Acme S. p. A.", "IT", "20121", "name:acme|IT|20121"},
		{"two forms", "", "", "Acme GmbH & Co. KG", "DE", "10115", "name:acme|DE|10115"},
		{"separator in a name", "", "", "Acme|GB|X", "GB", "", "name:acme gb x|GB|"},
		{"only a form", "", "", "Limited", "GB", "", "name:limited|GB|"},
		{"apostrophe and hyphen", "", "", "O'Brien-Smith, Inc.", "US", "", "name:obrien smith|US|"},
		{"nothing", "", "", " .- ", "GB", "SW1A 1AA", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := model.CustomerKey(optional(tc.number), optional(tc.domain), tc.legal, tc.country, optional(tc.postal))
			if got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// TestCustomerKeyParts keeps strangers apart.
func TestCustomerKeyParts(t *testing.T) {
	for _, tc := range []struct{ name, a, b string }{
		{"two countries' registers", key("12345678", "", "Acme", "GB", ""), key("12345678", "", "Acme", "IE", "")},
		{"two sites on one host", key("", "a.github.io", "Acme", "GB", ""), key("", "b.github.io", "Acme", "GB", "")},
		{"two branches", key("", "", "Acme", "GB", "SW1A 1AA"), key("", "", "Acme", "GB", "M1 1AA")},
		{"two names", key("", "", "Acme Cars Ltd", "GB", ""), key("", "", "Acme Ltd", "GB", "")},
		{"a name like a domain", key("", "", "web:acme.com", "GB", ""), key("", "acme.com", "", "GB", "")},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if tc.a == tc.b {
				t.Errorf("both are %q", tc.a)
			}
		})
	}
}

func FuzzCustomerKey(f *testing.F) {
	f.Add("GB123456789", "acme.com", "Acme Ltd", "SW1A 1AA")
	f.Add("", "", "Société Générale S.A.", "75009")
	f.Add("", "", "株式会社 アクメ", "100-0001")
	f.Fuzz(func(t *testing.T, number, domain, name, postal string) {
		first := key(number, domain, name, "GB", postal)
		if again := key(number, domain, name, "GB", postal); again != first {
			t.Fatalf("got %q and then %q for the same customer", first, again)
		}
		again := ""
		switch kind, rest, _ := strings.Cut(first, ":"); kind {
		case "reg":
			again = key(rest, "", "", "GB", "")
		case "web":
			again = key("", rest, "", "GB", "")
		case "name":
			parts := strings.Split(rest, "|")
			if len(parts) != 3 {
				t.Fatalf("%q has %d parts", first, len(parts))
			}
			again = key("", "", parts[0], "GB", parts[2])
		}
		if again != first {
			t.Fatalf("%q becomes %q when normalized again", first, again)
		}
	})
}

func key(number, domain, name string, country model.CountryCode, postal string) string {
	return model.CustomerKey(optional(number), optional(domain), name, country, optional(postal))
}

// optional is nil for the empty text.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
