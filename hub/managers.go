package hub

import (
	"context"

	"partnerhub/authz"
	"partnerhub/model"
)

// ManagersOf names the people who cover each of some partners now, in the partners' order and with one query for all of them;
// nil where the viewer may not see who covers one. A distributor learns of the vendor's people and its own, never of another
// distributor's.
func (h *Hub) ManagersOf(ctx context.Context, partners []*model.Partner) ([][]*model.PartnerManager, error) {
	who := authz.PrincipalFrom(ctx)
	shown := make([][]model.Coverage, len(partners))
	var ids []model.ID
	for i, p := range partners {
		shown[i] = coversNow(who, p)
		for _, c := range shown[i] {
			ids = append(ids, c.UserID)
		}
	}
	people, err := h.store.Users.ByIDs(ctx, authz.System(model.KindUser, "name the people who cover a visible partner"), ids)
	if err != nil {
		return nil, err
	}
	out := make([][]*model.PartnerManager, len(partners))
	for i := range partners {
		out[i] = managers(shown[i], people)
	}
	return out, nil
}

// coversNow is the part of a partner's coverage that is in force and not for others to know; nil where all of it is hidden.
func coversNow(who *authz.Principal, p *model.Partner) []model.Coverage {
	if p.Coverage == nil {
		return nil
	}
	shown := []model.Coverage{}
	for _, c := range p.Coverage {
		foreign := who.Side == model.OrganizationKindDistributor && c.OrgID != who.OrganizationID && c.OrgID != p.VendorID
		if !foreign && !who.At.Before(c.From) && who.At.Before(c.To) {
			shown = append(shown, c)
		}
	}
	return shown
}

func managers(shown []model.Coverage, people map[model.ID]*model.User) []*model.PartnerManager {
	if shown == nil {
		return nil
	}
	out := []*model.PartnerManager{}
	for _, c := range shown {
		if u := people[c.UserID]; u != nil {
			out = append(out, &model.PartnerManager{Name: u.Name, Role: c.Role, Primary: c.Primary, User: &model.User{Record: model.Record{ID: u.ID}}})
		}
	}
	return out
}
