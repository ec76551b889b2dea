package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"partnerhub/authz"
	"partnerhub/model"
	"partnerhub/store"
)

// deskGrant may decide on deals of vendor_0 that somebody else registered.
func deskGrant(tb testing.TB) authz.Grant {
	tb.Helper()
	p := people()[model.OrganizationKindVendor]
	p.Roles, p.At = []model.Role{model.RoleDealDesk}, noon
	return policy(tb).Grant(&p, model.KindDeal, authz.Approve)
}

// edit loads a deal, changes it and stores it under a grant.
func edit(s *store.Store, g authz.Grant, id model.ID, change func(d *model.Deal)) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		old, err := s.Deals.Load(ctx, system(model.KindDeal), id)
		if err != nil {
			return err
		}
		doc := *old
		change(&doc)
		return s.Deals.Replace(ctx, g, old, &doc, store.Stamp{Actor: "user_desk", Action: "approve", At: noon.Add(time.Hour)})
	}
}

func stored(tb testing.TB, s *store.Store, id model.ID) *model.Deal {
	tb.Helper()
	d, err := s.Deals.Load(tb.Context(), system(model.KindDeal), id)
	must(tb, err)
	return d
}

func feed(tb testing.TB, s *store.Store, vendor model.ID) []*model.Change {
	tb.Helper()
	rows, err := s.Changes.After(tb.Context(), vendor, 0, 10_000)
	must(tb, err)
	return rows
}

func TestInsertStampsAndTells(t *testing.T) {
	s := open(t)
	d := deal(0)
	d.Version, d.CreatedAt = 99, time.Time{}
	write(t, s, func(ctx context.Context) error {
		return s.Deals.Insert(ctx, system(model.KindDeal), d, store.Stamp{Actor: "user_a", Action: "register", At: noon.Add(1234567)})
	})
	got, want := stored(t, s, d.ID).Record, model.Record{ID: d.ID, Version: 1, CreatedAt: noon.Add(time.Millisecond), UpdatedAt: noon.Add(time.Millisecond),
		JudgedAt: noon.Add(time.Millisecond), Seen: model.SeenAlike(1, noon.Add(time.Millisecond))}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("record: -want +got\n%s", diff)
	}
	row := &model.Change{
		ID: model.ChangeID{VendorID: d.VendorID, Seq: 1}, Kind: model.KindDeal, RecordID: d.ID, Action: "register", Fields: []string{},
		Actor: "user_a", At: got.CreatedAt, AfterAt: got.CreatedAt, Audience: []model.ID{d.VendorID, d.PartnerOrgID}, Version: 1,
	}
	if diff := cmp.Diff([]*model.Change{row}, feed(t, s, d.VendorID)); diff != "" {
		t.Errorf("changes: -want +got\n%s", diff)
	}
}

func TestReplaceTellsWhatChanged(t *testing.T) {
	s := open(t)
	d := deal(1)
	d.VendorID, d.Benefit = vendorOf(0), nil
	put(t, s, s.Deals, model.KindDeal, d)
	write(t, s, edit(s, deskGrant(t), d.ID, func(d *model.Deal) {
		d.ApprovalStatus, d.Benefit, d.PartnerMargin = model.DealApprovalStatusApproved, &model.DealBenefit{}, nil
		d.Version, d.CreatedAt = 77, noon.Add(time.Hour)
		other := model.ID("distributor_new")
		d.DistributorID = &other
	}))
	got, want := stored(t, s, d.ID).Record, model.Record{ID: d.ID, Version: 2, CreatedAt: noon, UpdatedAt: noon.Add(time.Hour), JudgedAt: noon.Add(time.Hour),
		Seen: model.SeenAlike(2, noon.Add(time.Hour))}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("record: -want +got\n%s", diff)
	}
	rows := feed(t, s, d.VendorID)
	row := &model.Change{
		ID: model.ChangeID{VendorID: d.VendorID, Seq: 2}, Kind: model.KindDeal, RecordID: d.ID, Action: "approve",
		Fields: []string{"distributorId", "approvalStatus", "benefit"}, Actor: "user_desk", At: noon.Add(time.Hour), BeforeAt: noon, AfterAt: noon.Add(time.Hour), Version: 2,
		Audience: []model.ID{d.VendorID, d.PartnerOrgID, distributorOf(1), "distributor_new"},
	}
	if diff := cmp.Diff(row, rows[len(rows)-1]); diff != "" {
		t.Errorf("changes: -want +got\n%s", diff)
	}
}

