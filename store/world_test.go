package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
	"partnerhub/store"
)

// The world of the list tests: three vendors, three distributors, partner organizations that work with every vendor, of which
// one in twenty-four is covered, and enough of everything that a list which reads too much stands out.
const (
	orgCount      = 240
	programCount  = 600
	campaignCount = 600
	dealCount     = 2400
)

func isCovered(org int) bool { return org%24 == 0 }

func vendorOf(i int) model.ID       { return model.ID(fmt.Sprintf("vendor_%d", i%3)) }
func segmentOf(vendor int) model.ID { return model.ID(fmt.Sprintf("segment_%d", vendor)) }
func distributorOf(i int) model.ID  { return model.ID(fmt.Sprintf("distributor_%d", i%3)) }
func partnerOrg(i int) model.ID     { return model.ID(fmt.Sprintf("org_%03d", i%orgCount)) }
func manager(org model.ID) model.ID {
	return "manager_of_" + org
}

// people are one person of each side: the vendor's and the distributor's cover partners.
func people() map[model.OrganizationKind]authz.Principal {
	accounts := make([]authz.Account, 3)
	for i := range accounts {
		accounts[i] = authz.Account{VendorID: vendorOf(i), PartnerID: partnerID(i, 0), Type: model.PartnerTypeMsp, Country: "GB"}
	}
	return map[model.OrganizationKind]authz.Principal{
		model.OrganizationKindVendor:      person(vendorOf(0), model.OrganizationKindVendor, nil),
		model.OrganizationKindDistributor: person(distributorOf(0), model.OrganizationKindDistributor, nil),
		model.OrganizationKindPartner:     person(partnerOrg(0), model.OrganizationKindPartner, accounts),
	}
}

func person(org model.ID, side model.OrganizationKind, accounts []authz.Account) authz.Principal {
	return authz.Principal{UserID: manager(org), OrganizationID: org, Side: side, Accounts: accounts}
}

// registrant is a colleague of most deals, and the partner's own person of the others.
func registrant(i, org int) model.ID {
	if i%16 < 2 {
		return manager(partnerOrg(org))
	}
	return "u"
}

func partnerID(vendor, org int) model.ID {
	return model.ID(fmt.Sprintf("partner_%s_%s", vendorOf(vendor), partnerOrg(org)))
}

// coverageOf is who covers a partner: both managers now, and somebody else before.
func coverageOf(org int, vendor, distributor model.ID) []model.Coverage {
	if !isCovered(org) {
		return nil
	}
	open := func(user, org model.ID) model.Coverage {
		return model.Coverage{UserID: user, OrgID: org, From: noon.Add(-time.Hour), To: model.Forever}
	}
	past := open("leaver", vendor)
	past.To = noon
	return []model.Coverage{open(manager(vendor), vendor), open(manager(distributor), distributor), past}
}

func newWorld(tb testing.TB) (base, *store.Store) {
	tb.Helper()
	b := newBase(tb)
	s := b.open(tb)
	fill(tb, b, "organizations", 6+orgCount, organization)
	fill(tb, b, "partners", 3*orgCount, partner)
	fill(tb, b, "programs", programCount, program)
	fill(tb, b, "campaigns", campaignCount, campaign)
	fill(tb, b, "deals", dealCount, deal)
	fill(tb, b, "enrollments", dealCount, enrollment)
	fill(tb, b, "certifications", dealCount, certification)
	return b, s
}

func fill[T any](tb testing.TB, b base, collection string, n int, make func(i int) T) {
	tb.Helper()
	var docs []T
	for i := range n {
		docs = append(docs, make(i))
	}
	_, err := b.db().Collection(collection).InsertMany(context.Background(), docs)
	must(tb, err)
}

// record spreads the times so that each instant comes several times.
func record(id string, i int) model.Record {
	at := noon.Add(time.Duration(i/4) * time.Minute)
	changed := at.Add(time.Duration(i%7) * time.Hour)
	return model.Record{ID: model.ID(id), Version: 1, CreatedAt: at, UpdatedAt: changed, Seen: model.SeenAlike(1, changed)}
}

