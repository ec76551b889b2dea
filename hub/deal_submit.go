package hub

import (
	"cmp"
	"context"
	"time"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// SubmitDeal hands a draft or a returned deal in.
func (h *Hub) SubmitDeal(ctx context.Context, in model.DealInput) (*model.Deal, error) {
	return h.act(ctx, model.DealActionSubmit, in.ID, in.ExpectedVersion, func(ctx context.Context, e *edit) error {
		if err := h.submittable(ctx, e); err != nil {
			return err
		}
		return h.submit(ctx, e.doc, e.now)
	})
}

// submittable checks again what held when the deal was written: time has passed since.
func (h *Hub) submittable(ctx context.Context, e *edit) error {
	faults, err := h.untaken(ctx, e.old)
	if err != nil {
		return err
	}
	if e.who.Side == model.OrganizationKindDistributor && !allows(e.who.Authorities, e.old, model.AuthorityModeRegister) {
		faults.Add("amount", model.UserErrorCodeBeyondAuthority, "your authority to register does not reach this deal")
	}
	return faults.OrNil()
}

// submitNew submits a new deal. Partner and program were looked at before its turn came, and may be others by now.
func (h *Hub) submitNew(ctx context.Context, d *model.Deal) error {
	faults, err := h.untaken(ctx, d)
	if err = cmp.Or(err, faults.OrNil()); err != nil {
		return err
	}
	return h.submit(ctx, d, h.now())
}

// untaken is why a deal cannot be handed in at present: its partner is not active, or its program does not take it.
func (h *Hub) untaken(ctx context.Context, d *model.Deal) (faults model.UserErrors, err error) {
	partner, err := h.store.Partners.LoadOneKept(ctx, authz.System(model.KindPartner, "only an active partner's deals are taken"), d.PartnerID)
	if err != nil {
		return nil, err
	}
	if partner.LifeStage == nil || *partner.LifeStage != model.LifeStageActive {
		return nil, fault("partnerId", model.UserErrorCodeNotEligible, "the partner cannot register deals with this vendor at present")
	}
	if d.SubmittedAt == nil && !d.ServedBy(partner) {
		return nil, notServing()
	}
	s, err := h.settingsOf(ctx, d)
	if err != nil || s.program == nil {
		return nil, err
	}
	accounts, err := h.accountsOf(ctx, partner)
	if err != nil {
		return nil, err
	}
	takes(&faults, s.program, accounts[0], d)
	return faults, nil
}

// takes checks that a program takes the deal of the partner.
func takes(faults *model.UserErrors, p *model.Program, partner authz.Account, d *model.Deal) {
	if !authz.InAudience(partner).Match(filter.DocOf(p)) ||
		p.Type != model.ProgramTypeDealRegistration || p.Status != model.ProgramStatusActive {
		faults.Add("programId", model.UserErrorCodeNotEligible, "the program does not take deals of this partner")
		return
	}
	tooSmall(faults, p, d)
	for _, family := range d.Families() {
		if !openOr(p.ProductFamilies, family) {
			faults.Add("lines.productFamily", model.UserErrorCodeInvalid, "the product is not in the program's scope")
		}
	}
}

// tooSmall counts an amount in another currency than the program's as the vendor's rate does.
func tooSmall(faults *model.UserErrors, p *model.Program, d *model.Deal) {
	least, amount := p.MinimumAmount, d.Amount
	if least == nil || amount == nil {
		return
	}
	if amount.Currency != least.Currency {
		amount = d.InBase()
	}
	if amount == nil || amount.Currency != least.Currency || amount.Minor < least.Minor {
		faults.Add("amount", model.UserErrorCodeOutOfRange, "the program takes deals from %s %s", least.Amount(), least.Currency)
	}
}

// submit hands a deal in: the first submission fixes its place in the queue; conflict, approval plan and the review clock
// are computed anew each time.
func (h *Hub) submit(ctx context.Context, d *model.Deal, now time.Time) error {
	vendor, err := h.snapshotPartner(ctx, d)
	if err != nil {
		return err
	}
	s, err := h.settingsUnder(ctx, d, vendor)
	if err != nil {
		return err
	}
	first := d.SubmittedAt == nil
	if err := h.queueUp(ctx, d, s, now); err != nil {
		return err
	}
	if first {
		if err := h.countInBase(ctx, d, vendor, now); err != nil {
			return err
		}
	}
	due, escalates := s.reviewClock(now)
	d.ApprovalStatus, d.Shared, d.ReviewDueAt, d.EscalatesAt = submitted, true, &due, escalates
	d.ReturnedFields, d.HeldUntil, d.LapsesAt, d.AutoApproveAt = []string{}, nil, nil, s.autoApproval(d, now)
	if d.Conflict, err = h.conflictOf(ctx, d, s, now); err != nil {
		return err
	}
	d.Plan, err = h.planOf(ctx, d, s, now)
	return err
}

// queueUp gives a deal its place: at the first submission, and again when it let the place lapse that was held for it.
func (h *Hub) queueUp(ctx context.Context, d *model.Deal, s *dealSettings, now time.Time) error {
	if d.SubmittedAt != nil && !lapsed(d, now) {
		return nil
	}
	if err := h.underCap(ctx, d, s); err != nil {
		return err
	}
	sequence, at, err := h.store.NextAt(ctx, "deal-sequence:"+string(d.VendorID), now)
	if err != nil {
		return err
	}
	d.QueuedAt, d.Sequence = &at, sequence
	if d.SubmittedAt != nil {
		return nil
	}
	d.SubmittedAt = &now
	return h.countDeal(ctx, d, model.DateOf(now))
}

// underCap refuses one open registration too many of a partner.
func (h *Hub) underCap(ctx context.Context, d *model.Deal, s *dealSettings) error {
	if s.registrationCap == 0 || d.SubmittedAt != nil {
		return nil
	}
	open, err := h.store.Deals.Count(ctx, authz.System(model.KindDeal, "count a partner's open registrations"),
		store.Query{Where: filter.Everything(), Scope: filter.AllOf(filter.Is("partnerId", d.PartnerID),
			filter.OneOf("approvalStatus", states{submitted, review, returned}))}, s.registrationCap)
	if err == nil && open >= s.registrationCap {
		return fault("partnerId", model.UserErrorCodeLimitReached, "the partner has as many open registrations as the vendor allows")
	}
	return err
}

// snapshotPartner copies what the deal carries of its partner, and answers the vendor whose regions it read. It happens inside
// the transaction of the write: a change of the partner's coverage at the same moment raises the same feed's counter, so that
// one of the two tries again and sees the other.
func (h *Hub) snapshotPartner(ctx context.Context, d *model.Deal) (*model.Organization, error) {
	p, err := h.store.Partners.LoadOneKept(ctx, authz.System(model.KindPartner, "an authority may depend on the partner's tier and country"), d.PartnerID)
	if err != nil {
		return nil, err
	}
	vendor, err := h.vendorOf(ctx, d)
	if err != nil {
		return nil, err
	}
	d.TakeFrom(p, vendor)
	return vendor, nil
}

// autoApproval is when a deal is approved without a reviewer, if nothing stands in its way by then; nil where the program asks
// for a reviewer. It never looks at other registrations: the answer to a submission must not depend on them.
func (s *dealSettings) autoApproval(d *model.Deal, now time.Time) *time.Time {
	p := s.program
	if p == nil || p.AutoApproveBelow == nil || d.Amount == nil || d.Appeals > 0 ||
		d.Amount.Currency != p.AutoApproveBelow.Currency || d.Amount.Minor >= p.AutoApproveBelow.Minor {
		return nil
	}
	at := now.Add(time.Duration(s.autoHours) * time.Hour)
	return &at
}
