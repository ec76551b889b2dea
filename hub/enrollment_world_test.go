package hub_test

import (
	"fmt"
	"testing"

	"partnerhub/authz"
	"partnerhub/model"
)

// terms is a world in which terms in programs are followed through their life.
type terms struct{ *life }

const (
	termOrganizations = "handle,kind,name,country,currency,dealPrefix\nother,DISTRIBUTOR,Other,DE,,\n"
	termUsers         = `email,name,organization,roles
admin@pb.example,Admin,pb,PARTNER_ADMIN
desk@other.example,Desk,other,DISTRIBUTOR_DEAL_DESK
`
	termPartners = `vendor,organization,type,lifeStage,tier,distributors,coverage
acme,pa,MSP,ACTIVE,GOLD,dist,cam@acme.example:PAM:primary:2025-01-01:
acme,pb,RESELLER,ACTIVE,,other,
`
	// clubPlans ask everything; each of the others leaves something out.
	clubPlans = `[{""steps"":[""APPLICATION"",""REVIEW"",""AGREEMENT""],""termMonths"":12,""renewalDays"":60,""reapplyDays"":90,
""agreement"":{""version"":""v1"",""title"":""Terms"",""url"":""https://acme.example/terms""},
""questions"":[{""key"":""staff"",""label"":""How many people?"",""type"":""NUMBER"",""required"":true,""minimum"":1,""maximum"":1000},
{""key"":""markets"",""label"":""Where?"",""type"":""CHOICES"",""options"":[""north"",""south""]},{""key"":""since"",""label"":""Since when?"",""type"":""DAY""}]}]`
	quickPlans = `[{""steps"":[""AGREEMENT""],""termMonths"":1,""renewalDays"":10,""reapplyDays"":0,
""agreement"":{""version"":""v1"",""title"":""Terms"",""url"":""https://acme.example/terms""}}]`
	autoPlans = `[{""steps"":[""APPLICATION"",""REVIEW""],""renewalDays"":10,""reapplyDays"":30}]`
	goldPlans = `[{""steps"":[""APPLICATION""]}]`
)

func newTerms(tb testing.TB) *terms {
	tb.Helper()
	l := newLife(tb)
	l.loadAll("organizations", termOrganizations)
	l.loadAll("users", termUsers)
	l.loadAll("partners", termPartners)
	w := &terms{l}
	w.programs("")
	return w
}

// programs makes one program of each sort, under a prefix that no other has.
func (w *terms) programs(prefix string) {
	w.tb.Helper()
	w.loadAll("programs", "vendor,slug,name,type,status,distributors,audienceTiers,autoApproveEnrollments,enrollmentPlans\n"+
		fmt.Sprintf("acme,%sclub,Club,PRICING,ACTIVE,dist,,,\"%s\"\n", prefix, clubPlans)+
		fmt.Sprintf("acme,%squick,Quick,SPIFF,ACTIVE,dist; other,,,\"%s\"\n", prefix, quickPlans)+
		fmt.Sprintf("acme,%sauto,Auto,REBATE,ACTIVE,,,::GOLD,\"%s\"\n", prefix, autoPlans)+
		fmt.Sprintf("acme,%sgold,Gold,PRICING,ACTIVE,,GOLD,,\"%s\"\n", prefix, goldPlans))
}

func programOf(slug string) model.ID { return model.DerivedID(model.KindProgram, "acme/"+slug) }

func accountOf(handle string) model.ID { return model.DerivedID(model.KindPartner, "acme/"+handle) }

// answers are those of a complete application to the club.
func answers() []*model.EnrollmentAnswerInput {
	return []*model.EnrollmentAnswerInput{{Key: "staff", Values: []string{"12"}}, {Key: "markets", Values: []string{"north", "south"}}}
}

// starts applies as somebody; agreement is "" for none.
func (w *terms) starts(email, slug, agreement string, submit bool, given []*model.EnrollmentAnswerInput) (*model.Enrollment, error) {
	in := model.StartEnrollmentInput{ProgramID: programOf(slug), Submit: submit, Answers: given}
	if agreement != "" {
		in.AgreementVersion = &agreement
	}
	return w.hub.StartEnrollment(w.as(email), in)
}

