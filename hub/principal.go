package hub

import (
	"context"
	"slices"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// maxAccounts bounds the partnerships of one organization; a partner works with 7 to 12 vendors.
const maxAccounts = 200

// maxVendors bounds the vendors of one distributor. One beyond it that has lines of its own shows the distributor nothing.
const maxVendors = 500

// errUnknown is the one answer for a user that does not exist and for one that may not sign in.
var errUnknown = model.Errorf(model.CodeUnauthenticated, "nobody who may sign in has this address")

// PrincipalByEmail finds who a token names, with everything that decisions need, as it is stored now.
func (h *Hub) PrincipalByEmail(ctx context.Context, email string) (*authz.Principal, error) {
	found, err := h.store.Users.LoadKept(ctx, authz.System(model.KindUser, "find who a token names"),
		filter.Is("email", email), store.Sort{Field: "_id"}, 1)
	if err != nil {
		return nil, err
	}
	if len(found) != 1 {
		return nil, errUnknown
	}
	return h.principal(ctx, found[0])
}

// PrincipalByUser finds the person that an API key belongs to.
func (h *Hub) PrincipalByUser(ctx context.Context, id model.ID) (*authz.Principal, error) {
	u, err := h.store.Users.Load(ctx, authz.System(model.KindUser, "find who an API key belongs to"), id)
	if model.CodeOf(err) == model.CodeNotFound {
		return nil, errUnknown
	}
	if err != nil {
		return nil, err
	}
	return h.principal(ctx, u)
}

func (h *Hub) principal(ctx context.Context, u *model.User) (*authz.Principal, error) {
	if u.Disabled || len(u.Roles) == 0 || u.OrganizationID == "" {
		return nil, errUnknown
	}
	p := &authz.Principal{UserID: u.ID, OrganizationID: u.OrganizationID, Side: u.OrganizationKind, Roles: rolesOf(h, u), Scope: scopeOf(u), At: h.now()}
	switch p.Side {
	case model.OrganizationKindPartner:
		if err := h.addSalesRule(ctx, p); err != nil {
			return p, err
		}
		return p, h.addAccounts(ctx, p)
	case model.OrganizationKindDistributor:
		if err := h.addVendors(ctx, p); err != nil {
			return p, err
		}
		return p, h.addAuthorities(ctx, p)
	}
	return p, nil
}

// addAccounts finds the partnerships through which the organization sees programs and campaigns, and its vendors.
func (h *Hub) addAccounts(ctx context.Context, p *authz.Principal) error {
	partners, err := h.store.Partners.LoadKept(ctx, authz.System(model.KindPartner, "find the partnerships of who asks"),
		filter.Is("organizationId", p.OrganizationID), store.Sort{Field: "_id"}, maxAccounts)
	if err != nil {
		return err
	}
	for _, partner := range partners {
		p.Vendors = append(p.Vendors, partner.VendorID)
	}
	p.Accounts, err = h.accountsOf(ctx, slices.DeleteFunc(partners, isOver)...)
	return err
}

// addSalesRule finds whether a salesperson's organization keeps its salespeople to their own deals. One that is not there keeps them so.
func (h *Hub) addSalesRule(ctx context.Context, p *authz.Principal) error {
	if !slices.Contains(p.Roles, model.RolePartnerSales) {
		return nil
	}
	found, err := h.store.Organizations.LoadKept(ctx, authz.System(model.KindOrganization, "find what salespeople may see of their organization's deals"),
		filter.Is("_id", p.OrganizationID), store.Sort{Field: "_id"}, 1)
	p.OwnDealsOnly = len(found) == 0 || found[0].SalesOwnDealsOnly
	return err
}

// isOver is true for a suspended or terminated partnership, which gives sight of nothing that the vendor offers.
func isOver(p *model.Partner) bool {
	return p.LifeStage != nil && (*p.LifeStage == model.LifeStageSuspended || *p.LifeStage == model.LifeStageTerminated)
}

// addVendors finds the vendors that a distributor works with, where it matters to what the person sees: a vendor has lines of
// its own for one of the person's roles.
func (h *Hub) addVendors(ctx context.Context, p *authz.Principal) error {
	if !h.policy.MindsVendors(p) {
		return nil
	}
	where := filter.AllOf(filter.Is("relatedIds", p.OrganizationID), filter.Is("kind", model.OrganizationKindVendor))
	vendors, err := h.store.Organizations.LoadAll(ctx, authz.System(model.KindOrganization, "find the vendors of who asks"),
		where, store.Sort{Field: "nameFold"}, maxVendors)
	for _, v := range vendors {
		p.Vendors = append(p.Vendors, v.ID)
	}
	return err
}

func accountOf(p *model.Partner) authz.Account {
	a := authz.Account{PartnerID: p.ID, VendorID: p.VendorID, Type: p.Type, Country: p.Country}
	if p.Tier != nil {
		a.Tier = *p.Tier
	}
	return a
}

func (h *Hub) addAuthorities(ctx context.Context, p *authz.Principal) error {
	held, err := h.authoritiesHeld(ctx, p)
	p.Authorities = slices.Grow(p.Authorities, len(held))
	for _, a := range held {
		if !a.ValidFrom.After(p.At) && a.ValidUntil.After(p.At) {
			p.Authorities = append(p.Authorities, *a)
		}
	}
	return err
}

// authoritiesHeld are a distributor's, those that are over and those to come among them: which ones they are does not depend on the
// instant, so that they are not looked for at every request. Where there are more than are read at once, they are those in force.
func (h *Hub) authoritiesHeld(ctx context.Context, p *authz.Principal) ([]*model.ApprovalAuthority, error) {
	g := authz.System(model.KindAuthority, "find what who asks may decide with")
	of, byID := filter.Is("distributorId", p.OrganizationID), store.Sort{Field: "_id"}
	held, err := h.store.Authorities.LoadKept(ctx, g, of, byID, maxAuthorities)
	if err != nil || len(held) < maxAuthorities {
		return held, err
	}
	return h.store.Authorities.LoadKept(ctx, g, filter.AllOf(of, inForce(p)), byID, maxAuthorities)
}

// renewAuthorities reads anew what a distributor may decide with, at the person's instant. Inside the transaction of a change it is
// what counts: the request may have waited while an authority was ended or lowered.
func (h *Hub) renewAuthorities(ctx context.Context, p *authz.Principal) error {
	if p.Side != model.OrganizationKindDistributor {
		return nil
	}
	p.Authorities = nil
	return h.addAuthorities(ctx, p)
}
