// Package intake takes records in from outside: rows of files, and of other systems. A row is found again by a natural key, is
// judged on its own and goes in or is refused with what to mend. Who may call it is decided before; deal rules are the hub's
// (hub.Rules), and no database driver, file or HTTP belongs here.
package intake

import (
	"context"
	"slices"
	"time"

	"partnerhub/hub"
	"partnerhub/model"
	"partnerhub/store"
)

// Row is one line of a file: its values by column name. A column that is absent keeps what is stored, an empty value
// clears it.
type Row struct {
	Line   int
	Values map[string]string
}

// Outcome is what became of a row.
type Outcome string

// The outcomes.
const (
	Created   Outcome = "CREATED"
	Updated   Outcome = "UPDATED"
	Unchanged Outcome = "UNCHANGED"
	Rejected  Outcome = "REJECTED"
)

// Result tells what became of one row. A rejected one names its first faulty column, and every fault in Reason.
type Result struct {
	Line          int
	Outcome       Outcome
	Field, Reason string
	Code          string // of the first fault: REQUIRED, INVALID, NOT_FOUND, DUPLICATE or CONFLICT
}

// BatchSize is how many rows share a transaction at most, and how many are best handed over together.
const BatchSize = 2000

// smallBatch is how many rows share a transaction of those that ask the store for something each, and how many partners of whom
// something moves for their deals.
const smallBatch = 250

// Intake takes rows in. It is safe for concurrent use.
type Intake struct {
	store     *store.Store
	rules     hub.Rules
	standings hub.Standings
	now       func() time.Time
}

// New makes an intake into the store of a hub.
func New(h *hub.Hub, s *store.Store, now func() time.Time) *Intake {
	return &Intake{store: s, rules: h.Rules(), standings: h.Standings(), now: now}
}

// File takes the rows of one file in. It is the operator's own command with direct access: there is no viewer, and
// whoever may call it may write everything. Rows are matched by a natural key, so that taking a file in twice changes nothing.
// It is for one goroutine.
type File struct {
	intake *Intake
	kind   kind
	dryRun bool
	seen   map[digest]int // natural key → line of this file
	under  *caller        // nil for the operator
	keeper model.ID       // the vendor that brings new organizations, if any
	// maxCopied is how many deals a transaction of several rows brings up to date.
	maxCopied int
}

// File begins a file of a kind such as "partners". A column that the kind does not have, or a required one that the
// file lacks, is an error for the whole file. With dryRun every row is judged and nothing is kept.
func (in *Intake) File(kind string, columns []string, dryRun bool) (*File, error) {
	k, err := kindNamed(kind)
	if err != nil {
		return nil, err
	}
	if err := checkColumns(kind, k.allColumns(), columns); err != nil {
		return nil, err
	}
	return &File{intake: in, kind: k, dryRun: dryRun, seen: map[digest]int{}, maxCopied: maxCopied}, nil
}

// Import takes all rows of a kind in. Their columns are those that any of them has.
func (in *Intake) Import(ctx context.Context, kind string, rows []Row, dryRun bool) ([]Result, error) {
	var columns []string
	for _, r := range rows {
		for c := range r.Values {
			if !slices.Contains(columns, c) {
				columns = append(columns, c)
			}
		}
	}
	slices.Sort(columns)
	f, err := in.File(kind, columns, dryRun)
	if err != nil {
		return nil, err
	}
	return f.Add(ctx, rows)
}

// Add takes the next rows in and tells what became of each, in their order. One bad row never fails another: an error means
// that the store failed, and that the rows without a result were not taken in.
func (f *File) Add(ctx context.Context, rows []Row) ([]Result, error) {
	var out []Result
	for batch := range slices.Chunk(rows, f.kind.rowsAtOnce()) {
		results, err := f.batch(ctx, batch)
		out = append(out, results...)
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

// Kinds lists the kinds in the order in which files that refer to each other are taken in.
func Kinds() []string {
	return []string{"organizations", "users", "partners", "segments", "authorities", "programs", "campaigns", "enrollments", "rates", "engagements", "deals", "revenue", "certifications"}
}

func kindNamed(name string) (kind, error) {
	switch name {
	case "organizations":
		return organizationFiles(), nil
	case "users":
		return userFiles(), nil
	case "partners":
		return partnerFiles(), nil
	case "authorities":
		return authorityFiles(), nil
	case "segments":
		return segmentFiles(), nil
	case "revenue":
		return revenueFiles{}, nil
	case "programs":
		return programFiles(), nil
	case "campaigns":
		return campaignFiles(), nil
	case "certifications":
		return certificationFiles(), nil
	case "rates":
		return rateFiles(), nil
	case "engagements":
		return engagementFiles(), nil
	case "enrollments":
		return enrollmentFiles(), nil
	case "deals":
		return dealFiles(), nil
	}
	return nil, model.Errorf(model.CodeBadUserInput, "cannot import %q; possible are %v", name, Kinds())
}
