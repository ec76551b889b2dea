package intake

import (
	"context"
	"slices"
	"strings"
	"time"

	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// load finds the deals of the batch: by the id that the file's key gives, and by number those that the hub registered itself.
func (k dealRows) load(ctx context.Context, b *batch, rows []*row) error {
	if err := k.kindOf.load(ctx, b, rows); err != nil {
		return err
	}
	for _, r := range rows {
		if b.stored[k.id(r)] != nil || r.filled("externalId") {
			continue
		}
		known, err := b.numbered(ctx, r)
		if err != nil {
			return err
		}
		if known != nil {
			b.stored[k.id(r)] = known
		}
	}
	return nil
}

// numbered finds the vendor's deal with the row's number, nil when there is none.
func (b *batch) numbered(ctx context.Context, r *row) (*model.Deal, error) {
	handle, _ := r.get("vendor")
	vendor, number := b.organizations[handle], ""
	set(r, "number", &number, readText(model.MaxCode))
	if vendor == nil || number == "" {
		return nil, nil
	}
	found, err := b.store.Deals.LoadAll(ctx, everyGrant(model.KindDeal),
		filter.AllOf(filter.Is("vendorId", vendor.ID), filter.Is("number", number)), store.Sort{Field: "_id"}, 1)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// dealNumber gives a new deal its number. Numbers of the hub's own form are the hub's to give: one that a file brought would
// meet the next registration's.
func (b *batch) dealNumber(ctx context.Context, r *row, old, doc *model.Deal) error {
	var wish string
	set(r, "number", &wish, readText(model.MaxCode))
	vendor := b.vendor(r)
	switch {
	case old != nil && (wish == "" || wish == old.Number):
		return nil
	case old != nil:
		r.fail("number", "cannot change; it is %s", old.Number)
		return nil
	case wish == "":
		return b.nextNumber(ctx, vendor, doc)
	case strings.HasPrefix(wish, vendor.DealPrefix+"-D-"):
		r.fail("number", "the hub itself gives the numbers that begin with %s-D-", vendor.DealPrefix)
		return nil
	}
	taken, err := b.numbered(ctx, r)
	if taken != nil {
		r.fail("number", "another deal has it")
	}
	doc.Number = wish
	return err
}

func (b *batch) nextNumber(ctx context.Context, vendor *model.Organization, doc *model.Deal) (err error) {
	doc.Number, err = b.rules.Number(ctx, vendor)
	return err
}

// turns orders rows by first submission; rows without one come first.
func (k dealRows) turns(b *batch, rows []*row) []int {
	submitted := make([]time.Time, len(rows))
	for i, r := range rows {
		text, _ := r.get("submittedAt")
		submitted[i], _ = b.days.instant(text) // a fault shows when the row is put
	}
	out := k.kindOf.turns(b, rows)
	slices.SortStableFunc(out, func(i, j int) int { return submitted[i].Compare(submitted[j]) })
	return out
}