func (w *terms) invites(email, partner, slug string) (*model.Enrollment, error) {
	return w.hub.InviteEnrollment(w.as(email), model.InviteEnrollmentInput{ProgramID: programOf(slug), PartnerID: accountOf(partner)})
}

func (w *terms) sponsors(email, partner, slug string) (*model.Enrollment, error) {
	return w.hub.SponsorEnrollment(w.as(email), model.SponsorEnrollmentInput{ProgramID: programOf(slug), PartnerID: accountOf(partner)})
}

// takes does an action as somebody.
func (w *terms) takes(email string, action model.EnrollmentAction, id model.ID, version int, agreement string) (*model.Enrollment, error) {
	ctx, text := w.as(email), "because"
	var version1 *string
	if agreement != "" {
		version1 = &agreement
	}
	decide := model.DecideEnrollmentInput{ID: id, ExpectedVersion: version, Comment: &text}
	refuse := model.RefuseEnrollmentInput{ID: id, ExpectedVersion: version, Comment: &text, Reason: model.EnrollmentReasonCodeOther}
	switch action {
	case model.EnrollmentActionUpdate:
		return w.hub.UpdateEnrollment(ctx, model.UpdateEnrollmentInput{ID: id, ExpectedVersion: version})
	case model.EnrollmentActionSubmit:
		return w.hub.SubmitEnrollment(ctx, model.SubmitEnrollmentInput{ID: id, ExpectedVersion: version, AgreementVersion: version1,
			Answers: w.fitting(id)})
	case model.EnrollmentActionAccept:
		return w.hub.AcceptEnrollment(ctx, model.AcceptEnrollmentInput{ID: id, ExpectedVersion: version, AgreementVersion: version1})
	case model.EnrollmentActionReject:
		return w.hub.RejectEnrollment(ctx, refuse)
	case model.EnrollmentActionSuspend:
		return w.hub.SuspendEnrollment(ctx, refuse)
	case model.EnrollmentActionTerminate:
		return w.hub.TerminateEnrollment(ctx, refuse)
	}
	return map[model.EnrollmentAction]func() (*model.Enrollment, error){
		model.EnrollmentActionDecline:   func() (*model.Enrollment, error) { return w.hub.DeclineEnrollment(ctx, decide) },
		model.EnrollmentActionWithdraw:  func() (*model.Enrollment, error) { return w.hub.WithdrawEnrollment(ctx, decide) },
		model.EnrollmentActionReturn:    func() (*model.Enrollment, error) { return w.hub.ReturnEnrollment(ctx, decide) },
		model.EnrollmentActionApprove:   func() (*model.Enrollment, error) { return w.hub.ApproveEnrollment(ctx, decide) },
		model.EnrollmentActionReinstate: func() (*model.Enrollment, error) { return w.hub.ReinstateEnrollment(ctx, decide) },
		model.EnrollmentActionRenew:     func() (*model.Enrollment, error) { return w.hub.RenewEnrollment(ctx, decide) },
	}[action]()
}

// fitting are complete answers where the program asks anything.
func (w *terms) fitting(id model.ID) []*model.EnrollmentAnswerInput {
	e, err := w.store.Enrollments.Load(w.tb.Context(), authz.System(model.KindEnrollment, "a test looks"), id)
	if err != nil {
		return nil
	}
	p, err := w.store.Programs.Load(w.tb.Context(), authz.System(model.KindProgram, "a test looks"), e.ProgramID)
	mustNot(w.tb, err)
	if len(p.EnrollmentPlans[0].Questions) == 0 {
		return nil
	}
	return answers()
}

// term is a term as it is stored.
func (w *terms) term(id model.ID) *model.Enrollment {
	w.tb.Helper()
	e, err := w.store.Enrollments.Load(w.tb.Context(), authz.System(model.KindEnrollment, "a test looks"), id)
	mustNot(w.tb, err)
	return e
}

// does goes a way that must succeed.
func (w *terms) does(e *model.Enrollment, err error, moves ...[3]string) *model.Enrollment {
	w.tb.Helper()
	mustNot(w.tb, err)
	for _, m := range moves {
		e, err = w.takes(m[0], model.EnrollmentAction(m[1]), e.ID, toldVersion(m[0], w.term(e.ID)), m[2])
		if err != nil {
			w.tb.Fatalf("%v: %v", m, err)
		}
	}
	return e
}
