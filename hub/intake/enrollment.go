package intake

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"partnerhub/hub"
	"partnerhub/model"
	"partnerhub/store"
)

// enrollmentFiles takes terms of partners in programs in. They come as they stand: no step is taken and nobody is asked.
func enrollmentFiles() kind {
	return kindOf[model.Enrollment]{
		kind: model.KindEnrollment,
		columns: []Column{
			required("vendor", "handle of the vendor; with program, partner and term the key of the row"),
			required("program", "slug of the program"),
			required("partner", "handle of the partner organization"),
			required("term", "counts the partner's terms in the program, from 1"),
			required("status", "INVITED, DRAFT, APPLIED, ACTIVE, REJECTED, DECLINED, SUSPENDED, EXPIRED or TERMINATED"),
			optional("renewal", "true when it renews the term before"),
			optional("pendingSteps", "what is left, the next step first, separated by semicolons; those of the plan when left out"),
			optional("sponsor", "handle of the distributor that sponsors it"),
			optional("appliedAt", "when it was handed in"),
			optional("validFrom", "since when it is in force; required once it has been"),
			optional("validUntil", "when it ends; open when empty"),
			optional("answers", "key=value, separated by semicolons; several values by strokes, such as regions=north|south"),
			optional("agreement", "what was accepted, as version:email:day"),
			optional("reason", "why it was refused, held back or ended"),
			optional("comment", "the vendor's words for the partner"),
			optional("reapplyFrom", "from when on the partner may apply again"),
		},
		key:        keyOf("vendor", "program", "partner", "term"),
		single:     "status",
		collection: func(s *store.Store) *store.Collection[model.Enrollment] { return s.Enrollments },
		want:       wantEnrollment,
		fill:       fillEnrollment,
		follow: func(b *batch, _, doc *model.Enrollment) {
			if doc.RenewsID != nil {
				b.terms.renewals = append(b.terms.renewals, doc)
			}
		},
	}
}

func wantEnrollment(r *row, w *wanted) {
	w.organizations(r, "vendor", "sponsor")
	handle, _ := r.get("partner")
	w.partners = append(w.partners, accountID(r, handle))
	w.programs = append(w.programs, programID(r))
	agreement, _ := r.get("agreement")
	if part := parts(agreement, 3); len(part) == 3 {
		w.user(part[1])
	}
}

func programID(r *row) model.ID {
	vendor, _ := r.get("vendor")
	slug, _ := r.get("program")
	return model.DerivedID(model.KindProgram, vendor+"/"+slug)
}

func fillEnrollment(b *batch, r *row, old, doc *model.Enrollment) {
	handle, _ := r.get("partner")
	program, partner := b.programs[programID(r)], b.partners[accountID(r, handle)]
	r.wants(program != nil, "program", "is no program of the vendor")
	r.wants(partner != nil, "partner", "is no partner of the vendor")
	if program == nil || partner == nil {
		return
	}
	doc.VendorID, doc.ProgramID, doc.PartnerID, doc.PartnerOrgID = program.VendorID, program.ID, partner.ID, partner.OrganizationID
	if old == nil {
		doc.History = []model.EnrollmentEvent{}
	}
	doc.TakeFrom(partner, program)
	set(r, "term", &doc.Term, readNumber(1, 10_000))
	set(r, "status", &doc.Status, readEnum(model.AllEnrollmentStatus))
	b.termParties(r, doc)
	b.termTimes(r, doc)
	setOptional(r, "reason", &doc.Reason, readEnum(model.AllEnrollmentReasonCode))
	setOptional(r, "comment", &doc.Comment, readNote)
	plan := program.PlanFor(partner.Type)
	answersOf(r, plan, doc)
	pendingOf(r, plan, doc)
	b.concludeTerm(r, old, doc)
}

// termParties reads whom the term involves besides the partner.
func (b *batch) termParties(r *row, doc *model.Enrollment) {
	if handle, there := r.get("sponsor"); there {
		doc.SponsorID = nil
		if o := b.organization(r, "sponsor", handle, model.OrganizationKindDistributor); o != nil {
			doc.SponsorID = &o.ID
		}
	}
	renewal := doc.RenewsID != nil
	set(r, "renewal", &renewal, readFlag)
	doc.RenewsID = nil
	if renewal {
		r.wants(doc.Term > 1, "renewal", "there is no term before the first")
		before := termID(r, doc.Term-1)
		doc.RenewsID = &before
	}
	setOptional(r, "agreement", &doc.Agreement, func(s string) (model.AcceptedAgreement, error) {
		part := parts(s, 3)
		if len(part) != 3 || b.person(part[1]) == nil {
			return model.AcceptedAgreement{}, errors.New("is version:email:day of somebody of the partner")
		}
		user := b.person(part[1])
		at, err := b.days.instant(part[2])
		if err == nil && user.OrganizationID != doc.PartnerOrgID {
			err = errors.New("is version:email:day of somebody of the partner")
		}
		return model.AcceptedAgreement{Version: part[0], AcceptedBy: model.DealParty{UserID: user.ID, OrganizationID: user.OrganizationID}, AcceptedAt: at}, err
	})
}

