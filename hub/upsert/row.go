package upsert

import (
	"context"
	"strings"
	"time"

	"partnerhub/model"
	"partnerhub/store"
)

// row is one row of a call on its way. What it says never changes; what is found out is begun anew with every attempt.
type row struct {
	index      int
	externalID string
	version    int64
	deleted    bool
	said       values     // its fields by intake's columns
	writes     []field    // what it sets
	known      model.ID   // the record that its id has found before
	revokedAt  *time.Time // when the source's own deletion has taken the record back, if it did
	wrong      *model.SyncResult
	broken     bool
	twice      bool // an earlier row of the call has its id

	values map[string]string // for intake; nil where there is nothing to take in
	brings map[string]string // the organization that it brings along, for intake
	result model.SyncResult
}

// field is one that a row sets: where the record keeps it, and what the row calls it.
type field struct{ stored, name string }

// taker takes rows of one kind in, within the transaction under way, and tells each row its result. It may refuse some; an error has
// broken the transaction.
type taker func(ctx context.Context, c *call, rows []*row) error

// begin reads what all kinds of rows have.
func begin(index int, externalID string, version model.Decimal, deleted bool) *row {
	r := &row{index: index, externalID: externalID, deleted: deleted}
	clean, err := model.CleanName(externalID)
	if err != nil || clean != externalID || clean == "" || len([]rune(clean)) > model.MaxName || strings.Contains(clean, ";") {
		r.fault(model.SyncCodeInvalid, "externalId", "is 1 to 200 characters without a semicolon, and without space around it")
	}
	if r.version, err = wholeNumber(version); err != nil {
		r.fault(model.SyncCodeInvalid, "sourceVersion", err.Error())
	}
	return r
}

// fault refuses the row for what it says, whatever is stored.
func (r *row) fault(code model.SyncCode, field, message string) {
	if r.wrong == nil {
		r.wrong = r.refusal(code, field, message)
	}
}

func (r *row) refusal(code model.SyncCode, field, message string) *model.SyncResult {
	return &model.SyncResult{Index: r.index, ExternalID: r.externalID, Outcome: model.SyncOutcomeRejected, Code: &code, Field: &field, Message: &message}
}

func (r *row) restart() {
	r.values, r.brings, r.result = nil, nil, model.SyncResult{Index: r.index, ExternalID: r.externalID, Outcome: model.SyncOutcomeUnchanged}
	if r.wrong != nil {
		r.result = *r.wrong
	}
}

func (r *row) faulty() bool { return r.result.Outcome == model.SyncOutcomeRejected }

func (r *row) reject(code model.SyncCode, field, message string) {
	r.result = *r.refusal(code, field, message)
}

// pass leaves the record as it is.
func (r *row) pass(mark store.SyncMark, outdated bool) {
	if mark.RecordID != "" {
		r.result.RecordID = &mark.RecordID
	}
	if outdated {
		code := model.SyncCodeOutdated
		r.result.Code = &code
	}
}

// about says which record the row is about.
func (r *row) about(id model.ID) { r.result.RecordID = &id }

func externalIDs(rows []*row) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = r.externalID
	}
	return out
}

// summed is the answer.
func summed(rows []*row) *model.SyncPayload {
	counts := map[model.SyncOutcome]*int{}
	for _, o := range model.AllSyncOutcome {
		counts[o] = new(int)
	}
	out := &model.SyncPayload{Results: make([]*model.SyncResult, len(rows)), Created: counts[model.SyncOutcomeCreated],
		Updated: counts[model.SyncOutcomeUpdated], Unchanged: counts[model.SyncOutcomeUnchanged], Rejected: counts[model.SyncOutcomeRejected]}
	for i, r := range rows {
		out.Results[i] = &r.result
		*counts[r.result.Outcome]++
	}
	return out
}
