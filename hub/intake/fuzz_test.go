package intake_test

import (
	"slices"
	"testing"

	"partnerhub/hub/intake"
)

// FuzzImportRow puts anything into a column of a good row: the row goes in or is rejected with a reason, and never anything else.
func FuzzImportRow(f *testing.F) {
	w := fewRows(f)
	for i, fault := range faults() {
		f.Add(uint8(i), uint8(i/3), fault.change)
	}
	f.Add(uint8(6), uint8(1), "desk@dist.example:ENDORSED::today-1d; cloud:::1:; 1 GBP")
	f.Fuzz(func(t *testing.T, kindIndex, columnIndex uint8, value string) {
		kind := intake.Kinds()[int(kindIndex)%len(intake.Kinds())]
		columns, err := intake.Columns(kind)
		mustNot(t, err)
		row := bad(kind, "", 2)
		delete(row.Values, "")
		row.Values[columns[int(columnIndex)%len(columns)].Name] = value
		results, err := w.intake.Import(t.Context(), kind, []intake.Row{row}, true)
		mustNot(t, err)
		if len(results) != 1 || results[0].Line != 2 {
			t.Fatalf("got %v, want one result of line 2", results)
		}
		r := results[0]
		known := slices.ContainsFunc(columns, func(c intake.Column) bool { return c.Name == r.Field })
		if r.Outcome == intake.Rejected && (r.Reason == "" || !known) {
			t.Fatalf("rejected without a column or a reason: %s", text(r))
		}
	})
}
