// Package guard refuses GraphQL requests that would cost too much, before validation and execution see them, and nulls that
// validation lets pass. Every check is linear in the size of the document: a fragment is measured once, however often it is
// spread, and sums saturate. It reads documents and the schema's types by shape only. HTTP, and what a noun means, do not belong here.
package guard

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
)

// Limits bounds what one request may ask for.
type Limits struct {
	Characters int // of the query text
	Tokens     int // of the query text
	Operations int // in a document
	Fragments  int // in a document
	Depth      int // of fields; an edge and its node count as one
	// IntrospectionDepth bounds the depth of fields below __schema and __type. The usual tools need 15.
	IntrospectionDepth int
	Aliases            int // in a document
	Repeats            int // of one response key in one selection set
	Selections         int // of one operation, after fragments are expanded
	Directives         int // in a document
	FieldDirectives    int // on one field
	RootMutations      int // fields of one mutation
	// Sole are the verbs, apart by spaces, with one of which one root mutation field of a request may begin: such a mutation
	// decides something that must not be tried in bulk.
	Sole        string
	Page        int // the largest first or last
	DefaultPage int // what a list costs when neither is given
	// Length is what a list of objects without pages is taken to hold.
	Length    int
	ListItems int // in one list literal
	// Scans are the fields of the query, apart by spaces, that look at a whole collection for one object.
	Scans string
	// Cost bounds the whole: an object costs 1, a connection 1 and its rows, a mutation 10 more, a scan 100 more, a scalar nothing. Every
	// object counts, so it bounds the number of nodes as well.
	Cost int
}

// Defaults are the limits of a production server.
func Defaults() Limits {
	return Limits{
		Characters: 15_000, Tokens: 1_000, Operations: 10, Fragments: 50, Depth: 8, IntrospectionDepth: 16, Aliases: 15,
		Repeats: 20, Selections: 500, Directives: 50, FieldDirectives: 4, RootMutations: 5, Sole: "approve pay claim accept",
		Page: 100, DefaultPage: 20, Length: 5, ListItems: 250, Scans: "segmentation", Cost: 5_000,
	}
}

// Code is the kind of a refusal, as clients read it.
type Code string

// The kinds.
const (
	TooComplex Code = "QUERY_TOO_COMPLEX"
	BadInput   Code = "BAD_USER_INPUT"
	Unparsed   Code = "GRAPHQL_PARSE_FAILED"
	Invalid    Code = "GRAPHQL_VALIDATION_FAILED"
)

// Refusal says why a request is not run. Its message holds nothing of the request.
type Refusal struct {
	Code    Code
	Rule    string // a short fixed name, for metrics
	Message string
	Line    int // where in the query; 0 when nowhere in particular
	Column  int
}

func (r *Refusal) Error() string { return r.Message }

func tooMany(rule string, limit int, what string) *Refusal {
	return &Refusal{Code: TooComplex, Rule: rule, Message: fmt.Sprintf("the query has more than %d %s", limit, what)}
}

func (r *Refusal) at(p *ast.Position) *Refusal {
	if p != nil {
		r.Line, r.Column = p.Line, p.Column
	}
	return r
}

// Guard checks requests against one schema. It is immutable and safe for concurrent use.
type Guard struct {
	schema *ast.Schema
	limits Limits
}

// New makes a guard.
func New(schema *ast.Schema, limits Limits) *Guard { return &Guard{schema: schema, limits: limits} }

// Limits are those that the guard was made with.
func (g *Guard) Limits() Limits { return g.limits }

// Document checks what does not depend on variables. A document that passed once passes always.
func (g *Guard) Document(doc *ast.QueryDocument) *Refusal {
	if r := g.checkShape(doc); r != nil {
		return r
	}
	if r := g.checkExpanded(doc); r != nil {
		return r
	}
	for _, op := range doc.Operations {
		if r := g.checkMutations(doc, op); r != nil {
			return r
		}
	}
	return nil
}

// Operation picks the operation that a request names.
func (g *Guard) Operation(doc *ast.QueryDocument, name string) (*ast.OperationDefinition, *Refusal) {
	op := doc.Operations.ForName(name)
	if op == nil {
		return nil, &Refusal{Code: Invalid, Rule: "operation", Message: unnamed(doc, name)}
	}
	if op.Operation == ast.Subscription {
		return nil, &Refusal{Code: Invalid, Rule: "operation", Message: "subscriptions are not served here"}
	}
	return op, nil
}

// unnamed says why no operation was found.
func unnamed(doc *ast.QueryDocument, name string) string {
	if name == "" && len(doc.Operations) > 1 {
		return "the document has several operations; say which one by operationName"
	}
	return "the document has no operation of that name"
}