func organization(i int) *model.Organization {
	o := &model.Organization{Name: "n", NameFold: fmt.Sprintf("name %d", i*7%17)}
	var id model.ID
	switch {
	case i < 3:
		id, o.Kind = vendorOf(i), model.OrganizationKindVendor
	case i < 6:
		id, o.Kind = distributorOf(i), model.OrganizationKindDistributor
	default:
		id, o.Kind = partnerOrg(i-6), model.OrganizationKindPartner
		o.Coverage = append(coverageOf(i-6, vendorOf(0), distributorOf(0)), coverageOf(i-6, vendorOf(1), distributorOf(1))...)
	}
	o.Record, o.Handle = record(string(id), i), string(id)
	for j := range 3 {
		if o.Kind != model.OrganizationKindVendor {
			o.RelatedIDs = append(o.RelatedIDs, vendorOf(j))
		}
		if o.Kind != model.OrganizationKindDistributor {
			o.RelatedIDs = append(o.RelatedIDs, distributorOf(j))
		}
	}
	for j := range orgCount {
		if o.Kind != model.OrganizationKindPartner {
			o.RelatedIDs = append(o.RelatedIDs, partnerOrg(j))
		}
	}
	return o
}

func partner(i int) *model.Partner {
	vendor, org := i%3, i/3
	score := i % 5
	segments := []model.ID{}
	if org%2 == 0 {
		segments = append(segments, segmentOf(vendor))
	}
	return &model.Partner{
		Record: record(string(partnerID(vendor, org)), i), VendorID: vendorOf(vendor), OrganizationID: partnerOrg(org),
		Name: "n", NameFold: fmt.Sprintf("name %d", i*7%17), Type: model.PartnerTypeMsp, Country: "GB", EngagementScore: &score,
		DistributorIDs: []model.ID{distributorOf(vendor), distributorOf(vendor + 1)},
		Coverage:       coverageOf(org, vendorOf(vendor), distributorOf(vendor)), SegmentIDs: segments,
	}
}

func open3() *model.Audience {
	all := []string{model.AudienceAny}
	return &model.Audience{Types: all, Countries: all, Tiers: all, Segments: all, Without: []string{}}
}

// takingPart is the distributors that an offer names; every fifth names none, and is seen by those that serve its partners.
func takingPart(i int) []model.ID {
	if i%5 == 0 {
		return []model.ID{}
	}
	return []model.ID{distributorOf(i)}
}

func reached(i int) []model.ID {
	if i%5 == 0 {
		return []model.ID{distributorOf(i), distributorOf(i + 1)}
	}
	return []model.ID{}
}

func program(i int) *model.Program {
	kinds := []model.ProgramType{model.ProgramTypeTraining, model.ProgramTypeRebate}
	statuses := []model.ProgramStatus{model.ProgramStatusActive, model.ProgramStatusActive, model.ProgramStatusDraft}
	return &model.Program{
		Record: record(fmt.Sprintf("program_%03d", i), i), VendorID: vendorOf(i), Name: "n", NameFold: fmt.Sprintf("name %d", i*7%17),
		Type: kinds[i/3%2], Status: statuses[i/6%3], DistributorIDs: takingPart(i), ReachIDs: reached(i), Audience: open3(),
	}
}

func campaign(i int) *model.Campaign {
	statuses := []model.CampaignStatus{model.CampaignStatusActive, model.CampaignStatusActive, model.CampaignStatusDraft}
	return &model.Campaign{
		Record: record(fmt.Sprintf("campaign_%03d", i), i), VendorID: vendorOf(i), Name: "n", NameFold: fmt.Sprintf("name %d", i*7%17),
		Status: statuses[i/6%3], StartsOn: model.DateOf(noon.AddDate(0, 0, i%50)), DistributorIDs: takingPart(i), ReachIDs: reached(i), Audience: open3(),
	}
}

