package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/filter"
	"partnerhub/model"
)

// standings are the fields of a partner that the hub works out: what it bought, what it registered, the segments that it is
// in, and a demotion that is only proposed or was refused. They move with what its other readers must not notice.
var standings = map[string]func(*model.Partner) any{
	"revenue":    func(p *model.Partner) any { return p.Revenue },
	"registered": func(p *model.Partner) any { return p.Registered },
	"segmentIds": func(p *model.Partner) any { return p.SegmentIDs },
	"demotion":   func(p *model.Partner) any { return p.Demotion },
	"tierKept":   func(p *model.Partner) any { return p.TierKept },
}

// decidedOn are those that somebody of the vendor decides on as they were shown: a change of one moves the vendor's version.
var decidedOn = []string{"demotion", "tierKept"}

// untoldStanding is no field of the API, so that no change row tells of it.
const untoldStanding = "registered"

// Restate stores what the hub has worked out of a partner. The versions that distributors and partners are told stay as they are,
// and the change row is for the vendor alone: otherwise a distributor would learn of another one's sales, and a partner of a
// segment. The vendor's own moves with what its people decide on. It is only possible inside Tx, on a partner that was read in
// it; model.ErrConflict when it is another version by now.
func (s *Store) Restate(ctx context.Context, p *model.Partner, by Stamp, fields ...string) error {
	u := unitFrom(ctx)
	if u == nil {
		return errOutsideTx
	}
	set := bson.D{}
	for _, f := range fields {
		value, known := standings[f]
		if !known {
			return fmt.Errorf("store: %q of a partner is not for the hub to work out", f)
		}
		set = append(set, bson.E{Key: f, Value: value(p)})
	}
	where := filter.AllOf(filter.Is("_id", p.ID), filter.Is("version", p.Version))
	if slices.ContainsFunc(fields, func(f string) bool { return slices.Contains(decidedOn, f) }) {
		moveVendor(&p.Record, s.instant(by.At))
		set = append(set, bson.E{Key: "version", Value: p.Version}, bson.E{Key: "seen", Value: p.Seen})
	}
	matched, err := changeOne(ctx, s.Partners.coll, where, bson.D{{Key: "$set", Value: set}})
	if err != nil {
		return s.refuse(ctx, "restating a partner", err)
	}
	if !matched {
		return model.ErrConflict
	}
	if told := slices.DeleteFunc(slices.Clone(fields), func(f string) bool { return f == untoldStanding }); len(told) > 0 {
		return s.Partners.remark(u, p, by, told, []model.ID{p.VendorID})
	}
	return nil
}

// moveVendor raises the version that the vendor is told, and the stored one with it, on which the next write depends.
func moveVendor(r *model.Record, at time.Time) {
	r.Version++
	if !r.Seen.IsZero() {
		r.Seen.Vendor = model.SeenAs{Version: r.Seen.Vendor.Version + 1, At: at}
	}
}
