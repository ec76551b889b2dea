package model

import (
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

// Decimal is an exact decimal number as text: up to 15 digits before the point and 6 behind it, no exponent, no minus zero.
type Decimal string

// Date is a calendar day, YYYY-MM-DD. As text it sorts as it should.
type Date string

// CurrencyCode is an ISO 4217 code in upper case.
type CurrencyCode string

// CountryCode is an ISO 3166-1 alpha-2 code in upper case.
type CountryCode string

// dateTimeText is strict where time.Parse is not: one-digit hours, commas and impossible zones are faults.
var dateTimeText = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$`)

var decimalForm = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?$`)

// ParseDecimal accepts plain digits with an optional minus and point.
func ParseDecimal(s string) (Decimal, error) {
	if !decimalForm.MatchString(s) || s[0] == '-' && strings.Trim(s, "-0.") == "" {
		return "", Errorf(CodeBadUserInput, "a Decimal is a string such as \"1250.00\"")
	}
	return Decimal(s), nil
}

// ParseCurrency accepts a code that ISO 4217 lists.
func ParseCurrency(s string) (CurrencyCode, error) {
	if !isCurrency(s) {
		return "", Errorf(CodeBadUserInput, "a CurrencyCode is an ISO 4217 code such as \"GBP\"")
	}
	return CurrencyCode(s), nil
}

// ParseCountry accepts a code that ISO 3166-1 lists.
func ParseCountry(s string) (CountryCode, error) {
	if !isCountry(s) {
		return "", Errorf(CodeBadUserInput, "a CountryCode is an ISO 3166-1 code such as \"GB\"")
	}
	return CountryCode(s), nil
}

// ParseDate accepts a day from 1970 to 2200.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || !inRange(t) {
		return "", Errorf(CodeBadUserInput, "a Date is a day such as \"2026-11-21\", from 1970 to 2200")
	}
	return Date(s), nil
}

// DateOf is the day of an instant in UTC.
func DateOf(t time.Time) Date { return Date(t.UTC().Format(time.DateOnly)) }

// ParseDateTime accepts RFC 3339 with a zone, from 1970 to 2200 in UTC, and cuts it to milliseconds, as the store does.
func ParseDateTime(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || !dateTimeText.MatchString(s) || !inRange(t.UTC()) {
		return time.Time{}, Errorf(CodeBadUserInput, "a DateTime is an RFC 3339 instant with a zone, such as \"2026-11-21T09:30:00Z\", from 1970 to 2200")
	}
	return t.UTC().Truncate(time.Millisecond), nil
}

func inRange(t time.Time) bool { return t.Year() >= 1970 && t.Year() <= 2200 }

const dateTimeForm = "2006-01-02T15:04:05.000Z07:00"

// MarshalDateTime writes an instant in UTC with milliseconds.
func MarshalDateTime(t time.Time) graphql.Marshaler {
	return quoted(t.UTC().Format(dateTimeForm))
}

// UnmarshalDateTime reads an instant.
func UnmarshalDateTime(v any) (time.Time, error) { return readText(v, ParseDateTime) }

// MarshalEmail writes an e-mail address.
func MarshalEmail(s string) graphql.Marshaler { return graphql.MarshalString(s) }

// UnmarshalEmail reads an e-mail address and folds it to lower case.
func UnmarshalEmail(v any) (string, error) { return readText(v, ParseEmail) }

// MarshalGQL writes the id as it is.
func (id ID) MarshalGQL(w io.Writer) { quoted(string(id)).MarshalGQL(w) }

// UnmarshalGQL reads any short string: one that is no id is simply not found.
func (id *ID) UnmarshalGQL(v any) (err error) { *id, err = readText(v, parseID); return err }

// MarshalGQL writes the number as a string.
func (d Decimal) MarshalGQL(w io.Writer) { quoted(string(d)).MarshalGQL(w) }

// UnmarshalGQL reads a string; numbers are refused, because a float has already lost digits.
func (d *Decimal) UnmarshalGQL(v any) (err error) { *d, err = readText(v, ParseDecimal); return err }

// MarshalGQL writes the day.
func (d Date) MarshalGQL(w io.Writer) { quoted(string(d)).MarshalGQL(w) }

// UnmarshalGQL reads a day.
func (d *Date) UnmarshalGQL(v any) (err error) { *d, err = readText(v, ParseDate); return err }

// MarshalGQL writes the code.
func (c CurrencyCode) MarshalGQL(w io.Writer) { quoted(string(c)).MarshalGQL(w) }

// UnmarshalGQL reads a code.
func (c *CurrencyCode) UnmarshalGQL(v any) (err error) {
	*c, err = readText(v, ParseCurrency)
	return err
}

// MarshalGQL writes the code.
func (c CountryCode) MarshalGQL(w io.Writer) { quoted(string(c)).MarshalGQL(w) }

// UnmarshalGQL reads a code.
func (c *CountryCode) UnmarshalGQL(v any) (err error) {
	*c, err = readText(v, ParseCountry)
	return err
}

func parseID(s string) (ID, error) {
	if len(s) > 64 {
		return "", Errorf(CodeBadUserInput, "an ID has at most 64 characters")
	}
	return ID(s), nil
}

// quoted is for texts that need no escaping.
func quoted(s string) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) { _, _ = io.WriteString(w, strconv.Quote(s)) })
}

func readText[T any](v any, parse func(string) (T, error)) (T, error) {
	s, ok := v.(string)
	if !ok {
		var zero T
		return zero, Errorf(CodeBadUserInput, "must be a string")
	}
	return parse(s)
}
