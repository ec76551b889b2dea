package world

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/x/bsonx/bsoncore"

	"partnerhub/localdb"
	"partnerhub/model"
)

// maxImported is the most deals that are imported one by one. A larger world repeats those of the one with so many, under other
// ids and numbers: the lists and indexes have the size, and their rows what rows have.
const maxImported = 100_000

// Grow repeats the deals of a data directory until there are so many.
func Grow(ctx context.Context, dir string, deals int) error {
	engine, err := localdb.Open(dir, localdb.Options{NoSync: true})
	if err != nil {
		return err
	}
	client, err := mongo.Connect(options.Client().ApplyURI(engine.URI()).SetDialer(engine))
	if err != nil {
		return errors.Join(err, engine.Close())
	}
	err = repeat(ctx, client.Database("partnerhub").Collection("deals"), deals)
	return errors.Join(err, client.Disconnect(ctx), engine.Close())
}

func repeat(ctx context.Context, c *mongo.Collection, deals int) error {
	cursor, err := c.Find(ctx, bson.D{})
	if err != nil {
		return err
	}
	var first []bson.Raw
	if err := cursor.All(ctx, &first); err != nil || len(first) == 0 {
		return errors.Join(err, errors.New("world: there is nothing to repeat"))
	}
	var again []bson.Raw
	for n := len(first); n < deals; n++ {
		deal, err := copyOf(first[n%len(first)], n)
		if err != nil {
			return err
		}
		if again = append(again, deal); len(again) == atOnce || n == deals-1 {
			if _, err := c.InsertMany(ctx, again); err != nil {
				return err
			}
			again = again[:0]
		}
	}
	return nil
}

// atOnce is how many deals are inserted together: the engine copies what they have in common once.
const atOnce = 4_000

// copyOf is the same deal under another id and number.
func copyOf(deal bson.Raw, n int) (bson.Raw, error) {
	elements, err := deal.Elements()
	if err != nil {
		return nil, err
	}
	at, out := bsoncore.AppendDocumentStart(make([]byte, 0, len(deal)+32))
	for _, e := range elements {
		number, isText := e.Value().StringValueOK()
		switch {
		case e.Key() == "_id":
			out = bsoncore.AppendStringElement(out, "_id", string(model.DerivedID(model.KindDeal, fmt.Sprint("copy ", n))))
		case e.Key() == "number" && isText && number != "":
			out = bsoncore.AppendStringElement(out, "number", fmt.Sprint(number, "-", n))
		default:
			out = append(out, e...)
		}
	}
	out, err = bsoncore.AppendDocumentEnd(out, at)
	return out, err
}
