package upsert

import (
	"context"
	"maps"
	"slices"
	"strings"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/hub/intake"
	"partnerhub/model"
	"partnerhub/store"
)

// Partners takes partners of the caller's vendor in.
func (u *Upsert) Partners(ctx context.Context, in model.SyncPartnersInput) (*model.SyncPayload, error) {
	c, err := u.begin(ctx, model.KindPartner, authz.Sync, header{in.VendorID, in.Source, in.DryRun, len(in.Rows), MaxRows})
	if err != nil {
		return nil, err
	}
	c.holdings = u.policy.Grant(c.who, model.KindCertification, authz.Sync)
	rows := make([]*row, len(in.Rows))
	about := make(map[*row]*model.SyncPartnerRow, len(rows))
	for i, sent := range in.Rows {
		rows[i] = partnerRow(i, sent)
		rows[i].writes = written(rows[i])
		about[rows[i]] = sent
	}
	c.refuseUnshown(rows)
	return c.run(ctx, rows, func(ctx context.Context, c *call, rows []*row) error {
		if err := c.partners(ctx, rows, about); err != nil {
			return err
		}
		if err := c.makeOrganizations(ctx, rows); err != nil {
			return err
		}
		if err := c.takeIn(ctx, "partners", rows); err != nil {
			return err
		}
		return orphaned(rows)
	})
}

// partnerRow is what the row says, by intake's columns.
func partnerRow(index int, in *model.SyncPartnerRow) *row {
	r := begin(index, in.ExternalID, in.SourceVersion, in.Deleted)
	r.said = values{}
	if in.Deleted {
		r.said["lifeStage"] = string(model.LifeStageTerminated)
		return r
	}
	plain(r.said, "type", in.Type, word[model.PartnerType])
	plain(r.said, "lifeStage", in.LifeStage, word[model.LifeStage])
	plain(r.said, "name", in.Name, same)
	plain(r.said, "country", in.Country, word[model.CountryCode])
	plain(r.said, "tier", in.Tier, same)
	plain(r.said, "region", in.Region, same)
	plain(r.said, "employees", in.Employees, number)
	plain(r.said, "technicalHeadcount", in.TechnicalHeadcount, number)
	plain(r.said, "monoBrand", in.MonoBrand, flag)
	plain(r.said, "engagementScore", in.EngagementScore, number)
	list(r, "distributors", in.DistributorIds, func(id model.ID) (string, bool) { return string(id), true })
	list(r, "tags", in.Tags, func(s string) (string, bool) { return s, true })
	list(r, "certifications", in.Certifications, skill)
	list(r, "trainings", in.Trainings, skill)
	list(r, "attributes", in.Attributes, func(a *model.SyncAttribute) (string, bool) { return pair(a.Name, a.Value) })
	return r
}

func skill(s *model.SyncSkill) (string, bool) {
	if s.Day == nil {
		return pair(s.Name, "")
	}
	return pair(s.Name, string(*s.Day))
}

// written are the columns that a row sets, those that it names and the source's id, with the fields that they are kept in.
func written(r *row) (out []field) {
	for _, column := range append(slices.Sorted(maps.Keys(r.said)), "externalIds") {
		out = append(out, field{strings.Replace(column, "distributors", "distributorIds", 1), outward(column)})
	}
	return out
}

// accounts are what rows of partners name.
type accounts struct {
	byExternal    map[string]*model.Partner
	byID          map[model.ID]*model.Partner
	organizations map[model.ID]*model.Organization // that the caller sees
}

// partners finds each row's partner: by its id in the source, or else by its organization.
func (c *call) partners(ctx context.Context, rows []*row, sent map[*row]*model.SyncPartnerRow) error {
	known, err := c.accounts(ctx, rows, sent)
	if err != nil {
		return err
	}
	for _, r := range rows {
		c.partner(r, sent[r], known)
	}
	return nil
}

func (c *call) partner(r *row, in *model.SyncPartnerRow, known *accounts) {
	p := known.byExternal[r.externalID]
	if p == nil && r.deleted {
		return // the mark alone keeps older rows out
	}
	var o *model.Organization
	switch {
	case p != nil:
		o = known.organizations[p.OrganizationID]
	case in.OrganizationID != nil:
		o = known.organizations[*in.OrganizationID]
	case in.Organization != nil:
		o = c.newOrganization(r, in.Organization)
	default:
		r.reject(model.SyncCodeRequired, "organizationId", "a new partner needs its organization")
		return
	}
	if o == nil || o.Kind != model.OrganizationKindPartner || p != nil && in.OrganizationID != nil && *in.OrganizationID != o.ID {
		r.reject(model.SyncCodeNotFound, "organizationId", intake.NoSuchPartner)
		return
	}
	id := model.DerivedID(model.KindPartner, c.vendor.Handle+"/"+o.Handle)
	if p == nil {
		p = known.byID[id]
	}
	if p != nil && p.ID != id {
		r.reject(model.SyncCodeConflict, "externalId", "the partner is kept under another name; its vendor's operator has to mend it")
		return
	}
	c.refuseHidden(r, orNew(p, c.vendor.ID))
	if c.refuseList(r, orNew(p, c.vendor.ID)); r.faulty() {
		return
	}
	c.ready(r, p, o, known)
	r.about(id)
}

