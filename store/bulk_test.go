package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"partnerhub/filter"
	"partnerhub/model"
	"partnerhub/store"
)

// TestReplaceMany: what has changed is stored and told in the order of the pairs, what has not is neither, and one record that
// has moved on in the meantime leaves all as they are.
func TestReplaceMany(t *testing.T) {
	deals := func() []*model.Deal {
		out := []*model.Deal{deal(0), deal(1), deal(2)}
		for _, d := range out {
			d.VendorID = vendorOf(0)
		}
		return out
	}
	tests := map[string]struct {
		pairs func(s *store.Store, loaded []*model.Deal) []store.Pair[model.Deal]
		want  error
		told  int
	}{
		"two of three differ": {func(_ *store.Store, l []*model.Deal) []store.Pair[model.Deal] {
			return []store.Pair[model.Deal]{staged(l[2]), {Old: l[0], New: copyOf(l[0])}, staged(l[1])}
		}, nil, 2},
		"none differs": {func(_ *store.Store, l []*model.Deal) []store.Pair[model.Deal] {
			return []store.Pair[model.Deal]{{Old: l[0], New: copyOf(l[0])}}
		}, nil, 0},
		"nothing": {func(*store.Store, []*model.Deal) []store.Pair[model.Deal] { return nil }, nil, 0},
		"one is of an older version": {func(s *store.Store, l []*model.Deal) []store.Pair[model.Deal] {
			old := copyOf(l[1])
			old.Version = 7
			return []store.Pair[model.Deal]{staged(l[0]), staged(old), staged(l[2])}
		}, model.ErrConflict, 0},
		"one is there twice": {func(_ *store.Store, l []*model.Deal) []store.Pair[model.Deal] {
			return []store.Pair[model.Deal]{staged(l[0]), staged(l[0])}
		}, model.ErrConflict, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			write(t, s, func(ctx context.Context) error {
				return s.Deals.InsertMany(ctx, system(model.KindDeal), deals(), stamp("create"))
			})
			var loaded []*model.Deal
			for _, d := range deals() {
				loaded = append(loaded, stored(t, s, d.ID))
			}
			err := s.Tx(t.Context(), nil, func(ctx context.Context) error {
				return s.Deals.ReplaceMany(ctx, system(model.KindDeal), tt.pairs(s, loaded), stamp("update"))
			})
			if !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			rows := feed(t, s, vendorOf(0))
			if got := len(rows) - len(loaded); got != tt.told {
				t.Errorf("%d changes are told, want %d", got, tt.told)
			}
			for i, row := range rows {
				if row.ID.Seq != int64(i+1) {
					t.Errorf("change %d has the number %d", i, row.ID.Seq)
				}
			}
			if err == nil && tt.told == 2 {
				if got := []model.ID{rows[3].RecordID, rows[4].RecordID}; got[0] != loaded[2].ID || got[1] != loaded[1].ID {
					t.Errorf("told of %v", got)
				}
			}
			for _, d := range loaded {
				if got := stored(t, s, d.ID); err != nil && got.Version != 1 {
					t.Errorf("%s was changed", d.ID)
				}
			}
		})
	}
}

// TestAConflictInTheMiddleCannotCommit: whoever passes over the conflict leaves no record without its change row behind.
func TestAConflictInTheMiddleCannotCommit(t *testing.T) {
	s := open(t)
	first, second := deal(0), deal(1)
	write(t, s, func(ctx context.Context) error {
		return s.Deals.InsertMany(ctx, system(model.KindDeal), []*model.Deal{first, second}, stamp("create"))
	})
	written, moved := stored(t, s, first.ID), stored(t, s, second.ID)
	moved.Version = 7
	err := s.Tx(t.Context(), nil, func(ctx context.Context) error {
		pairs := []store.Pair[model.Deal]{staged(written), staged(moved)}
		if err := s.Deals.ReplaceMany(ctx, system(model.KindDeal), pairs, stamp("update")); !errors.Is(err, model.ErrConflict) {
			t.Errorf("got %v, want %v", err, model.ErrConflict)
		}
		return nil
	})
	if !errors.Is(err, model.ErrConflict) {
		t.Errorf("committing: got %v, want %v", err, model.ErrConflict)
	}
	if diff := cmp.Diff(written, stored(t, s, first.ID)); diff != "" {
		t.Errorf("the record before the conflict (-want +got):\n%s", diff)
	}
}

func copyOf(d *model.Deal) *model.Deal {
	out := *d
	return &out
}

