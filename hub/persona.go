package hub

import (
	"context"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// Persona is a user that a developer can sign in as.
type Persona struct {
	Email, Name, Organization string
	Side                      model.OrganizationKind
	Roles                     []string
}

// maxPersonas bounds the list that a development page shows.
const maxPersonas = 200

// Personas lists the users who may sign in, by organization. Only a hub in development shows it.
func (h *Hub) Personas(ctx context.Context) ([]Persona, error) {
	users, err := h.store.Users.LoadAll(ctx, authz.System(model.KindUser, "list the personas of a development hub"),
		filter.Is("disabled", false), store.Sort{Field: "_id"}, maxPersonas)
	if err != nil {
		return nil, err
	}
	var ids []model.ID
	for _, u := range users {
		ids = append(ids, u.OrganizationID)
	}
	organizations, err := h.store.Organizations.ByIDs(ctx, authz.System(model.KindOrganization, "list the personas of a development hub"), ids)
	if err != nil {
		return nil, err
	}
	return personas(users, organizations), nil
}

func personas(users []*model.User, organizations map[model.ID]*model.Organization) []Persona {
	var out []Persona
	for _, u := range users {
		if o := organizations[u.OrganizationID]; o != nil && u.Email != nil && len(u.Roles) > 0 {
			out = append(out, Persona{Email: *u.Email, Name: u.Name, Organization: o.Name, Side: o.Kind, Roles: roleNames(u.Roles)})
		}
	}
	return out
}

// Empty is true while nobody has been imported.
func (h *Hub) Empty(ctx context.Context) (bool, error) {
	found, err := h.store.Users.LoadAll(ctx, authz.System(model.KindUser, "see whether the hub is empty"),
		filter.Everything(), store.Sort{Field: "_id"}, 1)
	return len(found) == 0, err
}

// Blank is true while nothing at all is stored: every record is of an organization or names one.
func (h *Hub) Blank(ctx context.Context) (bool, error) {
	found, err := h.store.Organizations.LoadAll(ctx, authz.System(model.KindOrganization, "see whether anything is stored"),
		filter.Everything(), store.Sort{Field: "_id"}, 1)
	return len(found) == 0, err
}

// Ready tells whether the hub can serve.
func (h *Hub) Ready(ctx context.Context) error {
	if fault := h.PolicyFault(); fault != nil {
		return fault
	}
	return h.store.Ping(ctx)
}

func roleNames(roles []model.Role) []string {
	out := make([]string, len(roles))
	for i, r := range roles {
		out[i] = string(r)
	}
	return out
}
