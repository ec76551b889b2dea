package boot

import (
	"partnerhub/hub/intake"
)

// What the commands need to take files in: they see the hub through this package alone.
type (
	ImportFile    = intake.File
	ImportRow     = intake.Row
	ImportResult  = intake.Result
	ImportOutcome = intake.Outcome
	ImportColumn  = intake.Column
)

// The outcomes of a row.
const (
	ImportCreated   = intake.Created
	ImportUpdated   = intake.Updated
	ImportUnchanged = intake.Unchanged
	ImportRejected  = intake.Rejected
)

// ImportKinds lists what can be imported, in the order in which files that refer to each other are taken in.
func ImportKinds() []string { return intake.Kinds() }

// ImportColumns describes the columns of a kind's files.
func ImportColumns(kind string) ([]ImportColumn, error) { return intake.Columns(kind) }

// ImportBatch is how many rows are best handed over at a time: they share a transaction.
const ImportBatch = intake.BatchSize
