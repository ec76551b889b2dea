package hub

import (
	"context"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// The lists of every noun as they are stored; each has the rows, the refusals and the cursors of the list of the same name.

// DealSheet is Deals as stored.
func (h *Hub) DealSheet(ctx context.Context, w *Want, args model.PageArgs, f *model.DealFilter, o *model.DealOrder) (*SheetPage, error) {
	l, err := h.dealListing(ctx, filter.Everything(), args, f, o)
	return sheetPage(ctx, h, w, l, err)
}

// PartnerSheet is Partners as stored.
func (h *Hub) PartnerSheet(ctx context.Context, w *Want, args model.PageArgs, f *model.PartnerFilter, o *model.PartnerOrder) (*SheetPage, error) {
	l, err := h.partnerListing(ctx, args, f, o)
	return sheetPage(ctx, h, w, l, err)
}

// ProgramSheet is Programs as stored.
func (h *Hub) ProgramSheet(ctx context.Context, w *Want, args model.PageArgs, f *model.ProgramFilter, o *model.ProgramOrder) (*SheetPage, error) {
	l, err := h.programListing(ctx, filter.Everything(), args, f, o)
	return sheetPage(ctx, h, w, l, err)
}

// CampaignSheet is Campaigns as stored.
func (h *Hub) CampaignSheet(ctx context.Context, w *Want, args model.PageArgs, f *model.CampaignFilter, o *model.CampaignOrder) (*SheetPage, error) {
	l, err := h.campaignListing(ctx, filter.Everything(), args, f, o)
	return sheetPage(ctx, h, w, l, err)
}

// OrganizationSheet is Organizations as stored.
func (h *Hub) OrganizationSheet(ctx context.Context, w *Want, args model.PageArgs, f *model.OrganizationFilter, o *model.OrganizationOrder) (*SheetPage, error) {
	l, err := h.organizationListing(ctx, args, f, o)
	return sheetPage(ctx, h, w, l, err)
}

// EnrollmentSheet is Enrollments as stored.
func (h *Hub) EnrollmentSheet(ctx context.Context, w *Want, args model.PageArgs, f *model.EnrollmentFilter, o *model.EnrollmentOrder) (*SheetPage, error) {
	l, err := h.enrollmentListing(ctx, filter.Everything(), args, f, o)
	return sheetPage(ctx, h, w, l, err)
}

// SegmentSheet is Segments as stored.
func (h *Hub) SegmentSheet(ctx context.Context, w *Want, args model.PageArgs, f *model.SegmentFilter, o *model.SegmentOrder) (*SheetPage, error) {
	l, err := h.segmentListing(ctx, args, f, o)
	return sheetPage(ctx, h, w, l, err)
}

// EngagementSheet is Engagements as stored.
func (h *Hub) EngagementSheet(ctx context.Context, w *Want, args model.PageArgs, f *model.DirectEngagementFilter) (*SheetPage, error) {
	l, err := h.engagementListing(ctx, args, f)
	return sheetPage(ctx, h, w, l, err)
}

// CertificationSheet is Certifications as stored.
func (h *Hub) CertificationSheet(ctx context.Context, w *Want, args model.PageArgs, f *model.PartnerCertificationFilter) (*SheetPage, error) {
	l, err := h.certificationListing(ctx, filter.Everything(), args, f)
	return sheetPage(ctx, h, w, l, err)
}

// RateSheet is ConversionRates as stored.
func (h *Hub) RateSheet(ctx context.Context, w *Want, args model.PageArgs) (*SheetPage, error) {
	return sheetPage(ctx, h, w, h.rateListing(ctx, args), nil)
}

// AccountSheet is ServiceAccounts as stored.
func (h *Hub) AccountSheet(ctx context.Context, w *Want, args model.PageArgs) (*SheetPage, error) {
	return sheetPage(ctx, h, w, h.accountListing(ctx, args), nil)
}

// WebhookSheet is Webhooks as stored.
func (h *Hub) WebhookSheet(ctx context.Context, w *Want, args model.PageArgs) (*SheetPage, error) {
	return sheetPage(ctx, h, w, h.webhookListing(ctx, args), nil)
}

// AuthoritySheet is Authorities as stored.
func (h *Hub) AuthoritySheet(ctx context.Context, w *Want, vendorID *model.ID) (*Sheet, error) {
	return h.store.Authorities.FindSheet(ctx, h.grant(ctx, model.KindAuthority, authz.Read), authoritiesInForce(ctx, vendorID), w)
}