func termID(r *row, term int) model.ID {
	key := *r
	key.values = map[string]string{}
	for c, v := range r.values {
		key.values[c] = v
	}
	key.values["term"] = strconv.Itoa(term)
	return model.DerivedID(model.KindEnrollment, keyOf("vendor", "program", "partner", "term")(&key))
}

func (b *batch) termTimes(r *row, doc *model.Enrollment) {
	setOptional(r, "appliedAt", &doc.AppliedAt, b.days.instant)
	setOptional(r, "validFrom", &doc.ValidFrom, b.days.instant)
	setOptional(r, "validUntil", &doc.ValidUntil, b.days.instant)
	setOptional(r, "reapplyFrom", &doc.ReapplyFrom, b.days.instant)
	was := slices.Contains([]model.EnrollmentStatus{model.EnrollmentStatusActive, model.EnrollmentStatusSuspended,
		model.EnrollmentStatusExpired}, doc.Status)
	r.wants(!was || doc.ValidFrom != nil, "validFrom", "is needed: the term has been in force")
	if doc.ValidFrom != nil && doc.ValidUntil == nil {
		open := model.Forever
		doc.ValidUntil = &open
	}
	r.wants(doc.ValidFrom == nil || doc.ValidFrom.Before(*doc.ValidUntil), "validUntil", "is not after validFrom")
}

// answersOf reads the answers as the form of today takes them.
func answersOf(r *row, plan *model.EnrollmentPlan, doc *model.Enrollment) {
	text, there := r.get("answers")
	if !there {
		return
	}
	if doc.Application = nil; text == "" {
		return
	}
	if plan == nil {
		r.fail("answers", "the program asks such partners nothing")
		return
	}
	var given []*model.EnrollmentAnswerInput
	for _, entry := range entries(text) {
		key, values, _ := strings.Cut(entry, "=")
		given = append(given, &model.EnrollmentAnswerInput{Key: strings.TrimSpace(key), Values: strings.Split(values, "|")})
	}
	form, err := hub.ReadForm(plan, given)
	if err != nil {
		r.fail("answers", "%s", err.Error())
		return
	}
	doc.Application = form
}

// pendingOf reads what is left; where the file does not say it, all that the plan asks of an application or an invitation.
func pendingOf(r *row, plan *model.EnrollmentPlan, doc *model.Enrollment) {
	if _, there := r.get("pendingSteps"); there {
		setList(r, "pendingSteps", &doc.PendingSteps, readEnum(model.AllEnrollmentStep))
		return
	}
	if doc.PendingSteps = []model.EnrollmentStep{}; plan == nil {
		return
	}
	without := map[model.EnrollmentStatus]model.EnrollmentStep{model.EnrollmentStatusInvited: model.EnrollmentStepReview,
		model.EnrollmentStatusApplied: model.EnrollmentStepApplication, model.EnrollmentStatusDraft: ""}
	if skip, pending := without[doc.Status]; pending {
		doc.PendingSteps = slices.DeleteFunc(slices.Clone(plan.Steps), func(s model.EnrollmentStep) bool { return s == skip })
	}
}

// concludeTerm sets what follows from the status: what it holds, whether the partner has acted, and when it can be renewed.
func (b *batch) concludeTerm(r *row, old, doc *model.Enrollment) {
	sponsored := doc.Status == model.EnrollmentStatusDraft && doc.SponsorID != nil
	doc.Holds = model.SlotOf(doc.Status)
	doc.Engaged = doc.Engaged || doc.Status != model.EnrollmentStatusInvited && !sponsored
	handle, _ := r.get("partner")
	hub.Renewable(doc, b.programs[programID(r)].PlanFor(b.partners[accountID(r, handle)].Type))
	if old == nil || old.Status != doc.Status {
		doc.History = append(slices.Clone(doc.History), model.EnrollmentEvent{Action: "import", Status: doc.Status, At: b.days.now.Truncate(time.Millisecond)})
	}
}
