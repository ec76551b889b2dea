package intake

import (
	"strings"

	"partnerhub/model"
	"partnerhub/store"
)

// userFiles takes people and service accounts in. A person of a partner works for one organization, at all its vendors.
func userFiles() kind {
	return kindOf[model.User]{
		kind: model.KindUser,
		columns: []Column{
			required("email", "address that a token names; the key of the row"),
			required("name", "full name"),
			required("organization", "handle of the organization; it never changes"),
			required("roles", "roles such as PARTNER_SALES, separated by semicolons; all of the organization's side"),
			optional("disabled", "true keeps the person from signing in; false when left out"),
		},
		key:        func(r *row) string { return strings.ToLower(keyOf("email")(r)) },
		single:     "email",
		collection: func(s *store.Store) *store.Collection[model.User] { return s.Users },
		want:       func(r *row, w *wanted) { w.organizations(r, "organization") },
		fill:       fillUser,
	}
}

func fillUser(b *batch, r *row, old, doc *model.User) {
	setOptional(r, "email", &doc.Email, model.ParseEmail)
	set(r, "name", &doc.Name, readText(model.MaxName))
	setList(r, "roles", &doc.Roles, readEnum(model.AllRole))
	set(r, "disabled", &doc.Disabled, readFlag)
	handle, _ := r.get("organization")
	o := b.organization(r, "organization", handle, "")
	if o == nil {
		return
	}
	if old != nil && old.OrganizationID != o.ID {
		r.fail("organization", "cannot change; disable the person and add another address")
	}
	doc.OrganizationID, doc.OrganizationKind = o.ID, o.Kind
	for _, role := range doc.Roles {
		if role.Side() != o.Kind {
			r.fail("roles", "%s is not a role of a %s", role, strings.ToLower(string(o.Kind)))
		}
	}
}
