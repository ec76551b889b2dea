// Package upsert takes rows of other systems in, under the grant of who sends them: it finds each record again by the source's own id,
// leaves out what is no newer than what it has, and hands the rest to intake, in whose rules the rows are read.
// What a row may say and what follows from it is intake's; no GraphQL, HTTP or database driver belongs here.
package upsert

import (
	"context"
	"errors"
	"regexp"
	"time"

	"partnerhub/authz"
	"partnerhub/hub"
	"partnerhub/hub/intake"
	"partnerhub/model"
	"partnerhub/store"
)

// MaxRows is how many rows one call takes.
const MaxRows = 250

// Upsert takes rows of other systems in. It is safe for concurrent use.
type Upsert struct {
	hub    *hub.Hub
	store  *store.Store
	policy *authz.Policy
	intake *intake.Intake
	now    func() time.Time
}

// New makes an Upsert into the store of a hub.
func New(h *hub.Hub, s *store.Store, p *authz.Policy, in *intake.Intake, now func() time.Time) *Upsert {
	return &Upsert{hub: h, store: s, policy: p, intake: in, now: now}
}

// call is one call of one source.
type call struct {
	*Upsert
	who    *authz.Principal
	vendor *model.Organization
	of     store.SyncSource
	grant  authz.Grant // what lets the caller write records of the kind
	dryRun bool
	piece  int // how many rows share a transaction at most

	holdings authz.Grant // what lets the caller of a call of partners write certifications, too
}

// header is what every call begins with.
type header struct {
	vendor model.ID
	source string
	dryRun bool
	rows   int
	piece  int // how many of them share a transaction at most
}

var sourceForm = regexp.MustCompile(`^[a-z0-9-]{1,40}$`)

// begin decides whether the caller may write for the vendor at all. What it may not see is told like what does not exist.
func (u *Upsert) begin(ctx context.Context, kind model.Kind, action authz.Action, in header) (*call, error) {
	c := &call{Upsert: u, who: authz.PrincipalFrom(ctx), of: store.SyncSource{Kind: kind, VendorID: in.vendor, Source: in.source}, dryRun: in.dryRun, piece: in.piece}
	if c.grant = u.policy.Grant(c.who, kind, action); c.grant.Empty() {
		return nil, model.ErrForbidden
	}
	var faults model.UserErrors
	if !sourceForm.MatchString(in.source) {
		faults.Add("source", model.UserErrorCodeInvalid, "is 1 to 40 small letters, digits and dashes")
	}
	if in.rows < 1 || in.rows > MaxRows {
		faults.Add("rows", model.UserErrorCodeTooMany, "a call has 1 to %d rows", MaxRows)
	}
	vendor, err := u.organization(ctx, in.vendor)
	if err != nil {
		return nil, err
	}
	if c.vendor = vendor; vendor == nil || vendor.Kind != model.OrganizationKindVendor || in.vendor != c.who.OrganizationID {
		faults.Add("vendorId", model.UserErrorCodeNotFound, "no such vendor")
	}
	return c, faults.OrNil()
}

// organization finds one that the caller sees, nil when there is none.
func (u *Upsert) organization(ctx context.Context, id model.ID) (*model.Organization, error) {
	found, err := u.organizations(ctx, []model.ID{id})
	return found[id], err
}

// organizations finds those that the caller sees.
func (u *Upsert) organizations(ctx context.Context, ids []model.ID) (map[model.ID]*model.Organization, error) {
	who := authz.PrincipalFrom(ctx)
	return u.store.Organizations.ByIDs(ctx, u.policy.Grant(who, model.KindOrganization, authz.Read), ids)
}

// breaksRow tells of a write that met another record or another writer: some row has to give way.
func breaksRow(err error) bool {
	return model.CodeOf(err) == model.CodeConflict || errors.Is(err, store.ErrTaken)
}
