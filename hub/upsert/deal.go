package upsert

import (
	"context"
	"errors"
	"strings"

	"partnerhub/authz"
	"partnerhub/hub"
	"partnerhub/model"
)

// dealsAtOnce is how many rows of deals share a transaction. Each asks the store for over a dozen things, while nobody else writes to the
// vendor.
const dealsAtOnce = 50

// Deals takes deals of the caller's vendor in. New ones are registrations of the vendor's, made by the rules of registerDeal.
func (u *Upsert) Deals(ctx context.Context, in model.SyncDealsInput) (*model.SyncPayload, error) {
	c, err := u.begin(ctx, model.KindDeal, authz.Sync, header{in.VendorID, in.Source, in.DryRun, len(in.Rows), dealsAtOnce})
	if err != nil {
		return nil, err
	}
	rows := make([]*row, len(in.Rows))
	sent := make(map[*row]*model.SyncDealRow, len(rows))
	for i, one := range in.Rows {
		rows[i] = begin(i, one.ExternalID, one.SourceVersion, one.Deleted)
		rows[i].writes = dealFields(one)
		sent[rows[i]] = one
	}
	c.refuseUnshown(rows)
	return c.run(ctx, rows, func(ctx context.Context, c *call, rows []*row) error { return c.deals(ctx, rows, sent) })
}

// dealFields are what the row sets.
func dealFields(in *model.SyncDealRow) []field {
	out := []field{}
	add := func(sent bool, stored string) {
		if sent && !in.Deleted {
			out = append(out, field{stored, stored})
		}
	}
	add(in.ProgramID.IsSet(), "programId")
	add(in.CampaignID.IsSet(), "campaignId")
	add(in.DistributorID.IsSet(), "distributorId")
	if c, sent := in.Customer.ValueOK(); sent && c != nil {
		add(c.Name.IsSet(), "customer.name")
		add(c.Domain.IsSet(), "customer.domain")
		add(c.RegistryNumber.IsSet(), "customer.registryNumber")
		add(c.Country.IsSet(), "customer.country")
		add(c.PostalCode.IsSet(), "customer.postalCode")
	}
	add(in.Lines.IsSet(), "lines")
	add(in.Amount.IsSet(), "amount")
	add(in.ExpectedCloseOn.IsSet(), "expectedCloseOn")
	add(in.SalesStage != nil, "salesStage")
	return out
}

// deals takes one row in after the other: what one does to the queue counts for the next.
func (c *call) deals(ctx context.Context, rows []*row, sent map[*row]*model.SyncDealRow) error {
	taken, err := c.namedBy(ctx, rows, func(r *row) *model.ID { return sent[r].DealID })
	if err != nil {
		return err
	}
	for _, r := range rows {
		if err := c.deal(ctx, r, sent[r], taken); err != nil {
			return err
		}
	}
	return nil
}

func (c *call) deal(ctx context.Context, r *row, in *model.SyncDealRow, taken names) error {
	old, err := c.storedDeal(ctx, r, in, taken)
	if err != nil || r.faulty() || old == nil && r.deleted {
		return err
	}
	id := model.DerivedID(model.KindDeal, c.vendor.Handle+"@"+c.of.Source+"/"+r.externalID)
	shown := &model.Deal{VendorID: c.vendor.ID, RegisteredBy: model.DealParty{OrganizationID: c.who.OrganizationID}}
	if old != nil {
		id, shown = old.ID, old
	}
	if c.refuseHidden(r, shown); r.faulty() {
		return nil
	}
	said := hub.SyncedDeal{ID: id, Old: old, Deleted: r.deleted}
	if !r.deleted {
		said.Partner, said.Stage, said.Submit, said.Fields = in.PartnerID, in.SalesStage, in.Submit, in.Patch()
	}
	written, err := c.hub.SyncDeal(ctx, c.grant, said)
	if err != nil {
		return r.refusedBy(err)
	}
	r.about(id)
	if written {
		r.result.Outcome = model.SyncOutcomeUpdated
	}
	if old == nil {
		r.result.Outcome = model.SyncOutcomeCreated
	}
	taken.note(r)
	return nil
}

// storedDeal reads the deal that the row is about, nil for a new one. It is read row by row: another row of the call may have changed it.
func (c *call) storedDeal(ctx context.Context, r *row, in *model.SyncDealRow, taken names) (*model.Deal, error) {
	id := r.known
	if in.DealID != nil && id == "" {
		id = *in.DealID
	}
	if id == "" {
		return nil, nil
	}
	d, err := c.store.Deals.Load(ctx, c.grant, id)
	switch {
	case model.CodeOf(err) == model.CodeNotFound || err == nil && in.DealID != nil && *in.DealID != d.ID:
		r.reject(model.SyncCodeNotFound, "dealId", "no such deal, or another one than before")
		return nil, nil
	case err != nil:
		return nil, err
	}
	taken.admit(r, d.ID)
	return d, nil
}

// refusedBy is what the hub refuses of the row; any other error is not the row's and comes back.
func (r *row) refusedBy(err error) error {
	var faults model.UserErrors
	if locked := (*hub.LockedError)(nil); errors.As(err, &locked) {
		r.reject(model.SyncCodeLocked, locked.Field, locked.Error())
		return nil
	}
	if !errors.As(err, &faults) || len(faults) == 0 {
		return err
	}
	messages := []string{faults[0].Message}
	for _, f := range faults[1:] {
		messages = append(messages, *f.Field+": "+f.Message)
	}
	r.reject(codeOf(faults[0].Code), *faults[0].Field, strings.Join(messages, "; "))
	return nil
}
