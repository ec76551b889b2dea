// Package reach keeps on every program and campaign which distributors see it because they serve a partner that it is for. It is part
// of the transaction that changes the partner, whom it serves or whom the offer is for, so that sight of it moves with the answer.
//
// It looks at what a distributor sees of the partners that it serves and at nothing else: their type, country and tier. An offer
// that looks further, at a segment, would tell of turnover, scores and stages; one that names distributors is theirs alone; rebates and
// funds are nobody's business who does not take part. Who may see what is authz's to say, and no GraphQL or database driver belongs here.
package reach

import (
	"context"
	"slices"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// page is how many records are read at a time.
const page = 500

// offer is what programs and campaigns have alike here.
type offer struct {
	vendor   model.ID
	audience *model.Audience
	named    []model.ID // the distributors that take part
	money    bool
	reached  *[]model.ID
}

func ofProgram(p *model.Program) offer {
	money := p.Type == model.ProgramTypeRebate || p.Type == model.ProgramTypeMdf
	return offer{p.VendorID, p.Audience, p.DistributorIDs, money, &p.ReachIDs}
}

func ofCampaign(c *model.Campaign) offer {
	return offer{c.VendorID, c.Audience, c.DistributorIDs, false, &c.ReachIDs}
}

// Program works out who sees a program through its partners. It is part of the transaction that stores the program.
func Program(ctx context.Context, s *store.Store, p *model.Program) error {
	return ofProgram(p).settle(ctx, s)
}

// Campaign is the same of a campaign.
func Campaign(ctx context.Context, s *store.Store, c *model.Campaign) error {
	return ofCampaign(c).settle(ctx, s)
}

// whom is the condition that a distributor that serves a partner sees the offer. It gives nobody where the offer is closed to that.
func (o offer) whom() filter.Cond {
	a := o.audience
	if a == nil || o.money || len(o.named) > 0 && !everybodys() || len(a.Without) > 0 || !slices.Contains(a.Segments, model.AudienceAny) {
		return filter.Nothing()
	}
	return filter.AllOf(filter.Is("vendorId", o.vendor), side("type", a.Types), side("country", a.Countries), side("tier", a.Tiers))
}

func side(field string, allowed []string) filter.Cond {
	if slices.Contains(allowed, model.AudienceAny) {
		return filter.Everything()
	}
	return filter.OneOf(field, allowed)
}

// settle asks for every distributor that works with the vendor.
func (o offer) settle(ctx context.Context, s *store.Store) error {
	whom := o.whom()
	if whom.Op == filter.None && len(*o.reached) == 0 {
		return nil
	}
	*o.reached = []model.ID{}
	all, err := distributorsOf(ctx, s, o.vendor)
	if err != nil {
		return err
	}
	for _, d := range all {
		serves, err := servesOne(ctx, s, d, whom)
		if err != nil {
			return err
		}
		if serves {
			*o.reached = append(*o.reached, d)
		}
	}
	return nil
}

// servesOne tells whether a distributor serves one of some partners.
func servesOne(ctx context.Context, s *store.Store, distributor model.ID, whom filter.Cond) (bool, error) {
	n, err := s.Partners.Count(ctx, grant(model.KindPartner), store.Query{Where: filter.Everything(),
		Scope: filter.AllOf(filter.Is("distributorIds", distributor), whom)}, 1)
	return n > 0, err
}

// distributorsOf are the distributors that work with a vendor, in the order of their ids.
func distributorsOf(ctx context.Context, s *store.Store, vendor model.ID) (out []model.ID, err error) {
	theirs := filter.AllOf(filter.Is("relatedIds", vendor), filter.Is("kind", model.OrganizationKindDistributor))
	err = each(ctx, s.Organizations, model.KindOrganization, theirs, func(o *model.Organization) error {
		out = append(out, o.ID)
		return nil
	})
	return out, err
}

// each goes over all records of a kind that meet a condition, in the order of their ids.
func each[T any](ctx context.Context, from *store.Collection[T], kind model.Kind, where filter.Cond, one func(*T) error) error {
	for last := model.ID(""); ; {
		rows, err := from.LoadAll(ctx, grant(kind), filter.AllOf(where, filter.Above("_id", last)), store.Sort{Field: "_id"}, page)
		if err != nil {
			return err
		}
		for _, row := range rows {
			last = any(row).(model.Noun).Base().ID
			if err := one(row); err != nil {
				return err
			}
		}
		if len(rows) < page {
			return nil
		}
	}
}

func grant(kind model.Kind) authz.Grant {
	return authz.System(kind, "a distributor sees what the partners that it serves are offered")
}
