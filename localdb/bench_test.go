//go:build unix

package localdb_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/localdb"
)

// deal returns a document of the size and shape the product stores most.
func deal(i int) bson.D {
	return bson.D{
		{Key: "_id", Value: fmt.Sprintf("deal-%08d", i)},
		{Key: "vendorId", Value: fmt.Sprintf("vendor-%d", i%10)},
		{Key: "partnerId", Value: fmt.Sprintf("partner-%d", i%2000)},
		{Key: "distributorId", Value: fmt.Sprintf("distributor-%d", i%5)},
		{Key: "status", Value: []string{"draft", "submitted", "approved", "rejected", "won"}[i/10%5]},
		{Key: "customer", Value: bson.D{{Key: "name", Value: fmt.Sprintf("Customer number %d", i)}, {Key: "country", Value: "DE"}, {Key: "domain", Value: fmt.Sprintf("c%d.example", i)}}},
		{Key: "amount", Value: bson.D{{Key: "minor", Value: int64(i * 100)}, {Key: "currency", Value: "EUR"}}},
		{Key: "segments", Value: bson.A{fmt.Sprintf("seg-%d", i%3), fmt.Sprintf("seg-%d", i%7)}},
		{Key: "createdAt", Value: bson.DateTime(1700000000000 + i*1000)},
		{Key: "updatedAt", Value: bson.DateTime(1700000000000 + (i*7919)%1000003*1000)},
		{Key: "version", Value: int32(1)},
		{Key: "notes", Value: "Renewal of the platform licences with an extension for the second site, to be decided before the end of the quarter."},
	}
}

// deals returns a collection with n deals and the indexes of the product.
func deals(b *testing.B, dir string, n int) *mongo.Collection {
	b.Helper()
	c := connect(b, open(b, dir, localdb.Options{NoSync: true})).Database("bench").Collection("deals")
	load(b, c, n)
	return c
}

// load makes the indexes of the product and inserts n deals.
func load(b *testing.B, c *mongo.Collection, n int) {
	b.Helper()
	for _, k := range []string{`{"vendorId":1,"updatedAt":-1,"_id":-1}`, `{"vendorId":1,"status":1,"updatedAt":-1,"_id":-1}`, `{"partnerId":1,"updatedAt":-1,"_id":-1}`, `{"distributorId":1,"updatedAt":-1,"_id":-1}`} {
		index(b, c, k, nil)
	}
	for at := 0; at < n; at += 10000 {
		var docs []any
		for i := at; i < min(at+10000, n); i++ {
			docs = append(docs, deal(i))
		}
		if _, err := c.InsertMany(context.Background(), docs); err != nil {
			b.Fatal(err)
		}
	}
}

// sizes are the numbers of documents; the largest is asked for by name.
func sizes() []int {
	if os.Getenv("LOCALDB_BENCH_LARGE") != "" {
		return []int{1000, 10000, 100000, 1000000}
	}
	return []int{1000, 10000, 100000}
}

func BenchmarkDriver(b *testing.B) {
	for _, n := range sizes() {
		b.Run(fmt.Sprintf("docs=%d", n), func(b *testing.B) {
			c := deals(b, b.TempDir(), n)
			ctx := context.Background()
			id := func() string { return fmt.Sprintf("deal-%08d", rand.IntN(n)) }
			timed(b, "ByID", func(b *testing.B) {
				for b.Loop() {
					if err := c.FindOne(ctx, bson.D{{Key: "_id", Value: id()}}).Err(); err != nil {
						b.Fatal(err)
					}
				}
			})
			timed(b, "In20", func(b *testing.B) {
				for b.Loop() {
					ids := make(bson.A, 20)
					for i := range ids {
						ids[i] = id()
					}
					read(b, c, bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: ids}}}}, nil)
				}
			})
			timed(b, "Page20", func(b *testing.B) {
				for i := 0; b.Loop(); i++ {
					read(b, c, bson.D{{Key: "vendorId", Value: fmt.Sprintf("vendor-%d", i%10)}, {Key: "status", Value: bson.D{{Key: "$in", Value: bson.A{"approved", "won", "draft"}}}}}, page())
				}
			})
			timed(b, "KeysetPage20", func(b *testing.B) {
				for i := 0; b.Loop(); i++ {
					at := bson.DateTime(1700000000000 + (300000+rand.Int64N(700000))*1000)
					read(b, c, bson.D{{Key: "$and", Value: bson.A{
						bson.D{{Key: "vendorId", Value: fmt.Sprintf("vendor-%d", i%10)}},
						bson.D{{Key: "$or", Value: bson.A{bson.D{{Key: "updatedAt", Value: bson.D{{Key: "$lt", Value: at}}}}, bson.D{{Key: "updatedAt", Value: at}, {Key: "_id", Value: bson.D{{Key: "$lt", Value: "deal-5"}}}}}}},
						bson.D{{Key: "updatedAt", Value: bson.D{{Key: "$lte", Value: at}}}},
					}}}, page())
				}
			})
			timed(b, "OrPage20", func(b *testing.B) {
				for i := 0; b.Loop(); i++ {
					read(b, c, bson.D{{Key: "$or", Value: bson.A{
						bson.D{{Key: "partnerId", Value: fmt.Sprintf("partner-%d", i%1000)}},
						bson.D{{Key: "distributorId", Value: fmt.Sprintf("distributor-%d", i%5)}},
					}}}, page())
				}
			})
			timed(b, "Insert", func(b *testing.B) { benchInserts(b, c) })
			timed(b, "InsertPlain", func(b *testing.B) { benchInserts(b, c.Database().Collection("plain")) })
			timed(b, "Ping", func(b *testing.B) {
				for b.Loop() {
					if err := c.Database().RunCommand(ctx, bson.D{{Key: "ping", Value: 1}}).Err(); err != nil {
						b.Fatal(err)
					}
				}
			})
			timed(b, "GuardedUpdate", func(b *testing.B) {
				for i := 0; b.Loop(); i++ {
					if _, err := c.UpdateOne(ctx, bson.D{{Key: "_id", Value: id()}, {Key: "version", Value: bson.D{{Key: "$gte", Value: 1}}}},
						bson.D{{Key: "$set", Value: bson.D{{Key: "updatedAt", Value: bson.DateTime(i)}}}, {Key: "$inc", Value: bson.D{{Key: "version", Value: 1}}}}); err != nil {
						b.Fatal(err)
					}
				}
			})
			timed(b, "Transaction3", func(b *testing.B) { benchTransaction(b, c, id) })
			timed(b, "Group10000", func(b *testing.B) {
				for i := 0; b.Loop(); i++ {
					cur, err := c.Aggregate(ctx, mongo.Pipeline{
						{{Key: "$match", Value: bson.D{{Key: "vendorId", Value: fmt.Sprintf("vendor-%d", i%10)}}}},
						{{Key: "$limit", Value: 10000}},
						{{Key: "$group", Value: bson.D{{Key: "_id", Value: "$status"}, {Key: "n", Value: bson.D{{Key: "$sum", Value: 1}}}, {Key: "total", Value: bson.D{{Key: "$sum", Value: "$amount.minor"}}}}}},
					})
					if err != nil {
						b.Fatal(err)
					}
					var out []bson.D
					if err := cur.All(ctx, &out); err != nil || len(out) == 0 {
						b.Fatal(err, len(out))
					}
				}
			})
		})
	}
}

