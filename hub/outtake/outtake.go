// Package outtake gives records out as the rows of files, in the columns that the import takes in. A reader gets the rows that its
// lists have, and the columns of which it sees every row: an empty value of the row's own means that there is nothing, never that it is
// hidden. Other records are named only if the reader sees them too, as in every answer. Files, formats and the terminal do not
// belong here.
package outtake

import (
	"context"
	"time"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// batch is how many records are read at a time.
const batch = 250

// errChanged ends a file: the columns that it began with are not those that the reader sees now.
var errChanged = model.Errorf(model.CodeConflict, "what you may see has changed; begin again")

// Kinds lists what can be given out.
func Kinds() []string {
	return []string{"organizations", "partners", "programs", "campaigns", "deals", "certifications"}
}

// Reader finds whose sight counts, as it is now: it is asked for every batch, since a file can take long.
type Reader func(ctx context.Context) (*authz.Principal, error)

// Outtake gives records out.
type Outtake struct {
	store  *store.Store
	policy *authz.Policy
}

// New makes one over a store.
func New(s *store.Store, p *authz.Policy) *Outtake { return &Outtake{s, p} }

// Sheet is a file under way. It holds one batch of rows, however many there are.
type Sheet interface {
	// Columns are the names of the columns.
	Columns() []string
	// Next answers the next rows; none is the end.
	Next(ctx context.Context) ([][]string, error)
}

// Sheet begins a file of a kind as a reader sees it.
func (o *Outtake) Sheet(ctx context.Context, kind string, as Reader) (Sheet, error) {
	switch kind {
	case "organizations":
		return begin(ctx, o, as, organizationSheet(o.store))
	case "partners":
		return begin(ctx, o, as, partnerSheet(o.store))
	case "programs":
		return begin(ctx, o, as, programSheet(o.store))
	case "campaigns":
		return begin(ctx, o, as, campaignSheet(o.store))
	case "deals":
		return begin(ctx, o, as, dealSheet(o.store))
	case "certifications":
		return begin(ctx, o, as, certificationSheet(o.store))
	}
	return nil, model.Errorf(model.CodeBadUserInput, "cannot export %q; possible are %v", kind, Kinds())
}

// column is one column: its name in the file, the stored field that it needs the sight of, and its value.
type column[T any] struct {
	name, field string
	value       func(n names, row *T) string
}

// sheetOf is how the records of a noun become rows.
type sheetOf[T any] struct {
	kind    model.Kind
	from    *store.Collection[T]
	order   string // the field that the rows are in the order of
	columns []column[T]
	named   func(row *T, by *mentions)  // adds the records that a row names; nil for none
	present func(row *T, now time.Time) // tells what changes by the clock alone; nil for nothing
}

// sheet is one of them under way.
type sheet[T any] struct {
	sheetOf[T]
	out  *Outtake
	as   Reader
	at   *store.Position
	over bool
}

func begin[T any](ctx context.Context, o *Outtake, as Reader, of sheetOf[T]) (Sheet, error) {
	s := &sheet[T]{sheetOf: of, out: o, as: as}
	_, g, err := s.grant(ctx)
	if err != nil {
		return nil, err
	}
	if s.columns = shown(g, s.columns); len(s.columns) == 0 { // lines without a value would still tell how many rows there are
		return nil, model.ErrForbidden
	}
	return s, nil
}

// shown are the columns of which a grant shows every row.
func shown[T any](g authz.Grant, columns []column[T]) (out []column[T]) {
	for _, c := range columns {
		if g.ShowsEverywhere(c.field) {
			out = append(out, c)
		}
	}
	return out
}

// grant is what the reader may see now.
func (s *sheet[T]) grant(ctx context.Context) (*authz.Principal, authz.Grant, error) {
	who, err := s.as(ctx)
	if err != nil {
		return nil, authz.Grant{}, err
	}
	return who, s.out.policy.Grant(who, s.kind, authz.Read), nil
}

func (s *sheet[T]) Columns() []string {
	out := make([]string, len(s.columns))
	for i, c := range s.columns {
		out[i] = c.name
	}
	return out
}

func (s *sheet[T]) Next(ctx context.Context) ([][]string, error) {
	if s.over {
		return nil, nil
	}
	who, g, err := s.grant(ctx)
	if err != nil {
		return nil, err
	}
	if len(shown(g, s.columns)) != len(s.columns) {
		return nil, errChanged
	}
	by := store.Sort{Field: s.order}
	found, err := s.from.Find(ctx, g, store.Query{Where: filter.Everything(), Scope: filter.Everything(), Sort: by, From: s.at, Limit: batch})
	if err != nil || len(found.Rows) == 0 {
		return nil, err
	}
	s.over = !found.More
	at, err := s.from.PositionOf(found.Rows[len(found.Rows)-1], by)
	if err != nil {
		return nil, err
	}
	s.at = &at
	return s.rows(ctx, who, found.Rows)
}

func (s *sheet[T]) rows(ctx context.Context, who *authz.Principal, records []*T) ([][]string, error) {
	n, err := s.out.names(ctx, who, s.mentioned(records))
	if err != nil {
		return nil, err
	}
	out := make([][]string, len(records))
	for i, r := range records {
		if s.present != nil {
			s.present(r, who.At)
		}
		out[i] = make([]string, len(s.columns))
		for k, c := range s.columns {
			out[i][k] = c.value(n, r)
		}
	}
	return out, nil
}

func (s *sheet[T]) mentioned(records []*T) (all mentions) {
	if s.named != nil {
		for _, r := range records {
			s.named(r, &all)
		}
	}
	return all
}
