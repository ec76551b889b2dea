package plan

import (
	"context"

	"partnerhub/hub"
	"partnerhub/model"
)

// args are the arguments of a field, read by the executor.
type args map[string]any

// arg is one argument; the zero value where the caller gave none.
func arg[T any](a args, name string) (v T) {
	v, _ = a[name].(T)
	return v
}

func (a args) window() model.PageArgs {
	return model.PageArgs{First: arg[*int](a, "first"), Last: arg[*int](a, "last"),
		After: arg[*string](a, "after"), Before: arg[*string](a, "before")}
}

// pageReader reads one page of a list.
type pageReader func(ctx context.Context, h *hub.Hub, w *hub.Want, a args) (*hub.SheetPage, error)

// paged makes a reader of a use-case.
func paged[F, O any](read func(*hub.Hub, context.Context, *hub.Want, model.PageArgs, F, O) (*hub.SheetPage, error)) pageReader {
	return func(ctx context.Context, h *hub.Hub, w *hub.Want, a args) (*hub.SheetPage, error) {
		return read(h, ctx, w, a.window(), arg[F](a, "filter"), arg[O](a, "orderBy"))
	}
}

// windowed makes a reader of a use-case that takes no filter.
func windowed(read func(*hub.Hub, context.Context, *hub.Want, model.PageArgs) (*hub.SheetPage, error)) pageReader {
	return func(ctx context.Context, h *hub.Hub, w *hub.Want, a args) (*hub.SheetPage, error) {
		return read(h, ctx, w, a.window())
	}
}

// listReader reads a whole list.
type listReader func(ctx context.Context, h *hub.Hub, w *hub.Want, a args) (*hub.Sheet, error)

// lists are the lists of the query that have no pages.
func lists() map[string]listReader {
	return map[string]listReader{
		"approvalAuthorities": func(ctx context.Context, h *hub.Hub, w *hub.Want, a args) (*hub.Sheet, error) {
			return h.AuthoritySheet(ctx, w, arg[*model.ID](a, "vendorId"))
		},
	}
}

// pages are the lists of the query.
func pages() map[string]pageReader {
	return map[string]pageReader{
		"organizations": paged((*hub.Hub).OrganizationSheet),
		"partners":      paged((*hub.Hub).PartnerSheet),
		"programs":      paged((*hub.Hub).ProgramSheet),
		"campaigns":     paged((*hub.Hub).CampaignSheet),
		"deals":         paged((*hub.Hub).DealSheet),
		"enrollments":   paged((*hub.Hub).EnrollmentSheet),
		"segments":      paged((*hub.Hub).SegmentSheet),
		"directEngagements": func(ctx context.Context, h *hub.Hub, w *hub.Want, a args) (*hub.SheetPage, error) {
			return h.EngagementSheet(ctx, w, a.window(), arg[*model.DirectEngagementFilter](a, "filter"))
		},
		"partnerCertifications": func(ctx context.Context, h *hub.Hub, w *hub.Want, a args) (*hub.SheetPage, error) {
			return h.CertificationSheet(ctx, w, a.window(), arg[*model.PartnerCertificationFilter](a, "filter"))
		},
		"conversionRates":  windowed((*hub.Hub).RateSheet),
		"serviceAccounts":  windowed((*hub.Hub).AccountSheet),
		"webhookEndpoints": windowed((*hub.Hub).WebhookSheet),
	}
}

// records are the fields of the query that answer the record with an id.
func records() map[string]model.Kind {
	return map[string]model.Kind{
		"organization":     model.KindOrganization,
		"partner":          model.KindPartner,
		"program":          model.KindProgram,
		"campaign":         model.KindCampaign,
		"deal":             model.KindDeal,
		"enrollment":       model.KindEnrollment,
		"segment":          model.KindSegment,
		"directEngagement": model.KindEngagement,
		"webhookEndpoint":  model.KindWebhook,

		"partnerCertification": model.KindCertification,
	}
}
