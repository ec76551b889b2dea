package intake

import (
	"partnerhub/eligibility"
	"partnerhub/hub"
	"partnerhub/model"
	"partnerhub/store"
)

// segmentFiles takes segments in.
func segmentFiles() kind {
	return kindOf[model.Segment]{
		kind: model.KindSegment,
		columns: []Column{
			required("vendor", "handle of the vendor; with slug the key of the row"),
			required("slug", "the segment's short name in files: small letters, digits and dashes"),
			required("name", "the segment's name"),
			optional("description", "what it is for"),
			required("rule", "who is in it, as JSON in the form of RuleInput of the API"),
		},
		key:        keyOf("vendor", "slug"),
		collection: func(s *store.Store) *store.Collection[model.Segment] { return s.Segments },
		want:       func(r *row, w *wanted) { w.organizations(r, "vendor") },
		fill:       fillSegment,
		follow: func(b *batch, old, doc *model.Segment) {
			if old == nil || old.RuleVersion != doc.RuleVersion {
				b.standing.segment(doc)
			}
		},
	}
}

func fillSegment(b *batch, r *row, old, doc *model.Segment) {
	vendor := b.vendor(r)
	if vendor == nil {
		return
	}
	if old == nil {
		doc.VendorID, doc.Status = vendor.ID, model.SegmentStatusActive
	}
	r.wants(doc.Status == model.SegmentStatusActive, "slug", "the segment is put away")
	set(r, "name", &doc.Name, readText(model.MaxName))
	doc.NameFold = model.Fold(doc.Name)
	slugColumn(r)
	setOptional(r, "description", &doc.Description, readNote)
	rule, err := ruleColumn(r)
	if err != nil {
		r.fail("rule", "%s", err)
	}
	if r.faulty() || rule == nil {
		return
	}
	faults, err := hub.SetRule(doc, rule, eligibility.Scheme{Tiers: vendor.Tiers, Attributes: vendor.Attributes})
	if err != nil {
		r.fail("rule", "%s", err)
	}
	for _, f := range faults {
		r.fail("rule", "%s: %s", *f.Field, f.Message)
	}
}

// ruleColumn reads the column, nil where the file lacks it.
func ruleColumn(r *row) (*model.Rule, error) {
	text, has := r.get("rule")
	if !has || text == "" {
		return nil, nil
	}
	return model.RuleText(text).Rule()
}
