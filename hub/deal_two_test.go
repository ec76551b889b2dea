package hub_test

import (
	"context"
	"testing"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"partnerhub/authz"
	"partnerhub/hub"
	"partnerhub/hub/intake"
	"partnerhub/internal/direct"
	"partnerhub/localdb"
	"partnerhub/model"
	"partnerhub/store"
)

const twoName = "two_test"

// twoLives are two hubs with nothing in common but the database, as two processes have: the first holds the embedded engine, the
// other reaches it by commands.
func twoLives(tb testing.TB) (one, two *life) {
	tb.Helper()
	engine, err := localdb.Open("", localdb.Options{NoSync: true})
	mustNot(tb, err)
	tb.Cleanup(func() { mustNot(tb, engine.Close()) })
	process := func(own store.Direct) *life {
		client, err := mongo.Connect(store.ClientOptions(engine.URI()).SetDialer(dialTo(engine.DialContext)))
		mustNot(tb, err)
		tb.Cleanup(func() { mustNot(tb, client.Disconnect(context.Background())) })
		l := &life{now: lifeStart}
		s, err := store.Open(tb.Context(), client, twoName, store.Options{Now: l.clock, Direct: own})
		mustNot(tb, err)
		tb.Cleanup(func() { unaltered(tb, s) })
		policy, err := authz.Default()
		mustNot(tb, err)
		h, err := hub.New(tb.Context(), s, policy, l.clock)
		mustNot(tb, err)
		l.importWorld = &importWorld{tb: tb, hub: h, intake: intake.New(h, s, l.clock), store: s}
		return l
	}
	one, two = process(direct.New(engine, twoName)), process(nil)
	one.loadWorld()
	return one, two
}

// TestTwoProcessesHaveOneWinner: the database decides, not a lock of the process.
func TestTwoProcessesHaveOneWinner(t *testing.T) {
	n := 24
	one, two := twoLives(t)
	deals := one.crowd(n)
	lives := []*life{one, two}
	contexts := []context.Context{one.as("desk2@acme.example"), two.as("desk2@acme.example")}
	got := tally(together(n, func(i int) error {
		_, err := lives[i%2].hub.ApproveDeal(contexts[i%2], model.ApproveDealInput{ID: deals[i].ID, ExpectedVersion: deals[i].Version})
		return err
	}))
	protected := one.checkOneHolder(deals)
	if protected < 1 || protected > 2 || got[""] != protected || got["CONFLICT"] != n-protected {
		t.Errorf("got %v and %d protected, want one or two and CONFLICT for the others", got, protected)
	}
	one.at(lifeStart.Add(91 * day))
	two.at(lifeStart.Add(91 * day))
	swept := make([]hub.Swept, 2)
	together(2, func(i int) (err error) {
		swept[i], err = lives[i].hub.Sweep(t.Context(), []string{"one", "two"}[i])
		return err
	})
	if swept[0].Expired+swept[1].Expired != protected || (swept[0] != hub.Swept{} && swept[1] != hub.Swept{}) {
		t.Errorf("the sweepers wrote %+v and %+v, want one of them to write %d", swept[0], swept[1], protected)
	}
}
