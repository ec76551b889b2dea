package hub

import (
	"partnerhub/authz"
	"partnerhub/model"
	"partnerhub/store"
)

// stamp names who changes a record, and when.
func (h *Hub) stamp(who *authz.Principal, action string) store.Stamp {
	return store.Stamp{Actor: who.UserID, ActorOrganization: who.OrganizationID, Action: action, At: h.now()}
}

// fault is one thing for the user to mend.
func fault(field string, code model.UserErrorCode, message string) error {
	var u model.UserErrors
	u.Add(field, code, "%s", message)
	return u
}
