package hub

import (
	"context"
	"errors"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// registration is one registerDeal under way: the input, the deal that it becomes, and what was found for it.
// Partner, vendor, program and campaign are everybody's: nothing of them is changed.
type registration struct {
	in      model.RegisterDealInput
	who     *authz.Principal
	grant   authz.Grant
	deal    *model.Deal
	partner *model.Partner
	vendor  *model.Organization
	program *model.Program
	faults  model.UserErrors
	// currency is that of the amount, and so of every other figure: the vendor's, or one that the vendor has a rate for.
	currency model.CurrencyCode
	// keepsClose lets an expected close stand that was set when it still lay ahead.
	keepsClose bool
	// keepsDistributor lets a distributor stand that serves the partner no longer: the deal was handed in when it did.
	keepsDistributor bool
}

// RegisterDeal makes a draft, or a submitted deal. The answer to a well-formed registration is the same whether or not
// another one exists for the customer.
func (h *Hub) RegisterDeal(ctx context.Context, in model.RegisterDealInput) (*model.Deal, error) {
	who := authz.PrincipalFrom(ctx)
	r := &registration{in: in, who: who, grant: h.policy.Grant(who, model.KindDeal, authz.Create)}
	if r.grant.Empty() {
		return nil, model.ErrForbidden
	}
	if err := h.prepare(ctx, r); err != nil {
		return nil, err
	}
	id, err := model.NewID(model.KindDeal)
	if err != nil {
		return nil, err
	}
	err = h.change(ctx, r.deal.VendorID, id, func(ctx context.Context) error {
		d := *r.deal
		d.ID = id
		return h.insertDeal(ctx, r, &d)
	})
	if err != nil {
		return nil, err
	}
	return h.Deal(ctx, id)
}

func (h *Hub) insertDeal(ctx context.Context, r *registration, d *model.Deal) (err error) {
	if r.in.Submit {
		err = h.submitNew(ctx, d)
	} else {
		_, err = h.snapshotPartner(ctx, d) // a submission does it, too
	}
	if err != nil {
		return err
	}
	if d.Unserved { // since the input was checked
		return notServing()
	}
	with, err := h.stillWithin(ctx, r.who, d)
	if err != nil {
		return err
	}
	if d.Number, err = h.dealNumber(ctx, r.vendor); err != nil {
		return err
	}
	return h.store.Deals.Insert(ctx, r.grant, d, under(h.stamp(r.who, string(authz.Create)), with))
}

// stillWithin checks a distributor's authority to register at the instant of the change: the registration may have waited. It answers
// the authority, nil for anybody else.
func (h *Hub) stillWithin(ctx context.Context, asker *authz.Principal, d *model.Deal) (*model.ApprovalAuthority, error) {
	who := *asker
	who.At = h.now()
	if err := h.renewAuthorities(ctx, &who); err != nil {
		return nil, err
	}
	return strongest(who.Authorities, d), mayRegister(&who, d)
}

// prepare finds what the input names, under the viewer's own sight, and checks everything that the user can mend.
func (h *Hub) prepare(ctx context.Context, r *registration) error {
	if err := h.findPartner(ctx, r); err != nil {
		return err
	}
	r.draft()
	if err := h.findProgram(ctx, r); err != nil {
		return err
	}
	if err := h.findCampaign(ctx, r); err != nil {
		return err
	}
	r.distributor()
	if err := h.findCurrency(ctx, r); err != nil {
		return err
	}
	r.figures()
	if err := h.countInBase(ctx, r.deal, r.vendor, r.who.At); err != nil {
		return err
	}
	if r.program != nil {
		tooSmall(&r.faults, r.program, r.deal)
	}
	if err := r.faults.OrNil(); err != nil {
		return err
	}
	return r.permitted()
}

// findPartner finds the partnership and its vendor. A partner's own staff may leave the partner out.
func (h *Hub) findPartner(ctx context.Context, r *registration) error {
	where := filter.Is("vendorId", r.in.VendorID)
	if r.in.PartnerID != nil {
		where = filter.AllOf(where, filter.Is("_id", *r.in.PartnerID))
	} else if r.who.Side != model.OrganizationKindPartner {
		return fault("partnerId", model.UserErrorCodeRequired, "name the partner")
	}
	found, err := h.store.Partners.LoadKept(ctx, h.grant(ctx, model.KindPartner, authz.Read), where, store.Sort{Field: "_id"}, 1)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return fault(r.partnerField(), model.UserErrorCodeNotFound, "no partner of yours at this vendor")
	}
	r.partner = found[0]
	if r.partner.LifeStage == nil || *r.partner.LifeStage != model.LifeStageActive {
		return fault(r.partnerField(), model.UserErrorCodeNotEligible, "the partner cannot register deals with this vendor at present")
	}
	r.vendor, err = h.store.Organizations.LoadOneKept(ctx, authz.System(model.KindOrganization, "a deal takes its vendor's currency and number prefix"), r.partner.VendorID)
	return err
}

