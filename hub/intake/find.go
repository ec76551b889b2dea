package intake

import (
	"cmp"
	"context"
	"slices"

	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// wanted is what the rows of a batch refer to.
type wanted struct {
	handles, emails               []string
	partners, programs, campaigns []model.ID
	segments                      []model.ID
}

// found is what exists of it, and the records that the rows themselves are about.
type found struct {
	organizations map[string]*model.Organization // by handle
	users         map[string]*model.User         // by e-mail address
	partners      map[model.ID]*model.Partner
	programs      map[model.ID]*model.Program
	campaigns     map[model.ID]*model.Campaign
	segments      map[model.ID]*model.Segment
	stored        map[model.ID]any
}

// find reads everything that the rows name with one query a noun.
func (b *batch) find(ctx context.Context, kind kind, rows []*row) error {
	var w wanted
	for _, r := range rows {
		kind.wants(r, &w)
	}
	if err := b.findNamed(ctx, w); err != nil {
		return err
	}
	var err error
	if b.partners, err = byID(ctx, b.store.Partners, model.KindPartner, w.partners); err != nil {
		return err
	}
	if b.programs, err = byID(ctx, b.store.Programs, model.KindProgram, w.programs); err != nil {
		return err
	}
	if b.campaigns, err = byID(ctx, b.store.Campaigns, model.KindCampaign, w.campaigns); err != nil {
		return err
	}
	if b.segments, err = byID(ctx, b.store.Segments, model.KindSegment, w.segments); err != nil {
		return err
	}
	return kind.load(ctx, b, rows)
}

func (b *batch) findNamed(ctx context.Context, w wanted) error {
	organizations, err := allOf(ctx, b.store.Organizations, model.KindOrganization, "handle", w.handles)
	if err != nil {
		return err
	}
	b.organizations = map[string]*model.Organization{}
	for _, o := range organizations {
		b.organizations[o.Handle] = o
	}
	users, err := allOf(ctx, b.store.Users, model.KindUser, "email", w.emails)
	b.users = map[string]*model.User{}
	for _, u := range users {
		b.users[*u.Email] = u
	}
	return err
}

// allOf reads the records whose unique field has one of the values.
func allOf[T any, V cmp.Ordered](ctx context.Context, from *store.Collection[T], kind model.Kind, field string, values []V) ([]*T, error) {
	if len(values) == 0 {
		return nil, nil
	}
	values = slices.Compact(slices.Sorted(slices.Values(values)))
	return from.LoadAll(ctx, everyGrant(kind), filter.OneOf(field, values), store.Sort{Field: "_id"}, len(values))
}

func byID[T any](ctx context.Context, from *store.Collection[T], kind model.Kind, ids []model.ID) (map[model.ID]*T, error) {
	docs, err := allOf(ctx, from, kind, "_id", ids)
	out := map[model.ID]*T{}
	for _, d := range docs {
		out[any(d).(model.Noun).Base().ID] = d
	}
	return out, err
}

// organization finds the one that a column names, nil with a fault when there is none of the kind.
func (b *batch) organization(r *row, column, handle string, kind model.OrganizationKind) *model.Organization {
	o := b.organizations[handle]
	if o == nil || (kind != "" && o.Kind != kind) {
		if handle != "" {
			r.failAs("NOT_FOUND", column, "no such %s: %q", kindWord(kind), handle)
		}
		return nil
	}
	return o
}

func kindWord(kind model.OrganizationKind) string {
	switch kind {
	case model.OrganizationKindVendor:
		return "vendor"
	case model.OrganizationKindDistributor:
		return "distributor"
	case model.OrganizationKindPartner:
		return "partner organization"
	}
	return "organization"
}

// vendor finds the vendor that the row names.
func (b *batch) vendor(r *row) *model.Organization {
	handle, _ := r.get("vendor")
	return b.organization(r, "vendor", handle, model.OrganizationKindVendor)
}

// distributors reads a column of distributors' handles.
func (b *batch) distributors(r *row, into *[]model.ID) {
	setList(r, "distributors", into, func(handle string) (model.ID, error) {
		o := b.organizations[handle]
		if o == nil || o.Kind != model.OrganizationKindDistributor {
			return "", model.Errorf(model.CodeBadUserInput, "no such distributor")
		}
		return o.ID, nil
	})
}

// handles wants the organizations that columns of one handle, or of several, name.
func (w *wanted) organizations(r *row, columns ...string) {
	for _, c := range columns {
		v, _ := r.get(c)
		w.handles = append(w.handles, entries(v)...)
	}
}

func (w *wanted) user(email string) {
	if email, err := model.ParseEmail(email); err == nil {
		w.emails = append(w.emails, email)
	}
}
