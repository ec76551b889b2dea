package web

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// setting is one limit as an operator sees it.
type setting struct {
	name  string
	least int64
	most  int64
	about string
	in    func(*Limits) any // where its value is: *int, *int64 or *time.Duration
}

const unlimited = math.MaxInt32

// settings is every limit. The order is that of the documentation, which a test holds against this table.
func settings() []setting {
	return []setting{
		{"body", 1_000, 64 << 20, "bytes of a request's body", func(l *Limits) any { return &l.Body }},
		{"json-depth", 2, 1_000, "objects and lists inside each other in a body", func(l *Limits) any { return &l.JSON.Depth }},
		{"json-values", 10, unlimited, "values in a body", func(l *Limits) any { return &l.JSON.Values }},
		{"list-items", 1, 250, "entries of one list, in variables or in the query", func(l *Limits) any { return &l.Guard.ListItems }},
		{"characters", 100, 1 << 20, "characters of a query", func(l *Limits) any { return &l.Guard.Characters }},
		{"tokens", 10, 20_000, "tokens of a query", func(l *Limits) any { return &l.Guard.Tokens }},
		{"integration-tokens", 10, 20_000, "tokens of an integration's query", func(l *Limits) any { return &l.IntegrationTokens }},
		{"operations", 1, 1_000, "operations in a document", func(l *Limits) any { return &l.Guard.Operations }},
		{"fragments", 1, 1_000, "fragments in a document", func(l *Limits) any { return &l.Guard.Fragments }},
		{"depth", 1, 100, "fields inside each other; an edge and its node are one", func(l *Limits) any { return &l.Guard.Depth }},
		{"introspection-depth", 1, 100, "fields inside each other below `__schema` and `__type`", func(l *Limits) any { return &l.Guard.IntrospectionDepth }},
		{"aliases", 0, 1_000, "aliases in a document", func(l *Limits) any { return &l.Guard.Aliases }},
		{"repeats", 1, 100, "repetitions of one field in one selection", func(l *Limits) any { return &l.Guard.Repeats }},
		{"selections", 1, 2_000, "selections of an operation, its fragments expanded", func(l *Limits) any { return &l.Guard.Selections }},
		{"directives", 0, 1_000, "directives in a document", func(l *Limits) any { return &l.Guard.Directives }},
		{"field-directives", 0, 100, "directives in one place", func(l *Limits) any { return &l.Guard.FieldDirectives }},
		{"mutations", 1, 100, "mutations in one request; of those that begin with approve, pay, claim or accept one", func(l *Limits) any { return &l.Guard.RootMutations }},
		{"page", 1, 100, "the largest `first` and `last`", func(l *Limits) any { return &l.Guard.Page }},
		{"cost", 100, unlimited, "points of one request: an object 1, a connection 1 and its rows, a mutation 10 more, `segmentation` 100 more", func(l *Limits) any { return &l.Guard.Cost }},
		{"points", 100, unlimited, "points that a person can save up", func(l *Limits) any { return &l.Rates.Points }},
		{"points-per-second", 1, unlimited, "points that a person gets back", func(l *Limits) any { return &l.Rates.PerSecond }},
		{"integration-points", 100, unlimited, "points that an integration can save up", func(l *Limits) any { return &l.Rates.IntegrationPoints }},
		{"integration-points-per-second", 1, unlimited, "points that an integration gets back", func(l *Limits) any { return &l.Rates.IntegrationPerSecond }},
		{"organization-points", 100, unlimited, "points that all of an organization can save up together", func(l *Limits) any { return &l.Rates.OrganizationPoints }},
		{"organization-points-per-second", 1, unlimited, "points that an organization gets back", func(l *Limits) any { return &l.Rates.OrganizationPerSecond }},
		{"mutations-per-minute", 1, unlimited, "mutations of all of an organization together", func(l *Limits) any { return &l.Rates.Mutations }},
		{"auth-failures-per-minute", 1, unlimited, "refused tokens and keys of one address", func(l *Limits) any { return &l.Rates.AuthFailures }},
		{"anonymous-per-minute", 1, unlimited, "calls of one address that need no token or name no route", func(l *Limits) any { return &l.Rates.Anonymous }},
		{"buckets", 10, 10_000_000, "persons, organizations and addresses that are counted at once, of each kind; one takes about 200 bytes", func(l *Limits) any { return &l.Rates.Buckets }},
		{"in-flight", 1, 100_000, "GraphQL requests running at once", func(l *Limits) any { return &l.InFlight }},
		{"organization-in-flight", 1, 100_000, "GraphQL requests of one organization running at once", func(l *Limits) any { return &l.PerOrganization }},
		{"wait", 0, int64(time.Minute), "for a place among those running", func(l *Limits) any { return &l.Wait }},
		{"waiting", 1, 100_000, "requests resting until there is a change", func(l *Limits) any { return &l.Waiting }},
		{"organization-waiting", 1, 100_000, "requests of one organization resting until there is a change", func(l *Limits) any { return &l.WaitingPerOrganization }},
		{"query-deadline", int64(time.Millisecond), int64(time.Hour), "for a query to finish", func(l *Limits) any { return &l.Query }},
		{"mutation-deadline", int64(time.Millisecond), int64(time.Hour), "for a mutation to finish", func(l *Limits) any { return &l.Mutation }},
		{"errors", 1, 10, "errors in one answer", func(l *Limits) any { return &l.Errors }},
		{"response", 1_000, 1 << 30, "bytes of one answer's data", func(l *Limits) any { return &l.Response }},
		{"documents", 1, 1_000_000, "validated queries kept", func(l *Limits) any { return &l.Documents }},
		{"document-size", 0, 1 << 20, "bytes of the largest query kept", func(l *Limits) any { return &l.DocumentSize }},
		{"header-bytes", 4_096, 1 << 20, "bytes of a request's header", func(l *Limits) any { return &l.Server.HeaderBytes }},
		{"header-timeout", int64(time.Millisecond), int64(time.Hour), "for a client to send its header", func(l *Limits) any { return &l.Server.HeaderTimeout }},
		{"read-timeout", int64(time.Millisecond), int64(time.Hour), "for a client to send header and body", func(l *Limits) any { return &l.Server.ReadTimeout }},
		{"write-timeout", int64(time.Millisecond), int64(time.Hour), "from a request's header to the end of its answer", func(l *Limits) any { return &l.Server.WriteTimeout }},
		{"idle-timeout", int64(time.Millisecond), int64(time.Hour), "between two requests of a connection", func(l *Limits) any { return &l.Server.IdleTimeout }},
		{"connections", 1, 1_000_000, "connections open at once", func(l *Limits) any { return &l.Server.Connections }},
		{"streams", 1, 10_000, "requests at once on one HTTP/2 connection", func(l *Limits) any { return &l.Server.Streams }},
		{"drain", int64(time.Millisecond), int64(time.Hour), "for what is under way when the hub stops", func(l *Limits) any { return &l.Server.Drain }},
	}
}

