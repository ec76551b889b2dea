package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"partnerhub/model"
	"partnerhub/store"
)

var errChanged = errors.New("changed my mind")

// Everything of a transaction is there, or nothing: records, change rows, counters.
func TestTransactionIsAllOrNothing(t *testing.T) {
	for name, verdict := range map[string]error{"all": nil, "nothing": errChanged} {
		t.Run(name, func(t *testing.T) {
			b := newBase(t)
			s := b.open(t)
			err := s.Tx(t.Context(), []model.ID{vendorOf(1)}, func(ctx context.Context) error {
				if _, err := s.Next(ctx, "number"); err != nil {
					return err
				}
				for i := range 3 {
					if err := s.Deals.Insert(ctx, system(model.KindDeal), deal(i), stamp("create")); err != nil {
						return err
					}
				}
				return verdict
			})
			if !errors.Is(err, verdict) {
				t.Fatalf("got %v, want %v", err, verdict)
			}
			want := map[bool]int64{true: 3, false: 0}[verdict == nil]
			for _, collection := range []string{"deals", "changes"} {
				got, err := b.db().Collection(collection).CountDocuments(t.Context(), bson.D{})
				must(t, err)
				if got != want {
					t.Errorf("%s: got %d, want %d", collection, got, want)
				}
			}
		})
	}
}

// An inner Tx is part of the outer one: it commits, and fails, with it.
func TestInnerTransactionJoins(t *testing.T) {
	s := open(t)
	err := s.Tx(t.Context(), []model.ID{vendorOf(0)}, func(ctx context.Context) error {
		must(t, s.Tx(ctx, []model.ID{vendorOf(0)}, func(ctx context.Context) error {
			return s.Deals.Insert(ctx, system(model.KindDeal), deal(0), stamp("create"))
		}))
		return errChanged
	})
	if !errors.Is(err, errChanged) {
		t.Fatalf("got %v, want %v", err, errChanged)
	}
	if got := len(feed(t, s, vendorOf(0))); got != 0 {
		t.Errorf("%d changes, want none", got)
	}
}

// A fault of the database ends the transaction. Whoever looks away has not written anything all the same, and hears of it.
func TestSwallowedFaultIsNotACommit(t *testing.T) {
	s := open(t)
	put(t, s, s.Deals, model.KindDeal, deal(0))
	err := s.Tx(t.Context(), nil, func(ctx context.Context) error {
		_ = s.Deals.Insert(ctx, system(model.KindDeal), deal(0), stamp("create"))
		_ = s.Deals.Insert(ctx, system(model.KindDeal), deal(3), stamp("create"))
		return nil
	})
	if got, want := model.CodeOf(err), model.CodeConflict; got != want {
		t.Errorf("got %s (%v), want %s", got, err, want)
	}
	if _, err := s.Deals.Load(t.Context(), system(model.KindDeal), deal(3).ID); !errors.Is(err, model.ErrNotFound) {
		t.Errorf("the second deal: got %v, want %v", err, model.ErrNotFound)
	}
}

// Whatever kind of error fn has, it comes back as it is.
func TestOwnErrorsComeBackUntouched(t *testing.T) {
	s := open(t)
	var faults model.UserErrors
	faults.Add("name", model.UserErrorCodeRequired, "is required")
	err := s.Tx(t.Context(), nil, func(context.Context) error { return faults.OrNil() })
	if got, ok := err.(model.UserErrors); !ok || len(got) != 1 {
		t.Errorf("got %T %v, want the user's errors", err, err)
	}
}

// Many writers, some in another process, on two feeds: no number is missing, none is double, and each is a record's. Where the
// database is in this process, one of the two stores writes by commands all the same.
func TestSequencesAreGapless(t *testing.T) {
	const writers, each = 8, 12
	b := newBase(t)
	stores := []*store.Store{b.open(t), b.openWith(t, nil)} // each has its own turns, as processes have
	var group sync.WaitGroup
	for w := range writers {
		group.Go(func() {
			for i := range each {
				if err := register(t, stores[w%len(stores)], w, i); err != nil {
					t.Errorf("writer %d: %v", w, err)
					return
				}
			}
		})
	}
	group.Wait()
	var total int
	for v := range 2 {
		total += checkFeed(t, stores[0], vendorOf(v))
	}
	if want := writers * each * 2; total != want {
		t.Errorf("got %d changes, want %d", total, want)
	}
}

// register writes a deal and a change of it, numbered by the vendor's counter. Every fifth attempt is given up.
func register(t *testing.T, s *store.Store, writer, i int) error {
	d := deal(writer % 2)
	d.VendorID = vendorOf(writer)
	if writer%2 == 1 {
		d.VendorID = vendorOf(1)
	} else {
		d.VendorID = vendorOf(0)
	}
	d.ID = model.ID(fmt.Sprintf("deal_%d_%d", writer, i))
	for attempt := range 2 {
		err := s.Tx(t.Context(), []model.ID{d.VendorID}, func(ctx context.Context) error {
			n, err := s.Next(ctx, "deal-number:"+string(d.VendorID))
			if err != nil {
				return err
			}
			d.Number = fmt.Sprintf("N-%03d", n)
			if err := s.Deals.Insert(ctx, system(model.KindDeal), d, stamp("register")); err != nil {
				return err
			}
			if attempt == 0 && i%5 == 0 {
				return errChanged
			}
			return edit(s, system(model.KindDeal), d.ID, func(d *model.Deal) { d.Shared = !d.Shared })(ctx)
		})
		if !errors.Is(err, errChanged) {
			return err
		}
	}
	return nil
}