// A write that was decided on what is no longer so, or on what the grant does not give, changes nothing and tells nothing.
func TestRefusedWritesChangeNothing(t *testing.T) {
	own := deal(1)
	own.ID, own.VendorID, own.RegisteredBy.UserID = "deal_own", vendorOf(0), manager(vendorOf(0))
	foreign, plain := deal(1), deal(1)
	foreign.ID, foreign.VendorID = "deal_foreign", vendorOf(1)
	plain.ID, plain.VendorID = "deal_plain", vendorOf(0)
	own.Number, plain.Number = "1", "2"
	approve := func(d *model.Deal) { d.ApprovalStatus = model.DealApprovalStatusApproved }

	tests := map[string]struct {
		write func(t *testing.T, s *store.Store) error
		want  error
	}{
		"stale version": {func(t *testing.T, s *store.Store) error {
			old := stored(t, s, "deal_plain")
			write(t, s, edit(s, deskGrant(t), "deal_plain", func(d *model.Deal) { d.SalesStage = model.DealSalesStageQualified }))
			doc := *old
			approve(&doc)
			return s.Tx(t.Context(), nil, func(ctx context.Context) error {
				return s.Deals.Replace(ctx, deskGrant(t), old, &doc, stamp("approve"))
			})
		}, model.ErrConflict},
		"row outside the grant": {func(t *testing.T, s *store.Store) error {
			return s.Tx(t.Context(), nil, edit(s, deskGrant(t), "deal_own", approve))
		}, model.ErrConflict},
		"row of another vendor": {func(t *testing.T, s *store.Store) error {
			return s.Tx(t.Context(), nil, edit(s, deskGrant(t), "deal_foreign", approve))
		}, model.ErrConflict},
		"empty grant": {func(t *testing.T, s *store.Store) error {
			return s.Tx(t.Context(), nil, edit(s, authz.Grant{}, "deal_plain", approve))
		}, model.ErrForbidden},
		"grant of another kind": {func(t *testing.T, s *store.Store) error {
			return s.Tx(t.Context(), nil, edit(s, system(model.KindPartner), "deal_plain", approve))
		}, model.ErrForbidden},
		"insert outside the grant": {func(t *testing.T, s *store.Store) error {
			d := deal(2)
			d.VendorID = vendorOf(1)
			return s.Tx(t.Context(), nil, func(ctx context.Context) error { return s.Deals.Insert(ctx, deskGrant(t), d, stamp("create")) })
		}, model.ErrForbidden},
		"insert with an empty grant": {func(t *testing.T, s *store.Store) error {
			return s.Tx(t.Context(), nil, func(ctx context.Context) error { return s.Deals.Insert(ctx, authz.Grant{}, deal(2), stamp("create")) })
		}, model.ErrForbidden},
		"insert with a grant of another kind": {func(t *testing.T, s *store.Store) error {
			return s.Tx(t.Context(), nil, func(ctx context.Context) error {
				return s.Deals.Insert(ctx, system(model.KindUser), deal(2), stamp("create"))
			})
		}, model.ErrForbidden},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			put(t, s, s.Deals, model.KindDeal, own, foreign, plain)
			if err := tt.write(t, s); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			for _, id := range []model.ID{"deal_own", "deal_foreign", "deal_plain"} {
				if stored(t, s, id).ApprovalStatus == model.DealApprovalStatusApproved {
					t.Errorf("%s was changed", id)
				}
			}
			for _, row := range append(feed(t, s, vendorOf(0)), feed(t, s, vendorOf(1))...) {
				if row.Action == "approve" && row.Fields[0] == "approvalStatus" {
					t.Errorf("the feed tells of %v", row)
				}
			}
		})
	}
}

func TestIdenticalRecordIsNotWritten(t *testing.T) {
	s := open(t)
	d := deal(1)
	put(t, s, s.Deals, model.KindDeal, d)
	write(t, s, edit(s, system(model.KindDeal), d.ID, func(d *model.Deal) { d.Version, d.UpdatedAt = 5, noon.Add(time.Hour) }))
	if got := stored(t, s, d.ID).Version; got != 1 {
		t.Errorf("version %d, want 1", got)
	}
	if got := len(feed(t, s, d.VendorID)); got != 1 {
		t.Errorf("%d changes, want 1", got)
	}
}

