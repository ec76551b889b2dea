package hub_test

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"partnerhub/authz"
	"partnerhub/hub"
	"partnerhub/model"
)

// keyed is one attempt of a registration under a key.
func keyed(key string, arguments map[string]any) hub.Attempt {
	return hub.Attempt{Keys: []string{key}, Operation: "registerDeal", Arguments: arguments}
}

// onceWorld is a small world under a clock that a test moves.
func onceWorld(tb testing.TB) (w *importWorld, wait func(time.Duration)) {
	tb.Helper()
	var mu sync.Mutex
	now := importTime
	w = newWorldAt(tb, func() time.Time { mu.Lock(); defer mu.Unlock(); return now }).withFewRows()
	return w, func(d time.Duration) { mu.Lock(); defer mu.Unlock(); now = now.Add(d) }
}

// registration is a well-formed draft of the partner pa at the vendor acme.
func registration(customer string) model.RegisterDealInput {
	return model.RegisterDealInput{VendorID: model.DerivedID(model.KindOrganization, "acme"),
		Customer: &model.DealCustomerInput{Name: customer, Country: "GB"},
		Lines:    []*model.DealLineInput{{ProductFamily: "cloud", Quantity: 1}},
		Amount:   &model.MoneyInput{Amount: "100.00", Currency: "GBP"}, ExpectedCloseOn: "2027-06-01", Submit: true}
}

// attempt sends a registration as a person.
func (w *importWorld) attempt(ctx context.Context, a hub.Attempt, in model.RegisterDealInput) (*model.Deal, error) {
	run := func(ctx context.Context) (*model.Deal, error) { return w.hub.RegisterDeal(ctx, in) }
	return hub.Once(ctx, w.hub, a, run, w.hub.Deal)
}

func (w *importWorld) accepted(ctx context.Context, a hub.Attempt, in model.RegisterDealInput) *model.Deal {
	w.tb.Helper()
	d, err := w.attempt(ctx, a, in)
	mustNot(w.tb, err)
	if d == nil {
		w.tb.Fatal("the answer holds no deal")
	}
	return d
}

// effects counts the deals and the changes of the vendor.
func (w *importWorld) effects() (deals, changes int) {
	w.tb.Helper()
	ctx := w.as("desk@acme.example")
	page, err := w.hub.Deals(ctx, model.PageArgs{}, nil, nil)
	mustNot(w.tb, err)
	deals, err = page.TotalCount(ctx)
	mustNot(w.tb, err)
	rows, err := w.store.Changes.After(ctx, model.DerivedID(model.KindOrganization, "acme"), 0, 1000)
	mustNot(w.tb, err)
	return deals, len(rows)
}

func TestRepetitionsAtOnceHaveOneEffect(t *testing.T) {
	w, _ := onceWorld(t)
	_, before := w.effects()
	ctx := w.as("sales@pa.example")
	ids := make([]model.ID, 10)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() {
			if d, err := w.attempt(ctx, keyed("k", nil), registration("Quarry Works")); err != nil || d == nil {
				t.Errorf("attempt %d: got %v and %v, want the deal", i, d, err)
			} else {
				ids[i] = d.ID
			}
		})
	}
	all.Wait()
	if slices.Sort(ids); len(slices.Compact(ids)) != 1 {
		t.Errorf("got %v, want one deal in every answer", ids)
	}
	if deals, changes := w.effects(); deals != 1 || changes != before+1 {
		t.Errorf("got %d deals and %d new changes, want 1 and 1", deals, changes-before)
	}
}

