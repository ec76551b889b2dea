package skills

import (
	"cmp"
	"context"
	"slices"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// Copy brings what partners keep of their certifications and trainings up to date with the records. What has never had a record gets one, so
// that nothing is lost. It is part of the transaction that changed the records and that read the partners.
func Copy(ctx context.Context, s *store.Store, by store.Stamp, partners ...*model.Partner) error {
	records, err := recordsOf(ctx, s, partners)
	if err != nil {
		return err
	}
	if err := recall(ctx, s, by, records, partners); err != nil {
		return err
	}
	changed := make([]store.Pair[model.Partner], len(partners))
	for i, p := range partners {
		old := *p
		p.Certifications, p.Trainings = copyOf(&old, held(records[p.ID]))
		changed[i] = store.Pair[model.Partner]{Old: &old, New: p}
	}
	return s.Partners.ReplaceMany(ctx, authz.System(model.KindPartner, "a partner keeps a copy of what it holds"), changed, by)
}

func held(records []*model.PartnerCertification) map[model.ID]*model.PartnerCertification {
	out := map[model.ID]*model.PartnerCertification{}
	for _, c := range records {
		if c.Held() {
			out[c.ID] = c
		}
	}
	return out
}

// copyOf is what a partner keeps: what it has kept before stays in its place, and what is new follows by name.
func copyOf(p *model.Partner, held map[model.ID]*model.PartnerCertification) ([]model.Certification, []model.Training) {
	certifications, trainings := []model.Certification{}, []model.Training{}
	keep := func(c *model.PartnerCertification) {
		switch {
		case c == nil:
		case c.Type == model.CertificationTypeTraining:
			trainings = append(trainings, model.Training{Name: c.Name, CompletedOn: *c.EarnedOn, ValidUntil: c.ValidUntil})
		default:
			certifications = append(certifications, model.Certification{Name: c.Name, ValidUntil: c.ValidUntil})
		}
		if c != nil {
			delete(held, c.ID)
		}
	}
	for _, id := range namedBy(p) {
		keep(held[id])
	}
	rest := make([]*model.PartnerCertification, 0, len(held))
	for _, c := range held {
		rest = append(rest, c)
	}
	slices.SortFunc(rest, func(a, b *model.PartnerCertification) int {
		return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Name, b.Name))
	})
	for _, c := range rest {
		keep(c)
	}
	return certifications, trainings
}

// namedBy are the ids of what a partner's own record names, in its order.
func namedBy(p *model.Partner) []model.ID {
	var out []model.ID
	for _, c := range p.Certifications {
		out = append(out, model.CertificationID(p.ID, model.CertificationTypeCertification, c.Name))
	}
	for _, t := range p.Trainings {
		out = append(out, model.CertificationID(p.ID, model.CertificationTypeTraining, t.Name))
	}
	return out
}

// recordsPage is how many records are read at a time.
const recordsPage = 500

// recordsOf reads all records of some partners, those that were taken back too.
func recordsOf(ctx context.Context, s *store.Store, partners []*model.Partner) (map[model.ID][]*model.PartnerCertification, error) {
	out := map[model.ID][]*model.PartnerCertification{}
	for some := range slices.Chunk(partners, recordsPage) {
		ids := make([]model.ID, len(some))
		for i, p := range some {
			ids[i] = p.ID
		}
		if err := read(ctx, s, ids, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// read adds the records of partners, some at a time.
func read(ctx context.Context, s *store.Store, partners []model.ID, into map[model.ID][]*model.PartnerCertification) error {
	for last := model.ID(""); ; {
		rows, err := s.Certifications.LoadAll(ctx, system(), filter.AllOf(filter.OneOf("partnerId", partners), filter.Above("_id", last)),
			store.Sort{Field: "_id"}, recordsPage)
		if err != nil {
			return err
		}
		for _, c := range rows {
			last, into[c.PartnerID] = c.ID, append(into[c.PartnerID], c)
		}
		if len(rows) < recordsPage {
			return nil
		}
	}
}
