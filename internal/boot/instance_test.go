package boot_test

import (
	"context"
	"testing"

	"partnerhub/authz"
	"partnerhub/internal/boot"
	"partnerhub/model"
	"partnerhub/store"
)

// keepEmptyPolicy writes what another instance would: a vendor's policy with the next revision.
func keepEmptyPolicy(app *boot.App) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		revision, err := app.Store().Next(ctx, "policies")
		if err != nil {
			return err
		}
		p := &model.VisibilityPolicy{VendorID: "organization_v", Lines: []model.PolicyLine{}, Revision: revision}
		p.ID = model.PolicyID(p.VendorID)
		return app.Store().Policies.Insert(ctx, authz.System(model.KindPolicy, "a test plays another instance"), p, store.Stamp{Action: "test"})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
