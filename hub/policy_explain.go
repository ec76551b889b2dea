package hub

import (
	"context"
	"errors"
	"slices"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// Question is one question of why somebody sees something. Of UserID, Email and Role, one is given.
type Question struct {
	ObjectID       model.ID
	Field          *string
	Action         *string
	UserID         *model.ID
	Email          *string
	Role           *model.Role
	OrganizationID *model.ID
}

// subject is a person whose sight is explained.
type subject struct {
	who *authz.Principal
	// mayNot says why the person sees nothing whatever the policy says, "" when it does not matter.
	mayNot string
}

// ExplainVisibility tells vendor staff why somebody sees a record of their vendor, or does not; nil when the record or the person
// is hidden from the asker, as when it does not exist.
func (h *Hub) ExplainVisibility(ctx context.Context, q Question) (*model.VisibilityExplanation, error) {
	asker := authz.PrincipalFrom(ctx)
	if h.grant(ctx, model.KindPolicy, authz.Explain).Empty() {
		return nil, model.ErrForbidden
	}
	path, action, err := q.checked()
	if err != nil {
		return nil, err
	}
	record, err := h.wholeNode(ctx, h.grant(ctx, q.ObjectID.Kind(), authz.Read), q.ObjectID)
	if record == nil || err != nil {
		return nil, err
	}
	s, err := h.subjectOf(ctx, q)
	if s == nil || err != nil {
		return nil, err
	}
	e := h.policy.Explain(s.who, asker.OrganizationID, action, q.ObjectID.Kind(), record, path)
	return s.tell(e), nil
}

// checked finds the stored field and the action. What it refuses depends on nothing that is stored.
func (q Question) checked() (path string, action authz.Action, err error) {
	action = authz.Read
	if q.Action != nil {
		action = authz.Action(*q.Action)
	}
	named := 0
	for _, given := range []bool{q.UserID != nil, q.Email != nil, q.Role != nil} {
		if given {
			named++
		}
	}
	switch {
	case named != 1:
		err = model.Errorf(model.CodeBadUserInput, "name one of userId, email and role")
	case q.OrganizationID != nil && q.Role == nil:
		err = model.Errorf(model.CodeBadUserInput, "organizationId goes with role")
	case !authz.IsAction(action):
		err = model.Errorf(model.CodeBadUserInput, "there is no such action")
	}
	if err != nil || q.Field == nil || !authz.IsKind(q.ObjectID.Kind()) {
		return "", action, err // an id of no kind is not found, like any other that leads nowhere
	}
	path, known := authz.PathOf(q.ObjectID.Kind(), *q.Field)
	if !known {
		err = model.Errorf(model.CodeBadUserInput, "a %s has no such field of its own; name a part of it such as customer.name, or leave the field out", q.ObjectID.Kind())
	}
	return path, action, err
}

// subjectOf finds whose sight is asked about, under the asker's own: a colleague, or somebody with a role in an organization
// that the asker sees; nil when there is nobody to be seen.
func (h *Hub) subjectOf(ctx context.Context, q Question) (*subject, error) {
	if q.Role != nil {
		return h.somebody(ctx, *q.Role, q.OrganizationID)
	}
	where := filter.Is("_id", valueOf(q.UserID))
	if q.Email != nil {
		where = filter.Is("email", *q.Email)
	}
	found, err := h.store.Users.LoadAll(ctx, h.grant(ctx, model.KindUser, authz.Read), where, store.Sort{Field: "_id"}, 1)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return h.subjectFor(ctx, found[0])
}

func valueOf(id *model.ID) model.ID {
	if id == nil {
		return ""
	}
	return *id
}

func (h *Hub) subjectFor(ctx context.Context, u *model.User) (*subject, error) {
	who, err := h.principal(ctx, u)
	if errors.Is(err, errUnknown) {
		who = &authz.Principal{UserID: u.ID, OrganizationID: u.OrganizationID, Side: u.OrganizationKind, At: h.now()}
		return &subject{who, "the person may not sign in"}, nil
	}
	if err != nil {
		return nil, err
	}
	return &subject{who: who}, nil
}

// somebody is a person who does not exist, with one role in an organization that the asker sees. It covers nobody and has
// registered nothing. Of the organization's partnerships it knows those with the asker's vendor alone.
func (h *Hub) somebody(ctx context.Context, role model.Role, organization *model.ID) (*subject, error) {
	asker := authz.PrincipalFrom(ctx)
	id := asker.OrganizationID
	if organization != nil {
		id = *organization
	}
	o, err := h.Organization(ctx, id)
	if o == nil || err != nil {
		return nil, err
	}
	if o.Kind != role.Side() {
		return nil, model.Errorf(model.CodeBadUserInput, "nobody of this organization can have this role; name another one by organizationId")
	}
	who := &authz.Principal{UserID: "somebody", OrganizationID: id, Side: o.Kind, Roles: []model.Role{role},
		Vendors: []model.ID{asker.OrganizationID}, At: asker.At}
	if who.Side != model.OrganizationKindPartner {
		return &subject{who: who}, nil
	}
	if err := h.addSalesRule(ctx, who); err != nil {
		return nil, err
	}
	where := filter.AllOf(filter.Is("vendorId", asker.OrganizationID), filter.Is("organizationId", id))
	partners, err := h.store.Partners.LoadAll(ctx, h.grant(ctx, model.KindPartner, authz.Read), where, store.Sort{Field: "_id"}, 1)
	if err != nil {
		return nil, err
	}
	who.Accounts, err = h.accountsOf(ctx, slices.DeleteFunc(partners, isOver)...)
	return &subject{who: who}, err
}

// tell puts an explanation into words.
func (s *subject) tell(e authz.Explanation) *model.VisibilityExplanation {
	out := &model.VisibilityExplanation{Allowed: e.Allowed, Reason: "a line of the policy allows it", Lines: []*model.VisibilityReason{}}
	switch {
	case s.mayNot != "":
		out.Reason = s.mayNot
	case e.Unseen:
		out.Reason = "nobody acts on a record that is hidden from it"
	case !e.Allowed && len(e.Lines) == 0:
		out.Reason = "no role of the person has a line about it"
	case !e.Allowed:
		out.Reason = "no line of the person's roles allows it"
	}
	for _, l := range e.Lines {
		out.Lines = append(out.Lines, &model.VisibilityReason{Line: lineOf(l.Line), HasRecord: l.HasRecord, ShowsField: l.ShowsField, Why: l.Why})
	}
	return out
}
