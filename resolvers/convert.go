package resolvers

import (
	"context"
	"errors"
	"time"

	"partnerhub/hub"
	"partnerhub/model"
)

// window gathers the paging arguments of a list. The hub checks them.
func window(first *int, after *string, last *int, before *string) model.PageArgs {
	return model.PageArgs{First: first, After: after, Last: last, Before: before}
}

// dealPayload answers a deal mutation. What the user can mend is part of the answer; any other fault is an error.
func dealPayload(d *model.Deal, err error) (*model.DealPayload, error) {
	faults, err := mendable(err)
	if err != nil {
		return nil, err
	}
	return &model.DealPayload{Deal: d, UserErrors: faults}, nil
}

// dealSettingsPayload answers a change of the rules of deals.
func dealSettingsPayload(s *model.DealSettings, err error) (*model.DealSettingsPayload, error) {
	faults, err := mendable(err)
	if err != nil {
		return nil, err
	}
	return &model.DealSettingsPayload{Settings: s, UserErrors: faults}, nil
}

// salesSettingsPayload answers a change of what salespeople see.
func salesSettingsPayload(s *model.SalesSettings, err error) (*model.SalesSettingsPayload, error) {
	faults, err := mendable(err)
	if err != nil {
		return nil, err
	}
	return &model.SalesSettingsPayload{Settings: s, UserErrors: faults}, nil
}

// certificationPayload answers a change of a certification or a training.
func certificationPayload(c *model.PartnerCertification, err error) (*model.PartnerCertificationPayload, error) {
	faults, err := mendable(err)
	if err != nil {
		return nil, err
	}
	return &model.PartnerCertificationPayload{Certification: c, UserErrors: faults}, nil
}

// conversionRatePayload answers a change of a rate.
func conversionRatePayload(r *model.ConversionRate, err error) (*model.ConversionRatePayload, error) {
	faults, err := mendable(err)
	if err != nil {
		return nil, err
	}
	return &model.ConversionRatePayload{ConversionRate: r, UserErrors: faults}, nil
}

// engagementPayload answers a change of a direct engagement.
func engagementPayload(e *model.DirectEngagement, err error) (*model.DirectEngagementPayload, error) {
	faults, err := mendable(err)
	if err != nil {
		return nil, err
	}
	return &model.DirectEngagementPayload{Engagement: e, UserErrors: faults}, nil
}

// authorityPayload answers a change of an authority.
func authorityPayload(a *model.ApprovalAuthority, err error) (*model.ApprovalAuthorityPayload, error) {
	faults, err := mendable(err)
	if err != nil {
		return nil, err
	}
	return &model.ApprovalAuthorityPayload{Authority: a, UserErrors: faults}, nil
}

// accountPayload answers a change of a service account.
func accountPayload(u *model.User, err error) (*model.ServiceAccountPayload, error) {
	faults, err := mendable(err)
	if err != nil {
		return nil, err
	}
	return &model.ServiceAccountPayload{ServiceAccount: u, UserErrors: faults}, nil
}

// keyPayload answers a change of a key, with its secret where it has just been made.
func keyPayload(k *hub.IssuedKey, err error) (*model.APIKeyPayload, error) {
	faults, err := mendable(err)
	if err != nil {
		return nil, err
	}
	if k == nil {
		return &model.APIKeyPayload{UserErrors: faults}, nil
	}
	return &model.APIKeyPayload{APIKey: k.Key, Secret: k.Secret, UserErrors: faults}, nil
}

// syncPayload answers what became of rows.
func syncPayload(p *model.SyncPayload, err error) (*model.SyncPayload, error) {
	faults, err := mendable(err)
	if err != nil {
		return nil, err
	}
	if p == nil {
		p = &model.SyncPayload{}
	}
	p.UserErrors = faults
	return p, nil
}

// policyPayload answers a change of a vendor's policy.
func policyPayload(p *model.VisibilityPolicy, err error) (*model.VisibilityPolicyPayload, error) {
	faults, err := mendable(err)
	if err != nil {
		return nil, err
	}
	return &model.VisibilityPolicyPayload{Policy: p, UserErrors: faults}, nil
}

// enrollmentPayload answers a change of an enrollment.
func enrollmentPayload(e *model.Enrollment, err error) (*model.EnrollmentPayload, error) {
	faults, err := mendable(err)
	if err != nil {
		return nil, err
	}
	return &model.EnrollmentPayload{Enrollment: e, UserErrors: faults}, nil
}

