package hub

import (
	"context"
	"fmt"
	"slices"

	"partnerhub/authz"
	"partnerhub/model"
)

// policyEdit makes a vendor's new lines from those that it has. kept is how many of them stand before the ones that were sent.
type policyEdit func(had []model.PolicyLine) (lines []model.PolicyLine, kept int, err error)

// UpdateVisibilityPolicy puts lines of a vendor's own in the place of the default's. It counts on this instance before it is
// answered, and on every other one after its next refresh.
func (h *Hub) UpdateVisibilityPolicy(ctx context.Context, in model.UpdateVisibilityPolicyInput) (*model.VisibilityPolicy, error) {
	return h.changePolicy(ctx, in.VendorID, in.ExpectedVersion, "updateVisibilityPolicy", func(had []model.PolicyLine) ([]model.PolicyLine, int, error) {
		sent := make([]model.PolicyLine, len(in.Lines))
		for i, l := range in.Lines {
			sent[i] = model.PolicyLine{Role: l.Role, Kind: l.Kind, Action: l.Action, Rows: l.Rows, Fields: fieldsOf(l.Fields)}
		}
		if len(sent) == 0 {
			return nil, 0, fault("lines", model.UserErrorCodeRequired, "give at least one line; to go back to the default, reset the policy")
		}
		kept := leftOut(had, func(l model.PolicyLine) bool {
			return slices.ContainsFunc(sent, func(s model.PolicyLine) bool { return sameKey(l, s) })
		})
		return append(kept, sent...), len(kept), nil
	})
}

// ResetVisibilityPolicy lets the default count again, for some roles, kinds and actions or for all.
func (h *Hub) ResetVisibilityPolicy(ctx context.Context, in model.ResetVisibilityPolicyInput) (*model.VisibilityPolicy, error) {
	return h.changePolicy(ctx, in.VendorID, in.ExpectedVersion, "resetVisibilityPolicy", func(had []model.PolicyLine) ([]model.PolicyLine, int, error) {
		if len(in.Keys) > maxListed {
			return nil, 0, fault("keys", model.UserErrorCodeTooMany, fmt.Sprintf("at most %d at a time", maxListed))
		}
		kept := leftOut(had, func(l model.PolicyLine) bool {
			return in.Keys == nil || slices.ContainsFunc(in.Keys, func(k *model.VisibilityKeyInput) bool {
				return sameKey(l, model.PolicyLine{Role: k.Role, Kind: k.Kind, Action: k.Action})
			})
		})
		return kept, len(kept), nil
	})
}

func leftOut(lines []model.PolicyLine, goes func(model.PolicyLine) bool) []model.PolicyLine {
	return slices.DeleteFunc(slices.Clone(lines), goes)
}

func sameKey(a, b model.PolicyLine) bool {
	return a.Role == b.Role && a.Kind == b.Kind && a.Action == b.Action
}

func sameLine(a, b model.PolicyLine) bool {
	return sameKey(a, b) && a.Rows == b.Rows && slices.Equal(a.Fields, b.Fields)
}

// changePolicy stores a vendor's new lines under the grant that allows it, and lets them count here.
func (h *Hub) changePolicy(ctx context.Context, vendor model.ID, version int, action string, edit policyEdit) (*model.VisibilityPolicy, error) {
	g := h.grant(ctx, model.KindPolicy, authz.Update)
	switch {
	case g.Empty():
		return nil, model.ErrForbidden
	case !g.Allows(&model.VisibilityPolicy{VendorID: vendor}):
		return nil, model.ErrNotFound
	}
	var stored *model.VisibilityPolicy
	id := model.PolicyID(vendor)
	err := h.change(ctx, vendor, id, func(ctx context.Context) (err error) {
		stored, err = h.storePolicy(ctx, g, vendor, version, action, edit)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := adopt(h.policy, ownOf(stored)); err != nil {
		return nil, err
	}
	return h.VisibilityPolicy(ctx, vendor)
}

// storePolicy checks the new lines against what is stored now and writes them, with the next revision of all policies.
func (h *Hub) storePolicy(ctx context.Context, g authz.Grant, vendor model.ID, version int, action string, edit policyEdit) (*model.VisibilityPolicy, error) {
	old, err := h.store.Policies.Load(ctx, g, model.PolicyID(vendor))
	if model.CodeOf(err) == model.CodeNotFound {
		old, err = &model.VisibilityPolicy{VendorID: vendor}, nil
	}
	if err != nil {
		return nil, err
	}
	if old.Version != version {
		return nil, model.ErrConflict
	}
	doc := *old
	doc.ID = model.PolicyID(vendor)
	var kept int
	if doc.Lines, kept, err = edit(old.Lines); err != nil {
		return nil, err
	}
	doc.Lines = authz.Current(doc.Lines)
	if err := told(h.policy.Check(vendor, doc.Lines), kept); err != nil || slices.EqualFunc(doc.Lines, old.Lines, sameLine) {
		return old, err
	}
	if doc.Revision, err = h.store.Next(ctx, policyCounter); err != nil {
		return nil, err
	}
	by := h.stamp(authz.PrincipalFrom(ctx), action)
	if old.Version == 0 {
		return &doc, h.store.Policies.Insert(ctx, g, &doc, by)
	}
	return &doc, h.store.Policies.Replace(ctx, g, old, &doc, by)
}

// told turns faults into what the user can mend: a line that was sent by its place in the input, one that was there before by
// its number.
func told(faults authz.Faults, kept int) error {
	var out model.UserErrors
	for _, f := range faults {
		switch {
		case f.Line < 0:
			out.Add("lines", f.Code, "%s", f.Message)
		case f.Line < kept:
			out.Add("lines", f.Code, "line %d of the lines that you keep: %s: %s", f.Line+1, f.Column, f.Message)
		default:
			out.Add(fmt.Sprintf("lines.%d.%s", f.Line-kept, f.Column), f.Code, "%s", f.Message)
		}
	}
	return out.OrNil()
}