func page() *options.FindOptionsBuilder {
	return options.Find().SetSort(bson.D{{Key: "updatedAt", Value: -1}, {Key: "_id", Value: -1}}).SetLimit(20)
}

func read(b *testing.B, c *mongo.Collection, filter bson.D, o *options.FindOptionsBuilder) {
	if o == nil {
		o = options.Find()
	}
	cur, err := c.Find(context.Background(), filter, o)
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for cur.Next(context.Background()) {
		n++
	}
	if err := cur.Err(); err != nil || n == 0 {
		b.Fatalf("%d documents: %v", n, err)
	}
}

func benchInserts(b *testing.B, c *mongo.Collection) {
	for i := 0; b.Loop(); i++ {
		d := deal(i)
		d[0].Value = bson.NewObjectID()
		if _, err := c.InsertOne(context.Background(), d); err != nil {
			b.Fatal(err)
		}
	}
}

func benchTransaction(b *testing.B, c *mongo.Collection, id func() string) {
	ctx := context.Background()
	changes := c.Database().Collection("changes")
	for i := 0; b.Loop(); i++ {
		s, err := c.Database().Client().StartSession()
		if err != nil {
			b.Fatal(err)
		}
		_, err = s.WithTransaction(ctx, func(ctx context.Context) (any, error) {
			if _, err := c.UpdateOne(ctx, bson.D{{Key: "_id", Value: id()}}, bson.D{{Key: "$inc", Value: bson.D{{Key: "version", Value: 1}}}}); err != nil {
				return nil, err
			}
			if _, err := changes.UpdateOne(ctx, bson.D{{Key: "_id", Value: "seq"}}, bson.D{{Key: "$inc", Value: bson.D{{Key: "n", Value: 1}}}}, options.UpdateOne().SetUpsert(true)); err != nil {
				return nil, err
			}
			return changes.InsertOne(ctx, bson.D{{Key: "kind", Value: "deal"}, {Key: "at", Value: bson.DateTime(i)}})
		}, snapshot())
		if err != nil {
			b.Fatal(err)
		}
		s.EndSession(ctx)
	}
}

// BenchmarkHotCounter runs transactions that all increment one document, with
// every commit synced to disk, from many goroutines.
func BenchmarkHotCounter(b *testing.B) {
	c := connect(b, open(b, b.TempDir(), localdb.Options{})).Database("bench").Collection("counters")
	b.SetParallelism(8)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			s, err := c.Database().Client().StartSession()
			if err != nil {
				b.Error(err)
				return
			}
			_, err = s.WithTransaction(context.Background(), func(ctx context.Context) (any, error) {
				if _, err := c.UpdateOne(ctx, bson.D{{Key: "_id", Value: "seq"}}, bson.D{{Key: "$inc", Value: bson.D{{Key: "n", Value: 1}}}}, options.UpdateOne().SetUpsert(true)); err != nil {
					return nil, err
				}
				return c.InsertOne(ctx, bson.D{{Key: "x", Value: 1}})
			}, snapshot())
			if err != nil {
				b.Error(err)
			}
			s.EndSession(context.Background())
		}
	})
}

// BenchmarkSyncedInsert measures single inserts from many goroutines, each one
// durable before it is acknowledged.
func BenchmarkSyncedInsert(b *testing.B) {
	c := connect(b, open(b, b.TempDir(), localdb.Options{})).Database("bench").Collection("things")
	b.SetParallelism(8)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := c.InsertOne(context.Background(), bson.D{{Key: "x", Value: 1}}); err != nil {
				b.Error(err)
			}
		}
	})
}
