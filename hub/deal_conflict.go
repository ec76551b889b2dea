package hub

import (
	"context"
	"time"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// maxRivals bounds how many registrations for one customer are looked at.
const maxRivals = 500

// conflictOf compares a deal with the others for the same customer, and with those for a customer of the same name.
func (h *Hub) conflictOf(ctx context.Context, d *model.Deal, s *dealSettings, now time.Time) (*model.DealConflict, error) {
	others, err := h.rivals(ctx, d)
	if err != nil {
		return nil, err
	}
	c := &model.DealConflict{Class: model.DealConflictClassNone, RivalIDs: []model.ID{}, EngagementIDs: []model.ID{}}
	for _, other := range others {
		if class := classOf(d, other, s, now); class != model.DealConflictClassNone {
			c.RivalIDs = append(c.RivalIDs, other.ID)
			worsen(c, class, other)
		}
	}
	return c, h.meetVendor(ctx, c, d, now)
}

// rivals are the other registrations that may stand in a deal's way: for the same customer, or for one of the same name.
func (h *Hub) rivals(ctx context.Context, d *model.Deal) ([]*model.Deal, error) {
	g := authz.System(model.KindDeal, "find registrations for the same customer")
	live := filter.OneOf("approvalStatus", states{submitted, review, returned, approved, closed})
	ofVendor := filter.Is("vendorId", d.VendorID)
	others, err := h.store.Deals.LoadAll(ctx, g, filter.AllOf(ofVendor, filter.Is("customerKey", d.CustomerKey), live), store.Sort{Field: "_id"}, maxRivals)
	if err != nil || d.Customer == nil || d.Customer.NameFold == "" {
		return others, err
	}
	namesakes, err := h.store.Deals.LoadAll(ctx, g, filter.AllOf(ofVendor, filter.Is("customer.nameFold", d.Customer.NameFold),
		filter.NoneOf(filter.Is("customerKey", d.CustomerKey)), live), store.Sort{Field: "_id"}, maxRivals)
	return append(others, namesakes...), err
}

// classOf tells how another registration stands in the way of a deal.
func classOf(d, other *model.Deal, s *dealSettings, now time.Time) model.DealConflictClass {
	status := other.StatusAt(now)
	switch {
	case other.ID == d.ID || !overlap(d.Families(), other.Families()) || status == expired:
		return model.DealConflictClassNone
	case status == closed && !wonLately(other, s, now):
		return model.DealConflictClassNone
	case other.PartnerOrgID == d.PartnerOrgID:
		return ownClass(other, status)
	case other.CustomerKey != d.CustomerKey:
		return nameClass(status)
	case status == closed:
		return model.DealConflictClassIncumbent
	case status == approved:
		return model.DealConflictClassHardProtected
	case inQueue(other, now) && other.Before(d):
		return model.DealConflictClassHardEarlier
	}
	return model.DealConflictClassNone
}

// ownClass: a partner's own won deal is no conflict, its open ones are.
func ownClass(other *model.Deal, status model.DealApprovalStatus) model.DealConflictClass {
	if status == closed || other.CustomerKey == "" {
		return model.DealConflictClassNone
	}
	return model.DealConflictClassSelf
}

// nameClass: a namesake's open or protected registration may be for the same customer; one that is over says nothing.
func nameClass(status model.DealApprovalStatus) model.DealConflictClass {
	if status == closed {
		return model.DealConflictClassNone
	}
	return model.DealConflictClassSoftName
}

// wonLately: the customer is another partner's for some time after a sale.
func wonLately(d *model.Deal, s *dealSettings, now time.Time) bool {
	return d.Outcome != nil && *d.Outcome == model.DealOutcomeWon && d.ClosedAt != nil && now.Before(days(*d.ClosedAt, s.incumbentDays))
}

// inQueue is a pending deal that holds its place. A returned one loses it when its owner takes too long.
func inQueue(d *model.Deal, now time.Time) bool {
	return d.Pending() && !lapsed(d, now)
}

// lapsed is a returned deal whose held place is over, by the clock or because the sweep has let others move up already: a clock
// that goes back gives no place back.
func lapsed(d *model.Deal, now time.Time) bool {
	return d.ApprovalStatus == returned && d.HeldUntil != nil && (d.LapsesAt == nil || !now.Before(*d.HeldUntil))
}

// severity orders the classes: the worst one is told.
func severity(c model.DealConflictClass) int {
	switch c {
	case model.DealConflictClassHardProtected:
		return 6
	case model.DealConflictClassHardEarlier:
		return 5
	case model.DealConflictClassVendorDirect:
		return 4
	case model.DealConflictClassIncumbent:
		return 3
	case model.DealConflictClassSoftName:
		return 2
	case model.DealConflictClassSelf:
		return 1
	}
	return 0
}

// worsen takes over a worse class. With several deals that hold a claim, all of them must be over before a review.
func worsen(c *model.DealConflict, class model.DealConflictClass, other *model.Deal) {
	if severity(class) > severity(c.Class) {
		c.Class, c.EarliestReviewAt = class, nil
	}
	if class == model.DealConflictClassHardProtected && (c.EarliestReviewAt == nil || c.EarliestReviewAt.Before(*other.ProtectedUntil)) {
		c.EarliestReviewAt = other.ProtectedUntil
	}
}

func overlap(a, b []string) bool {
	for _, x := range a {
		for _, y := range b {
			if x == y {
				return true
			}
		}
	}
	return false
}
