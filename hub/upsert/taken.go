package upsert

import (
	"context"

	"partnerhub/hub/intake"
	"partnerhub/model"
)

// takeIn hands the rows that are still good to intake under the caller's grant, and their results back. name is intake's for the kind.
func (c *call) takeIn(ctx context.Context, name string, rows []*row) error {
	at, in, columns := readied(rows, func(r *row) map[string]string { return r.values })
	if len(in) == 0 {
		return nil
	}
	f, err := c.intake.FileUnder(name, columns, c.grant, c.who)
	if err != nil {
		return err
	}
	f.Keep(c.vendor.ID)
	results, err := f.Try(ctx, in)
	for _, one := range results {
		at[one.Line].take(one)
	}
	return err
}

// readied are the values of the rows that are still good, by their place in the call, with the columns that any of them has.
func readied(rows []*row, of func(*row) map[string]string) (at map[int]*row, in []intake.Row, columns []string) {
	at = map[int]*row{}
	for _, r := range rows {
		if v := of(r); v != nil && !r.faulty() {
			at[r.index] = r
			in, columns = append(in, intake.Row{Line: r.index, Values: v}), union(columns, v)
		}
	}
	return at, in, columns
}

// take is what intake says of the row.
func (r *row) take(one intake.Result) {
	if one.Outcome == intake.Rejected {
		r.reject(codeOf(one.Code), outward(one.Field), one.Reason)
		return
	}
	r.result.Outcome = model.SyncOutcome(one.Outcome)
}

// codeOf is a code of the hub's or of intake's in the words of results.
func codeOf[T ~string](code T) model.SyncCode {
	if known := model.SyncCode(code); known.IsValid() {
		return known
	}
	return model.SyncCodeInvalid
}

// outward is what a row calls a column.
func outward(column string) string {
	switch column {
	case "vendor", "organization", "partner":
		return column + "Id"
	case "distributors":
		return "distributorIds"
	case "externalIds", "sourceId":
		return "externalId"
	}
	return column
}
