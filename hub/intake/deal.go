package intake

import (
	"context"
	"reflect"
	"strings"

	"partnerhub/hub"
	"partnerhub/model"
	"partnerhub/store"
)

// dealFiles takes deals in, in any state: the history of another system, or what it knows today.
func dealFiles() kind {
	return dealRows{kindOf[model.Deal]{
		kind:       model.KindDeal,
		columns:    append(dealColumns(), dealStateColumns()...),
		key:        dealKey,
		single:     "number",
		collection: func(s *store.Store) *store.Collection[model.Deal] { return s.Deals },
		want:       wantDeal,
		fill:       fillDeal,
		settle:     settleDeal,
		follow:     followDeal,
	}}
}

func dealColumns() []Column {
	return []Column{
		required("vendor", "handle of the vendor; with externalId, or else number, the key of the row"),
		optional("externalId", "the deal's id in the system that the file comes from"),
		optional("number", "its number for people; the hub gives one when there is none"),
		required("partner", "handle of the partner organization; it never changes"),
		optional("distributor", "handle of the distributor that fulfils it"),
		optional("program", "slug of the deal registration program"),
		optional("campaign", "slug of the campaign that it came from"),
		required("customerName", "legal name of the end customer"),
		optional("customerDomain", "its web domain"),
		optional("customerRegistryNumber", "its VAT or register number"),
		required("customerCountry", "ISO 3166 code"),
		optional("customerPostalCode", "postal code"),
		optional("contactName", "person at the customer"),
		optional("contactEmail", "that person's e-mail address"),
		optional("contactPhone", "that person's telephone number"),
		required("lines", "products as family:sku:name:quantity:unit price, separated by semicolons; sku, name and price may be empty"),
		required("amount", "expected amount in the vendor's currency, such as 25000.00 GBP"),
		optional("partnerMargin", "the partner's own margin, such as 3000.00 GBP"),
		optional("marginShared", "true when the partner lets the vendor see its margin"),
		optional("distributorCost", "what the distributor pays, such as 18000.00 GBP"),
		optional("internalComments", "the vendor's own comments"),
		optional("hiddenFromDistributor", "true keeps it from the distributor; only where the program allows it"),
	}
}

// dealRows puts deals in the order of their first submission, so that the server's sequence agrees with it.
type dealRows struct{ kindOf[model.Deal] }

// dealKey is the vendor with the id in the other system, or with the number; a handle holds no # either.
func dealKey(r *row) string {
	if r.filled("externalId") {
		return keyOf("vendor", "externalId")(r)
	}
	return strings.Replace(keyOf("vendor", "number")(r), "/", "#", 1)
}

func wantDeal(r *row, w *wanted) {
	w.organizations(r, "vendor", "partner", "distributor")
	w.partners = append(w.partners, derived(r, model.KindPartner, "vendor", "partner"))
	w.programs = append(w.programs, derived(r, model.KindProgram, "vendor", "program"))
	w.campaigns = append(w.campaigns, derived(r, model.KindCampaign, "vendor", "campaign"))
	registrant, _ := r.get("registeredBy")
	w.user(registrant)
	votes, _ := r.get("approvals")
	for _, entry := range entries(votes) {
		w.user(parts(entry, 2)[0])
	}
}

func derived(r *row, kind model.Kind, columns ...string) model.ID {
	return model.DerivedID(kind, keyOf(columns...)(r))
}

func fillDeal(b *batch, r *row, old, doc *model.Deal) {
	r.wants(r.filled("externalId") || r.filled("number"), "externalId", "must not be empty where there is no number")
	vendor, partner := b.vendor(r), b.partnerOf(r)
	if vendor == nil || partner == nil {
		return
	}
	if old == nil {
		newDeal(doc, partner, vendor)
	} else if old.PartnerID != partner.ID {
		r.fail("partner", "cannot change: a deal stays with its partner")
		return
	}
	b.dealReferences(r, old, doc)
	dealFigureColumns(r, vendor, doc)
	dealCustomer(r, doc)
	b.dealState(r, old, doc)
}

// followDeal counts what is handed in for the first time.
func followDeal(b *batch, old, doc *model.Deal) {
	if doc.SubmittedAt == nil || (old != nil && old.SubmittedAt != nil) {
		return
	}
	p, now := b.partners[doc.PartnerID], model.MonthOf(model.DateOf(b.days.now))
	p.Registered = hub.CountIn(p.Registered, model.MonthOf(model.DateOf(*doc.SubmittedAt)), now)
	b.standing.partner(p, "registered")
}

// partnerOf finds the partner's account with the vendor.
func (b *batch) partnerOf(r *row) *model.Partner {
	p := b.partners[derived(r, model.KindPartner, "vendor", "partner")]
	if p == nil && r.filled("partner") {
		r.fail("partner", "the vendor has no such partner")
	}
	return p
}

func newDeal(d *model.Deal, p *model.Partner, vendor *model.Organization) {
	d.VendorID, d.PartnerID, d.PartnerOrgID = p.VendorID, p.ID, p.OrganizationID
	d.TakeFrom(p, vendor)
	d.ApprovalStatus, d.SalesStage = model.DealApprovalStatusDraft, model.DealSalesStageProspect
	d.Lines, d.ReturnedFields = []model.DealLine{}, []string{}
	d.Approvals, d.Plan = []model.DealApproval{}, []model.DealStep{}
}

// settleDeal checks and adds what depends on other deals, and takes or frees the claims.
func settleDeal(ctx context.Context, b *batch, r *row, old, doc *model.Deal) error {
	if err := b.dealNumber(ctx, r, old, doc); err != nil || r.faulty() {
		return err
	}
	if err := b.countInBase(ctx, r, old, doc); err != nil {
		return err
	}
	if err := b.claim(ctx, r, old, doc); err != nil || r.faulty() {
		return err
	}
	if err := b.queue(ctx, old, doc); err != nil {
		return err
	}
	return b.rules.SettleBenefit(ctx, doc, "import", b.days.now)
}

// countInBase counts a new amount, and that of a deal that has newly been handed in, in the vendor's currency.
func (b *batch) countInBase(ctx context.Context, r *row, old, doc *model.Deal) error {
	made := b.days.now
	if old != nil {
		made = old.CreatedAt
		if reflect.DeepEqual(old.Amount, doc.Amount) && reflect.DeepEqual(old.SubmittedAt, doc.SubmittedAt) {
			return nil
		}
	}
	return b.rules.CountInBase(ctx, doc, b.vendor(r), made)
}
