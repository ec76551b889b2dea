package hub

import (
	"context"
	"fmt"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// What the operator's commands ask. An operator has the database itself; nothing of this is reachable over the network.

// ExplainTo tells an operator why a person sees a record or a field of it, or may act on it, or why not.
func (h *Hub) ExplainTo(ctx context.Context, email string, q Question) (*model.VisibilityExplanation, error) {
	q.Email = &email
	path, action, err := q.checked()
	if err != nil {
		return nil, err
	}
	who, err := h.PrincipalByEmail(ctx, email)
	if err != nil {
		return nil, fmt.Errorf("nobody who may sign in has the address %s", email)
	}
	record, err := h.wholeNode(ctx, authz.System(q.ObjectID.Kind(), "the operator's command asks about any record"), q.ObjectID)
	if err != nil {
		return nil, err
	}
	if record == nil {
		return nil, fmt.Errorf("there is no record %s", q.ObjectID)
	}
	vendor := record.Feed()
	if who.Side == model.OrganizationKindVendor {
		vendor = who.OrganizationID
	}
	s := subject{who: who}
	return s.tell(h.policy.Explain(who, vendor, action, q.ObjectID.Kind(), record, path)), nil
}

// PolicyOf reads a vendor's own lines for an operator, by the vendor's handle.
func (h *Hub) PolicyOf(ctx context.Context, handle string) (*model.VisibilityPolicy, error) {
	vendors, err := h.store.Organizations.LoadAll(ctx, authz.System(model.KindOrganization, "the operator's command names a vendor"),
		filter.Is("handle", handle), store.Sort{Field: "nameFold"}, 1)
	if err != nil {
		return nil, err
	}
	if len(vendors) == 0 || vendors[0].Kind != model.OrganizationKindVendor {
		return nil, fmt.Errorf("there is no vendor %s", handle)
	}
	p, err := one(ctx, h.store.Policies, authz.System(model.KindPolicy, "the operator's command shows a vendor's lines"), model.PolicyID(vendors[0].ID))
	if err != nil {
		return nil, err
	}
	if p == nil {
		p = &model.VisibilityPolicy{VendorID: vendors[0].ID}
	}
	p.Lines = authz.Current(p.Lines)
	return p, nil
}
