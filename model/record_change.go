package model

import (
	"strings"
	"time"
)

// ChangePage is a stretch of a change feed as its reader sees it.
type ChangePage struct {
	Changes []*RecordChange
	Cursor  string
	HasMore bool
}

// RecordChange is one entry of a change feed as its reader sees it: which record, and whether it is still there for them. It
// carries no value of the record.
type RecordChange struct {
	RecordID ID
	Kind     RecordKind
	Type     RecordChangeType
	At       time.Time
	Cursor   string
}

// RecordKindOf is the name of a kind in the API.
func RecordKindOf(k Kind) RecordKind { return RecordKind(strings.ToUpper(string(k))) }

// Stored is the kind that the API calls by this name.
func (k RecordKind) Stored() Kind { return Kind(strings.ToLower(string(k))) }
