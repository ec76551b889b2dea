package hub

import (
	"context"
	"slices"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
)

// step is one action on a deal as data: who may do it is the policy's word, from which states and under which guard is
// here. The mutations and availableActions read the same steps, so that they cannot disagree.
type step struct {
	action model.DealAction
	verb   authz.Action
	from   []model.DealApprovalStatus
	guard  func(who *authz.Principal, d *model.Deal) bool
	// refusal tells what the guard asks for, without a word on records that the viewer may not see.
	refusal string
}

// steps lists what can be done to a deal, in the order in which a user meets it.
func steps() []step {
	draft, submitted, review, returned := model.DealApprovalStatusDraft, model.DealApprovalStatusSubmitted,
		model.DealApprovalStatusUnderReview, model.DealApprovalStatusReturned
	type states = []model.DealApprovalStatus
	return []step{
		{model.DealActionSubmit, authz.Submit, states{draft, returned}, always, ""},
		{model.DealActionClaimReview, authz.ClaimReview, states{submitted}, reviews, "the approval plan does not ask for you"},
		{model.DealActionReturn, authz.Return, states{review}, reviews, "the approval plan does not ask for you"},
		{model.DealActionEndorse, authz.Endorse, states{review}, endorses, "the approval plan asks for no endorsement of yours"},
		{model.DealActionDecline, authz.Decline, states{review}, endorses, "the approval plan asks for no endorsement of yours"},
		{model.DealActionApprove, authz.Approve, states{review}, decides, "your authority does not reach this deal"},
		{model.DealActionReject, authz.Reject, states{review}, decides, "your authority does not reach this deal"},
		{model.DealActionWithdraw, authz.Withdraw, states{submitted, review, returned}, always, ""},
	}
}

func stepOf(action model.DealAction) step {
	all := steps()
	return all[slices.IndexFunc(all, func(s step) bool { return s.action == action })]
}

func (s step) leaves(status model.DealApprovalStatus) bool { return slices.Contains(s.from, status) }

func always(*authz.Principal, *model.Deal) bool { return true }

// reviews: the vendor's people always, a distributor while the plan's next step is its own and its authority reaches the deal.
func reviews(who *authz.Principal, d *model.Deal) bool {
	return who.Side == model.OrganizationKindVendor || endorses(who, d) || decides(who, d)
}

// endorses: a distributor whose recommendation the plan asks for.
func endorses(who *authz.Principal, d *model.Deal) bool {
	return holds(who, d, model.DealStepDistributorEndorsement, model.AuthorityModeEndorse)
}

// decides: the vendor's people always, because the vendor has the last word; a distributor whose approval the plan asks for.
func decides(who *authz.Principal, d *model.Deal) bool {
	return who.Side == model.OrganizationKindVendor ||
		holds(who, d, model.DealStepDistributorApproval, model.AuthorityModeApprove)
}

func holds(who *authz.Principal, d *model.Deal, next model.DealStep, mode model.AuthorityMode) bool {
	if who.Side != model.OrganizationKindDistributor || len(d.Plan) == 0 || d.Plan[0] != next {
		return false
	}
	_, ok := allows(who.Authorities, d, mode)
	return ok
}

// AvailableActions lists what the viewer can do with a visible deal now.
func (h *Hub) AvailableActions(ctx context.Context, d *model.Deal) []model.DealAction {
	who := authz.PrincipalFrom(ctx)
	out := []model.DealAction{}
	for _, s := range steps() {
		if s.leaves(d.StatusAt(who.At)) && s.guard(who, d) && h.policy.Grant(who, model.KindDeal, s.verb).Allows(d) {
			out = append(out, s.action)
		}
	}
	return out
}

// edit is one change of a deal under way: the record as it was, as it will be, and who changes it when.
type edit struct {
	who  *authz.Principal
	old  *model.Deal
	doc  *model.Deal
	now  time.Time
	step step
}

// act does one step: load under the action's grant, check version, state and guard, apply, store under the same grant and
// version with the change row. The answer is read again under the viewer's sight.
func (h *Hub) act(ctx context.Context, action model.DealAction, id model.ID, version int, apply func(context.Context, *edit) error) (*model.Deal, error) {
	s := stepOf(action)
	who := authz.PrincipalFrom(ctx)
	g := h.policy.Grant(who, model.KindDeal, s.verb)
	if g.Empty() {
		return nil, model.ErrForbidden
	}
	feed, err := h.feedOf(ctx, g, id)
	if err != nil {
		return nil, err
	}
	err = h.change(ctx, feed, id, func(ctx context.Context) error {
		e, err := h.begin(ctx, s, g, id, version)
		if err != nil {
			return err
		}
		if err := apply(ctx, e); err != nil {
			return err
		}
		return h.store.Deals.Replace(ctx, g, e.old, e.doc, h.stamp(who, string(s.verb)))
	})
	if err != nil {
		return nil, err
	}
	return h.Deal(ctx, id)
}

// feedOf finds the vendor of a deal that the grant covers. A visible deal that it does not cover is FORBIDDEN, anything
// else is not found.
func (h *Hub) feedOf(ctx context.Context, g authz.Grant, id model.ID) (model.ID, error) {
	d, err := h.store.Deals.Load(ctx, g, id)
	if err == nil {
		return d.VendorID, nil
	}
	if model.CodeOf(err) != model.CodeNotFound {
		return "", err
	}
	if _, err := h.store.Deals.Get(ctx, h.grant(ctx, model.KindDeal, authz.Read), id); err != nil {
		return "", err
	}
	return "", model.Errorf(model.CodeForbidden, "you may not do this to this deal")
}

// begin checks what must hold before the step.
func (h *Hub) begin(ctx context.Context, s step, g authz.Grant, id model.ID, version int) (*edit, error) {
	old, err := h.store.Deals.Load(ctx, g, id)
	if err != nil {
		return nil, err
	}
	who := authz.PrincipalFrom(ctx)
	if old.Version != version {
		return nil, model.ErrConflict
	}
	if status := old.StatusAt(who.At); !s.leaves(status) {
		return nil, model.Errorf(model.CodeInvalidTransition, "a deal that is %s cannot take %s; possible now: %v",
			status, s.action, h.AvailableActions(ctx, old))
	}
	if !s.guard(who, old) {
		return nil, model.Errorf(model.CodeForbidden, "%s", s.refusal)
	}
	return &edit{who: who, old: old, doc: copyOf(old), now: h.now(), step: s}, nil
}

// copyOf is a copy whose own fields can be set and whose lists can be appended to without touching the original.
func copyOf(d *model.Deal) *model.Deal {
	c := *d
	c.Approvals, c.Plan = slices.Clone(d.Approvals), slices.Clone(d.Plan)
	return &c
}
