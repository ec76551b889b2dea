package authz

import (
	"time"

	"partnerhub/filter"
	"partnerhub/model"
)

// narrower says of a further condition which one it implies although it does not say so in the same words: what was approved
// has been reviewed. A test draws records that would tell otherwise.
func narrower(by string) string {
	switch by {
	case "approved":
		return "reviewed"
	case "approved" + ofServed:
		return "reviewed" + ofServed
	case forSalesCut + "_approved":
		return forSalesCut + "_reviewed"
	}
	return ""
}

// within is true when every row of one set is surely a row of the other, for whoever asks: the one's condition says all that
// the other's says. False means that it is not plain to see.
func within(inner, outer rowSet, side model.OrganizationKind, kind model.Kind) bool {
	if inner.by != "" && inner.wide == outer.wide && narrower(inner.by) == outer.by {
		return true
	}
	who := somebody(side)
	in, out := inner.of(who, kind), outer.of(who, kind)
	return out.Op != filter.None && in.Implies(out)
}

// of is the set's whole condition for one person.
func (s rowSet) of(who *Principal, kind model.Kind) filter.Cond {
	return filter.AllOf(s.rows(who, kind), s.cut(who, kind))
}

// somebody stands for everybody of a side: no two of its values are alike, so that two conditions that come out the same were
// made from the same parts. What an organization can narrow for its people is narrowed: a set without that is wider.
func somebody(side model.OrganizationKind) *Principal {
	return &Principal{UserID: "user", OrganizationID: "organization", Side: side, At: time.Unix(1, 0), OwnDealsOnly: true,
		Accounts: []Account{{PartnerID: "partner", VendorID: "vendor", Type: "type", Country: "country", Tier: "tier"}}}
}
