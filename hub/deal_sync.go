package hub

import (
	"context"
	"reflect"
	"slices"

	"partnerhub/authz"
	"partnerhub/model"
)

// SyncedDeal is a deal as another system of the vendor knows it.
type SyncedDeal struct {
	ID      model.ID              // of a deal that is to be made
	Old     *model.Deal           // as it is stored, nil for one that is to be made
	Partner *model.ID             // who it is registered for, where the row says so
	Fields  model.UpdateDealInput // what the row sets, without id and version
	Stage   *model.DealSalesStage
	Submit  bool
	Deleted bool
}

// LockedError refuses another value of a field that the deal's state keeps as it is.
type LockedError struct{ Field string }

// Error tells it to the sender.
func (e *LockedError) Error() string { return "the deal's state does not allow another value now" }

// SyncDeal makes or changes a deal as its vendor's other system says, within the transaction under way and under the grant for it. It
// goes by the rules of the single mutations, and answers whether anything was written. What it refuses it refuses before it writes.
func (h *Hub) SyncDeal(ctx context.Context, g authz.Grant, in SyncedDeal) (bool, error) {
	who := *authz.PrincipalFrom(ctx)
	who.At = h.now()
	p := &patch{in: in.Fields}
	if err := p.read(); err != nil {
		return false, err
	}
	if in.Old == nil {
		return true, h.registerSynced(ctx, &who, g, in, p)
	}
	if in.Partner != nil && *in.Partner != in.Old.PartnerID {
		return false, fault("partnerId", model.UserErrorCodeInvalid, "cannot change: a deal stays with its partner")
	}
	e := &edit{dealMove: &dealMove{who: &who, old: in.Old, doc: copyOf(in.Old), now: who.At, grant: g, step: step{verb: authz.Sync, to: model.AllDealApprovalStatus}}}
	if in.Deleted {
		h.dropSynced(e)
	} else if err := h.changeSynced(ctx, e, in, p); err != nil {
		return false, err
	}
	e.doc.Written = false
	err := h.finish(ctx, h.dealLife(), e)
	return e.doc.Written, err
}

// registerSynced makes a registration of the vendor's for a partner.
func (h *Hub) registerSynced(ctx context.Context, who *authz.Principal, g authz.Grant, in SyncedDeal, p *patch) error {
	r := &registration{who: who, grant: g, in: model.RegisterDealInput{VendorID: who.OrganizationID, PartnerID: in.Partner, Submit: in.Submit,
		Customer: &model.DealCustomerInput{}}}
	p.onto(&r.in)
	if err := whole(r.in); err != nil {
		return err
	}
	if err := h.prepare(ctx, r); err != nil {
		return err
	}
	d := *r.deal
	d.ID = in.ID
	if in.Stage != nil {
		d.SalesStage = *in.Stage
	}
	return h.insertDeal(ctx, r, &d)
}

// whole refuses a registration that lacks what the mutation's schema asks for.
func whole(in model.RegisterDealInput) error {
	var faults model.UserErrors
	for _, f := range []struct {
		field   string
		missing bool
	}{{"partnerId", in.PartnerID == nil}, {"customer.name", in.Customer.Name == ""}, {"customer.country", in.Customer.Country == ""},
		{"lines", len(in.Lines) == 0}, {"amount", in.Amount == nil}, {"expectedCloseOn", in.ExpectedCloseOn == ""}} {
		if f.missing {
			faults.Add(f.field, model.UserErrorCodeRequired, "a new deal needs it")
		}
	}
	return faults.OrNil()
}

// dropSynced takes back what waits for its decision. A decided deal stays: others rely on it.
func (h *Hub) dropSynced(e *edit) {
	pending := slices.Contains(states{submitted, review, returned}, e.old.StatusAt(e.now))
	if pending && e.old.RegisteredBy.OrganizationID == e.who.OrganizationID {
		e.withdraw()
	}
}

// changeSynced takes over what the row says otherwise than the deal.
func (h *Hub) changeSynced(ctx context.Context, e *edit, in SyncedDeal, p *patch) error {
	status := e.old.StatusAt(e.now)
	changed := p.differing(e.old)
	for _, field := range changed {
		open := status == draft || status == returned && slices.Contains(e.old.ReturnedFields, field)
		if !open || e.old.RegisteredBy.OrganizationID != e.who.OrganizationID {
			return &LockedError{field}
		}
	}
	if p.touched = changed; len(changed) > 0 {
		if err := h.amend(ctx, e, p); err != nil {
			return err
		}
	}
	if in.Stage != nil && *in.Stage != e.old.SalesStage {
		if !slices.Contains(states{draft, submitted, review, returned, approved, expired}, status) {
			return &LockedError{"salesStage"}
		}
		e.doc.SalesStage = *in.Stage
	}
	if !in.Submit || !(status == draft || status == returned && len(changed) > 0) {
		return nil
	}
	if err := h.submittable(ctx, &edit{dealMove: &dealMove{who: e.who, old: e.doc}}); err != nil {
		return err
	}
	return h.submit(ctx, e.doc, e.now)
}

// differing lists the fields of a patch whose value is another than the deal's, as far as both have the hub's own form.
func (p *patch) differing(d *model.Deal) (out []string) {
	before, after := inputOf(d), inputOf(d)
	p.onto(&after)
	tidy(&after)
	was, is := partsOf(before), partsOf(after)
	for _, field := range p.touched {
		if !reflect.DeepEqual(was[field], is[field]) {
			out = append(out, field)
		}
	}
	return out
}

// partsOf are the fields of a registration by their names in a patch.
func partsOf(in model.RegisterDealInput) map[string]any {
	c := in.Customer
	return map[string]any{"programId": in.ProgramID, "campaignId": in.CampaignID, "distributorId": in.DistributorID, "lines": in.Lines,
		"amount": in.Amount, "expectedCloseOn": in.ExpectedCloseOn, "customer.name": c.Name, "customer.domain": c.Domain,
		"customer.registryNumber": c.RegistryNumber, "customer.country": c.Country, "customer.postalCode": c.PostalCode}
}

// tidy brings what can be written in several ways into the form that is stored. What has no such form stays, to be refused.
func tidy(in *model.RegisterDealInput) {
	c := *in.Customer
	in.Customer = &c
	c.Name = tidied(c.Name)
	tidyOptional(&c.RegistryNumber, tidied)
	tidyOptional(&c.PostalCode, tidied)
	tidyOptional(&c.Domain, func(s string) string { return orAsIs(model.ParseDomain(s))(s) })
	in.Amount = tidyMoney(in.Amount)
	in.Lines = slices.Clone(in.Lines)
	for i, l := range in.Lines {
		own := *l
		own.ProductFamily, own.UnitPrice = tidied(own.ProductFamily), tidyMoney(own.UnitPrice)
		tidyOptional(&own.Sku, tidied)
		tidyOptional(&own.Name, tidied)
		in.Lines[i] = &own
	}
}

func tidied(s string) string { return orAsIs(model.CleanName(s))(s) }

func orAsIs(clean string, err error) func(string) string {
	return func(as string) string {
		if err != nil {
			return as
		}
		return clean
	}
}

func tidyOptional(s **string, tidy func(string) string) {
	if *s != nil {
		t := tidy(**s)
		*s = &t
	}
}

func tidyMoney(in *model.MoneyInput) *model.MoneyInput {
	if in == nil {
		return nil
	}
	m, err := model.ParseMoney(in.Amount, in.Currency)
	if err != nil {
		return in
	}
	return moneyInput(&m)
}
