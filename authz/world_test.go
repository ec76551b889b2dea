package authz_test

import (
	"reflect"
	"strings"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
)

// noon is the instant of every request in these tests.
var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// facts are what a situation says of a record: everything that decides who sees it, and nothing else.
type facts struct {
	Kind, Vendor, Organization, Distributor, Type, Status, By, Keeper string
	Related, Cover, Distributors, Types, Countries, Tiers             []string
	Segments, Without                                                 []string
	Reach                                                             []string
	Plan                                                              []model.DealStep
	Shared, Hidden, Unserved                                          bool
	MarginShared                                                      bool `yaml:"marginShared"`

	// Of an enrollment: its account, its sponsor, who takes part in the program, and how far it has come.
	Account, Sponsor  string
	Taking            []string
	Prepared, Engaged bool

	Deleted bool // of an endpoint
}

// employer tells the organization of a person by the first letter.
func employer(person string) model.ID {
	return map[byte]model.ID{'v': "nimbus", 'i': "ironwall", 'd': "continental", 'c': "pacific", 'p': "brightpath", 'h': "harbor"}[person[0]]
}

// asker is the person of a role's side.
func asker(roles ...model.Role) *authz.Principal {
	who := &authz.Principal{Side: roles[0].Side(), Roles: roles, At: noon}
	switch who.Side {
	case model.OrganizationKindVendor:
		who.UserID = "v.me"
	case model.OrganizationKindDistributor:
		who.UserID = "d.me"
	case model.OrganizationKindPartner:
		who.UserID = "p.me"
		who.Accounts = []authz.Account{
			{PartnerID: "a1", VendorID: "nimbus", Type: model.PartnerTypeMsp, Country: "GB", Tier: "GOLD", Segments: []string{"inner"}, Barred: []string{"inner", "unsure"}},
			{PartnerID: "a2", VendorID: "ironwall", Type: model.PartnerTypeMsp, Country: "GB"}}
	}
	who.OrganizationID = employer(string(who.UserID))
	return who
}

// record makes the situation's record: every field has a value, and the deciding ones have the situation's.
func (s *sheet) record(kind model.Kind, situation string) any {
	r := reflect.New(typeOf(kind)).Interface()
	fill(reflect.ValueOf(r).Elem())
	r.(interface{ Base() *model.Record }).Base().ID = model.ID(situation)
	s.facts[situation].apply(r)
	return r
}

func typeOf(kind model.Kind) reflect.Type {
	return map[model.Kind]reflect.Type{
		model.KindOrganization: reflect.TypeFor[model.Organization](), model.KindUser: reflect.TypeFor[model.User](),
		model.KindPartner: reflect.TypeFor[model.Partner](), model.KindProgram: reflect.TypeFor[model.Program](),
		model.KindCampaign: reflect.TypeFor[model.Campaign](), model.KindDeal: reflect.TypeFor[model.Deal](),
		model.KindAuthority:     reflect.TypeFor[model.ApprovalAuthority](),
		model.KindEnrollment:    reflect.TypeFor[model.Enrollment](),
		model.KindEngagement:    reflect.TypeFor[model.DirectEngagement](),
		model.KindRate:          reflect.TypeFor[model.ConversionRate](),
		model.KindPolicy:        reflect.TypeFor[model.VisibilityPolicy](),
		model.KindSegment:       reflect.TypeFor[model.Segment](),
		model.KindWebhook:       reflect.TypeFor[model.WebhookEndpoint](),
		model.KindCertification: reflect.TypeFor[model.PartnerCertification](),
	}[kind]
}

