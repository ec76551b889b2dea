package upsert

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"partnerhub/hub/intake"
	"partnerhub/model"
)

// errAgain begins an attempt anew without the rows that were refused after something had been made for them.
var errAgain = errors.New("rows are left out")

// newOrganization is one that the row's partner brings along. Its handle follows from the source's id alone: one that the caller could
// choose would tell which ones there are.
func (c *call) newOrganization(r *row, in *model.SyncNewOrganization) *model.Organization {
	handle := handleOf(broughtPrefix, c.vendor.ID, c.of.Source, r.externalID)
	r.brings = map[string]string{"handle": handle, "kind": string(model.OrganizationKindPartner), "name": in.Name, "country": string(in.Country)}
	if in.Domain != nil {
		r.brings["domain"] = *in.Domain
	}
	return &model.Organization{Record: model.Record{ID: model.DerivedID(model.KindOrganization, handle)}, Kind: model.OrganizationKindPartner, Handle: handle}
}

// broughtPrefix begins the handles of organizations that come with a partner's row.
const broughtPrefix = "p-"

// handleOf is the handle of an organization that a source of a vendor calls so.
func handleOf(prefix string, vendor model.ID, source, externalID string) string {
	sum := sha256.Sum256([]byte(string(vendor) + "/" + source + "/" + externalID))
	return prefix + hex.EncodeToString(sum[:16])
}

// makeOrganizations makes what rows bring along. It is the hub's own work that follows from a new partner.
func (c *call) makeOrganizations(ctx context.Context, rows []*row) error {
	at, in, columns := readied(rows, func(r *row) map[string]string {
		if r.values == nil {
			return nil // the partner itself is not to be taken in
		}
		return r.brings
	})
	if len(in) == 0 {
		return nil
	}
	f, err := c.intake.File("organizations", columns, false)
	if err != nil {
		return err
	}
	f.Keep(c.vendor.ID)
	results, err := f.Try(ctx, in)
	for _, one := range results {
		if r := at[one.Line]; one.Outcome == intake.Rejected {
			r.reject(codeOf(one.Code), "organization."+one.Field, one.Reason)
		}
	}
	return err
}

// orphaned leaves rows out of the next attempt whose organization was made and whose partner was refused.
func orphaned(rows []*row) error {
	var again error
	for _, r := range rows {
		if r.brings != nil && r.values != nil && r.faulty() {
			wrong := r.result
			r.wrong, again = &wrong, errAgain
		}
	}
	return again
}
