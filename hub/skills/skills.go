// Package skills keeps certifications and trainings of partners: the records, and what each partner's own record keeps of them so that
// rules and their indexes find it. The records are the truth; a partner's copy follows in the transaction that changes one, and with it
// the partner's segments and tier. Lists and single reads are the hub's; who may write is authz's to say, and no GraphQL, file or
// database driver belongs here.
package skills

import (
	"context"
	"time"

	"partnerhub/authz"
	"partnerhub/hub"
	"partnerhub/model"
	"partnerhub/store"
)

// MaxHeld is how many certifications and trainings a partner holds at most.
const MaxHeld = 500

// Skills records certifications and trainings for people. It is safe for concurrent use.
type Skills struct {
	hub    *hub.Hub
	store  *store.Store
	policy *authz.Policy
	now    func() time.Time
}

// New makes a Skills into the store of a hub.
func New(h *hub.Hub, s *store.Store, p *authz.Policy, now func() time.Time) *Skills {
	return &Skills{hub: h, store: s, policy: p, now: now}
}

// stamp says who does what to a record, and when.
func (s *Skills) stamp(who *authz.Principal, action authz.Action) store.Stamp {
	return store.Stamp{Actor: who.UserID, ActorOrganization: who.OrganizationID, Action: string(action), At: s.now()}
}

// settle brings the partner's copy up to date with its records, and then its tier and segments. It is part of the transaction that
// changed a record.
func (s *Skills) settle(ctx context.Context, partner model.ID, by store.Stamp) error {
	p, err := s.store.Partners.Load(ctx, authz.System(model.KindPartner, "a partner keeps a copy of what it holds"), partner)
	if err != nil {
		return err
	}
	by.Action = string(authz.Update)
	if err := Copy(ctx, s.store, by, p); err != nil {
		return err
	}
	return s.hub.Standings().SettleSegments(ctx, by, p)
}

func fault(field string, code model.UserErrorCode, format string, args ...any) error {
	var u model.UserErrors
	u.Add(field, code, format, args...)
	return u
}
