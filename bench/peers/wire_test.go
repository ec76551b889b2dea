package peers_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/FerretDB/FerretDB/ferretdb"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/localdb"
)

// wire is an engine behind the official driver.
type wire struct{ deals *mongo.Collection }

func openLocal(b *testing.B) engine {
	db, err := localdb.Open(b.TempDir(), localdb.Options{NoSync: true})
	must(b, err)
	b.Cleanup(func() { must(b, db.Close()) })
	return connect(b, options.Client().ApplyURI(db.URI()).SetDialer(db))
}

func openFerret(b *testing.B) engine {
	dir, err := os.MkdirTemp("", "peer-") // the driver writes the path of a socket in small letters
	must(b, err)
	b.Cleanup(func() { must(b, os.RemoveAll(dir)) })
	f, err := ferretdb.New(&ferretdb.Config{Listener: ferretdb.ListenerConfig{Unix: filepath.Join(dir, "f.sock")}, Handler: "sqlite",
		SQLiteURL: "file:" + dir + "/", Logger: slog.New(slog.DiscardHandler)})
	must(b, err)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- f.Run(ctx) }()
	b.Cleanup(func() { stop(); must(b, <-ended) })
	return connect(b, options.Client().ApplyURI(f.MongoDBURI()))
}

func connect(b *testing.B, o *options.ClientOptions) engine {
	client, err := mongo.Connect(o.SetTimeout(time.Minute))
	must(b, err)
	b.Cleanup(func() { must(b, client.Disconnect(context.Background())) })
	deals := client.Database("bench").Collection("deals")
	for _, keys := range indexes() {
		d := bson.D{}
		for _, k := range keys {
			d = append(d, bson.E{Key: k.field, Value: k.direction})
		}
		_, err := deals.Indexes().CreateOne(b.Context(), mongo.IndexModel{Keys: d})
		must(b, err)
	}
	return &wire{deals}
}

func (w *wire) insertMany(ctx context.Context, from, to int) error {
	docs := make([]any, 0, to-from)
	for i := from; i < to; i++ {
		docs = append(docs, document(i))
	}
	_, err := w.deals.InsertMany(ctx, docs)
	return err
}

func (w *wire) insert(ctx context.Context, i int) error {
	_, err := w.deals.InsertOne(ctx, document(i))
	return err
}

func (w *wire) byID(ctx context.Context, id string) (int, error) {
	return 1, w.deals.FindOne(ctx, bson.D{{Key: "_id", Value: id}}).Err()
}

func (w *wire) page(ctx context.Context, vendor string) (n int, err error) {
	latest := options.Find().SetSort(bson.D{{Key: "updatedAt", Value: -1}, {Key: "_id", Value: -1}}).SetLimit(20)
	cursor, err := w.deals.Find(ctx, bson.D{{Key: "vendorId", Value: vendor},
		{Key: "status", Value: bson.D{{Key: "$in", Value: bson.A{"approved", "won", "draft"}}}}}, latest)
	if err != nil {
		return 0, err
	}
	for cursor.Next(ctx) {
		n++
	}
	return n, cursor.Err()
}

// document is a deal of the size and shape that the product stores most.
func document(i int) bson.D {
	d := bson.D{}
	for _, f := range fields(i) {
		d = append(d, bson.E{Key: f.name, Value: f.value})
	}
	return d
}