// orNew is the partner, or one that the vendor does not have yet.
func orNew(p *model.Partner, vendor model.ID) *model.Partner {
	if p == nil {
		return &model.Partner{VendorID: vendor}
	}
	return p
}

// ready writes the row for intake: with what finds the record, and what intake needs that the row leaves out.
func (c *call) ready(r *row, p *model.Partner, o *model.Organization, known *accounts) {
	v := maps.Clone(map[string]string(r.said))
	v["vendor"], v["organization"] = c.vendor.Handle, o.Handle
	ids := []model.ExternalID{}
	if p != nil {
		ids = p.ExternalIDs
		keepUnlessSaid(v, "type", string(p.Type))
		if p.LifeStage != nil {
			keepUnlessSaid(v, "lifeStage", string(*p.LifeStage))
		}
	}
	for _, e := range ids {
		if e.Source == c.of.Source && e.Value != r.externalID {
			r.reject(model.SyncCodeConflict, "externalId", "the source knows this partner by another id")
			return
		}
	}
	if !slices.Contains(ids, model.ExternalID{Source: c.of.Source, Value: r.externalID}) {
		ids = append(slices.Clone(ids), model.ExternalID{Source: c.of.Source, Value: r.externalID})
	}
	v["externalIds"] = joinedIDs(ids)
	if text, says := v["distributors"]; says && !c.distributors(v, text, known) {
		r.reject(model.SyncCodeNotFound, "distributorIds", "no such distributor")
		return
	}
	r.values = v
}

func keepUnlessSaid(v map[string]string, column, stored string) {
	if _, says := v[column]; !says {
		v[column] = stored
	}
}

func joinedIDs(ids []model.ExternalID) string {
	out := make([]string, len(ids))
	for i, e := range ids {
		out[i] = e.Source + ":" + e.Value
	}
	return strings.Join(out, ";")
}

// distributors turns ids into the handles that intake knows, false when the caller does not see one of them.
func (c *call) distributors(v map[string]string, ids string, known *accounts) bool {
	var handles []string
	for _, id := range split(ids) {
		o := known.organizations[model.ID(id)]
		if o == nil || o.Kind != model.OrganizationKindDistributor {
			return false
		}
		handles = append(handles, o.Handle)
	}
	v["distributors"] = strings.Join(handles, ";")
	return true
}

func split(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ";")
}

// accounts reads what the rows name, with one query a noun and step.
func (c *call) accounts(ctx context.Context, rows []*row, sent map[*row]*model.SyncPartnerRow) (*accounts, error) {
	out := &accounts{byExternal: map[string]*model.Partner{}, byID: map[model.ID]*model.Partner{}}
	if len(rows) == 0 {
		return out, nil
	}
	found, err := c.store.Partners.LoadAll(ctx, c.grant, c.known(rows), store.Sort{Field: "_id"}, len(rows))
	if err != nil {
		return nil, err
	}
	var ids []model.ID
	for _, p := range found {
		for _, e := range p.ExternalIDs {
			if e.Source == c.of.Source {
				out.byExternal[e.Value] = p
			}
		}
		ids = append(ids, p.OrganizationID)
	}
	for _, r := range rows {
		if in := sent[r]; in.OrganizationID != nil {
			ids = append(ids, *in.OrganizationID)
		}
		for _, id := range split(r.said["distributors"]) {
			ids = append(ids, model.ID(id))
		}
	}
	slices.Sort(ids)
	if out.organizations, err = c.organizations(ctx, slices.Compact(ids)); err != nil {
		return nil, err
	}
	return out, c.unmapped(ctx, rows, sent, out)
}

// known holds for the partners that the source calls by the rows' ids. That some id is of the source follows from the rest; the index
// needs it said.
func (c *call) known(rows []*row) filter.Cond {
	return filter.AllOf(filter.Is("vendorId", c.vendor.ID), filter.Is("externalIds.source", c.of.Source), filter.HasElem("externalIds",
		filter.AllOf(filter.Is("source", c.of.Source), filter.OneOf("value", externalIDs(rows)))))
}

// unmapped reads the partners that the vendor has under organizations named by rows whose ids are new.
func (c *call) unmapped(ctx context.Context, rows []*row, sent map[*row]*model.SyncPartnerRow, out *accounts) error {
	var ids []model.ID
	for _, r := range rows {
		if in := sent[r]; out.byExternal[r.externalID] == nil && in.OrganizationID != nil {
			if o := out.organizations[*in.OrganizationID]; o != nil {
				ids = append(ids, model.DerivedID(model.KindPartner, c.vendor.Handle+"/"+o.Handle))
			}
		}
	}
	if len(ids) == 0 {
		return nil
	}
	found, err := c.store.Partners.LoadByIDs(ctx, c.grant, ids)
	for _, p := range found {
		out.byID[p.ID] = p
	}
	return err
}
