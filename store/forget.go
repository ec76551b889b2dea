package store

import (
	"context"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/model"
)

// Feeds lists every feed that has ever had a change.
func (c *Changes) Feeds(ctx context.Context) ([]model.ID, error) {
	begins := feedCounter("")
	all := bson.D{{Key: "_id", Value: bson.D{{Key: "$gte", Value: begins}, {Key: "$lt", Value: begins + "~"}}}}
	cursor, err := c.store.db.Collection(countersName).Find(ctx, all, options.Find().SetProjection(bson.D{{Key: "_id", Value: 1}}))
	if err != nil {
		return nil, c.store.refuse(ctx, "listing the feeds", err)
	}
	var found []struct {
		Name string `bson:"_id"`
	}
	err = cursor.All(ctx, &found)
	out := make([]model.ID, len(found))
	for i, f := range found {
		out[i] = model.ID(strings.TrimPrefix(f.Name, begins))
	}
	return out, c.store.refuse(ctx, "listing the feeds", err)
}

// Forget removes changes of a feed that are older than an instant, oldest first and at most so many, and tells how many it
// looked at and removed. That they are gone is written down first: whoever would read them learns of it, and nobody reads a gap.
func (c *Changes) Forget(ctx context.Context, feed model.ID, before time.Time, limit int) (removed int, err error) {
	_, forgotten, err := c.Ends(ctx, feed)
	if err != nil {
		return 0, err
	}
	oldest, err := c.After(ctx, feed, forgotten, limit)
	if err != nil {
		return 0, err
	}
	last := forgotten
	for _, row := range oldest {
		if !row.At.Before(before) {
			break
		}
		last = row.ID.Seq
	}
	if last == forgotten {
		return 0, nil
	}
	if err := c.raiseFloor(ctx, feed, last); err != nil {
		return 0, err
	}
	done, err := c.coll().DeleteMany(ctx, bson.D{{Key: "_id", Value: between(feed, 0, last)}})
	if err != nil {
		return 0, c.store.refuse(ctx, "forgetting changes", err)
	}
	return int(done.DeletedCount), nil
}

func (c *Changes) raiseFloor(ctx context.Context, feed model.ID, to int64) error {
	_, err := c.store.db.Collection(countersName).UpdateOne(ctx, bson.D{{Key: "_id", Value: floorCounter(feed)}},
		bson.D{{Key: "$max", Value: bson.D{{Key: "value", Value: to}}}}, options.UpdateOne().SetUpsert(true))
	return c.store.refuse(ctx, "forgetting changes", err)
}
