package intake

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"partnerhub/model"
)

// readText reads a one-line text of limited length.
func readText(limit int) func(string) (string, error) {
	return func(s string) (string, error) {
		clean, err := model.CleanName(s)
		return clean, tooLong(err, clean, limit)
	}
}

// readNote reads a text of several lines.
func readNote(s string) (string, error) {
	clean, err := model.CleanNote(s)
	return clean, tooLong(err, clean, model.MaxNote)
}

func tooLong(err error, s string, limit int) error {
	if err == nil && len([]rune(s)) > limit {
		return fmt.Errorf("has more than %d characters", limit)
	}
	return err
}

var handleForm = regexp.MustCompile(`^[a-z0-9-]{1,40}$`)

// readHandle reads an organization's handle or the slug of a program, a campaign or an authority.
func readHandle(s string) (string, error) {
	if !handleForm.MatchString(s) {
		return "", errors.New("is 1 to 40 small letters, digits and dashes")
	}
	return s, nil
}

// readEnum reads one of a closed set of words.
func readEnum[T ~string](all []T) func(string) (T, error) {
	return func(s string) (T, error) {
		if !slices.Contains(all, T(s)) {
			return "", fmt.Errorf("is none of %s", joined(all))
		}
		return T(s), nil
	}
}

func joined[T ~string](words []T) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return strings.Join(out, ", ")
}

// readNumber reads a whole number from low to high.
func readNumber(low, high int) func(string) (int, error) {
	return func(s string) (int, error) {
		n, err := strconv.Atoi(s)
		if err != nil || n < low || n > high {
			return 0, fmt.Errorf("is a whole number from %d to %d", low, high)
		}
		return n, nil
	}
}

// readFlag reads true or false.
func readFlag(s string) (bool, error) {
	switch strings.ToLower(s) {
	case "true":
		return true, nil
	case "false":
		return false, nil
	}
	return false, errors.New("is true or false")
}

// readMoney reads an amount such as "1250.00 GBP", of at least so many minor units, in the vendor's currency.
func readMoney(vendor *model.Organization, least int64) func(string) (model.Money, error) {
	return func(s string) (model.Money, error) {
		m, err := parseAmount(s)
		switch {
		case err != nil:
			return m, err
		case vendor != nil && (vendor.Currency == nil || *vendor.Currency != m.Currency):
			return m, errors.New("is not in the vendor's currency")
		case m.Minor < least:
			return m, errors.New("is too small")
		}
		return m, nil
	}
}

func parseAmount(s string) (model.Money, error) {
	amount, code, found := strings.Cut(s, " ")
	if !found {
		return model.Money{}, errors.New("is an amount and a currency, such as 1250.00 GBP")
	}
	number, err := model.ParseDecimal(amount)
	if err != nil {
		return model.Money{}, errors.New("is an amount and a currency, such as 1250.00 GBP")
	}
	currency, err := model.ParseCurrency(strings.TrimSpace(code))
	if err != nil {
		return model.Money{}, err
	}
	return model.ParseMoney(number, currency)
}
