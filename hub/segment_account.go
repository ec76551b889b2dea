package hub

import (
	"context"

	"partnerhub/authz"
	"partnerhub/model"
)

// accountsOf tells of partners what decides on the audiences that they are in. Their rules are asked here and now, not by what is
// stored of earlier answers, so that sight never waits for a job.
func (h *Hub) accountsOf(ctx context.Context, partners ...*model.Partner) ([]authz.Account, error) {
	vendors := make([]model.ID, len(partners))
	for i, p := range partners {
		vendors[i] = p.VendorID
	}
	rules, err := h.rulesOf(ctx, vendors...)
	if err != nil {
		return nil, err
	}
	day := h.today()
	out := make([]authz.Account, len(partners))
	for i, p := range partners {
		out[i] = accountOf(p)
		out[i].Segments, out[i].Barred = rules[p.VendorID].membership(p, day)
	}
	return out, nil
}

// today is the day in UTC, at whose beginning windows move and certifications end.
func (h *Hub) today() model.Date { return model.DateOf(h.now()) }
