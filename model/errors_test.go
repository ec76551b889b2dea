package model_test

import (
	"errors"
	"fmt"
	"testing"

	"partnerhub/model"
)

func TestCodeOf(t *testing.T) {
	for _, tc := range []struct {
		name string
		err  error
		want model.Code
	}{
		{"not found", model.ErrNotFound, model.CodeNotFound},
		{"wrapped", fmt.Errorf("reading a deal: %w", model.ErrConflict), model.CodeConflict},
		{"wrapped twice", fmt.Errorf("a: %w", fmt.Errorf("b: %w", model.ErrInvalidCursor)), model.CodeBadUserInput},
		{"joined", errors.Join(errors.New("x"), model.ErrForbidden), model.CodeForbidden},
		{"foreign", errors.New("E11000 duplicate key"), model.CodeInternal},
		{"none", nil, model.CodeInternal},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := model.CodeOf(tc.err); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

func TestUserErrors(t *testing.T) {
	var faults model.UserErrors
	if err := faults.OrNil(); err != nil {
		t.Errorf("got %v for no faults, want nil", err)
	}
	faults.Add("amount", model.UserErrorCodeOutOfRange, "at least %d", 1)
	faults.Add("lines", model.UserErrorCodeRequired, "name a product")
	if got, want := faults.OrNil().Error(), "at least 1; name a product"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if *faults[0].Field != "amount" || *faults[1].Field != "lines" {
		t.Errorf("got fields %s and %s", *faults[0].Field, *faults[1].Field)
	}
}

func TestRoleSides(t *testing.T) {
	want := map[model.OrganizationKind]int{model.OrganizationKindVendor: 9, model.OrganizationKindDistributor: 4, model.OrganizationKindPartner: 5}
	got := map[model.OrganizationKind]int{}
	for _, r := range model.AllRole {
		got[r.Side()]++
	}
	for side, n := range want {
		if got[side] != n {
			t.Errorf("%s: got %d roles, want %d", side, got[side], n)
		}
	}
	for _, r := range []model.Role{"", "vendor_admin", "PARTNER_BOSS", "DISTRIBUTOR_", "ROOT", "PARTNER_ADMIN "} {
		if got := r.Side(); got != "" {
			t.Errorf("%q: got side %s, want none", r, got)
		}
	}
}
