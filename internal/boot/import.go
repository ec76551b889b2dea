package boot

import (
	"partnerhub/hub"
)

// What the commands need to take files in: they see the hub through this package alone.
type (
	Importer      = hub.Importer
	ImportRow     = hub.ImportRow
	ImportResult  = hub.ImportResult
	ImportOutcome = hub.ImportOutcome
	ImportColumn  = hub.ImportColumn
)

// The outcomes of a row.
const (
	ImportCreated   = hub.ImportCreated
	ImportUpdated   = hub.ImportUpdated
	ImportUnchanged = hub.ImportUnchanged
	ImportRejected  = hub.ImportRejected
)

// ImportKinds lists what can be imported, in the order in which files that refer to each other are taken in.
func ImportKinds() []string { return hub.ImportKinds() }

// ImportColumns describes the columns of a kind's files.
func ImportColumns(kind string) ([]ImportColumn, error) { return hub.ImportColumns(kind) }
