package outtake

import (
	"context"
	"slices"

	"partnerhub/authz"
	"partnerhub/model"
	"partnerhub/store"
)

// mentions are the records that the rows of a batch name, by kind.
type mentions struct{ organizations, programs, campaigns []model.ID }

// add notes a reference that a record may lack.
func add(to *[]model.ID, id *model.ID) {
	if id != nil {
		*to = append(*to, *id)
	}
}

// names are what records are called in files: organizations by their handles, everything else by the hub's own ids. A record that
// the reader does not see has none, so that no row tells of it.
type names map[model.ID]string

// of is the name of a record that may be absent.
func (n names) of(id *model.ID) string {
	if id == nil {
		return ""
	}
	return n[*id]
}

// names asks once for every kind that is mentioned, with the reader's own sight of it.
func (o *Outtake) names(ctx context.Context, who *authz.Principal, of mentions) (names, error) {
	out := names{}
	for _, read := range []func() error{
		func() error {
			return see(ctx, o.store.Organizations, o.policy.Grant(who, model.KindOrganization, authz.Read), of.organizations,
				func(id model.ID, row *model.Organization) { out[id] = row.Handle })
		},
		func() error {
			return see(ctx, o.store.Programs, o.policy.Grant(who, model.KindProgram, authz.Read), of.programs,
				func(id model.ID, _ *model.Program) { out[id] = string(id) })
		},
		func() error {
			return see(ctx, o.store.Campaigns, o.policy.Grant(who, model.KindCampaign, authz.Read), of.campaigns,
				func(id model.ID, _ *model.Campaign) { out[id] = string(id) })
		},
	} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// see tells those of the records that a grant gives.
func see[T any](ctx context.Context, from *store.Collection[T], g authz.Grant, ids []model.ID, tell func(id model.ID, row *T)) error {
	if len(ids) == 0 {
		return nil
	}
	slices.Sort(ids)
	found, err := from.ByIDs(ctx, g, slices.Compact(ids))
	for id, row := range found {
		tell(id, row)
	}
	return err
}
