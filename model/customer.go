package model

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// CustomerKey identifies an end customer across registrations. It is made of the first of these that exists: the registry
// number (VAT, DUNS or a company register's), the registrable web domain, the legal name with country and postal code.
// It is empty when nothing identifies the customer. Equal keys mean the same customer; the form is nobody else's concern.
func CustomerKey(registryNumber, domain *string, name string, country CountryCode, postal *string) string {
	if number := registryKey(registryNumber, country); number != "" {
		return "reg:" + number
	}
	if domain != nil {
		if d, err := ParseDomain(*domain); err == nil && !freeMail[d] {
			return "web:" + d
		}
	}
	if legal := legalName(name); legal != "" {
		return "name:" + legal + "|" + string(country) + "|" + compact(postal)
	}
	return ""
}

// minRegistryNumber keeps entries such as "n/a" or "0" from making strangers one customer.
const minRegistryNumber = 5

// registryKey writes a registry number as country and number. Numbers are unique only inside a country, and a VAT number
// is entered with its country in front as often as without.
func registryKey(number *string, country CountryCode) string {
	n := compact(number)
	if len(n) < minRegistryNumber || !strings.ContainsAny(n, "123456789") {
		return ""
	}
	if strings.HasPrefix(n, string(country)) || namesItsCountry(n) {
		return n
	}
	return string(country) + n
}

// namesItsCountry tells a number that begins with a country code and goes on with a digit, as most VAT numbers do.
func namesItsCountry(n string) bool { return isCountry(n[:2]) && n[2] >= '0' && n[2] <= '9' }

// compact keeps the letters and digits, in upper case: people write the same code with and without spaces, dots and dashes.
func compact(s *string) string {
	if s == nil {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, norm.NFKC.String(*s))
}

// legalName folds a company's name and drops its punctuation and the legal forms at its end, of which people write any or none.
func legalName(name string) string {
	words := strings.Fields(strings.Map(wordRune, strings.ReplaceAll(Fold(name), "&", " and ")))
	for len(words) > 1 {
		n := formAtEnd(words)
		if n == 0 {
			break
		}
		words = words[:len(words)-n]
	}
	return strings.Join(words, " ")
}

// wordRune keeps letters, digits and their marks, drops what abbreviations are written with, and parts words at the rest.
func wordRune(r rune) rune {
	switch {
	case unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r):
		return r
	case strings.ContainsRune(".'’/", r):
		return -1
	}
	return ' '
}

// formAtEnd counts the last words that make a legal form: one, or several single letters such as "s a r l".
// At least one word of the name always stays.
func formAtEnd(words []string) int {
	tail := ""
	for n := 1; n < len(words); n++ {
		word := words[len(words)-n]
		tail = word + tail
		if legalForms[tail] {
			return n
		}
		if len(tail) > 5 {
			return 0
		}
	}
	return 0
}

// legalForms are written without dots and spaces.
var legalForms = map[string]bool{
	"ab": true, "ag": true, "aps": true, "as": true, "asa": true, "bhd": true, "bv": true, "bvba": true, "co": true,
	"company": true, "corp": true, "corporation": true, "doo": true, "ek": true, "eurl": true, "gbr": true, "gmbh": true,
	"inc": true, "incorporated": true, "kft": true, "kg": true, "kgaa": true, "kk": true, "lda": true, "limited": true,
	"llc": true, "llp": true, "lp": true, "ltd": true, "ltda": true, "mbh": true, "nv": true, "ohg": true, "oy": true,
	"oyj": true, "plc": true, "pte": true, "pty": true, "pvt": true, "sa": true, "sarl": true, "sas": true, "sasu": true,
	"sdn": true, "se": true, "sl": true, "slu": true, "snc": true, "spa": true, "spzoo": true, "sro": true, "srl": true,
	"ug": true, "and": true, // "and" stands between two forms: GmbH & Co. KG
}