func checkFeed(t *testing.T, s *store.Store, vendor model.ID) int {
	t.Helper()
	numbers := map[string]bool{}
	rows := feed(t, s, vendor)
	for i, row := range rows {
		if got, want := row.ID, (model.ChangeID{VendorID: vendor, Seq: int64(i + 1)}); got != want {
			t.Fatalf("got %v, want %v", got, want)
		}
		numbers[stored(t, s, row.RecordID).Number] = true
	}
	for n := 1; n <= len(rows)/2; n++ {
		if !numbers[fmt.Sprintf("N-%03d", n)] {
			t.Errorf("%s: number %d is missing", vendor, n)
		}
	}
	return len(rows)
}

// A feed that is not free is waited for as long as the caller has time.
func TestWaitingForAFeedEndsWithTheContext(t *testing.T) {
	s := open(t)
	must(t, s.Tx(t.Context(), []model.ID{"v"}, func(context.Context) error {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		err := s.Tx(ctx, []model.ID{"u", "v"}, func(context.Context) error { return errChanged })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want %v", err, context.Canceled)
		}
		return nil
	}))
	must(t, s.Tx(t.Context(), []model.ID{"v", "u", "v"}, func(context.Context) error { return nil }))
	if got := s.FeedsInUse(); got != 0 {
		t.Errorf("%d feeds are still in use", got)
	}
}

// A fault that a new attempt may not meet is met with one, even if fn makes something else of it or nothing at all. Only the
// attempt that commits has written.
func TestTransientFaultsAreTriedAgain(t *testing.T) {
	conflict := mongo.CommandError{Code: 112, Message: "WriteConflict", Labels: []string{"TransientTransactionError"}}
	for name, as := range map[string]func(error) error{
		"told on":    func(err error) error { return err },
		"renamed":    func(error) error { return errChanged },
		"overlooked": func(error) error { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			attempts := 0
			must(t, s.Tx(t.Context(), nil, func(ctx context.Context) error {
				must(t, s.Deals.Insert(ctx, system(model.KindDeal), deal(0), stamp("create")))
				if attempts++; attempts < 3 {
					return as(s.Refuse(ctx, conflict))
				}
				return nil
			}))
			if attempts != 3 {
				t.Errorf("%d attempts, want 3", attempts)
			}
			if got := len(feed(t, s, vendorOf(0))); got != 1 {
				t.Errorf("%d changes, want 1", got)
			}
		})
	}
}

// TestWhatIsCommittedIsNotDoneAgain: a command that the database never took part in leaves the driver in doubt about a transaction that
// needed none. It is done once all the same.
func TestWhatIsCommittedIsNotDoneAgain(t *testing.T) {
	b := newBase(t)
	if b.engine == nil {
		t.Skip("a server has no such way")
	}
	s, attempts := b.open(t), 0
	must(t, s.Tx(t.Context(), nil, func(ctx context.Context) error {
		attempts++
		if _, err := s.Next(ctx, "things"); err != nil {
			return err
		}
		_ = b.db().RunCommand(ctx, bson.D{{Key: "noSuchCommand", Value: 1}}).Err()
		return nil
	}))
	last, err := s.Last(t.Context(), "things")
	must(t, err)
	if attempts != 1 || last != 1 {
		t.Errorf("got %d attempts that counted to %d, want one and 1", attempts, last)
	}
}

// TestCountersOfAnyNumberGoOn: a counter that a tool has stored as another type of number goes on from there, and one that is no whole
// number stops what needs it. Neither way begins anew.
func TestCountersOfAnyNumberGoOn(t *testing.T) {
	b := newBase(t)
	for way, direct := range map[string]store.Direct{"by commands": nil, "directly": b.direct()} {
		t.Run(way, func(t *testing.T) {
			s := b.openWith(t, direct)
			_, err := b.db().Collection("counters").InsertMany(t.Context(), []any{
				bson.D{{Key: "_id", Value: "whole " + way}, {Key: "value", Value: 5.0}}, bson.D{{Key: "_id", Value: "broken " + way}, {Key: "value", Value: 5.5}}})
			must(t, err)
			for counter, want := range map[string]int64{"whole ": 6, "broken ": 0} {
				err := s.Tx(t.Context(), nil, func(ctx context.Context) error {
					got, err := s.Next(ctx, counter+way)
					if err == nil && got != want {
						t.Errorf("%s: got %d, want %d", counter, got, want)
					}
					return err
				})
				if failed := err != nil; failed != (want == 0) {
					t.Errorf("%s: got the error %v", counter, err)
				}
			}
		})
	}
}
