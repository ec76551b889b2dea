package intake

import (
	"reflect"
	"slices"

	"partnerhub/hub/reach"
	"partnerhub/model"
	"partnerhub/store"
)

// NoSuchPartner is what a sender is told of a partner that it may not see, in the words for one whose organization does not exist.
const NoSuchPartner = "no such partner organization, or another one than before"

// partnerFiles takes the accounts of partner organizations with vendors in, with who serves and who covers them.
func partnerFiles() kind {
	return kindOf[model.Partner]{
		kind:       model.KindPartner,
		columns:    partnerColumns(),
		key:        keyOf("vendor", "organization"),
		single:     "externalIds",
		unseen:     fault{"NOT_FOUND", "organization", NoSuchPartner},
		collection: func(s *store.Store) *store.Collection[model.Partner] { return s.Partners },
		want:       wantPartner,
		fill:       fillPartner,
		follow:     followPartner,
	}
}

func partnerColumns() []Column {
	return []Column{
		required("vendor", "handle of the vendor; with organization the key of the row"),
		required("organization", "handle of the partner organization"),
		required("type", "what the partner does, such as RESELLER or MSP"),
		required("lifeStage", "PROSPECT, ONBOARDING, ACTIVE, INACTIVE, SUSPENDED or TERMINATED; only an ACTIVE one registers deals"),
		optional("name", "the name that the vendor knows it by; the organization's when left out"),
		optional("country", "ISO 3166 code; the organization's when left out"),
		optional("tier", "the vendor's own tier name"),
		optional("region", "the vendor's own region name"),
		optional("distributors", "handles of the distributors that serve it for this vendor, separated by semicolons"),
		optional("coverage", "who covers it: email:ROLE:primary or secondary:from day:to day or nothing; separated by semicolons"),
		optional("employees", "number of employees"),
		optional("technicalHeadcount", "number of technical staff"),
		optional("monoBrand", "true when it sells only this vendor in its category"),
		optional("certifications", "certifications as name or name:last day, separated by semicolons"),
		optional("trainings", "completed trainings as name:day or name:day:last day, separated by semicolons"),
		optional("attributes", "the vendor's own attributes as name:value, separated by semicolons"),
		optional("tags", "the vendor's own labels, separated by semicolons"),
		optional("engagementScore", "0 or more"),
		optional("costToServe", "what serving it costs the vendor in a year, such as 1200.00 GBP"),
		optional("rfm", "recency, frequency and monetary quintiles from 1 to 5, such as 3-4-5"),
		optional("privateNotes", "the vendor's own notes; the partner never sees them"),
		optional("externalIds", "ids in other systems as source:value, separated by semicolons"),
	}
}

func wantPartner(r *row, w *wanted) {
	w.organizations(r, "vendor", "organization", "distributors")
	covers, _ := r.get("coverage")
	for _, entry := range entries(covers) {
		w.user(parts(entry, 2)[0])
	}
}

func fillPartner(b *batch, r *row, old, doc *model.Partner) {
	vendor := b.vendor(r)
	handle, _ := r.get("organization")
	o := b.organization(r, "organization", handle, model.OrganizationKindPartner)
	if vendor == nil || o == nil {
		return
	}
	doc.VendorID, doc.OrganizationID = vendor.ID, o.ID
	if old == nil {
		newPartner(doc, o)
	}
	set(r, "name", &doc.Name, readText(model.MaxName))
	set(r, "country", &doc.Country, model.ParseCountry)
	if doc.Name == "" {
		doc.Name = o.Name
	}
	if doc.Country == "" {
		doc.Country = o.Country
	}
	doc.NameFold = model.Fold(doc.Name)
	b.distributors(r, &doc.DistributorIDs)
	b.coverage(r, doc)
	fillProfile(r, vendor, doc)
	b.tierHeld(old, doc)
	fillSkills(b, r, doc)
	fillAttributes(b, r, vendor, doc)
}

func newPartner(p *model.Partner, o *model.Organization) {
	none := 0
	p.Name, p.Country, p.EngagementScore = o.Name, o.Country, &none
	p.DistributorIDs, p.Coverage, p.Certifications = []model.ID{}, []model.Coverage{}, []model.Certification{}
	p.Trainings, p.Attributes, p.SegmentIDs = []model.Training{}, []model.Attribute{}, []model.ID{}
	p.Revenue, p.Registered = []model.Turnover{}, []model.MonthCount{}
	p.TierHistory = []model.TierHolding{}
	p.Tags, p.ExternalIDs = []string{}, []model.ExternalID{}
}

// followPartner ties the three corners together, and notes a change of coverage.
func followPartner(b *batch, old, doc *model.Partner) {
	var before []model.ID
	if old == nil {
		b.ties.make(doc.VendorID, doc.OrganizationID)
	} else {
		before = old.DistributorIDs
	}
	b.ties.tieVendor(doc.VendorID, before, doc.DistributorIDs)
	b.ties.tiePartner(doc.OrganizationID, before, doc.DistributorIDs)
	b.reached = append(b.reached, reach.Move{Old: old, New: doc})
	b.standing.partner(doc)
	b.covered.change(old, doc)
	b.skills.listed(old, doc)
	if old != nil && !(reflect.DeepEqual(old.Coverage, doc.Coverage) && slices.Equal(old.DistributorIDs, doc.DistributorIDs)) {
		b.terms.partners = append(b.terms.partners, doc)
	}
}