func (f facts) apply(r any) {
	switch r := r.(type) {
	case *model.Organization:
		r.Kind, r.RelatedIDs, r.KeeperID, r.Coverage = model.OrganizationKind(f.Kind), ids(f.Related), model.ID(f.Keeper), f.coverage()
	case *model.User:
		r.OrganizationID = model.ID(f.Organization)
		if f.Account == "" {
			r.ServiceAccount = nil
		}
	case *model.Partner:
		r.VendorID, r.OrganizationID = model.ID(f.Vendor), model.ID(f.Organization)
		r.DistributorIDs, r.Coverage = ids(f.Distributors), f.coverage()
	case *model.Program:
		r.VendorID, r.Type, r.Status = model.ID(f.Vendor), model.ProgramType(f.Type), model.ProgramStatus(f.Status)
		r.DistributorIDs, r.ReachIDs, r.Audience = ids(f.Distributors), ids(f.Reach), f.audience()
	case *model.Campaign:
		r.VendorID, r.Status = model.ID(f.Vendor), model.CampaignStatus(f.Status)
		r.DistributorIDs, r.ReachIDs, r.Audience = ids(f.Distributors), ids(f.Reach), f.audience()
	case *model.Deal:
		f.applyDeal(r)
	case *model.ApprovalAuthority:
		r.VendorID, r.DistributorID = model.ID(f.Vendor), model.ID(f.Distributor)
	case *model.Enrollment:
		f.applyEnrollment(r)
	case *model.Segment:
		r.VendorID = model.ID(f.Vendor)
	case *model.PartnerCertification:
		r.VendorID, r.PartnerOrgID, r.Coverage = model.ID(f.Vendor), model.ID(f.Organization), f.coverage()
	case *model.WebhookEndpoint:
		r.OrganizationID, r.OwnerID, r.Deleted = model.ID(f.Organization), model.ID(f.By), f.Deleted
	case *model.DirectEngagement:
		r.VendorID = model.ID(f.Vendor)
	case *model.ConversionRate:
		r.VendorID = model.ID(f.Vendor)
	case *model.VisibilityPolicy:
		r.VendorID = model.ID(f.Vendor)
	}
}

func (f facts) applyEnrollment(e *model.Enrollment) {
	e.VendorID, e.PartnerOrgID, e.PartnerID = model.ID(f.Vendor), model.ID(f.Organization), model.ID(f.Account)
	sponsor := model.ID(f.Sponsor)
	e.SponsorID, e.Status, e.Engaged = &sponsor, model.EnrollmentStatus(f.Status), f.Engaged
	e.DistributorIDs, e.Coverage = ids(f.Distributors), f.coverage()
	e.Offer = model.EnrollmentOffer{Type: model.ProgramType(f.Type), Published: !f.Prepared, DistributorIDs: ids(f.Taking), Audience: f.audience()}
}

func (f facts) applyDeal(d *model.Deal) {
	d.VendorID, d.PartnerOrgID, d.DistributorID = model.ID(f.Vendor), model.ID(f.Organization), nil
	if f.Distributor != "" {
		distributor := model.ID(f.Distributor)
		d.DistributorID = &distributor
	}
	d.RegisteredBy = model.DealParty{UserID: model.ID(f.By), OrganizationID: employer(f.By)}
	d.ApprovalStatus, d.Shared, d.Plan = model.DealApprovalStatus(f.Status), f.Shared, f.Plan
	d.HiddenFromDistributor, d.Unserved, d.MarginShared, d.Coverage = f.Hidden, f.Unserved, f.MarginShared, f.coverage()
}

func (f facts) audience() *model.Audience {
	return &model.Audience{Types: f.Types, Countries: f.Countries, Tiers: f.Tiers, Segments: f.Segments, Without: f.Without}
}

// coverage reads entries such as "v.me", "v.me until yesterday", "v.me from now" and "v.me for pixel". There is always one
// of a stranger, so that the field is never empty.
func (f facts) coverage() []model.Coverage {
	out := []model.Coverage{{UserID: "i.other", OrgID: "ironwall", From: noon.Add(-time.Hour), To: model.Forever}}
	for _, text := range f.Cover {
		words := strings.Fields(text)
		c := model.Coverage{UserID: model.ID(words[0]), OrgID: employer(words[0]), From: noon.Add(-time.Hour), To: model.Forever}
		if len(words) == 3 {
			qualify(&c, words[1], words[2])
		}
		out = append(out, c)
	}
	return out
}

func qualify(c *model.Coverage, how, what string) {
	at := map[string]time.Time{"yesterday": noon.AddDate(0, 0, -1), "now": noon, "tomorrow": noon.AddDate(0, 0, 1)}[what]
	switch how {
	case "until":
		c.From, c.To = noon.AddDate(0, -1, 0), at
	case "from":
		c.From = at
	case "for":
		c.OrgID = model.ID(what)
	}
}

func ids(names []string) []model.ID {
	out := make([]model.ID, len(names))
	for i, n := range names {
		out[i] = model.ID(n)
	}
	return out
}

// fill gives every field a value that is not zero.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(noon))
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	}
}
