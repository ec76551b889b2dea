package intake

import (
	"context"

	"golang.org/x/text/language"

	"partnerhub/hub/reach"
	"partnerhub/model"
	"partnerhub/store"
)

// campaignFiles takes marketing campaigns in.
func campaignFiles() kind {
	return kindOf[model.Campaign]{
		kind:       model.KindCampaign,
		columns:    append(campaignColumns(), audienceColumns()...),
		key:        keyOf("vendor", "slug"),
		collection: func(s *store.Store) *store.Collection[model.Campaign] { return s.Campaigns },
		want: func(r *row, w *wanted) {
			w.organizations(r, "vendor", "distributors")
			wantAudience(r, w)
		},
		fill: fillCampaign,
		settle: func(ctx context.Context, b *batch, _ *row, _, doc *model.Campaign) error {
			return reach.Campaign(ctx, b.store, doc)
		},
		follow: func(b *batch, old, doc *model.Campaign) {
			var before []model.ID
			if old != nil {
				before = old.DistributorIDs
			}
			b.ties.tieVendor(doc.VendorID, before, doc.DistributorIDs)
		},
	}
}

func campaignColumns() []Column {
	return []Column{
		required("vendor", "handle of the vendor; with slug the key of the row"),
		required("slug", "the campaign's short name in files: small letters, digits and dashes"),
		required("name", "the campaign's name"),
		required("status", "DRAFT, SCHEDULED, ACTIVE, PAUSED or ENDED; only the vendor sees a draft"),
		required("direction", "TO_PARTNERS or THROUGH_PARTNERS"),
		required("startsOn", "first day"),
		optional("description", "a text for partners"),
		optional("endsOn", "last day"),
		optional("languages", "languages as tags such as en-GB, separated by semicolons"),
		optional("cost", "what it costs, such as 12000.00 GBP"),
	}
}

func fillCampaign(b *batch, r *row, old, doc *model.Campaign) {
	vendor := b.vendor(r)
	if vendor == nil {
		return
	}
	if old == nil {
		doc.VendorID, doc.Languages, doc.DistributorIDs = vendor.ID, []string{}, []model.ID{}
	}
	set(r, "name", &doc.Name, readText(model.MaxName))
	doc.NameFold = model.Fold(doc.Name)
	slugColumn(r)
	set(r, "status", &doc.Status, readEnum(model.AllCampaignStatus))
	set(r, "direction", &doc.Direction, readEnum(model.AllCampaignDirection))
	setOptional(r, "description", &doc.Description, readNote)
	set(r, "startsOn", &doc.StartsOn, b.days.day)
	setOptional(r, "endsOn", &doc.EndsOn, b.days.day)
	setList(r, "languages", &doc.Languages, readLanguage)
	setOptional(r, "cost", &doc.Cost, readMoney(vendor, 0))
	b.distributors(r, &doc.DistributorIDs)
	doc.Audience = b.audience(r, doc.Audience)
	inSequence(r, doc.StartsOn, doc.EndsOn)
}

// readLanguage reads a BCP 47 tag into its canonical form.
func readLanguage(s string) (string, error) {
	tag, err := language.Parse(s)
	if err != nil {
		return "", model.Errorf(model.CodeBadUserInput, "is not a language tag such as en-GB")
	}
	return tag.String(), nil
}
