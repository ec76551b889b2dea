package query

import (
	"regexp"
	"regexp/syntax"
	"strings"

	"github.com/256dpi/lungo/bsonkit"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"partnerhub/localdb/fault"
)

// pattern is a compiled regular expression. It also equals a stored regular
// expression with the same source, as in MongoDB.
type pattern struct {
	source primitive.Regex
	re     *regexp.Regexp
}

// compilePattern accepts the options i, m, s and x; the last one is not known
// to Go's syntax and is refused, as is any construct that needs backtracking.
func compilePattern(source, options string) (*pattern, error) {
	flags := ""
	for _, o := range options {
		switch o {
		case 'i', 'm', 's':
			flags += string(o)
		case 'u':
		default:
			return nil, fault.New(fault.BadValue, "invalid or unsupported flag in regex options: %c", o)
		}
	}
	text := source
	if flags != "" {
		text = "(?" + flags + ")" + source
	}
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, fault.New(51091, "Regular expression is invalid: %v", err)
	}
	return &pattern{source: primitive.Regex{Pattern: source, Options: options}, re: re}, nil
}

func (p *pattern) matches(v any) bool {
	switch v := v.(type) {
	case string:
		return p.re.MatchString(v)
	case primitive.Regex:
		return bsonkit.Compare(v, p.source) == 0
	}
	return false
}

// prefix returns the text every match starts with, if the pattern is anchored
// and its beginning is plain.
func (p *pattern) prefix() (string, bool) {
	if strings.ContainsAny(p.source.Options, "im") || !strings.HasPrefix(p.source.Pattern, "^") {
		return "", false
	}
	tree, err := syntax.Parse(p.source.Pattern, syntax.Perl)
	if err != nil {
		return "", false
	}
	return literalPrefix(tree.Simplify())
}

// literalPrefix accepts ^literal and ^literal followed by anything; another
// shape, such as an alternation, has no prefix.
func literalPrefix(tree *syntax.Regexp) (string, bool) {
	if tree.Op != syntax.OpConcat || len(tree.Sub) < 2 || tree.Sub[0].Op != syntax.OpBeginText {
		return "", false
	}
	lit := tree.Sub[1]
	if lit.Op != syntax.OpLiteral || lit.Flags&syntax.FoldCase != 0 {
		return "", false
	}
	return string(lit.Rune), true
}

// regexOperator joins $regex and its $options, which stand as two keys of one
// document, to one compiled operator.
func regexOperator(conds bson.D) (*pattern, error) {
	var source primitive.Regex
	for _, c := range conds {
		switch v := c.Value.(type) {
		case primitive.Regex:
			if c.Key == "$regex" {
				source.Pattern, source.Options = v.Pattern, v.Options+source.Options
			}
		case string:
			switch c.Key {
			case "$regex":
				source.Pattern = v
			case "$options":
				source.Options += v
			}
		default:
			if c.Key == "$regex" || c.Key == "$options" {
				return nil, fault.New(fault.BadValue, "%s has to be a string", c.Key)
			}
		}
	}
	return compilePattern(source.Pattern, source.Options)
}

// IsPattern reports a compiled regular expression in a filter's conditions.
func IsPattern(v any) bool {
	_, ok := v.(*pattern)
	return ok
}

// PatternPrefix returns the text that every match of a compiled regular
// expression starts with, false if there is no such text.
func PatternPrefix(v any) (string, bool) {
	p, ok := v.(*pattern)
	if !ok {
		return "", false
	}
	return p.prefix()
}
