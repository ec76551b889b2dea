package hub

import (
	"context"
	"slices"
	"strings"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// Engagement reads one direct engagement, nil when it does not exist or is hidden.
func (h *Hub) Engagement(ctx context.Context, id model.ID) (*model.DirectEngagement, error) {
	return one(ctx, h.store.Engagements, h.grant(ctx, model.KindEngagement, authz.Read), id)
}

// EngagementsByID reads the visible ones among these.
func (h *Hub) EngagementsByID(ctx context.Context, ids []model.ID) (map[model.ID]*model.DirectEngagement, error) {
	return h.store.Engagements.ByIDs(ctx, h.grant(ctx, model.KindEngagement, authz.Read), ids)
}

// Engagements lists the direct engagements that the viewer may see, by the customer's name.
func (h *Hub) Engagements(ctx context.Context, args model.PageArgs, f *model.DirectEngagementFilter) (*model.Page[model.DirectEngagement], error) {
	l, err := h.engagementListing(ctx, args, f)
	if err != nil {
		return nil, err
	}
	return page(ctx, h, l)
}

func (h *Hub) engagementListing(ctx context.Context, args model.PageArgs, f *model.DirectEngagementFilter) (listing[model.DirectEngagement], error) {
	where, err := engagementWhere(f)
	byName := order[model.DirectEngagement]{"customer.nameFold", func(e *model.DirectEngagement) any { return e.Customer.NameFold }}
	return listing[model.DirectEngagement]{from: h.store.Engagements, grant: h.grant(ctx, model.KindEngagement, authz.Read),
		where: where, scope: filter.Everything(), order: byName, args: args, asked: f}, err
}

func engagementWhere(f *model.DirectEngagementFilter) (filter.Cond, error) {
	c := &conditions{}
	if f == nil {
		return c.all()
	}
	c.name("customer.name", f.CustomerName)
	c.text("customer.domain", f.CustomerDomain)
	c.text("productFamilies", f.ProductFamily)
	c.instant("validUntil", f.ValidTo)
	logic(c, engagementWhere, f.And, f.Or, f.Not)
	return c.all()
}

// AddDirectEngagement keeps a customer that the vendor deals with directly.
func (h *Hub) AddDirectEngagement(ctx context.Context, in model.AddDirectEngagementInput) (*model.DirectEngagement, error) {
	who := authz.PrincipalFrom(ctx)
	g := h.grant(ctx, model.KindEngagement, authz.Create)
	if g.Empty() {
		return nil, model.ErrForbidden
	}
	e, err := h.engagementOf(in)
	if err != nil {
		return nil, err
	}
	if !g.Allows(e) {
		return nil, fault("vendorId", model.UserErrorCodeNotFound, "no such vendor")
	}
	if e.ID, err = model.NewID(model.KindEngagement); err != nil {
		return nil, err
	}
	err = h.change(ctx, e.VendorID, e.ID, func(ctx context.Context) error {
		doc := *e
		return h.store.Engagements.Insert(ctx, g, &doc, h.stamp(who, "create"))
	})
	if err != nil {
		return nil, err
	}
	return h.Engagement(ctx, e.ID)
}

// engagementOf reads the input as a registration of a deal reads its customer.
func (h *Hub) engagementOf(in model.AddDirectEngagementInput) (*model.DirectEngagement, error) {
	r := &registration{deal: &model.Deal{}, in: model.RegisterDealInput{Customer: &model.DealCustomerInput{Name: in.Customer.Name,
		Domain: in.Customer.Domain, RegistryNumber: in.Customer.RegistryNumber, Country: in.Customer.Country, PostalCode: in.Customer.PostalCode}}}
	r.customer()
	e := &model.DirectEngagement{VendorID: in.VendorID, CustomerKey: r.deal.CustomerKey, ProductFamilies: []string{},
		Customer: directCustomer(r.deal.Customer), ValidFrom: h.now(), ValidUntil: model.Forever}
	if len(in.ProductFamilies) > maxLines {
		r.faults.Add("productFamilies", model.UserErrorCodeTooMany, "at most %d product families", maxLines)
	}
	for _, family := range in.ProductFamilies {
		if f := r.name("productFamilies", family); !slices.Contains(e.ProductFamilies, f) {
			e.ProductFamilies = append(e.ProductFamilies, f)
		}
	}
	if in.ValidFrom != nil {
		e.ValidFrom = *in.ValidFrom
	}
	if in.ValidTo != nil {
		e.ValidUntil = *in.ValidTo
	}
	if !e.ValidFrom.Before(e.ValidUntil) {
		r.faults.Add("validTo", model.UserErrorCodeOutOfRange, "it ends before it begins")
	}
	words, err := note("note", in.Note)
	if err != nil {
		return nil, err
	}
	e.Note = words
	return e, r.faults.OrNil()
}

func directCustomer(c *model.DealCustomer) model.DirectCustomer {
	return model.DirectCustomer{Name: strings.TrimSpace(*c.Name), NameFold: c.NameFold, Domain: c.Domain, RegistryNumber: c.RegistryNumber,
		Country: *c.Country, PostalCode: c.PostalCode}
}

// EndDirectEngagement ends one, now or at another instant.
func (h *Hub) EndDirectEngagement(ctx context.Context, in model.EndDirectEngagementInput) (*model.DirectEngagement, error) {
	who := authz.PrincipalFrom(ctx)
	g := h.grant(ctx, model.KindEngagement, authz.Update)
	if g.Empty() {
		return nil, model.ErrForbidden
	}
	found, err := h.store.Engagements.Load(ctx, g, in.ID)
	if err != nil {
		return nil, err
	}
	err = h.change(ctx, found.VendorID, in.ID, func(ctx context.Context) error {
		old, err := h.store.Engagements.Load(ctx, g, in.ID)
		if err != nil {
			return err
		}
		if old.Version != in.ExpectedVersion {
			return model.ErrConflict
		}
		doc := *old
		doc.ValidUntil = h.now()
		if in.ValidTo != nil {
			doc.ValidUntil = *in.ValidTo
		}
		if !doc.ValidFrom.Before(doc.ValidUntil) {
			return fault("validTo", model.UserErrorCodeOutOfRange, "it ends before it begins")
		}
		return h.store.Engagements.Replace(ctx, g, old, &doc, h.stamp(who, "end"))
	})
	if err != nil {
		return nil, err
	}
	return h.Engagement(ctx, in.ID)
}
