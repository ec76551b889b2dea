package guard

import (
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
)

// Parse reads a query text of bounded length and number of tokens.
func (g *Guard) Parse(query string) (*ast.QueryDocument, *Refusal) {
	if utf8.RuneCountInString(query) > g.limits.Characters {
		return nil, tooMany("characters", g.limits.Characters, "characters")
	}
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: query}, g.limits.Tokens)
	if err != nil {
		return nil, g.parseRefusal(err)
	}
	if doc == nil || len(doc.Operations) == 0 {
		return nil, &Refusal{Code: Invalid, Rule: "operation", Message: "the document has no operation"}
	}
	return doc, nil
}

// parseRefusal keeps of the parser's message what comes before the first quote: the rest is the caller's own text.
func (g *Guard) parseRefusal(err error) *Refusal {
	var e *gqlerror.Error
	if !errors.As(err, &e) {
		return &Refusal{Code: Unparsed, Rule: "parse", Message: "syntax error"}
	}
	if strings.HasPrefix(e.Message, "exceeded token limit") {
		return tooMany("tokens", g.limits.Tokens, "tokens")
	}
	if strings.HasPrefix(e.Message, "exceeded maximum nesting") {
		return &Refusal{Code: TooComplex, Rule: "nesting", Message: "the query is nested too deeply"}
	}
	message, _, _ := strings.Cut(e.Message, `"`)
	r := &Refusal{Code: Unparsed, Rule: "parse", Message: "syntax error: " + strings.TrimSpace(message)}
	if len(e.Locations) > 0 {
		r.Line, r.Column = e.Locations[0].Line, e.Locations[0].Column
	}
	return r
}
