package store

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/filter"
	"partnerhub/filter/stored"
)

const countersName = "counters"

// counter is one number that only grows.
type counter struct {
	Value int64 `bson:"value"`
}

// Next raises a counter and answers its new value, 1 at first. It is part of the transaction, so that numbers have no gap:
// one that is rolled back is given again. Two transactions on one counter conflict; take it as late as you can.
func (s *Store) Next(ctx context.Context, counter string) (int64, error) {
	if unitFrom(ctx) == nil {
		return 0, errOutsideTx
	}
	return s.raise(ctx, counter, 1)
}

// Last reads a counter, 0 for one that was never raised. It is one read by id, cheap enough for every second.
func (s *Store) Last(ctx context.Context, counter string) (int64, error) {
	var c struct{ Value int64 }
	if d := s.directly(ctx); d != nil {
		_, err := directlyByID(ctx, d, countersName, counter, &c)
		return c.Value, s.refuse(ctx, "reading a counter", err)
	}
	err := s.db.Collection(countersName).FindOne(ctx, bson.D{{Key: "_id", Value: counter}}).Decode(&c)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return 0, nil
	}
	return c.Value, s.refuse(ctx, "reading a counter", err)
}

// raise adds n to a counter.
func (s *Store) raise(ctx context.Context, name string, n int) (int64, error) {
	if tx := writesDirectly(ctx, 1); tx != nil {
		value, done, err := raiseDirectly(ctx, tx, name, int64(n))
		if done || err != nil {
			return value, s.refuse(ctx, "raising a counter", err)
		}
	}
	var c counter
	err := s.db.Collection(countersName).FindOneAndUpdate(ctx, bson.D{{Key: "_id", Value: name}}, higher(int64(n)),
		options.FindOneAndUpdate().SetUpsert(true).SetReturnDocument(options.After)).Decode(&c)
	return c.Value, s.refuse(ctx, "raising a counter", err)
}

func higher(n int64) bson.D {
	return bson.D{{Key: "$inc", Value: bson.D{{Key: "value", Value: n}}}}
}

// raiseDirectly is the same without a command. Of two transactions that begin one counter, one conflicts when it commits.
func raiseDirectly(ctx context.Context, tx DirectTx, name string, n int64) (value int64, done bool, err error) {
	more, err := encode(higher(n))
	if err != nil {
		return 0, false, err
	}
	after, done, err := tx.Change(ctx, Lookup{Collection: countersName, Where: filter.Is("_id", name), Limit: 1}, more)
	if err != nil || !done {
		return 0, done, err
	}
	if after != nil {
		value, err = valueOf(after)
		return value, true, err
	}
	first, err := encode(bson.D{{Key: "_id", Value: name}, {Key: "value", Value: n}})
	if err != nil {
		return 0, false, err
	}
	return n, true, tx.Insert(ctx, countersName, [][]byte{first})
}

// valueOf reads a counter. A tool that brought the data here may have stored it as another type of number.
func valueOf(doc []byte) (int64, error) {
	if n, ok := stored.Doc(doc).Get("value").Int(); ok {
		return n, nil
	}
	var c counter
	err := bson.Unmarshal(doc, &c)
	return c.Value, err
}

// tryTransaction proves at the start what every write depends on.
func (s *Store) tryTransaction(ctx context.Context) error {
	err := s.Tx(ctx, nil, func(ctx context.Context) error {
		_, err := s.Next(ctx, "starts")
		return err
	})
	return explainTrial(err)
}

// counters reads several counters by name; one that was never raised is absent.
func (s *Store) counters(ctx context.Context, names []string) (map[string]int64, error) {
	cursor, err := s.db.Collection(countersName).Find(ctx, bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: names}}}})
	if err != nil {
		return nil, s.refuse(ctx, "reading counters", err)
	}
	var found []struct {
		Name  string `bson:"_id"`
		Value int64  `bson:"value"`
	}
	if err := cursor.All(ctx, &found); err != nil {
		return nil, s.refuse(ctx, "reading counters", err)
	}
	out := make(map[string]int64, len(found))
	for _, n := range found {
		out[n.Name] = n.Value
	}
	return out, nil
}
