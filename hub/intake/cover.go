package intake

import (
	"context"
	"errors"
	"maps"
	"math"
	"reflect"
	"slices"
	"time"

	"partnerhub/filter"
	"partnerhub/hub"
	"partnerhub/hub/skills"
	"partnerhub/model"
	"partnerhub/store"
)

// covered is of whom a batch has changed who covers or serves it. Copies stand on the partners' deals, certifications and
// organizations, and they decide what a manager sees and what a distributor does; so they change in the same transaction.
type covered struct {
	partners      map[model.ID]*model.Partner
	organizations []model.ID // those of partners whose coverage changed
}

// change notes a partner that is new, or was another before. A new one has nothing yet that copies could stand on but its organization.
func (c *covered) change(old, p *model.Partner) {
	turned := old == nil || !reflect.DeepEqual(old.Coverage, p.Coverage)
	if turned {
		c.organizations = append(c.organizations, p.OrganizationID)
	}
	if old == nil || (!turned && slices.Equal(old.DistributorIDs, p.DistributorIDs)) {
		return
	}
	if c.partners == nil {
		c.partners = map[model.ID]*model.Partner{}
	}
	c.partners[p.ID] = p
}

// coveragePage is how many deals are read, and written, at a time.
const coveragePage = 500

// maxCopied is how many deals a transaction of several rows brings up to date.
const maxCopied = 2_000

// ErrWide ends a transaction in which too much would follow from its rows. Fewer of them are tried then; one alone never has it.
var ErrWide = errors.New("more follows from these rows than fits in a transaction")

// wide tells whether more partners have changed hands, or more deals of theirs would follow, than a transaction should bear. It is asked
// before anything is written, so that an attempt with too many rows costs little.
func (b *batch) wide(ctx context.Context) (bool, error) {
	if len(b.covered.partners) > smallBatch {
		return true, nil
	}
	if len(b.covered.partners) == 0 || b.maxCopied == math.MaxInt {
		return false, nil
	}
	theirs := filter.OneOf("partnerId", slices.Sorted(maps.Keys(b.covered.partners)))
	n, err := b.store.Deals.Count(ctx, everyGrant(model.KindDeal), store.Query{Where: filter.Everything(), Scope: theirs}, b.maxCopied+1)
	return n > b.maxCopied, err
}

// copyCoverage brings the deals and certifications of the changed partners up to date, page by page.
func (b *batch) copyCoverage(ctx context.Context) error {
	for _, p := range inOrderOfIDs(b.covered.partners) {
		if err := b.coverDeals(ctx, p); err != nil {
			return err
		}
	}
	return skills.Cover(ctx, b.store, b.stamp("update"), inOrderOfIDs(b.covered.partners)...)
}

// coverDeals brings the deals of a partner up to date.
func (b *batch) coverDeals(ctx context.Context, p *model.Partner) error {
	for last := model.ID(""); ; {
		deals, err := b.store.Deals.LoadAll(ctx, everyGrant(model.KindDeal),
			filter.AllOf(filter.Is("partnerId", p.ID), filter.Above("_id", last)), store.Sort{Field: "_id"}, coveragePage)
		if err != nil {
			return err
		}
		pairs := make([]store.Pair[model.Deal], len(deals))
		for i, old := range deals {
			doc := *old
			b.rules.FollowDealPartner(&doc, p)
			pairs[i], last = store.Pair[model.Deal]{Old: old, New: &doc}, old.ID
		}
		if err := b.store.Deals.ReplaceMany(ctx, everyGrant(model.KindDeal), pairs, b.stamp("update")); err != nil {
			return err
		}
		if len(deals) < coveragePage {
			return nil
		}
	}
}

// organizationCoverage is the coverage of all accounts of each changed organization, in the order of the accounts' ids.
func (b *batch) organizationCoverage(ctx context.Context) (map[model.ID][]model.Coverage, error) {
	if len(b.covered.organizations) == 0 {
		return nil, nil
	}
	accounts, err := b.store.Partners.LoadFields(ctx, everyGrant(model.KindPartner), filter.OneOf("organizationId", b.covered.organizations),
		store.Sort{Field: "_id"}, hub.MaxAccounts*len(b.covered.organizations), "organizationId", "coverage")
	out := map[model.ID][]model.Coverage{}
	for _, p := range accounts {
		out[p.OrganizationID] = append(out[p.OrganizationID], p.Coverage...)
	}
	return out, err
}

// coverage reads entries such as "cam@nimbus.example:PAM:primary:2025-01-01:", an address, a role, primary or secondary, the
// day it begins, and the day it ends or nothing. Only the vendor's people and those of a distributor that serves the partner
// can cover it.
func (b *batch) coverage(r *row, p *model.Partner) {
	setList(r, "coverage", &p.Coverage, func(entry string) (model.Coverage, error) {
		part := parts(entry, 5)
		if len(part) != 5 {
			return model.Coverage{}, errors.New("is email:ROLE:primary or secondary:from:to")
		}
		return b.oneCoverage(p, part)
	})
}

func (b *batch) oneCoverage(p *model.Partner, part []string) (model.Coverage, error) {
	user := b.person(part[0])
	if user == nil || (user.OrganizationID != p.VendorID && !slices.Contains(p.DistributorIDs, user.OrganizationID)) {
		return model.Coverage{}, errors.New("names nobody of the vendor or of a distributor that serves the partner")
	}
	role, err := readEnum(model.AllCoverageRole)(part[1])
	if err != nil {
		return model.Coverage{}, err
	}
	if part[2] != "primary" && part[2] != "secondary" {
		return model.Coverage{}, errors.New("is neither primary nor secondary")
	}
	from, to, err := b.interval(part[3], part[4])
	return model.Coverage{UserID: user.ID, OrgID: user.OrganizationID, Role: role, Primary: part[2] == "primary", From: from, To: to}, err
}

// interval reads when something holds: from the beginning of a day to just before the beginning of another, or for ever.
func (b *batch) interval(from, to string) (begin, end time.Time, err error) {
	if begin, err = b.days.instant(from); err != nil {
		return begin, end, err
	}
	if end = model.Forever; to != "" {
		end, err = b.days.instant(to)
	}
	if err == nil && !begin.Before(end) {
		err = errors.New("ends before it begins")
	}
	return begin, end, err
}

// person finds a user by e-mail address, nil when there is none.
func (b *batch) person(email string) *model.User {
	email, err := model.ParseEmail(email)
	if err != nil {
		return nil
	}
	return b.users[email]
}
