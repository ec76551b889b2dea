package localdb

import (
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"partnerhub/localdb/engine"
	"partnerhub/localdb/plan"
	"partnerhub/localdb/raw"
	"partnerhub/localdb/table"
)

// sweepEvery is how often expired documents, cursors and sessions are removed,
// as often as MongoDB does it.
const sweepEvery = time.Minute

// sweepBatch is how many documents one commit of the sweeper removes.
const sweepBatch = 1000

// sweep runs until the database closes.
func (db *DB) sweep() {
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	for {
		select {
		case <-db.life.Done():
			return
		case <-ticker.C:
			db.Sweep()
		}
	}
}

// Sweep removes the documents that a TTL index has expired, and forgets unused
// cursors and sessions. It also runs by itself every minute.
func (db *DB) Sweep() {
	now := db.options.Now()
	db.cursors.expire(now)
	db.figures.txAborted.Add(db.sessions.expire(now))
	for _, t := range db.engine.Read().Tables() {
		for _, x := range t.Indexes() {
			if x.Expire == nil {
				continue
			}
			if err := db.expire(t.Name, x, now); err != nil {
				db.options.Logger.Error("removing expired documents failed", "collection", t.Name, "error", err)
			}
		}
	}
}

// expire removes the documents whose indexed date is too old, some at a time.
func (db *DB) expire(ns string, x *table.Index, now time.Time) error {
	limit := primitive.NewDateTimeFromTime(now.Add(-x.Life()))
	f, err := db.engine.Language().Filter(raw.Encode(both(
		x.Source.Get("partialFilterExpression"), // what the index leaves out does not expire
		bson.D{{Key: x.Columns()[0].Path, Value: bson.D{{Key: "$lte", Value: limit}}}},
	)))
	if err != nil {
		return err
	}
	c := &call{ctx: db.life, db: db}
	for {
		n := 0
		err := db.engine.Update(db.life, func(tx *engine.Tx) error {
			rows, err := c.matches(tx, ns, plan.Query{Filter: f, Limit: sweepBatch})
			for _, row := range rows {
				if err := tx.Delete(ns, row); err != nil {
					return err
				}
			}
			n = len(rows)
			return err
		})
		db.figures.expired.Add(int64(n))
		if err != nil || n < sweepBatch {
			return err
		}
	}
}

// both is a condition that holds where two do, of which one may be missing.
func both(one raw.Value, two bson.D) bson.D {
	if one.Missing() {
		return two
	}
	return bson.D{{Key: "$and", Value: bson.A{one.Decode(), two}}}
}
