package upsert

import (
	"context"

	"partnerhub/authz"
	"partnerhub/hub/intake"
	"partnerhub/model"
)

// RevenueLines takes lines of revenue of the caller's vendor in. They are written under the grant for what their partners have bought.
func (u *Upsert) RevenueLines(ctx context.Context, in model.SyncRevenueLinesInput) (*model.SyncPayload, error) {
	c, err := u.begin(ctx, model.KindPartner, authz.ReportRevenue, header{in.VendorID, in.Source, in.DryRun, len(in.Rows), MaxRows})
	if err != nil {
		return nil, err
	}
	c.of.Kind = model.KindRevenueLine
	rows := make([]*row, len(in.Rows))
	partner := make(map[*row]*model.ID, len(rows))
	for i, one := range in.Rows {
		rows[i] = revenueRow(i, one)
		rows[i].writes = []field{{"revenue", "amount"}}
		partner[rows[i]] = one.PartnerID
	}
	c.refuseUnshown(rows)
	return c.run(ctx, rows, func(ctx context.Context, c *call, rows []*row) error {
		if err := c.revenue(ctx, rows, partner); err != nil {
			return err
		}
		return c.takeIn(ctx, "revenue", rows)
	})
}

// revenueRow is what the row says, by intake's columns.
func revenueRow(index int, in *model.SyncRevenueLineRow) *row {
	r := begin(index, in.ExternalID, in.SourceVersion, in.Deleted)
	r.said = values{}
	if in.Deleted {
		return r
	}
	need(r, "partnerId", "", in.PartnerID, word[model.ID])
	need(r, "occurredOn", "occurredOn", in.OccurredOn, word[model.Date])
	need(r, "productFamily", "productFamily", in.ProductFamily, same)
	need(r, "territory", "territory", in.Territory, word[model.CountryCode])
	need(r, "amount", "amount", in.Amount, func(m model.MoneyInput) string { return string(m.Amount) + " " + string(m.Currency) })
	return r
}

// need puts a field that the row cannot do without into a column.
func need[T any](r *row, name, column string, value *T, text func(T) string) {
	switch {
	case value == nil:
		r.fault(model.SyncCodeRequired, name, "must not be empty")
	case column != "":
		r.said[column] = text(*value)
	}
}

// revenue finds the lines' partners, and for deleted lines what is stored of them.
func (c *call) revenue(ctx context.Context, rows []*row, partner map[*row]*model.ID) error {
	lines, err := c.storedLines(ctx, rows)
	if err != nil {
		return err
	}
	var ids []model.ID
	for _, r := range rows {
		if id := partner[r]; id != nil && !r.deleted {
			ids = append(ids, *id)
		}
		if line := lines[c.lineID(r)]; line != nil {
			ids = append(ids, line.PartnerID)
		}
	}
	found, err := c.partnersOf(ctx, c.grant, ids)
	if err != nil {
		return err
	}
	for _, r := range rows {
		c.line(r, partner[r], lines[c.lineID(r)], found)
	}
	return nil
}

func (c *call) lineID(r *row) model.ID {
	return intake.RevenueLineID(c.vendor.Handle, c.of.Source, r.externalID)
}

// storedLines reads what is stored of the rows' lines.
func (c *call) storedLines(ctx context.Context, rows []*row) (map[model.ID]*model.RevenueLine, error) {
	ids := make([]model.ID, len(rows))
	for i, r := range rows {
		ids[i] = c.lineID(r)
	}
	return c.store.RevenueLines.ByIDs(ctx, ids)
}

// line makes a row ready for intake. A deleted line is corrected to nothing: what it added goes back.
func (c *call) line(r *row, partner *model.ID, old *model.RevenueLine, found map[model.ID]account) {
	if r.deleted {
		if old == nil {
			return // the mark alone keeps older rows out
		}
		partner = &old.PartnerID
	}
	b, ok := found[*partner]
	if old != nil && ok {
		_, ok = found[old.PartnerID]
	}
	if !ok {
		r.reject(model.SyncCodeNotFound, "partnerId", "no such partner")
		return
	}
	if c.refuseHidden(r, b.Partner); r.faulty() {
		return
	}
	r.values = map[string]string{"vendor": c.vendor.Handle, "source": c.of.Source, "sourceId": r.externalID, "partner": b.handle}
	if r.deleted {
		r.values["occurredOn"], r.values["productFamily"], r.values["territory"] = string(old.OccurredOn), old.Family, string(old.Territory)
		r.values["amount"] = "0 " + string(old.Amount.Currency)
	}
	for column, text := range r.said {
		r.values[column] = text
	}
	r.about(*partner)
}
