package upsert

import (
	"context"
	"maps"
	"slices"

	"partnerhub/authz"
	"partnerhub/model"
)

// Organizations takes partner organizations in that the caller's vendor brings.
func (u *Upsert) Organizations(ctx context.Context, in model.SyncOrganizationsInput) (*model.SyncPayload, error) {
	c, err := u.begin(ctx, model.KindOrganization, authz.Sync, header{in.VendorID, in.Source, in.DryRun, len(in.Rows), MaxRows})
	if err != nil {
		return nil, err
	}
	rows := make([]*row, len(in.Rows))
	named := make(map[*row]*model.ID, len(rows))
	for i, one := range in.Rows {
		rows[i] = organizationRow(i, one)
		named[rows[i]] = one.OrganizationID
	}
	c.refuseUnshown(rows)
	return c.run(ctx, rows, func(ctx context.Context, c *call, rows []*row) error {
		taken, err := c.namedBy(ctx, rows, func(r *row) *model.ID { return named[r] })
		if err != nil {
			return err
		}
		if err := c.kept(ctx, rows, named); err != nil {
			return err
		}
		return c.takeInTurns(ctx, "organizations", rows, taken)
	})
}

// organizationRow is what the row says, by intake's columns.
func organizationRow(index int, in *model.SyncOrganizationRow) *row {
	r := begin(index, in.ExternalID, in.SourceVersion, in.Deleted)
	r.said = values{}
	if in.Deleted {
		return r
	}
	plain(r.said, "name", in.Name, same)
	plain(r.said, "country", in.Country, word[model.CountryCode])
	plain(r.said, "domain", in.Domain, same)
	for _, column := range slices.Sorted(maps.Keys(r.said)) {
		r.writes = append(r.writes, field{column, column})
	}
	return r
}

// kept finds each row's organization: by its id in the source, or by the hub's where the row names it.
func (c *call) kept(ctx context.Context, rows []*row, named map[*row]*model.ID) error {
	var ids []model.ID
	for _, r := range rows {
		if ids = append(ids, r.known); named[r] != nil {
			ids = append(ids, *named[r])
		}
	}
	found, err := c.store.Organizations.LoadByIDs(ctx, c.grant, slices.DeleteFunc(ids, func(id model.ID) bool { return id == "" }))
	if err != nil {
		return err
	}
	known := make(map[model.ID]*model.Organization, len(found))
	for _, o := range found {
		known[o.ID] = o
	}
	for _, r := range rows {
		c.bring(r, named[r], known)
	}
	return nil
}

// bring makes a row ready for intake. Whatever is deleted stays: the mark alone keeps older rows out.
func (c *call) bring(r *row, named *model.ID, known map[model.ID]*model.Organization) {
	id := r.known
	if id == "" && named != nil {
		id = *named
	}
	o := known[id]
	if id != "" && o == nil || o != nil && named != nil && *named != o.ID {
		r.reject(model.SyncCodeNotFound, "organizationId", "no such organization, or another one than before")
		return
	}
	v := maps.Clone(map[string]string(r.said))
	v["handle"], v["kind"] = handleOf("o-", c.vendor.ID, c.of.Source, r.externalID), string(model.OrganizationKindPartner)
	shown := &model.Organization{Kind: model.OrganizationKindPartner, KeeperID: c.vendor.ID, RelatedIDs: []model.ID{c.vendor.ID}}
	if o != nil {
		v["handle"], shown = o.Handle, o
		keepUnlessSaid(v, "name", o.Name)
		keepUnlessSaid(v, "country", string(o.Country))
	}
	if c.refuseHidden(r, shown); r.faulty() || r.deleted && o == nil {
		return
	}
	if r.about(model.DerivedID(model.KindOrganization, v["handle"])); !r.deleted {
		r.values = v
	}
}