// A record keeps its id and its feed: a change cannot be told to one vendor and belong to another.
func TestRecordsDoNotMove(t *testing.T) {
	s := open(t)
	d := deal(1)
	put(t, s, s.Deals, model.KindDeal, d)
	for name, move := range map[string]func(d *model.Deal){
		"to another vendor": func(d *model.Deal) { d.VendorID = "vendor_other" },
		"to another id":     func(d *model.Deal) { d.ID = "deal_other" },
	} {
		t.Run(name, func(t *testing.T) {
			if err := s.Tx(t.Context(), nil, edit(s, system(model.KindDeal), d.ID, move)); err == nil {
				t.Error("it moved")
			}
		})
	}
}

// What must be unique is a conflict, and the refusal says nothing of the record that has it.
func TestDuplicatesAreConflictsWithoutDetails(t *testing.T) {
	s := open(t)
	first := organization(0)
	first.Handle = "secret-handle"
	put(t, s, s.Organizations, model.KindOrganization, first)
	second := organization(1)
	second.Handle = first.Handle
	err := s.Tx(t.Context(), nil, func(ctx context.Context) error {
		return s.Organizations.Insert(ctx, system(model.KindOrganization), second, stamp("create"))
	})
	if got, want := model.CodeOf(err), model.CodeConflict; got != want {
		t.Fatalf("got %s (%v), want %s", got, err, want)
	}
	for _, word := range []string{"secret-handle", "E11000", "dup", "handle_1"} {
		if strings.Contains(err.Error(), word) {
			t.Errorf("%q says %q", err, word)
		}
	}
}

// Values that not every record has are unique only where they are.
func TestUniqueOnlyWherePresent(t *testing.T) {
	s := open(t)
	mail := "a@b.example"
	user := func(id model.ID, email *string) *model.User {
		return &model.User{Record: model.Record{ID: id}, Email: email}
	}
	ext := func(i int, ids ...model.ExternalID) *model.Partner {
		p := partner(i)
		p.VendorID, p.ExternalIDs = "v", ids
		return p
	}
	put(t, s, s.Users, model.KindUser, user("user_1", nil), user("user_2", nil), user("user_3", &mail))
	put(t, s, s.Partners, model.KindPartner, ext(0), ext(3), ext(6, model.ExternalID{Source: "crm", Value: "1"}),
		ext(9, model.ExternalID{Source: "erp", Value: "1"}, model.ExternalID{Source: "crm", Value: "2"}))
	draft := func(id model.ID) *model.Deal {
		d := deal(0)
		d.ID, d.Number = id, ""
		return d
	}
	put(t, s, s.Deals, model.KindDeal, draft("deal_1"), draft("deal_2"))

	for name, insert := range map[string]func(ctx context.Context) error{
		"email": func(ctx context.Context) error {
			return s.Users.Insert(ctx, system(model.KindUser), user("user_4", &mail), stamp("create"))
		},
		"external id": func(ctx context.Context) error {
			return s.Partners.Insert(ctx, system(model.KindPartner), ext(12, model.ExternalID{Source: "crm", Value: "2"}), stamp("create"))
		},
		"partnership": func(ctx context.Context) error {
			p := ext(0)
			p.ID = "partner_again"
			return s.Partners.Insert(ctx, system(model.KindPartner), p, stamp("create"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			err := s.Tx(t.Context(), nil, insert)
			if got, want := model.CodeOf(err), model.CodeConflict; got != want {
				t.Errorf("got %s (%v), want %s", got, err, want)
			}
		})
	}
}

func TestWritesBelongInTransactions(t *testing.T) {
	s := open(t)
	d := deal(1)
	put(t, s, s.Deals, model.KindDeal, d)
	for name, attempt := range map[string]func(ctx context.Context) error{
		"insert": func(ctx context.Context) error {
			return s.Deals.Insert(ctx, system(model.KindDeal), deal(2), stamp("create"))
		},
		"replace": edit(s, system(model.KindDeal), d.ID, func(d *model.Deal) { d.Shared = !d.Shared }),
		"next":    func(ctx context.Context) error { _, err := s.Next(ctx, "n"); return err },
		"claim": func(ctx context.Context) error {
			return s.Claims.Acquire(ctx, []store.Claim{claim("deal_1", noon)}, noon)
		},
		"release": func(ctx context.Context) error { return s.Claims.Release(ctx, "deal_1") },
	} {
		t.Run(name, func(t *testing.T) {
			if err := attempt(t.Context()); err == nil {
				t.Error("it was written")
			}
		})
	}
	if got := len(feed(t, s, deal(2).VendorID)); got != 0 {
		t.Errorf("%d changes, want none", got)
	}
}
