package hub

import (
	"context"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// Program reads one program, nil when it does not exist or is not for the viewer.
func (h *Hub) Program(ctx context.Context, id model.ID) (*model.Program, error) {
	return one(ctx, h.store.Programs, h.grant(ctx, model.KindProgram, authz.Read), id)
}

// ProgramsByID reads the visible ones among these.
func (h *Hub) ProgramsByID(ctx context.Context, ids []model.ID) (map[model.ID]*model.Program, error) {
	return h.store.Programs.ByIDs(ctx, h.grant(ctx, model.KindProgram, authz.Read), ids)
}

// Programs lists the programs that the viewer may see.
func (h *Hub) Programs(ctx context.Context, args model.PageArgs, f *model.ProgramFilter, o *model.ProgramOrder) (*model.Page[model.Program], error) {
	return h.programs(ctx, filter.Everything(), args, f, o)
}

// ProgramsOf lists the programs that are for a partner, among those that the viewer may see.
func (h *Hub) ProgramsOf(ctx context.Context, p *model.Partner, args model.PageArgs, f *model.ProgramFilter, o *model.ProgramOrder) (*model.Page[model.Program], error) {
	scope, err := h.audienceOf(ctx, p)
	if err != nil {
		return nil, err
	}
	return h.programs(ctx, scope, args, f, o)
}

func (h *Hub) programs(ctx context.Context, scope filter.Cond, args model.PageArgs, f *model.ProgramFilter, o *model.ProgramOrder) (*model.Page[model.Program], error) {
	l, err := h.programListing(ctx, scope, args, f, o)
	if err != nil {
		return nil, err
	}
	return page(ctx, h, l)
}

func (h *Hub) programListing(ctx context.Context, scope filter.Cond, args model.PageArgs, f *model.ProgramFilter, o *model.ProgramOrder) (listing[model.Program], error) {
	where, err := programWhere(f)
	by, desc := programOrder(o)
	return listing[model.Program]{from: h.store.Programs, grant: h.grant(ctx, model.KindProgram, authz.Read),
		where: where, scope: scope, order: by, descending: desc, args: args, asked: f}, err
}

// audienceOf is the condition that a program or campaign is for the partner. The partner is read whole under the viewer's own
// rows, because a tier that is hidden from the viewer still decides what is for the partner.
func (h *Hub) audienceOf(ctx context.Context, p *model.Partner) (filter.Cond, error) {
	whole, err := h.store.Partners.Load(ctx, h.grant(ctx, model.KindPartner, authz.Read), p.ID)
	if err != nil {
		return filter.Nothing(), err
	}
	accounts, err := h.accountsOf(ctx, whole)
	if err != nil {
		return filter.Nothing(), err
	}
	return filter.AllOf(filter.Is("vendorId", whole.VendorID), authz.InAudience(accounts[0])), nil
}

func programOrder(o *model.ProgramOrder) (order[model.Program], bool) {
	by := order[model.Program]{"nameFold", func(p *model.Program) any { return p.NameFold }}
	if o == nil {
		return by, false
	}
	if o.Field == model.ProgramOrderFieldUpdatedAt {
		by = order[model.Program]{"updatedAt", func(p *model.Program) any { return p.UpdatedAt }}
	}
	return by, o.Direction == model.OrderDirectionDesc
}

func programWhere(f *model.ProgramFilter) (filter.Cond, error) {
	c := &conditions{}
	if f == nil {
		return c.all()
	}
	c.id("vendorId", f.VendorID)
	c.name("name", f.Name)
	anyOf(c, "type", f.Type)
	anyOf(c, "status", f.Status)
	logic(c, programWhere, f.And, f.Or, f.Not)
	return c.all()
}
