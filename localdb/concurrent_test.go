package localdb_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/localdb"
)

// TestReadersSeeWholeTransactions moves money while others add it up: every sum,
// by a command, by a cursor in small batches, or in a transaction, is the same,
// also while snapshots are written and an index comes and goes.
func TestReadersSeeWholeTransactions(t *testing.T) {
	const accounts, movers, moves = 20, 4, 40
	db := open(t, t.TempDir(), localdb.Options{NoSync: true})
	client := connect(t, db)
	c := client.Database("bank").Collection("accounts")
	for i := range accounts {
		put(t, c, fmt.Sprintf(`{"_id":%d,"balance":100}`, i))
	}
	var done atomic.Bool
	var moving, reading sync.WaitGroup
	for range movers {
		moving.Go(func() {
			for range moves {
				move(t, c, rand.IntN(accounts), rand.IntN(accounts))
			}
		})
	}
	for kind := range 3 {
		reading.Go(func() {
			for !done.Load() {
				if got := total(t, c, kind); got != accounts*100 {
					t.Errorf("reader %d found a total of %d, want %d", kind, got, accounts*100)
					return
				}
			}
		})
	}
	reading.Go(func() {
		for !done.Load() {
			db.Compact()
			_, _ = c.Indexes().CreateOne(context.Background(), mongo.IndexModel{Keys: bson.D{{Key: "balance", Value: 1}}})
			_ = c.Indexes().DropOne(context.Background(), "balance_1")
		}
	})
	moving.Wait()
	done.Store(true)
	reading.Wait()
}

func move(t *testing.T, c *mongo.Collection, from, to int) {
	s, err := c.Database().Client().StartSession()
	if err != nil {
		t.Error(err)
		return
	}
	defer s.EndSession(context.Background())
	_, err = s.WithTransaction(context.Background(), func(ctx context.Context) (any, error) {
		for account, amount := range map[int]int{from: -7, to: 7} {
			if from == to {
				amount = 0
			}
			if _, err := c.UpdateOne(ctx, bson.D{{Key: "_id", Value: account}}, bson.D{{Key: "$inc", Value: bson.D{{Key: "balance", Value: amount}}}}); err != nil {
				return nil, err
			}
		}
		return nil, nil
	}, snapshot())
	if err != nil {
		t.Error(err)
	}
}

// total adds up the balances in one of three ways.
func total(t *testing.T, c *mongo.Collection, kind int) (sum int) {
	ctx := context.Background()
	if kind == 2 {
		s, err := c.Database().Client().StartSession()
		if err != nil || s.StartTransaction(snapshot()) != nil {
			t.Error("starting a transaction failed", err)
			return 0
		}
		defer s.EndSession(ctx)
		ctx = mongo.NewSessionContext(ctx, s)
	}
	filter := bson.D{{Key: "_id", Value: bson.D{{Key: "$gte", Value: 0}}}}
	if kind == 0 {
		cur, err := c.Aggregate(ctx, mongo.Pipeline{{{Key: "$group", Value: bson.D{{Key: "_id", Value: nil}, {Key: "total", Value: bson.D{{Key: "$sum", Value: "$balance"}}}}}}})
		return int(all(t, cur, err)[0][1].Value.(int32))
	}
	cur, err := c.Find(ctx, filter, options.Find().SetBatchSize(3))
	for _, d := range all(t, cur, err) {
		sum += int(d[1].Value.(int32))
	}
	return sum
}
