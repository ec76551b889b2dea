package intake

import (
	"context"

	"partnerhub/authz"
	"partnerhub/model"
)

// caller is who sends rows over the API, and what lets them write records of the kind.
type caller struct {
	grant authz.Grant
	who   *authz.Principal
}

// FileUnder begins rows of a kind that somebody sends: its records are written under the grant, and change rows and histories name the
// sender. What follows from them for other records is the hub's own work, as with a file of the operator's.
func (in *Intake) FileUnder(kind string, columns []string, g authz.Grant, who *authz.Principal) (*File, error) {
	f, err := in.File(kind, columns, false)
	if err == nil {
		f.under = &caller{g, who}
	}
	return f, err
}

// Keep has the organizations that the file makes be a vendor's own: it works with them, and may write them from its systems.
func (f *File) Keep(vendor model.ID) { f.keeper = vendor }

// Try takes rows in within the transaction under way, and tells what became of each in their order. An error has broken the transaction:
// which of the rows did it is for the caller to find out, and after ErrWide it is for the caller to send fewer.
func (f *File) Try(ctx context.Context, rows []Row) ([]Result, error) {
	good, results := f.screen(rows)
	if len(good) > 0 {
		taken, err := f.attempt(ctx, good)
		if err != nil {
			return nil, err
		}
		results = append(results, taken...)
	}
	return inOrder(rows, results), nil
}

// grant is what lets the rows be written.
func (b *batch) grant(kind model.Kind) authz.Grant {
	if b.under != nil {
		return b.under.grant
	}
	return everyGrant(kind)
}

// mayWrite tells whether whoever sends the rows may write a record. What it may not see has to stay out of every comparison with the
// row: "nothing differs" would tell what is stored.
func (b *batch) mayWrite(record any) bool { return b.under == nil || b.under.grant.Allows(record) }
