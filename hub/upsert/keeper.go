package upsert

import (
	"context"
	"fmt"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// keepersTask is the mark of organizations whose vendors have been found.
const keepersTask = "organization-keepers"

// adoptPage is how many organizations are looked at in one transaction.
const adoptPage = 250

// AdoptKeepers gives organizations that came with a partner's row, before it was noted who brought them, to the vendors that did, once in the
// life of a database. It is to end before anything is served. A crash leaves the rest for the next start; what has a keeper stays.
func (u *Upsert) AdoptKeepers(ctx context.Context) error {
	done, err := u.store.Mark(ctx, keepersTask)
	if err != nil || !done.IsZero() {
		return err
	}
	for last, more := model.ID(""), true; more; {
		if last, more, err = u.adoptSome(ctx, last); err != nil {
			return fmt.Errorf("finding who brought organizations: %w", err)
		}
	}
	return u.store.SetMark(ctx, keepersTask, u.now())
}

// adoptSome goes on after an organization.
func (u *Upsert) adoptSome(ctx context.Context, after model.ID) (last model.ID, more bool, err error) {
	err = u.store.Tx(ctx, []model.ID{model.HubFeed}, func(ctx context.Context) error {
		found, err := u.store.Organizations.LoadAll(ctx, authz.System(model.KindOrganization, "brought organizations find their vendors"),
			filter.AllOf(filter.Above("_id", after), filter.BeginsWith("handle", broughtPrefix)), store.Sort{Field: "_id"}, adoptPage)
		if err != nil || len(found) == 0 {
			last, more = after, false
			return err
		}
		last, more = found[len(found)-1].ID, len(found) == adoptPage
		return u.adopt(ctx, found)
	})
	return last, more, err
}

// adopt gives each of the organizations its keeper, if it has none and one vendor alone works with it that has brought it.
func (u *Upsert) adopt(ctx context.Context, all []*model.Organization) error {
	var changed []store.Pair[model.Organization]
	for _, o := range all {
		if o.KeeperID != "" {
			continue
		}
		keeper, err := u.broughtBy(ctx, o)
		if err != nil {
			return err
		}
		if keeper != "" {
			kept := *o
			kept.KeeperID = keeper
			changed = append(changed, store.Pair[model.Organization]{Old: o, New: &kept})
		}
	}
	return u.store.Organizations.ReplaceMany(ctx, authz.System(model.KindOrganization, "brought organizations find their vendors"), changed,
		store.Stamp{Action: string(authz.Update), At: u.now()})
}

// broughtBy is the vendor that has brought an organization, "" when that is not certain. The handle proves it: it is made of the vendor and
// of the id by which one of its sources knows the partner.
func (u *Upsert) broughtBy(ctx context.Context, o *model.Organization) (model.ID, error) {
	found, err := u.store.Partners.LoadAll(ctx, authz.System(model.KindPartner, "brought organizations find their vendors"),
		filter.Is("organizationId", o.ID), store.Sort{Field: "_id"}, 2)
	if err != nil || len(found) != 1 {
		return "", err // with another vendor beside it, it is the operator's to say
	}
	for _, e := range found[0].ExternalIDs {
		if handleOf(broughtPrefix, found[0].VendorID, e.Source, e.Value) == o.Handle {
			return found[0].VendorID, nil
		}
	}
	return "", nil
}