func TestOnce(t *testing.T) {
	w, wait := onceWorld(t)
	sales, rival := w.as("sales@pa.example"), w.as("sales@pb.example")
	first := w.accepted(sales, keyed("k", map[string]any{"name": "A"}), registration("Alpha"))

	t.Run("the same again answers the same deal", func(t *testing.T) {
		// What is run now would be refused: the answer comes from the receipt alone.
		if got := w.accepted(sales, keyed("k", map[string]any{"name": "A"}), model.RegisterDealInput{}); got.ID != first.ID {
			t.Errorf("got %s, want %s", got.ID, first.ID)
		}
	})
	t.Run("anything else under the key is refused", func(t *testing.T) {
		other := keyed("k", map[string]any{"name": "A"})
		other.Operation = "copyDeal"
		for name, a := range map[string]hub.Attempt{"input": keyed("k", map[string]any{"name": "B"}), "operation": other,
			"null for absent": keyed("k", map[string]any{"name": "A", "campaignId": nil})} {
			if _, err := w.attempt(sales, a, registration("Alpha")); model.CodeOf(err) != model.CodeKeyReused {
				t.Errorf("other %s: got %v, want %s", name, err, model.CodeKeyReused)
			}
		}
	})
	t.Run("another place in the request is another effect", func(t *testing.T) {
		second := keyed("k", map[string]any{"name": "A"})
		second.Place = 1
		if got := w.accepted(sales, second, registration("Alpha")); got.ID == first.ID {
			t.Error("the second mutation of a request answered the first one's deal")
		}
	})
	t.Run("another user has keys of its own", func(t *testing.T) {
		if got := w.accepted(rival, keyed("k", map[string]any{"name": "Z"}), registration("Zulu")); got.ID == first.ID {
			t.Error("a rival got the deal of another user's key")
		}
	})
	t.Run("who lost sight gets no value", func(t *testing.T) {
		who := *authz.PrincipalFrom(sales)
		who.Roles = []model.Role{model.RolePartnerMember}
		got, err := w.attempt(authz.WithPrincipal(sales, &who), keyed("k", map[string]any{"name": "A"}), registration("Alpha"))
		if got != nil || err != nil {
			t.Errorf("got %v and %v, want neither", got, err)
		}
	})
	t.Run("an expired key is free", func(t *testing.T) {
		wait(24*time.Hour - time.Millisecond)
		if got := w.accepted(sales, keyed("k", map[string]any{"name": "A"}), registration("Alpha")); got.ID != first.ID {
			t.Error("the key ended before its time")
		}
		wait(time.Millisecond)
		if got := w.accepted(sales, keyed("k", map[string]any{"name": "B"}), registration("Bravo")); got.ID == first.ID {
			t.Error("the key outlived its time")
		}
		if _, err := w.attempt(sales, keyed("k", map[string]any{"name": "A"}), registration("Alpha")); model.CodeOf(err) != model.CodeKeyReused {
			t.Errorf("the key's second life: got %v, want %s", err, model.CodeKeyReused)
		}
	})
}

func TestARefusalLeavesTheKeyFree(t *testing.T) {
	w, _ := onceWorld(t)
	sales := w.as("sales@pa.example")
	var faults model.UserErrors
	if _, err := w.attempt(sales, keyed("k", nil), registration(" ")); err == nil || model.CodeOf(err) != model.CodeInternal {
		t.Fatalf("got %v, want faults of the user", err)
	} else if faults, _ = err.(model.UserErrors); len(faults) == 0 {
		t.Fatalf("got %v, want faults of the user", err)
	}
	w.accepted(sales, keyed("k", map[string]any{"name": "mended"}), registration("Alpha"))
}

func TestMalformedKeys(t *testing.T) {
	w, _ := onceWorld(t)
	sales := w.as("sales@pa.example")
	for name, keys := range map[string][]string{"empty": {""}, "two": {"a", "b"}, "space": {"a b"}, "control": {"a\x00"},
		"long": {strings.Repeat("k", 129)}, "not ASCII": {"schlüssel"}} {
		a := hub.Attempt{Keys: keys, Operation: "registerDeal"}
		if _, err := w.attempt(sales, a, registration("Alpha")); model.CodeOf(err) != model.CodeBadUserInput {
			t.Errorf("%s: got %v, want %s", name, err, model.CodeBadUserInput)
		}
	}
	if deals, _ := w.effects(); deals != 0 {
		t.Errorf("got %d deals, want none", deals)
	}
	w.accepted(sales, keyed(strings.Repeat("~", 128), nil), registration("Alpha"))
}

// TestEveryWriteKeepsTheReceipt wants use-cases to write through Hub.change alone: a transaction of their own would have its
// effect without the receipt. The import, the sweep, the operator and what is adopted before anything is served have no caller and
// no key.
func TestEveryWriteKeepsTheReceipt(t *testing.T) {
	names, err := filepath.Glob("*.go")
	mustNot(t, err)
	inner, err := filepath.Glob("*/*.go")
	mustNot(t, err)
	var got []string
	for _, name := range append(names, inner...) {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		mustNot(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.SelectorExpr); ok && call.Sel.Name == "Tx" {
				got = append(got, name)
			}
			return true
		})
	}
	want := []string{"change.go", "deal_served_adopt.go", "key.go", "sweep.go", "webhook.go", "feed/turn.go", "intake/batch.go", "reach/adopt.go", "skills/adopt.go",
		"upsert/keeper.go"}
	if !slices.Equal(got, want) {
		t.Errorf("transactions begin in %v, want %v", got, want)
	}
}
