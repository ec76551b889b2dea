package hub

import (
	"context"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
	"partnerhub/store"
)

// maxBenefitEntries bounds how much of a ledger is shown; a deal has a few entries.
const maxBenefitEntries = 200

// BenefitsOf reads the ledgers of visible deals, in the deals' order; nil where the benefit is hidden.
func (h *Hub) BenefitsOf(ctx context.Context, deals []*model.Deal) ([][]*model.BenefitEntry, error) {
	g := h.grant(ctx, model.KindDeal, authz.Read)
	ids := make([]model.ID, len(deals))
	for i, d := range deals {
		ids[i] = d.ID
	}
	whole, err := h.store.Deals.LoadByIDs(ctx, g, ids) // what was read is masked, and the mask may have taken what decides
	if err != nil {
		return nil, err
	}
	found, err := h.store.Benefits.Of(ctx, g, whole, maxBenefitEntries)
	out := make([][]*model.BenefitEntry, len(deals))
	for i, d := range deals {
		out[i] = found[d.ID]
	}
	return out, err
}

// settleBenefit brings a deal's ledger to what its state says: granted while it is protected or won, earned while it is won. What is
// taken back and what is added are entries of their own. It is part of the transaction that writes the deal.
func (h *Hub) settleBenefit(ctx context.Context, d *model.Deal, by store.Stamp) error {
	stands := model.DealAccrual{}
	if d.Accrual != nil {
		stands = *d.Accrual
	}
	granted, earned := accrualAt(d, by.At)
	l := &ledger{deal: d, by: by, entries: stands.Entries}
	for _, a := range []struct {
		account model.BenefitAccount
		from    *model.Accrual
		to      model.Accrual
	}{{model.BenefitAccountEarned, &stands.Earned, earned}, {model.BenefitAccountGranted, &stands.Granted, granted}} {
		if err := l.move(a.account, a.from, a.to); err != nil {
			return err
		}
	}
	if len(l.added) == 0 {
		return nil
	}
	stands.Entries = l.entries
	d.Accrual = &stands
	return h.store.Benefits.Append(ctx, l.added)
}

// accrualAt is what stands for a deal at an instant.
func accrualAt(d *model.Deal, now time.Time) (granted, earned model.Accrual) {
	all := d.Benefit.Accrues(d.Amount)
	won := d.ApprovalStatus == closed && d.Outcome != nil && *d.Outcome == model.DealOutcomeWon
	if won {
		earned = all
	}
	if won || d.StatusAt(now) == approved {
		granted = all
	}
	return granted, earned
}

// ledger is the entries that one step adds.
type ledger struct {
	deal    *model.Deal
	by      store.Stamp
	entries int
	added   []*model.BenefitEntry
}

// move takes back what stands, and adds what is to stand.
func (l *ledger) move(account model.BenefitAccount, from *model.Accrual, to model.Accrual) error {
	if from.Equal(to) || from.IsZero() && to.IsZero() {
		return nil
	}
	if !from.IsZero() {
		if err := l.add(account, model.BenefitKindReversal, from.Reversed()); err != nil {
			return err
		}
	}
	*from = to
	if to.IsZero() {
		return nil
	}
	return l.add(account, model.BenefitKindAccrual, to)
}

func (l *ledger) add(account model.BenefitAccount, kind model.BenefitKind, a model.Accrual) error {
	id, err := model.NewID("benefit")
	l.entries++
	e := &model.BenefitEntry{ID: id, DealID: l.deal.ID, VendorID: l.deal.VendorID, Seq: l.entries, Account: account, Kind: kind,
		Points: a.Points, Discount: a.Discount, Action: l.by.Action, At: l.by.At}
	if l.by.Actor != "" {
		e.Actor = &model.DealParty{UserID: l.by.Actor, OrganizationID: l.by.ActorOrganization}
	}
	l.added = append(l.added, e)
	return err
}
