package plan

import (
	"strconv"
	"time"

	"partnerhub/hub"
)

// leaf is how a scalar or an enum is written.
type leaf int

const (
	noLeaf  leaf = iota
	text         // any text, as graphql.MarshalString writes it
	word         // a text of ours, such as an id or an enum's value, as strconv.Quote writes it
	number       // a whole number
	truth        // true or false
	instant      // an instant in UTC with milliseconds
)

// zero is what the model's zero value is written as: a field that is not stored, or is hidden, is that in the model.
func (l leaf) zero() string {
	switch l {
	case number:
		return "0"
	case truth:
		return "false"
	case instant:
		return `"0001-01-01T00:00:00.000Z"`
	}
	return `""`
}

// append writes a value that is there.
func (l leaf) append(out []byte, v hub.Value) ([]byte, error) {
	switch l {
	case text, word:
		if s, ok := v.Text(); ok {
			return l.quote(out, s), nil
		}
	case number:
		if n, ok := v.Int(); ok {
			return strconv.AppendInt(out, n, 10), nil
		}
	case truth:
		if b, ok := v.Bool(); ok {
			return strconv.AppendBool(out, b), nil
		}
	case instant:
		if t, ok := v.Instant(); ok {
			return appendInstant(out, t), nil
		}
	}
	return out, errForm
}

// quote writes a text. One in plain ASCII needs no escapes, whoever writes it.
func (l leaf) quote(out, s []byte) []byte {
	if !isPlain(s) {
		if l == word {
			return strconv.AppendQuote(out, string(s))
		}
		return appendEscaped(out, s)
	}
	out = append(out, '"')
	out = append(out, s...)
	return append(out, '"')
}

func isPlain(s []byte) bool {
	for _, c := range s {
		if c < 0x20 || c > 0x7E || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

const hexDigits = "0123456789ABCDEF"

// appendEscaped escapes what JSON demands and leaves everything else as it is.
func appendEscaped(out, s []byte) []byte {
	out = append(out, '"')
	for _, c := range s {
		switch {
		case c == '\t':
			out = append(out, `\t`...)
		case c == '\r':
			out = append(out, `\r`...)
		case c == '\n':
			out = append(out, `\n`...)
		case c == '\\' || c == '"':
			out = append(out, '\\', c)
		case c < 0x20:
			out = append(out, `\u00`...)
			out = append(out, hexDigits[c>>4], hexDigits[c&0xF])
		default:
			out = append(out, c)
		}
	}
	return append(out, '"')
}

// appendInstant writes the form of DateTime. The years of the hub have four digits; any other is left to the library.
func appendInstant(out []byte, t time.Time) []byte {
	out = append(out, '"')
	out = t.AppendFormat(out, "2006-01-02T15:04:05.000Z07:00")
	return append(out, '"')
}
