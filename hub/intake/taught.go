package intake

import (
	"context"
	"maps"
	"slices"

	"partnerhub/hub/skills"
	"partnerhub/model"
)

// taught are the partners of a batch whose certifications and trainings have changed: as records, or as a whole list of the partner.
type taught struct {
	records map[model.ID]*model.Partner
	lists   map[model.ID]*model.Partner
	more    map[model.ID]int // by how many records the rows before have changed what a partner holds
}

// count notes whether the partner of a record holds one more for it, or one less.
func (t *taught) count(old, doc *model.PartnerCertification) {
	if t.more == nil {
		t.more = map[model.ID]int{}
	}
	switch was, is := isHeld(old), isHeld(doc); {
	case is && !was:
		t.more[doc.PartnerID]++
	case was && !is:
		t.more[doc.PartnerID]--
	}
}

// heldBy is how many certifications and trainings a partner holds, as its copy tells, with the rows before.
func (t *taught) heldBy(p *model.Partner) int {
	return len(p.Certifications) + len(p.Trainings) + t.more[p.ID]
}

func isHeld(c *model.PartnerCertification) bool { return c != nil && c.Held() }

func (t *taught) copied(p *model.Partner) {
	if t.records == nil {
		t.records = map[model.ID]*model.Partner{}
	}
	t.records[p.ID] = p
}

// listed notes a partner whose lists say something else than before.
func (t *taught) listed(old, p *model.Partner) {
	if old == nil {
		old = &model.Partner{Certifications: []model.Certification{}, Trainings: []model.Training{}}
	}
	if slices.Equal(old.Certifications, p.Certifications) && slices.Equal(old.Trainings, p.Trainings) {
		return
	}
	if t.lists == nil {
		t.lists = map[model.ID]*model.Partner{}
	}
	t.lists[p.ID] = p
}

// inOrderOfIDs lists partners so that every attempt writes them in the same order.
func inOrderOfIDs(partners map[model.ID]*model.Partner) []*model.Partner {
	out := make([]*model.Partner, 0, len(partners))
	for _, id := range slices.Sorted(maps.Keys(partners)) {
		out = append(out, partners[id])
	}
	return out
}

// learn makes records and lists say the same again. A batch has rows of one kind, so that one of the two leads.
func (b *batch) learn(ctx context.Context) error {
	if err := skills.Spread(ctx, b.store, b.stamp("update"), inOrderOfIDs(b.skills.lists)...); err != nil {
		return err
	}
	changed := inOrderOfIDs(b.skills.records)
	for _, p := range changed {
		b.standing.partner(p)
	}
	return skills.Copy(ctx, b.store, b.stamp("update"), changed...)
}
