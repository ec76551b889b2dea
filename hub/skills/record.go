package skills

import (
	"context"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// Record notes a certification or a training that a partner has earned, or earned anew after it was taken back.
func (s *Skills) Record(ctx context.Context, in model.RecordCertificationInput) (*model.PartnerCertification, error) {
	who := authz.PrincipalFrom(ctx)
	g := s.policy.Grant(who, model.KindCertification, authz.Create)
	if g.Empty() {
		return nil, model.ErrForbidden
	}
	seen, err := s.hub.PartnersByID(ctx, []model.ID{in.PartnerID})
	if err != nil {
		return nil, err
	}
	e := &entry{today: model.DateOf(s.now())}
	name := e.name(in.Name)
	if seen[in.PartnerID] == nil {
		e.faults.Add("partnerId", model.UserErrorCodeNotFound, "no such partner")
	}
	said := facts{earnedOn: in.EarnedOn, validUntil: in.ValidUntil, reference: in.Reference}
	if e.read(in.Type, &said); len(e.faults) > 0 {
		return nil, e.faults
	}
	id := model.CertificationID(in.PartnerID, in.Type, name)
	err = s.hub.Change(ctx, []model.ID{seen[in.PartnerID].VendorID}, id, func(ctx context.Context) error {
		p, err := s.store.Partners.Load(ctx, authz.System(model.KindPartner, "a certification carries its partner's coverage"), in.PartnerID)
		if err != nil {
			return err
		}
		doc := Of(p, in.Type, name)
		said.into(doc)
		return s.add(ctx, g, doc, s.stamp(who, authz.Update))
	})
	if err != nil {
		return nil, err
	}
	return s.hub.Certification(ctx, id)
}

// add stores a new record, or one that was taken back and is held again.
func (s *Skills) add(ctx context.Context, g authz.Grant, doc *model.PartnerCertification, by store.Stamp) error {
	if !g.Allows(doc) {
		return fault("partnerId", model.UserErrorCodeNotFound, "no such partner")
	}
	found, err := s.store.Certifications.LoadByIDs(ctx, g, []model.ID{doc.ID})
	if err != nil {
		return err
	}
	var old *model.PartnerCertification
	if len(found) > 0 {
		if old = found[0]; old.Held() {
			return model.Errorf(model.CodeConflict, "the partner holds it already; change that record")
		}
		doc.Record = old.Record
	}
	if err := s.room(ctx, doc.PartnerID); err != nil {
		return err
	}
	if err := s.put(ctx, g, old, doc, by); err != nil {
		return err
	}
	return s.settle(ctx, doc.PartnerID, by)
}

func (s *Skills) put(ctx context.Context, g authz.Grant, old, doc *model.PartnerCertification, by store.Stamp) error {
	if old == nil {
		return s.store.Certifications.Insert(ctx, g, doc, as(by, authz.Create))
	}
	return s.store.Certifications.Replace(ctx, g, old, doc, by)
}

func (s *Skills) room(ctx context.Context, partner model.ID) error {
	n, err := s.store.Certifications.Count(ctx, system(), store.Query{Where: filter.Is("revokedAt", model.Forever),
		Scope: filter.Is("partnerId", partner)}, MaxHeld)
	if err == nil && n >= MaxHeld {
		return fault("partnerId", model.UserErrorCodeLimitReached, "the partner holds %d certifications and trainings, as many as it may", MaxHeld)
	}
	return err
}