// deal makes deals, many of them the first organization's, of which every eighth is a draft, every ninth hidden from its distributor,
// every eleventh without amount, which is stored as null, and every other without margin, which is left out.
func deal(i int) *model.Deal {
	vendor, org := i%3, i/3%orgCount
	if i/5%16 == 0 {
		org = 0
	}
	statuses := []model.DealApprovalStatus{model.DealApprovalStatusSubmitted, model.DealApprovalStatusApproved, model.DealApprovalStatusRejected}
	distributor, points := distributorOf(vendor+i/(3*orgCount)), i%5
	d := &model.Deal{
		Record: record(fmt.Sprintf("deal_%04d", i), i), Number: fmt.Sprintf("N-%04d", i), VendorID: vendorOf(vendor),
		PartnerID: partnerID(vendor, org), PartnerOrgID: partnerOrg(org), DistributorID: &distributor,
		Amount: &model.Money{Minor: int64(i % 50 * 100), Currency: "GBP"}, ExpectedCloseOn: model.DateOf(noon.AddDate(0, 0, i%40)),
		ApprovalStatus: statuses[i/2%3], RegisteredBy: model.DealParty{UserID: registrant(i, org), OrganizationID: partnerOrg(org)},
		Shared: i%8 != 0, HiddenFromDistributor: i%9 == 0, Coverage: coverageOf(org, vendorOf(vendor), distributor),
		Benefit: &model.DealBenefit{Points: &points}, CustomerKey: fmt.Sprintf("domain:c%d.example", i%100),
	}
	if i%11 == 0 {
		d.Amount = nil
	}
	if i%2 == 0 {
		d.PartnerMargin = &model.Money{Minor: int64(i % 30), Currency: "GBP"}
		d.MarginShared = i%4 == 0
	}
	return d
}

// enrollment makes terms of partners in programs, one in six without anybody of the partner's having acted, and one in five in
// a program that is hidden from some.
func enrollment(i int) *model.Enrollment {
	vendor, org := i%3, i/3%orgCount
	kinds := []model.ProgramType{model.ProgramTypeTraining, model.ProgramTypeTraining, model.ProgramTypeSpiff, model.ProgramTypePricing, model.ProgramTypeRebate}
	statuses := []model.EnrollmentStatus{model.EnrollmentStatusApplied, model.EnrollmentStatusActive, model.EnrollmentStatusExpired}
	e := &model.Enrollment{
		Record: record(fmt.Sprintf("enrollment_%04d", i), i), VendorID: vendorOf(vendor), ProgramID: model.ID(fmt.Sprintf("program_%03d", i%programCount)),
		PartnerID: partnerID(vendor, org), PartnerOrgID: partnerOrg(org), Term: i, Status: statuses[i/2%3], Engaged: i%6 != 0,
		Coverage: coverageOf(org, vendorOf(vendor), distributorOf(vendor)), DistributorIDs: []model.ID{distributorOf(vendor), distributorOf(vendor + 1)},
		Offer: model.EnrollmentOffer{Type: kinds[i%5], Published: i%10 != 0, DistributorIDs: []model.ID{distributorOf(vendor)}, Audience: open3()},
	}
	return e
}

// certification makes certifications and trainings of partners, many without an end and some of which were taken back.
func certification(i int) *model.PartnerCertification {
	vendor, org := i%3, i/3%orgCount
	c := &model.PartnerCertification{
		Record: record(fmt.Sprintf("certification_%04d", i), i), VendorID: vendorOf(vendor), PartnerID: partnerID(vendor, org),
		PartnerOrgID: partnerOrg(org), Type: model.AllCertificationType[i%2], Name: fmt.Sprintf("n%d", i), ValidUntil: model.NoLastDay,
		RevokedAt: model.Forever, Coverage: coverageOf(org, vendorOf(vendor), distributorOf(vendor)),
	}
	if i%3 == 0 {
		c.ValidUntil = model.DateOf(noon.AddDate(0, 0, i%90))
	}
	if i%8 == 0 {
		c.RevokedAt = noon
	}
	return c
}