// staged is a deal with another sales stage.
func staged(old *model.Deal) store.Pair[model.Deal] {
	doc := copyOf(old)
	doc.SalesStage = model.DealSalesStageCommitted
	return store.Pair[model.Deal]{Old: old, New: doc}
}

// TestInsertManyIsAllOrNothing: of records that are new together, one whose unique value is taken keeps the others out.
func TestInsertManyIsAllOrNothing(t *testing.T) {
	s := open(t)
	first, second := organization(0), organization(1)
	second.Handle = first.Handle
	err := s.Tx(t.Context(), nil, func(ctx context.Context) error {
		return s.Organizations.InsertMany(ctx, system(model.KindOrganization), []*model.Organization{first, second}, stamp("create"))
	})
	if got, want := model.CodeOf(err), model.CodeConflict; got != want {
		t.Fatalf("got %s (%v), want %s", got, err, want)
	}
	if _, err := s.Organizations.Load(t.Context(), system(model.KindOrganization), first.ID); !errors.Is(err, model.ErrNotFound) {
		t.Errorf("the first one: got %v, want none", err)
	}
}

// TestTiesAreToldByTheirDifference: the log keeps of a change of those who work with an organization only who came and who went,
// unless somebody covers its partners or something else has changed with it.
func TestTiesAreToldByTheirDifference(t *testing.T) {
	before, after := []model.ID{"org_a", "org_b", "org_c"}, []model.ID{"org_b", "org_c", "org_d"}
	covered := []model.Coverage{{UserID: "user_cam", OrgID: "org_b", Role: model.CoverageRolePam, From: noon, To: model.Forever}}
	for name, tt := range map[string]struct {
		coverage []model.Coverage
		rename   bool
		was, is  []model.ID
	}{
		"ties alone":          {[]model.Coverage{}, false, []model.ID{"org_a"}, []model.ID{"org_d"}},
		"under coverage":      {covered, false, before, after},
		"with something else": {[]model.Coverage{}, true, before, after},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			o := organization(0)
			o.Kind, o.RelatedIDs, o.Coverage = model.OrganizationKindVendor, before, tt.coverage
			put(t, s, s.Organizations, model.KindOrganization, o)
			write(t, s, func(ctx context.Context) error {
				old, err := s.Organizations.Load(ctx, system(model.KindOrganization), o.ID)
				if err != nil {
					return err
				}
				doc := *old
				doc.RelatedIDs = after
				if tt.rename {
					doc.Name = "Another Ltd"
				}
				return s.Organizations.Replace(ctx, system(model.KindOrganization), old, &doc, stamp("update"))
			})
			entries, err := s.Changes.Entries(t.Context(), o.ID, "org_x", 1, 2, 10)
			must(t, err)
			got := [][]model.ID{entries[0].Before.(*model.Organization).RelatedIDs, entries[0].After.(*model.Organization).RelatedIDs}
			if diff := cmp.Diff([][]model.ID{tt.was, tt.is}, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// TestInsertManyOfAnySize: records that are more together than a command may be long are all stored, and so are their change rows.
func TestInsertManyOfAnySize(t *testing.T) {
	s := open(t)
	var docs []*model.Partner
	for i := range 3 {
		p := partner(i)
		p.PrivateNotes = new(string)
		*p.PrivateNotes = strings.Repeat("n", 7<<20)
		docs = append(docs, p)
	}
	write(t, s, func(ctx context.Context) error {
		return s.Partners.InsertMany(ctx, system(model.KindPartner), docs, stamp("create"))
	})
	rows, err := s.Partners.LoadAll(t.Context(), system(model.KindPartner), filter.Everything(), store.Sort{Field: "_id"}, 10)
	must(t, err)
	if len(rows) != len(docs) || len(*rows[2].PrivateNotes) != 7<<20 {
		t.Errorf("got %d records, want %d whole ones", len(rows), len(docs))
	}
}

// TestABrokenRecordOfManyIsTheCallers: the mistake of one caller, met on another goroutine, is still that caller's and ends nothing else.
func TestABrokenRecordOfManyIsTheCallers(t *testing.T) {
	s := open(t)
	pairs := make([]store.Pair[model.Partner], 200)
	for i := range pairs {
		pairs[i] = store.Pair[model.Partner]{Old: partner(i), New: partner(i)}
	}
	pairs[len(pairs)-1] = store.Pair[model.Partner]{}
	defer func() {
		if recover() == nil {
			t.Error("got no panic, want that of the record that is none")
		}
	}()
	_ = s.Tx(t.Context(), nil, func(ctx context.Context) error {
		return s.Partners.ReplaceMany(ctx, system(model.KindPartner), pairs, stamp("update"))
	})
}
