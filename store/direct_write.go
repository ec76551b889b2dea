package store

import (
	"context"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"partnerhub/filter"
)

// fewWrites is how many documents are written without a command. A command of more divides its work between the processors.
const fewWrites = 64

// writesDirectly is the transaction under way where it writes so many documents without a command, nil where it does not.
func writesDirectly(ctx context.Context, documents int) DirectTx {
	u := unitFrom(ctx)
	if u == nil || u.direct == nil || documents >= fewWrites {
		return nil
	}
	return u.direct
}

// insertAll adds documents in the transaction under way.
func insertAll[D any](ctx context.Context, s *Store, collection string, docs []D) error {
	raws, err := encodeAll(docs)
	if err != nil {
		return err
	}
	return s.insert(ctx, collection, raws)
}

// replaceMany puts each document in the place of the one that its condition picks, and counts those that found one.
func replaceMany[D any](ctx context.Context, coll *mongo.Collection, where []filter.Cond, docs []D) (matched int64, err error) {
	raws, err := encodeAll(docs)
	if err != nil {
		return 0, err
	}
	if writesDirectly(ctx, len(docs)) == nil {
		return replaceByCommand(ctx, coll, where, raws)
	}
	for i, doc := range raws {
		found, err := changeOne(ctx, coll, where[i], doc)
		if err != nil {
			return matched, err
		}
		if found {
			matched++
		}
	}
	return matched, nil
}

func replaceByCommand(ctx context.Context, coll *mongo.Collection, where []filter.Cond, docs []bson.Raw) (matched int64, err error) {
	writes := make([]mongo.WriteModel, len(docs))
	for i, doc := range docs {
		writes[i] = mongo.NewReplaceOneModel().SetFilter(compile(where[i])).SetReplacement(doc)
	}
	done, err := coll.BulkWrite(ctx, writes)
	if err != nil {
		return 0, err
	}
	return done.MatchedCount, nil
}

// changeOne changes the one document that a condition picks, in the transaction under way: change is a whole document, or what
// operators make of it. It tells whether there was one.
func changeOne(ctx context.Context, coll *mongo.Collection, where filter.Cond, change any) (matched bool, err error) {
	raw, err := encode(change)
	if err != nil {
		return false, err
	}
	if tx := writesDirectly(ctx, 1); tx != nil {
		after, done, err := tx.Change(ctx, Lookup{Collection: coll.Name(), Where: where, Limit: 1}, raw)
		if done || err != nil {
			return after != nil, err
		}
	}
	done, err := changeByCommand(ctx, coll, compile(where), raw)
	if err != nil {
		return false, err
	}
	return done.MatchedCount > 0, nil
}

func changeByCommand(ctx context.Context, coll *mongo.Collection, where bson.D, change bson.Raw) (*mongo.UpdateResult, error) {
	if first, err := change.IndexErr(0); err == nil && strings.HasPrefix(first.Key(), "$") {
		return coll.UpdateOne(ctx, where, change)
	}
	return coll.ReplaceOne(ctx, where, change)
}