// Set sets a limit by its name. Durations are written as 500ms, 3s or 2m, everything else as a whole number.
func (l *Limits) Set(name, value string) error {
	for _, s := range settings() {
		if s.name == name {
			return s.set(l, value)
		}
	}
	return fmt.Errorf("there is no limit %.40q", name)
}

func (s setting) set(l *Limits, value string) error {
	n, err := strconv.ParseInt(value, 10, 64)
	duration, isDuration := s.in(l).(*time.Duration)
	if isDuration {
		var d time.Duration
		d, err = time.ParseDuration(value)
		n = int64(d)
	}
	if err != nil || n < s.least || n > s.most {
		return fmt.Errorf("%s is from %s to %s, not %.40q", s.name, s.written(l, s.least), s.written(l, s.most), value)
	}
	switch at := s.in(l).(type) {
	case *int:
		*at = int(n)
	case *int64:
		*at = n
	case *time.Duration:
		*duration = time.Duration(n)
	}
	return nil
}

// written is a value of a setting as an operator writes it.
func (s setting) written(l *Limits, n int64) string {
	if _, ok := s.in(l).(*time.Duration); ok {
		return time.Duration(n).String()
	}
	return strconv.FormatInt(n, 10)
}

// Setting describes a limit: its name, its value, and what it bounds.
type Setting struct{ Name, Value, About string }

// Settings lists every limit with its value.
func (l Limits) Settings() []Setting {
	var out []Setting
	for _, s := range settings() {
		out = append(out, Setting{s.name, s.written(&l, s.value(&l)), s.about})
	}
	return out
}

func (s setting) value(l *Limits) int64 {
	switch at := s.in(l).(type) {
	case *int:
		return int64(*at)
	case *int64:
		return *at
	case *time.Duration:
		return int64(*at)
	}
	return 0
}
