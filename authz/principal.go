package authz

import (
	"context"
	"time"

	"partnerhub/model"
)

// Principal is who asks, with everything a decision needs. It is made anew for every request from stored records,
// so that a revoked role, a disabled user or a new coverage counts from the next request on.
type Principal struct {
	UserID         model.ID
	OrganizationID model.ID
	Side           model.OrganizationKind
	Roles          []model.Role
	// Accounts are the partnerships of a partner organization that give it sight of what its vendors offer.
	Accounts []Account
	// Vendors are those that a distributor's or a partner's organization works with: whose own lines count for the person. A
	// vendor that is not among them shows nothing where it has lines of its own.
	Vendors []model.ID
	// Authorities are what a distributor's person may decide with, in force at At.
	Authorities []model.ApprovalAuthority
	// OwnDealsOnly is true for the people of a partner organization that keeps its salespeople to the deals that they registered.
	OwnDealsOnly bool
	// Scope is what a service account may ask for, nil for a person.
	Scope *Scope
	// At is the instant of the request: validity of coverage and protection is judged at it.
	At time.Time
}

// Account is what a partnership tells about the audiences that its partner is in.
type Account struct {
	PartnerID model.ID
	VendorID  model.ID
	Type      model.PartnerType
	Country   model.CountryCode
	Tier      string // "" when the partner has none
	// Segments are those that the partner is in at the instant of the request. Barred are those that keep it from what leaves
	// them out: the same, and any that cannot be decided.
	Segments, Barred []string
}

type principalKey struct{}

// WithPrincipal puts the person into the request's context.
func WithPrincipal(ctx context.Context, p *Principal) context.Context {
	return context.WithValue(ctx, principalKey{}, p)
}

// PrincipalFrom answers who asks. Without one it is the zero Principal, to whom every grant is empty.
func PrincipalFrom(ctx context.Context) *Principal {
	if p, ok := ctx.Value(principalKey{}).(*Principal); ok && p != nil {
		return p
	}
	return &Principal{}
}
