package hub

import (
	"context"
	"slices"

	"partnerhub/model"
)

// ImportRow is one line of a file: its values by column name. A column that is absent keeps what is stored, an empty value
// clears it.
type ImportRow struct {
	Line   int
	Values map[string]string
}

// ImportOutcome is what became of a row.
type ImportOutcome string

// The outcomes.
const (
	ImportCreated   ImportOutcome = "CREATED"
	ImportUpdated   ImportOutcome = "UPDATED"
	ImportUnchanged ImportOutcome = "UNCHANGED"
	ImportRejected  ImportOutcome = "REJECTED"
)

// ImportResult tells what became of one row. A rejected one names its first faulty column, and every fault in Reason.
type ImportResult struct {
	Line          int
	Outcome       ImportOutcome
	Field, Reason string
}

// importBatchSize is how many rows share a transaction.
const importBatchSize = 250

// Importer takes the rows of one file in. It is the operator's own command with direct access: there is no viewer, and
// whoever may call it may write everything. Rows are matched by a natural key, so that taking a file in twice changes nothing.
// It is for one goroutine.
type Importer struct {
	hub    *Hub
	kind   importKind
	dryRun bool
	seen   map[string]int // natural key → line of this file
}

// Importer begins a file of a kind such as "partners". A column that the kind does not have, or a required one that the
// file lacks, is an error for the whole file. With dryRun every row is judged and nothing is kept.
func (h *Hub) Importer(kind string, columns []string, dryRun bool) (*Importer, error) {
	k, err := importKindNamed(kind)
	if err != nil {
		return nil, err
	}
	if err := checkColumns(kind, k.allColumns(), columns); err != nil {
		return nil, err
	}
	return &Importer{hub: h, kind: k, dryRun: dryRun, seen: map[string]int{}}, nil
}

// Import takes all rows of a kind in. Their columns are those that any of them has.
func (h *Hub) Import(ctx context.Context, kind string, rows []ImportRow, dryRun bool) ([]ImportResult, error) {
	var columns []string
	for _, r := range rows {
		for c := range r.Values {
			if !slices.Contains(columns, c) {
				columns = append(columns, c)
			}
		}
	}
	slices.Sort(columns)
	i, err := h.Importer(kind, columns, dryRun)
	if err != nil {
		return nil, err
	}
	return i.Add(ctx, rows)
}

// Add takes the next rows in and tells what became of each, in their order. One bad row never fails another: an error means
// that the store failed, and that the rows without a result were not taken in.
func (i *Importer) Add(ctx context.Context, rows []ImportRow) ([]ImportResult, error) {
	var out []ImportResult
	for batch := range slices.Chunk(rows, importBatchSize) {
		results, err := i.batch(ctx, batch)
		out = append(out, results...)
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

// ImportKinds lists the kinds in the order in which files that refer to each other are taken in.
func ImportKinds() []string {
	return []string{"organizations", "users", "partners", "authorities", "programs", "campaigns", "deals"}
}

func importKindNamed(name string) (importKind, error) {
	switch name {
	case "organizations":
		return organizationImport(), nil
	case "users":
		return userImport(), nil
	case "partners":
		return partnerImport(), nil
	case "authorities":
		return authorityImport(), nil
	case "programs":
		return programImport(), nil
	case "campaigns":
		return campaignImport(), nil
	case "deals":
		return dealImport(), nil
	}
	return nil, model.Errorf(model.CodeBadUserInput, "cannot import %q; possible are %v", name, ImportKinds())
}
