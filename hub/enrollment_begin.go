package hub

import (
	"context"
	"slices"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// opening is a new term under way: who begins it, and what was found for it.
type opening struct {
	*termEdit
	faults model.UserErrors
}

// StartEnrollment applies for a program, or keeps a draft.
func (h *Hub) StartEnrollment(ctx context.Context, in model.StartEnrollmentInput) (*model.Enrollment, error) {
	return h.openTerm(ctx, authz.Create, in.ProgramID, in.PartnerID, func(ctx context.Context, o *opening) error {
		o.doc.Engaged, o.accepts = true, in.AgreementVersion
		o.sponsor(in.SponsorID)
		form{o.plan, &o.faults}.fill(o.doc, in.Answers)
		if in.Submit {
			return h.handIn(ctx, o.termEdit, &o.faults)
		}
		return o.faults.OrNil()
	})
}

// InviteEnrollment asks a partner into a program. The vendor has decided already, so that no review is left.
func (h *Hub) InviteEnrollment(ctx context.Context, in model.InviteEnrollmentInput) (*model.Enrollment, error) {
	comment, err := note("comment", in.Comment)
	if err != nil {
		return nil, err
	}
	return h.openTerm(ctx, authz.Invite, in.ProgramID, &in.PartnerID, func(_ context.Context, o *opening) error {
		o.doc.Comment, o.note = comment, comment
		o.invite()
		return nil
	})
}

// SponsorEnrollment begins a draft for a partner that a distributor serves; the partner hands it in.
func (h *Hub) SponsorEnrollment(ctx context.Context, in model.SponsorEnrollmentInput) (*model.Enrollment, error) {
	return h.openTerm(ctx, authz.Sponsor, in.ProgramID, &in.PartnerID, func(_ context.Context, o *opening) error {
		o.sponsor(&o.who.OrganizationID)
		form{o.plan, &o.faults}.fill(o.doc, in.Answers)
		return o.faults.OrNil()
	})
}

// invite leaves out what an invitation settles.
func (e *termEdit) invite() {
	e.doc.Status = invited
	e.doc.PendingSteps = slices.DeleteFunc(slices.Clone(e.plan.Steps), func(s model.EnrollmentStep) bool { return s == model.EnrollmentStepReview })
}

// draft begins an application: there is always something to hand in.
func (e *termEdit) draft() {
	e.doc.Status, e.doc.PendingSteps = drafted, slices.Clone(e.plan.Steps)
	if !nextIs(e.doc, model.EnrollmentStepApplication) {
		e.doc.PendingSteps = slices.Insert(e.doc.PendingSteps, 0, model.EnrollmentStepApplication)
	}
}

// sponsor settles which distributor speaks for the partner: one that serves it and takes part in the program.
func (o *opening) sponsor(id *model.ID) {
	if id == nil {
		return
	}
	if !slices.Contains(o.partner.DistributorIDs, *id) || !slices.Contains(o.program.DistributorIDs, *id) {
		o.faults.Add("sponsorId", model.UserErrorCodeNotFound, "no such distributor")
		return
	}
	o.doc.SponsorID = id
}

// fill puts answers into a term.
func (f form) fill(doc *model.Enrollment, given []*model.EnrollmentAnswerInput) {
	doc.Application = f.merge(doc.Application, given)
}

// openTerm makes a new term: what it names is found under the viewer's own sight, and it is stored in the transaction that
// looks for another one. The unique index decides between two that saw none.
func (h *Hub) openTerm(ctx context.Context, verb authz.Action, programID model.ID, partnerID *model.ID, fill func(context.Context, *opening) error) (*model.Enrollment, error) {
	found, err := h.prepareTerm(ctx, verb, programID, partnerID)
	if err != nil {
		return nil, err
	}
	id, err := model.NewID(model.KindEnrollment)
	if err != nil {
		return nil, err
	}
	err = h.change(ctx, found.program.VendorID, id, func(ctx context.Context) error {
		now, err := h.prepareTerm(ctx, verb, programID, partnerID) // what a term copies decides who sees it, and has perhaps changed
		if err != nil {
			return err
		}
		o := now.anew(id, verb)
		if err := h.placeTerm(ctx, o); err != nil {
			return err
		}
		if err := fill(ctx, o); err != nil {
			return err
		}
		o.tell()
		return h.insertTerm(ctx, o.termEdit)
	})
	if err != nil {
		return nil, err
	}
	return h.Enrollment(ctx, id)
}

// prepareTerm finds the program and the partner, and checks that the one is for the other. A program that is not for a
// partner does not exist for the partner's own people.
func (h *Hub) prepareTerm(ctx context.Context, verb authz.Action, programID model.ID, partnerID *model.ID) (*termEdit, error) {
	who := *authz.PrincipalFrom(ctx)
	who.At = h.now()
	e := &termEdit{enrollmentMove: &enrollmentMove{who: &who, now: who.At, grant: h.policy.Grant(&who, model.KindEnrollment, verb)}}
	if e.grant.Empty() {
		return nil, model.ErrForbidden
	}
	seen, err := one(ctx, h.store.Programs, h.grant(ctx, model.KindProgram, authz.Read), programID)
	if err != nil {
		return nil, err
	}
	if seen == nil {
		return nil, fault("programId", model.UserErrorCodeNotFound, "no such program")
	}
	if e.program, err = h.store.Programs.Load(ctx, authz.System(model.KindProgram, "the audience decides who may enroll"), seen.ID); err != nil {
		return nil, err
	}
	// A distributor may see a program that it takes no part in. Whatever else it was told would tell of its partners' terms there.
	if who.Side == model.OrganizationKindDistributor && !slices.Contains(e.program.DistributorIDs, who.OrganizationID) {
		return nil, fault("programId", model.UserErrorCodeNotEligible, "your organization takes no part in the program")
	}
	if e.partner, err = h.accountAt(ctx, seen.VendorID, partnerID); err != nil {
		return nil, err
	}
	if err := h.standing(ctx, e); err != nil {
		return nil, err
	}
	if e.plan = e.program.PlanFor(e.partner.Type); e.plan == nil || !e.qualifies() {
		return nil, fault("programId", model.UserErrorCodeNotEligible, "the program does not take the partner now")
	}
	return e, nil
}

// accountAt finds a partner at a vendor among those that the viewer sees. A partner's own staff may leave it out. It is read
// whole, because what is hidden from the viewer decides, too.
func (h *Hub) accountAt(ctx context.Context, vendor model.ID, id *model.ID) (*model.Partner, error) {
	where := filter.Is("vendorId", vendor)
	if id != nil {
		where = filter.AllOf(where, filter.Is("_id", *id))
	} else if authz.PrincipalFrom(ctx).Side != model.OrganizationKindPartner {
		return nil, fault("partnerId", model.UserErrorCodeRequired, "name the partner")
	}
	found, err := h.store.Partners.LoadAll(ctx, h.grant(ctx, model.KindPartner, authz.Read), where, store.Sort{Field: "_id"}, 1)
	if err == nil && len(found) == 0 {
		err = fault("partnerId", model.UserErrorCodeNotFound, "no such partner at this vendor")
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// anew is the term before anything else, made anew for every attempt of the transaction.
func (e *termEdit) anew(id model.ID, verb authz.Action) *opening {
	p, m := e.partner, *e.enrollmentMove
	m.step = enrollmentStep{verb: verb}
	m.doc = &model.Enrollment{VendorID: p.VendorID, ProgramID: e.program.ID, PartnerID: p.ID, PartnerOrgID: p.OrganizationID,
		History: []model.EnrollmentEvent{}}
	m.doc.ID = id
	m.doc.TakeFrom(p, e.program)
	again := *e
	again.enrollmentMove = &m
	o := &opening{termEdit: &again}
	o.draft()
	return o
}

// placeTerm looks for what stands in the way and gives the term its number.
func (h *Hub) placeTerm(ctx context.Context, o *opening) error {
	open, err := h.openTerms(ctx, o.partner.ID, o.program.ID)
	if err != nil {
		return err
	}
	for _, t := range open {
		if t.StatusAt(o.now) != expiredTerm {
			return alreadyEnrolled()
		}
		if err := h.expireTerm(ctx, t, o.now); err != nil {
			return err
		}
	}
	last, err := h.lastTerm(ctx, o.partner.ID, o.program.ID)
	if err != nil || last == nil {
		o.doc.Term = 1
		return err
	}
	o.doc.Term = last.Term + 1
	if o.who.Side == model.OrganizationKindPartner && last.ReapplyFrom != nil && o.now.Before(*last.ReapplyFrom) {
		return fault("programId", model.UserErrorCodeTooEarly, "the partner may apply again from "+last.ReapplyFrom.UTC().Format("2006-01-02 15:04 MST"))
	}
	return nil
}

func alreadyEnrolled() error {
	return fault("programId", model.UserErrorCodeAlreadyEnrolled, "the partner has an open term in the program")
}

// lastTerm is the newest term of a partner in a program, nil when there was none.
func (h *Hub) lastTerm(ctx context.Context, partner, program model.ID) (*model.Enrollment, error) {
	found, err := h.store.Enrollments.LoadAll(ctx, authz.System(model.KindEnrollment, "terms are counted"),
		filter.AllOf(filter.Is("partnerId", partner), filter.Is("programId", program)), store.Sort{Field: "term", Descending: true}, 1)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// insertTerm stores a new term. Another one that came first holds what this one would hold.
func (h *Hub) insertTerm(ctx context.Context, e *termEdit) error {
	err := h.store.Enrollments.Insert(ctx, e.grant, e.doc, h.stamp(e.who, string(e.step.verb)))
	if model.CodeOf(err) == model.CodeConflict {
		return alreadyEnrolled()
	}
	return err
}
