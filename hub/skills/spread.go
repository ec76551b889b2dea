package skills

import (
	"cmp"
	"context"

	"partnerhub/authz"
	"partnerhub/model"
	"partnerhub/store"
)

// moves are records to be stored together.
type moves struct {
	created       []*model.PartnerCertification
	changed, gone []store.Pair[model.PartnerCertification]
}

// Spread makes the records of partners what their own records name, where the whole list has come from a file or from another system:
// what is named is held, and what is not is taken back. It is part of the transaction that changed the partners.
func Spread(ctx context.Context, s *store.Store, by store.Stamp, partners ...*model.Partner) error {
	records, err := recordsOf(ctx, s, partners)
	if err != nil {
		return err
	}
	var m moves
	for _, p := range partners {
		m.spread(p, records[p.ID], by)
	}
	if err := s.Certifications.InsertMany(ctx, system(), m.created, as(by, authz.Create)); err != nil {
		return err
	}
	if err := s.Certifications.ReplaceMany(ctx, system(), m.changed, as(by, authz.Update)); err != nil {
		return err
	}
	return s.Certifications.ReplaceMany(ctx, system(), m.gone, as(by, authz.Revoke))
}

func as(by store.Stamp, action authz.Action) store.Stamp {
	by.Action = string(action)
	return by
}

func (m *moves) spread(p *model.Partner, records []*model.PartnerCertification, by store.Stamp) {
	left := map[model.ID]*model.PartnerCertification{}
	for _, c := range records {
		left[c.ID] = c
	}
	for _, c := range named(p) {
		if old := left[c.ID]; old != nil {
			m.changed = append(m.changed, store.Pair[model.PartnerCertification]{Old: old, New: mergedInto(old, c)})
		} else {
			m.created = append(m.created, c)
		}
		delete(left, c.ID)
	}
	for _, old := range records {
		if left[old.ID] == nil || !old.Held() {
			continue
		}
		doc := *old
		doc.RevokedAt = by.At
		m.gone = append(m.gone, store.Pair[model.PartnerCertification]{Old: old, New: &doc})
	}
}

// named are records of what a partner names. They say nothing of what a partner's own record does not keep, and what was stored before
// trainings had last days has none.
func named(p *model.Partner) []*model.PartnerCertification {
	var out []*model.PartnerCertification
	for _, c := range p.Certifications {
		one := Of(p, model.CertificationTypeCertification, c.Name)
		one.ValidUntil = cmp.Or(c.ValidUntil, model.NoLastDay)
		out = append(out, one)
	}
	for _, t := range p.Trainings {
		one := Of(p, model.CertificationTypeTraining, t.Name)
		one.ValidUntil, one.EarnedOn = cmp.Or(t.ValidUntil, model.NoLastDay), &t.CompletedOn
		out = append(out, one)
	}
	return out
}

// mergedInto is a record with what is named of it now.
func mergedInto(old, named *model.PartnerCertification) *model.PartnerCertification {
	doc := *old
	doc.ValidUntil, doc.Coverage, doc.RevokedAt, doc.RevocationNote = named.ValidUntil, named.Coverage, model.Forever, nil
	if named.EarnedOn != nil {
		doc.EarnedOn = named.EarnedOn
	}
	return &doc
}

// Of is a new record of a partner, held and without an end.
func Of(p *model.Partner, typ model.CertificationType, name string) *model.PartnerCertification {
	return &model.PartnerCertification{Record: model.Record{ID: model.CertificationID(p.ID, typ, name)},
		VendorID: p.VendorID, PartnerID: p.ID, PartnerOrgID: p.OrganizationID, Type: typ, Name: name, NameFold: model.Fold(name),
		ValidUntil: model.NoLastDay, RevokedAt: model.Forever, Coverage: p.Coverage}
}

// Cover brings the records of partners up to date with who covers them. It is part of the transaction that changes the partners.
func Cover(ctx context.Context, s *store.Store, by store.Stamp, partners ...*model.Partner) error {
	records, err := recordsOf(ctx, s, partners)
	if err != nil {
		return err
	}
	var changed []store.Pair[model.PartnerCertification]
	for _, p := range partners {
		for _, old := range records[p.ID] {
			doc := *old
			doc.Coverage = p.Coverage
			changed = append(changed, store.Pair[model.PartnerCertification]{Old: old, New: &doc})
		}
	}
	return s.Certifications.ReplaceMany(ctx, system(), changed, by)
}

func system() authz.Grant {
	return authz.System(model.KindCertification, "what partners hold follows their records")
}
