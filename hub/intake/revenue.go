package intake

import (
	"context"
	"errors"
	"slices"
	"strings"

	"partnerhub/hub"
	"partnerhub/model"
)

// revenueFiles takes lines of revenue in: what partners bought, as other systems report it.
type revenueFiles struct{}

func (revenueFiles) allColumns() []Column {
	return []Column{
		required("vendor", "handle of the vendor; with source and sourceId the key of the row"),
		required("source", "the system that reports the line, such as erp"),
		required("sourceId", "the line's id there"),
		required("partner", "handle of the partner organization that bought; it never changes"),
		required("occurredOn", "the day of the sale"),
		required("productFamily", "what was sold"),
		required("territory", "ISO 3166 code of the country where it was sold"),
		required("amount", "the amount in the vendor's currency, such as 1250.00 GBP; negative for what came back"),
	}
}

func (revenueFiles) keyOf(r *row) string { return keyOf("vendor", "source", "sourceId")(r) }

func (revenueFiles) singleColumn() string { return "sourceId" }

func (revenueFiles) wants(r *row, w *wanted) {
	w.organizations(r, "vendor")
	w.partners = append(w.partners, derived(r, model.KindPartner, "vendor", "partner"))
}

func (k revenueFiles) id(r *row) model.ID {
	return model.DerivedID(model.KindRevenueLine, k.keyOf(r))
}

// RevenueLineID is the id of the line that a source calls by an id of its own.
func RevenueLineID(vendor, source, sourceID string) model.ID {
	return model.DerivedID(model.KindRevenueLine, vendor+"/"+source+"/"+sourceID)
}

func (k revenueFiles) load(ctx context.Context, b *batch, rows []*row) error {
	ids := make([]model.ID, len(rows))
	for i, r := range rows {
		ids[i] = k.id(r)
	}
	found, err := b.store.RevenueLines.ByIDs(ctx, ids)
	b.stored = map[model.ID]any{}
	for id, line := range found {
		b.stored[id] = line
	}
	return err
}

func (revenueFiles) turns(_ *batch, rows []*row) []int {
	out := make([]int, len(rows))
	for i := range out {
		out[i] = i
	}
	return out
}

func (revenueFiles) rowsAtOnce() int { return smallBatch }

func (k revenueFiles) put(_ context.Context, b *batch, r *row) (Outcome, error) {
	vendor, partner := b.vendor(r), b.partnerOf(r)
	line := &model.RevenueLine{ID: k.id(r)}
	k.fill(b, r, vendor, line)
	if partner != nil {
		line.VendorID, line.PartnerID = partner.VendorID, partner.ID
	}
	old, _ := b.stored[line.ID].(*model.RevenueLine)
	if old != nil {
		r.wants(old.PartnerID == line.PartnerID, "partner", "cannot change: the line is another partner's")
	}
	switch {
	case r.faulty():
		return Rejected, nil
	case old != nil && *old == *line:
		return Unchanged, nil
	}
	b.turnOver(partner, old, line)
	outcome := Updated
	if old == nil {
		outcome = Created
	}
	b.lines = append(b.lines, line)
	return outcome, nil
}

func (revenueFiles) fill(b *batch, r *row, vendor *model.Organization, line *model.RevenueLine) {
	set(r, "source", &line.Source, readKeyPart)
	set(r, "sourceId", &line.SourceID, readKeyPart)
	set(r, "occurredOn", &line.OccurredOn, b.days.day)
	r.wants(line.OccurredOn <= model.DateOf(b.days.now), "occurredOn", "is in the future")
	set(r, "productFamily", &line.Family, readText(model.MaxCode))
	set(r, "territory", &line.Territory, model.ParseCountry)
	if vendor != nil {
		set(r, "amount", &line.Amount, readMoney(vendor, -maxRevenue))
	}
}

// maxRevenue bounds one line, in minor units.
const maxRevenue = 999_999_999_999_999

// readKeyPart reads a part of a key, which therefore holds no slash.
func readKeyPart(s string) (string, error) {
	if strings.Contains(s, "/") {
		return "", errors.New("holds a slash")
	}
	return readText(model.MaxName)(s)
}

// turnOver moves what the partner bought from the old line to the new one.
func (b *batch) turnOver(p *model.Partner, old, line *model.RevenueLine) {
	now := model.MonthOf(model.DateOf(b.days.now))
	months := slices.Clone(p.Revenue)
	if old != nil {
		back := old.Turnover()
		back.Minor = -back.Minor
		months = hub.TurnOver(months, back, now)
	}
	p.Revenue = hub.TurnOver(months, line.Turnover(), now)
	b.standing.partner(p, "revenue")
}
