package hub

import (
	"context"
	"strings"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
)

// VisibilityPolicy reads what a vendor has changed, nil when it is hidden. A vendor that has changed nothing yet has an empty one.
func (h *Hub) VisibilityPolicy(ctx context.Context, vendorID model.ID) (*model.VisibilityPolicy, error) {
	g := h.grant(ctx, model.KindPolicy, authz.Read)
	blank := &model.VisibilityPolicy{VendorID: vendorID}
	if !g.Allows(blank) {
		return nil, nil
	}
	p, err := one(ctx, h.store.Policies, g, model.PolicyID(vendorID))
	if p == nil && err == nil {
		p = blank
	}
	return p, err
}

// PolicyByID reads the policy that a mutation led to.
func (h *Hub) PolicyByID(ctx context.Context, id model.ID) (*model.VisibilityPolicy, error) {
	return one(ctx, h.store.Policies, h.grant(ctx, model.KindPolicy, authz.Read), id)
}

// PolicyOverrides tells a vendor's own lines.
func (h *Hub) PolicyOverrides(p *model.VisibilityPolicy) []*model.VisibilityLine {
	out := make([]*model.VisibilityLine, len(p.Lines))
	for i, l := range authz.Current(p.Lines) {
		out[i] = &model.VisibilityLine{Role: l.Role, Kind: l.Kind, Action: l.Action, Rows: l.Rows, Fields: fieldsOf(l.Fields),
			Words: authz.WordsOf(l.Rows), Source: model.VisibilitySourceVendor, Number: i + 1}
	}
	return out
}

// PolicyLines tells every line that holds for the policy's vendor on this instance, of one role or kind where one is named.
func (h *Hub) PolicyLines(p *model.VisibilityPolicy, role *model.Role, kind *string) []*model.VisibilityLine {
	out := []*model.VisibilityLine{}
	for _, l := range h.policy.LinesFor(p.VendorID) {
		if (role == nil || l.Role == *role) && (kind == nil || string(l.Kind) == *kind) {
			out = append(out, lineOf(l))
		}
	}
	return out
}

func lineOf(l authz.Line) *model.VisibilityLine {
	out := &model.VisibilityLine{Role: l.Role, Kind: string(l.Kind), Action: string(l.Action), Rows: l.Rows, Words: l.Words,
		Fields: fieldsOf(strings.Fields(l.Fields)), Source: model.VisibilitySourceDefault, Number: l.Number}
	if l.Own {
		out.Source = model.VisibilitySourceVendor
	}
	return out
}

func fieldsOf(groups []string) []string { return append([]string{}, groups...) }

// VisibilityRows lists the sets of rows that a line for a role can name, for those who may change a policy.
func (h *Hub) VisibilityRows(ctx context.Context, role model.Role, kind string) []*model.VisibilityRows {
	out := []*model.VisibilityRows{}
	if h.grant(ctx, model.KindPolicy, authz.Update).Empty() {
		return out
	}
	for _, s := range authz.RowSets(role, model.Kind(kind)) {
		out = append(out, &model.VisibilityRows{Name: s.Name, Words: s.Words})
	}
	return out
}

// PolicyChangedAt is when the policy was changed last, nil before the first change.
func (h *Hub) PolicyChangedAt(p *model.VisibilityPolicy) *time.Time {
	if p.Version == 0 {
		return nil
	}
	return &p.UpdatedAt
}