func (r *registration) partnerField() string {
	if r.in.PartnerID == nil {
		return "vendorId"
	}
	return "partnerId"
}

// draft is the deal before anything optional.
func (r *registration) draft() {
	p := r.partner
	r.deal = &model.Deal{VendorID: p.VendorID, PartnerID: p.ID, PartnerOrgID: p.OrganizationID,
		ApprovalStatus: model.DealApprovalStatusDraft, SalesStage: model.DealSalesStageProspect,
		RegisteredBy:   model.DealParty{UserID: r.who.UserID, OrganizationID: r.who.OrganizationID},
		ReturnedFields: []string{}, Approvals: []model.DealApproval{}, Plan: []model.DealStep{},
		HiddenFromDistributor: r.in.HiddenFromDistributor}
	r.deal.TakeFrom(p, r.vendor)
	if r.who.OrganizationID != p.OrganizationID {
		r.deal.OnBehalfOf = &p.OrganizationID
	}
}

// findProgram finds the program among those that the viewer sees, and checks that it takes this deal.
func (h *Hub) findProgram(ctx context.Context, r *registration) error {
	if r.in.ProgramID == nil {
		return nil
	}
	whole, err := h.store.Programs.LoadOneKept(ctx, h.grant(ctx, model.KindProgram, authz.Read), *r.in.ProgramID)
	if errors.Is(err, model.ErrNotFound) || err == nil && whole.VendorID != r.deal.VendorID {
		r.faults.Add("programId", model.UserErrorCodeNotFound, "no such program")
		return nil
	}
	if err != nil {
		return err
	}
	accounts, err := h.accountsOf(ctx, r.partner)
	if err != nil {
		return err
	}
	if !authz.InAudience(accounts[0]).Match(filter.DocOf(whole)) || whole.Type != model.ProgramTypeDealRegistration || whole.Status != model.ProgramStatusActive {
		r.faults.Add("programId", model.UserErrorCodeNotEligible, "the program does not take deals of this partner")
		return nil
	}
	r.program, r.deal.ProgramID = whole, &whole.ID
	return nil
}

// findCampaign finds the campaign among those that the viewer sees.
func (h *Hub) findCampaign(ctx context.Context, r *registration) error {
	if r.in.CampaignID == nil {
		return nil
	}
	c, err := h.store.Campaigns.LoadOneKept(ctx, h.grant(ctx, model.KindCampaign, authz.Read), *r.in.CampaignID)
	if errors.Is(err, model.ErrNotFound) || err == nil && c.VendorID != r.deal.VendorID {
		r.faults.Add("campaignId", model.UserErrorCodeNotFound, "no such campaign")
		return nil
	}
	if err != nil {
		return err
	}
	r.deal.CampaignID = &c.ID
	return nil
}
