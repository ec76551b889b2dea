package tests

import (
	"fmt"
	"sync"
	"testing"
)

// Of many approvals for one customer and product family exactly one wins, whatever the interleaving.
func TestParallelApprovalsHaveOneWinner(t *testing.T) {
	w := demoWorld(t)
	desk := w.as("dealdesk@nimbus.example")
	deals := rivals(t, w, 100)
	start := make(chan struct{})
	codes := make([]string, len(deals))
	var wg sync.WaitGroup
	for i, deal := range deals {
		wg.Add(1)
		go func() {
			defer wg.Done()
			<-start
			codes[i] = desk.tryPatiently(t, approve, deal)
		}()
	}
	close(start)
	wg.Wait()
	count := map[string]int{}
	for _, code := range codes {
		count[code]++
	}
	if count[""] != 1 || count["CONFLICT"] != len(deals)-1 {
		t.Errorf("outcomes: got %v, want one success and %d CONFLICT", count, len(deals)-1)
	}
	approved := desk.query(t, `{deals(filter:{customerName:{eq:"Everybody Wants Ltd"}, approvalStatus:[APPROVED]}){totalCount}}`)
	if got := approved.integer("deals.totalCount"); got != 1 {
		t.Errorf("approved deals afterwards: got %d, want 1", got)
	}
}

// Of many approvals of one deal one wins; the others decided on a version that is gone.
func TestParallelApprovalsOfOneDeal(t *testing.T) {
	w := demoWorld(t)
	desk := w.as("dealdesk@nimbus.example")
	deal := desk.act(t, claimReview, w.as("sales@brightpath.example").register(t, w.registration("One Deal Many Desks", "100.00")))
	codes := make([]string, 32)
	var wg sync.WaitGroup
	for i := range codes {
		wg.Add(1)
		go func() {
			defer wg.Done()
			codes[i] = desk.tryPatiently(t, approve, deal)
		}()
	}
	wg.Wait()
	won := 0
	for _, code := range codes {
		switch code {
		case "":
			won++
		case "CONFLICT", "INVALID_TRANSITION":
		default:
			t.Errorf("outcome %q", code)
		}
	}
	if won != 1 {
		t.Errorf("winners: got %d, want 1", won)
	}
	if got := len(desk.read(t, deal).list("approvals")); got != 1 {
		t.Errorf("decisions recorded: got %d, want 1", got)
	}
}

// rivals makes deals of all of the vendor's partners for one customer and takes each for review.
func rivals(t *testing.T, w *world, n int) []object {
	t.Helper()
	ops, desk := w.as("ops@nimbus.example"), w.as("dealdesk@nimbus.example")
	partners := ops.query(t, `{partners(first:100, filter:{lifeStage:[ACTIVE]}){nodes{id vendor{id}}}}`).list("partners.nodes")
	var out []object
	for i := range n {
		p := partners[i%len(partners)]
		in := w.registration("Everybody Wants Ltd", fmt.Sprintf("%d.00", 1000+i))
		in["partnerId"], in["vendorId"] = p.str("id"), p.str("vendor.id")
		delete(in, "distributorId")
		out = append(out, desk.act(t, claimReview, ops.register(t, in)))
	}
	return out
}

// tryPatiently tries again while the server says that it is busy.
func (c client) tryPatiently(tb testing.TB, step string, deal object) string {
	for {
		if code := c.try(tb, step, deal); code != "UNAVAILABLE" && code != "RATE_LIMITED" {
			return code
		}
	}
}