// enrollmentPlansPayload answers a change of how partners come into a program.
func enrollmentPlansPayload(p *model.Program, err error) (*model.EnrollmentPlansPayload, error) {
	faults, err := mendable(err)
	if err != nil {
		return nil, err
	}
	return &model.EnrollmentPlansPayload{Program: p, UserErrors: faults}, nil
}

// programPayload answers a change of a program.
func programPayload(p *model.Program, err error) (*model.ProgramPayload, error) {
	faults, err := mendable(err)
	if err != nil {
		return nil, err
	}
	return &model.ProgramPayload{Program: p, UserErrors: faults}, nil
}

// campaignPayload answers a change of a campaign.
func campaignPayload(c *model.Campaign, err error) (*model.CampaignPayload, error) {
	faults, err := mendable(err)
	if err != nil {
		return nil, err
	}
	return &model.CampaignPayload{Campaign: c, UserErrors: faults}, nil
}

// tierLadderPayload answers a change of a vendor's tiers.
func tierLadderPayload(l *model.TierLadder, err error) (*model.TierLadderPayload, error) {
	faults, err := mendable(err)
	if err != nil {
		return nil, err
	}
	return &model.TierLadderPayload{Ladder: l, UserErrors: faults}, nil
}

// segmentationLimitsPayload answers a change of when a vendor is warned of its segments.
func segmentationLimitsPayload(l *model.SegmentationLimitValues, err error) (*model.SegmentationLimitsPayload, error) {
	faults, err := mendable(err)
	if err != nil {
		return nil, err
	}
	return &model.SegmentationLimitsPayload{Limits: l, UserErrors: faults}, nil
}

// partnerTierPayload answers a change of a partner's tier.
func partnerTierPayload(p *model.Partner, err error) (*model.PartnerTierPayload, error) {
	faults, err := mendable(err)
	if err != nil {
		return nil, err
	}
	return &model.PartnerTierPayload{Partner: p, UserErrors: faults}, nil
}

// mendable parts what the user can mend from any other fault.
func mendable(err error) ([]*model.UserError, error) {
	if faults := (model.UserErrors)(nil); errors.As(err, &faults) {
		return faults, nil
	}
	return []*model.UserError{}, err
}

// segmentPayload answers a mutation of a segment.
func segmentPayload(s *model.Segment, err error) (*model.SegmentPayload, error) {
	if faults := (model.UserErrors)(nil); errors.As(err, &faults) {
		return &model.SegmentPayload{UserErrors: faults}, nil
	}
	if err != nil {
		return nil, err
	}
	return &model.SegmentPayload{Segment: s, UserErrors: []*model.UserError{}}, nil
}

// webhookPayload answers a mutation of an endpoint, with its secret where one was made.
func webhookPayload(w *model.WebhookEndpoint, err error) (*model.WebhookEndpointPayload, error) {
	faults, err := mendable(err)
	if err != nil {
		return nil, err
	}
	out := &model.WebhookEndpointPayload{Endpoint: w, UserErrors: faults}
	if w != nil {
		out.Secret = w.Secret
	}
	return out, nil
}

// webhookDeleted answers the deletion of an endpoint.
func webhookDeleted(w *model.WebhookEndpoint, err error) (*model.DeleteWebhookEndpointPayload, error) {
	faults, err := mendable(err)
	if err != nil || w == nil {
		return nil, err
	}
	return &model.DeleteWebhookEndpointPayload{DeletedID: &w.ID, UserErrors: faults}, nil
}

// unlessForever is nil for an instant that never comes.
func unlessForever(t time.Time) *time.Time {
	if t.Equal(model.Forever) {
		return nil
	}
	return &t
}

// lastDay is nil for what has none.
func lastDay(d model.Date) *model.Date {
	if d == model.NoLastDay {
		return nil
	}
	return &d
}

// side is one side of an audience as the caller sees it: empty when it is open to all.
func side[T ~string](stored []string) []T {
	named := []T{}
	for _, entry := range stored {
		if entry != model.AudienceAny {
			named = append(named, T(entry))
		}
	}
	return named
}

// usedWith tells with which authority something was done.
func (r *Resolver) usedWith(ctx context.Context, id model.ID, version int) (*model.AuthorityUse, error) {
	a, err := load(ctx).authorities.one(ctx, id)
	return r.hub.UseOf(ctx, a, version), err
}
