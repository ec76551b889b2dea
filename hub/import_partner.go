package hub

import (
	"errors"
	"reflect"
	"strings"

	"partnerhub/model"
	"partnerhub/store"
)

// partnerImport takes the accounts of partner organizations with vendors in, with who serves and who covers them.
func partnerImport() importKind {
	return importOf[model.Partner]{
		kind:       model.KindPartner,
		columns:    partnerColumns(),
		key:        keyOf("vendor", "organization"),
		collection: func(s *store.Store) *store.Collection[model.Partner] { return s.Partners },
		want:       wantPartner,
		fill:       fillPartner,
		follow:     followPartner,
	}
}

func partnerColumns() []ImportColumn {
	return []ImportColumn{
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
		optional("certifications", "names of valid certifications, separated by semicolons"),
		optional("tags", "the vendor's own labels, separated by semicolons"),
		optional("engagementScore", "0 or more"),
		optional("rfm", "recency, frequency and monetary quintiles from 1 to 5, such as 3-4-5"),
		optional("privateNotes", "the vendor's own notes; the partner never sees them"),
		optional("externalIds", "ids in other systems as source:value, separated by semicolons"),
	}
}

func wantPartner(r *importRow, w *wanted) {
	w.organizations(r, "vendor", "organization", "distributors")
	covers, _ := r.get("coverage")
	for _, entry := range entries(covers) {
		w.user(parts(entry, 2)[0])
	}
}

func fillPartner(b *importBatch, r *importRow, old, doc *model.Partner) {
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
	set(r, "name", &doc.Name, importText(model.MaxName))
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
	fillProfile(r, doc)
}

func newPartner(p *model.Partner, o *model.Organization) {
	none := 0
	p.Name, p.Country, p.EngagementScore = o.Name, o.Country, &none
	p.DistributorIDs, p.Coverage, p.Certifications = []model.ID{}, []model.Coverage{}, []string{}
	p.Tags, p.ExternalIDs = []string{}, []model.ExternalID{}
}

func fillProfile(r *importRow, p *model.Partner) {
	code := importText(model.MaxCode)
	set(r, "type", &p.Type, importEnum(model.AllPartnerType))
	setOptional(r, "lifeStage", &p.LifeStage, importEnum(model.AllLifeStage))
	setOptional(r, "tier", &p.Tier, code)
	setOptional(r, "region", &p.Region, code)
	setOptional(r, "employees", &p.Employees, importNumber(0, 10_000_000))
	setOptional(r, "technicalHeadcount", &p.TechnicalHeadcount, importNumber(0, 10_000_000))
	setOptional(r, "monoBrand", &p.MonoBrand, importFlag)
	setList(r, "certifications", &p.Certifications, importText(model.MaxName))
	setList(r, "tags", &p.Tags, code)
	setOptional(r, "rfm", &p.RFM, importRFM)
	setOptional(r, "privateNotes", &p.PrivateNotes, importNote)
	setList(r, "externalIds", &p.ExternalIDs, importExternalID)
	var score int
	set(r, "engagementScore", &score, importNumber(0, 1_000_000))
	if _, has := r.get("engagementScore"); has {
		p.EngagementScore = &score
	}
}

func importRFM(s string) (model.RFM, error) {
	band := importNumber(1, 5)
	quintiles := strings.Split(s, "-")
	if len(quintiles) != 3 {
		return model.RFM{}, errors.New("is three quintiles such as 3-4-5")
	}
	recency, err1 := band(quintiles[0])
	frequency, err2 := band(quintiles[1])
	monetary, err3 := band(quintiles[2])
	if err := errors.Join(err1, err2, err3); err != nil {
		return model.RFM{}, errors.New("is three quintiles from 1 to 5, such as 3-4-5")
	}
	return model.RFM{Recency: recency, Frequency: frequency, Monetary: monetary}, nil
}

func importExternalID(s string) (model.ExternalID, error) {
	part := parts(s, 2)
	if len(part) != 2 || part[0] == "" || part[1] == "" {
		return model.ExternalID{}, errors.New("is source:value")
	}
	source, err := importText(model.MaxCode)(part[0])
	if err != nil {
		return model.ExternalID{}, err
	}
	value, err := importText(model.MaxName)(part[1])
	return model.ExternalID{Source: source, Value: value}, err
}

// followPartner ties the three corners together, and notes a change of coverage.
func followPartner(b *importBatch, old, doc *model.Partner) {
	b.ties.make(doc.VendorID, doc.OrganizationID)
	var before []model.ID
	if old != nil {
		before = old.DistributorIDs
	}
	b.ties.tieVendor(doc.VendorID, before, doc.DistributorIDs)
	for _, d := range doc.DistributorIDs {
		b.ties.make(doc.OrganizationID, d)
	}
	for _, d := range before {
		b.ties.doubt(doc.OrganizationID, d, partnerHolds(doc.OrganizationID, d))
	}
	if old == nil || !reflect.DeepEqual(old.Coverage, doc.Coverage) {
		b.covered.change(doc)
	}
}
