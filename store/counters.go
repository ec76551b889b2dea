package store

import (
	"context"
	"errors"
	"time"

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
	// At is the latest instant that NextAt was given, in milliseconds of the epoch; zero for a counter that it never raised.
	At int64 `bson:"at"`
}

// Next raises a counter and answers its new value, 1 at first. It is part of the transaction, so that numbers have no gap:
// one that is rolled back is given again. Two transactions on one counter conflict; take it as late as you can.
func (s *Store) Next(ctx context.Context, counter string) (int64, error) {
	if unitFrom(ctx) == nil {
		return 0, errOutsideTx
	}
	return s.raise(ctx, counter, 1)
}

// NextAt is Next for a number that stands for an instant, too. The instant is the caller's, or that of an earlier number where the
// caller's clock is behind it: numbers and instants are in one order, however wrong the clocks of some processes are.
func (s *Store) NextAt(ctx context.Context, name string, at time.Time) (int64, time.Time, error) {
	if unitFrom(ctx) == nil {
		return 0, time.Time{}, errOutsideTx
	}
	ms := at.UnixMilli()
	c, err := s.alter(ctx, name, append(higher(1), bson.E{Key: "$max", Value: bson.D{{Key: "at", Value: ms}}}), counter{1, ms})
	return c.Value, time.UnixMilli(c.At).UTC(), err
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
	c, err := s.alter(ctx, name, higher(int64(n)), counter{Value: int64(n)})
	return c.Value, err
}

// alter changes a counter, or begins it as first, and answers what it is then.
func (s *Store) alter(ctx context.Context, name string, change bson.D, first counter) (c counter, err error) {
	if tx := writesDirectly(ctx, 1); tx != nil {
		c, done, err := alterDirectly(ctx, tx, name, change, first)
		if done || err != nil {
			return c, s.refuse(ctx, "raising a counter", err)
		}
	}
	err = s.db.Collection(countersName).FindOneAndUpdate(ctx, bson.D{{Key: "_id", Value: name}}, change,
		options.FindOneAndUpdate().SetUpsert(true).SetReturnDocument(options.After)).Decode(&c)
	return c, s.refuse(ctx, "raising a counter", err)
}

func higher(n int64) bson.D {
	return bson.D{{Key: "$inc", Value: bson.D{{Key: "value", Value: n}}}}
}

// alterDirectly is the same without a command. Of two transactions that begin one counter, one conflicts when it commits.
func alterDirectly(ctx context.Context, tx DirectTx, name string, change bson.D, first counter) (c counter, done bool, err error) {
	raw, err := encode(change)
	if err != nil {
		return c, false, err
	}
	after, done, err := tx.Change(ctx, Lookup{Collection: countersName, Where: filter.Is("_id", name), Limit: 1}, raw)
	if err != nil || !done {
		return c, done, err
	}
	if after != nil {
		c, err = counterIn(after)
		return c, true, err
	}
	begun, err := encode(bson.D{{Key: "_id", Value: name}, {Key: "value", Value: first.Value}, {Key: "at", Value: first.At}})
	if err != nil {
		return c, false, err
	}
	return first, true, tx.Insert(ctx, countersName, [][]byte{begun})
}

// counterIn reads a counter. A tool that brought the data here may have stored it as other types of numbers.
func counterIn(doc []byte) (c counter, err error) {
	value, whole := stored.Doc(doc).Get("value").Int()
	if at, timed := stored.Doc(doc).Get("at").Int(); whole && timed {
		return counter{value, at}, nil
	}
	err = bson.Unmarshal(doc, &c)
	return c, err
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
