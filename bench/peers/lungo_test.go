package peers_test

import (
	"context"
	"testing"

	"github.com/256dpi/lungo"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
)

// inProcess is lungo: no wire, the interface of the driver's first version, everything in memory.
type inProcess struct{ deals lungo.ICollection }

func openLungo(b *testing.B) engine {
	client, engine, err := lungo.Open(b.Context(), lungo.Options{Store: lungo.NewMemoryStore()})
	must(b, err)
	b.Cleanup(engine.Close)
	deals := client.Database("bench").Collection("deals")
	for _, keys := range indexes() {
		d := bson.D{}
		for _, k := range keys {
			d = append(d, bson.E{Key: k.field, Value: k.direction})
		}
		_, err := deals.Indexes().CreateOne(b.Context(), mongo.IndexModel{Keys: d})
		must(b, err)
	}
	return &inProcess{deals}
}

func (p *inProcess) insertMany(ctx context.Context, from, to int) error {
	docs := make([]any, 0, to-from)
	for i := from; i < to; i++ {
		docs = append(docs, oldDocument(i))
	}
	_, err := p.deals.InsertMany(ctx, docs)
	return err
}

func (p *inProcess) insert(ctx context.Context, i int) error {
	_, err := p.deals.InsertOne(ctx, oldDocument(i))
	return err
}

func (p *inProcess) byID(ctx context.Context, id string) (int, error) {
	return 1, p.deals.FindOne(ctx, bson.M{"_id": id}).Err()
}

func (p *inProcess) page(ctx context.Context, vendor string) (n int, err error) {
	latest := options.Find().SetSort(bson.D{{Key: "updatedAt", Value: -1}, {Key: "_id", Value: -1}}).SetLimit(20)
	cursor, err := p.deals.Find(ctx, bson.M{"vendorId": vendor, "status": bson.M{"$in": bson.A{"approved", "won", "draft"}}}, latest)
	if err != nil {
		return 0, err
	}
	for cursor.Next(ctx) {
		n++
	}
	return n, cursor.Err()
}

func oldDocument(i int) bson.D {
	d := bson.D{}
	for _, f := range fields(i) {
		d = append(d, bson.E{Key: f.name, Value: f.value})
	}
	return d
}
