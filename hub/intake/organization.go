package intake

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"partnerhub/model"
	"partnerhub/store"
)

// organizationFiles takes vendors, distributors and partner organizations in. Who works with whom is not in the file: it
// follows from partners, authorities, programs and campaigns.
func organizationFiles() kind {
	return kindOf[model.Organization]{
		kind: model.KindOrganization,
		columns: []Column{
			required("handle", "short unique name: small letters, digits and dashes; the key of the row"),
			required("kind", "VENDOR, DISTRIBUTOR or PARTNER; it never changes"),
			required("name", "trading name"),
			required("country", "ISO 3166 code of where it is based, such as GB"),
			optional("domain", "its web domain"),
			optional("currency", "vendors: base currency as an ISO 4217 code; it never changes"),
			optional("dealPrefix", "vendors: 2 to 8 capitals and digits that begin the numbers of its deals"),
			settingsColumn("vendors: its"),
			optional("holidays", "vendors: days on which its reviewers do not work, separated by semicolons; weekends are known"),
			optional("reminderDays", "vendors: how many days before the end of a protection its parties are reminded, 1 to 365, separated by semicolons; 30, 14, 7 and 1 when the column is left out"),
			optional("regions", "vendors: its names for parts of the world as name=countries, separated by semicolons, countries by commas"),
			optional("refusalReasons", "vendors: all reasons that its reviewers can give, as key:CODE:ACTIONS:text, separated by semicolons; actions are REJECT, REVOKE and VETO, separated by commas; the text may be empty; TIER.key for the partners of a tier"),
			optional("lossReasons", "vendors: all reasons that can be given for a loss, as key:CODE:text, separated by semicolons; the text may be empty; TIER.key for the partners of a tier"),
			optional("tiers", "vendors: names of its tiers from the lowest to the highest, separated by semicolons"),
			optional("tierLadder", "vendors: its tiers with what they ask for and give, as JSON: a list of tiers, the lowest first, with the fields of TierInput; it takes the place of tiers"),
			optional("salesOwnDealsOnly", "partners: true keeps its salespeople to the deals that they registered themselves"),
			optional("attributes", "vendors: what it keeps on partners under names of its own, as name:TEXT, NUMBER, FLAG or DAY, separated by semicolons"),
		},
		key:        keyOf("handle"),
		single:     "handle",
		collection: func(s *store.Store) *store.Collection[model.Organization] { return s.Organizations },
		fill:       fillOrganization,
		unseen:     fault{"NOT_FOUND", "organization", "no such organization"},
		follow: func(b *batch, old, doc *model.Organization) {
			if old == nil && b.keeper != "" {
				b.ties.make(b.keeper, doc.ID)
			}
			if old != nil && !(slices.Equal(old.Tiers, doc.Tiers) && slices.Equal(old.Attributes, doc.Attributes) && old.TiersVersion == doc.TiersVersion) {
				b.standing.scheme(doc.ID)
			}
		},
	}
}

func fillOrganization(b *batch, r *row, old, doc *model.Organization) {
	set(r, "handle", &doc.Handle, readHandle)
	set(r, "kind", &doc.Kind, readEnum(model.AllOrganizationKind))
	set(r, "name", &doc.Name, readText(model.MaxName))
	set(r, "country", &doc.Country, model.ParseCountry)
	setOptional(r, "domain", &doc.Domain, model.ParseDomain)
	setOptional(r, "currency", &doc.Currency, model.ParseCurrency)
	set(r, "dealPrefix", &doc.DealPrefix, dealPrefix)
	dealSettingsOf(r, &doc.DealSettings)
	setList(r, "holidays", &doc.Holidays, b.days.day)
	setList(r, "reminderDays", &doc.ReminderDays, readNumber(1, 365))
	setList(r, "regions", &doc.Regions, readRegion)
	vendorReasons(r, doc)
	doc.NameFold = model.Fold(doc.Name)
	if old == nil {
		doc.Tiers, doc.Attributes = []string{}, []model.AttributeDefinition{}
		doc.RelatedIDs, doc.Coverage = []model.ID{}, []model.Coverage{}
		b.keep(doc)
	}
	if old != nil {
		doc.VendorDealRules.Count(old.VendorDealRules)
	}
	vendorColumns(r, doc)
	salesColumn(r, old, doc)
	lasting(r, old, doc)
	schemeColumns(r, doc)
	countLadder(old, doc)
}

// keep notes who brings a new organization.
func (b *batch) keep(o *model.Organization) {
	if b.keeper != "" {
		o.KeeperID, o.RelatedIDs = b.keeper, []model.ID{b.keeper}
	}
}

var dealPrefixForm = regexp.MustCompile(`^[A-Z][A-Z0-9]{1,7}$`)

func dealPrefix(s string) (string, error) {
	if !dealPrefixForm.MatchString(s) {
		return "", errors.New("is 2 to 8 capitals and digits, beginning with a capital")
	}
	return s, nil
}

// vendorColumns: a vendor cannot do without its currency and prefix, and nobody else has them.
func vendorColumns(r *row, o *model.Organization) {
	isVendor := o.Kind == model.OrganizationKindVendor
	if isVendor != (o.Currency != nil) {
		r.fail("currency", "is for vendors, and every vendor has one")
	}
	if isVendor != (o.DealPrefix != "") {
		r.fail("dealPrefix", "is for vendors, and every vendor has one")
	}
	r.wants(isVendor || len(o.DealSettings) == 0, "dealSettings", "is for vendors")
	r.wants(isVendor || len(o.Holidays) == 0, "holidays", "is for vendors")
	r.wants(isVendor || len(o.ReminderDays) == 0, "reminderDays", "is for vendors")
	r.wants(isVendor || len(o.Regions) == 0, "regions", "is for vendors")
}

// salesColumn: what salespeople see is for a partner organization to say.
func salesColumn(r *row, old, doc *model.Organization) {
	set(r, "salesOwnDealsOnly", &doc.SalesOwnDealsOnly, readFlag)
	r.wants(doc.Kind == model.OrganizationKindPartner || !doc.SalesOwnDealsOnly, "salesOwnDealsOnly", "is for partner organizations")
	if old != nil && old.SalesOwnDealsOnly != doc.SalesOwnDealsOnly {
		doc.SalesVersion++
	}
}

// readRegion reads name=GB,IE.
func readRegion(entry string) (out model.Region, err error) {
	name, countries, ok := strings.Cut(entry, "=")
	if !ok {
		return out, errors.New("is name=countries")
	}
	if out.Name, err = readText(model.MaxCode)(strings.TrimSpace(name)); err != nil {
		return out, err
	}
	for _, text := range strings.Split(countries, ",") {
		country, err := model.ParseCountry(strings.TrimSpace(text))
		if err != nil {
			return out, err
		}
		out.Countries = append(out.Countries, country)
	}
	if out.Name == "" {
		return out, errors.New("is name=countries")
	}
	return out, nil
}

// lasting refuses changes that would give other records another meaning.
func lasting(r *row, old, doc *model.Organization) {
	if old == nil {
		return
	}
	if doc.Kind != old.Kind {
		r.fail("kind", "cannot change; it is %s", old.Kind)
	}
	if old.Currency != nil && doc.Currency != nil && *doc.Currency != *old.Currency {
		r.fail("currency", "cannot change; it is %s", *old.Currency)
	}
}
