package upsert

import (
	"context"

	"partnerhub/authz"
	"partnerhub/model"
)

// account is a partner, with the handle by which intake finds its organization.
type account struct {
	*model.Partner
	handle string
}

// partnersOf reads the partners with these ids that a grant gives and whose organizations the caller sees.
func (c *call) partnersOf(ctx context.Context, g authz.Grant, ids []model.ID) (map[model.ID]account, error) {
	out := map[model.ID]account{}
	partners, err := c.store.Partners.LoadByIDs(ctx, g, ids)
	if err != nil || len(partners) == 0 {
		return out, err
	}
	organizations := make([]model.ID, len(partners))
	for i, p := range partners {
		organizations[i] = p.OrganizationID
	}
	found, err := c.organizations(ctx, organizations)
	for _, p := range partners {
		if o := found[p.OrganizationID]; o != nil {
			out[p.ID] = account{p, o.Handle}
		}
	}
	return out, err
}
