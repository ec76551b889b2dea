package intake

import (
	"context"
	"reflect"

	"partnerhub/hub/reach"
	"partnerhub/model"
	"partnerhub/store"
)

// programFiles takes channel programs in.
func programFiles() kind {
	return kindOf[model.Program]{
		kind:       model.KindProgram,
		columns:    append(programColumns(), audienceColumns()...),
		key:        keyOf("vendor", "slug"),
		collection: func(s *store.Store) *store.Collection[model.Program] { return s.Programs },
		want: func(r *row, w *wanted) {
			w.organizations(r, "vendor", "distributors")
			wantAudience(r, w)
		},
		fill: fillProgram,
		settle: func(ctx context.Context, b *batch, _ *row, _, doc *model.Program) error {
			return reach.Program(ctx, b.store, doc)
		},
		follow: func(b *batch, old, doc *model.Program) {
			var before []model.ID
			if old != nil {
				before = old.DistributorIDs
			}
			b.ties.tieVendor(doc.VendorID, before, doc.DistributorIDs)
			if old != nil && !reflect.DeepEqual(model.OfferOf(old), model.OfferOf(doc)) {
				b.terms.programs = append(b.terms.programs, doc)
			}
		},
	}
}

func programColumns() []Column {
	return []Column{
		required("vendor", "handle of the vendor; with slug the key of the row"),
		required("slug", "the program's short name in files: small letters, digits and dashes"),
		required("name", "the program's name"),
		required("type", "DEAL_REGISTRATION, REBATE, MDF, SPIFF, PRICING, TRAINING or RECRUITMENT"),
		required("status", "DRAFT, ACTIVE or ENDED; only the vendor sees a draft"),
		optional("description", "a text for partners"),
		optional("startsOn", "first day"),
		optional("endsOn", "last day"),
		optional("productFamilies", "product families in scope, separated by semicolons; all when empty"),
		optional("minimumAmount", "smallest deal, such as 1000.00 GBP"),
		optional("protectionDays", "for how many days an approved deal is protected, 1 to 3650"),
		optional("mayHideFromDistributor", "true when a partner may keep a deal from the distributor"),
		settingsColumn("the program's own"),
		optional("autoApproveBelow", "deals of a smaller amount are approved without a reviewer when nothing stands in their way, such as 5000.00 GBP"),
		optional("approvalRules", "further approvals as STEP:amount or more:families:conflict classes, separated by semicolons, lists in it by commas; STEP is VENDOR_APPROVAL or OPERATIONS_APPROVAL; any when empty"),
		optional("refusalReasons", "reasons that reviewers can give for its deals before the vendor's, as key:CODE:ACTIONS:text, separated by semicolons; actions are REJECT, REVOKE and VETO, separated by commas; the text may be empty; TIER.key for the partners of a tier"),
		optional("lossReasons", "reasons that can be given for a loss before the vendor's, as key:CODE:text, likewise"),
		optional("enrollmentPlans", "how partners come into the program, as JSON: a list of plans with the fields of EnrollmentPlanInput; it takes no enrollments when empty"),
		optional("autoApproveEnrollments", "partners whose application needs no reviewer, as types:countries:tiers, lists by commas; any when empty"),
		optional("benefits", "what it gives, as JSON: a list of points with the fields of ProgramPointInput"),
		optional("requirements", "what it asks for, likewise"),
		optional("texts", "what it says in other languages, as JSON: a list with the fields of ProgramTextInput"),
		optional("budget", "what the vendor means to spend, such as 50000.00 GBP"),
	}
}

func fillProgram(b *batch, r *row, old, doc *model.Program) {
	vendor := b.vendor(r)
	if vendor == nil {
		return
	}
	if old == nil {
		doc.VendorID, doc.ProductFamilies, doc.DistributorIDs = vendor.ID, []string{}, []model.ID{}
		doc.DealSettings, doc.ApprovalRules = []model.DealNumber{}, []model.ApprovalRule{}
		doc.RefusalReasons, doc.LossReasons, doc.TierReasons = []model.DealRefusalChoice{}, []model.DealLossChoice{}, []model.TierReasons{}
		doc.EnrollmentPlans = []model.EnrollmentPlan{}
		doc.Benefits, doc.Requirements, doc.Texts = []model.ProgramPoint{}, []model.ProgramPoint{}, []model.ProgramText{}
	}
	set(r, "name", &doc.Name, readText(model.MaxName))
	doc.NameFold = model.Fold(doc.Name)
	slugColumn(r)
	set(r, "type", &doc.Type, readEnum(model.AllProgramType))
	set(r, "status", &doc.Status, readEnum(model.AllProgramStatus))
	setOptional(r, "description", &doc.Description, readNote)
	setOptional(r, "startsOn", &doc.StartsOn, b.days.day)
	setOptional(r, "endsOn", &doc.EndsOn, b.days.day)
	setList(r, "productFamilies", &doc.ProductFamilies, readText(model.MaxCode))
	setOptional(r, "minimumAmount", &doc.MinimumAmount, readMoney(vendor, 0))
	setOptional(r, "protectionDays", &doc.ProtectionDays, readNumber(1, 3650))
	set(r, "mayHideFromDistributor", &doc.MayHideFromDistributor, readFlag)
	dealSettingsOf(r, &doc.DealSettings)
	setOptional(r, "autoApproveBelow", &doc.AutoApproveBelow, readMoney(vendor, 1))
	approvalRulesOf(r, vendor, &doc.ApprovalRules)
	reasonLists{&doc.RefusalReasons, &doc.LossReasons, &doc.TierReasons}.read(r)
	if old != nil {
		doc.ProgramDealRules.Count(old.ProgramDealRules)
	}
	enrollmentPlansOf(r, &doc.EnrollmentPlans)
	setOptional(r, "autoApproveEnrollments", &doc.AutoApproveEnrollments, readAudience)
	setOptional(r, "budget", &doc.Budget, readMoney(vendor, 0))
	programTexts(r, doc)
	b.distributors(r, &doc.DistributorIDs)
	doc.Audience = b.audience(r, doc.Audience)
	if doc.StartsOn != nil {
		inSequence(r, *doc.StartsOn, doc.EndsOn)
	}
}

// slugColumn checks the part of the key that is stored nowhere else.
func slugColumn(r *row) {
	var slug string
	set(r, "slug", &slug, readHandle)
}

// inSequence checks that what begins ends later, or on the same day.
func inSequence(r *row, starts model.Date, ends *model.Date) {
	if ends != nil && *ends < starts {
		r.fail("endsOn", "is before startsOn")
	}
}
