package store

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"sync"

	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// maxKeptRecords is how many records of a collection stay decoded.
const maxKeptRecords = 4096

// kept are records that were decoded before, by id, with the bytes that they were made of. It is never asked whether a record
// exists or how it is: that is read from the database every time, and only what has the same bytes is not decoded again.
type kept[T any] struct {
	mu     sync.RWMutex
	rows   map[string]keptRow[T]
	fields placesOf[T]
}

type keptRow[T any] struct {
	raw bson.Raw
	doc *T
}

// LoadKept answers the same records as LoadAll, as they are stored now. What has not changed since it was read the last time is
// the same record in memory, which others read meanwhile: whoever gets it must not change it. Where the database tells editions
// and has the same one as then, it is not asked again.
func (c *Collection[T]) LoadKept(ctx context.Context, g authz.Grant, where filter.Cond, sort Sort, limit int) ([]*T, error) {
	find, err := c.whole(g, where, sort, limit)
	if err != nil || find.empty {
		return nil, err
	}
	var room [512]byte
	now, key := c.edition(ctx, find, room[:0])
	if rows, same := c.answers.at(now, key); same {
		return rows, nil
	}
	rows, err := c.readKept(ctx, find)
	if err == nil && c.still(ctx, now) {
		c.answers.keep(now, key, rows)
	}
	return rows, err
}

// LoadOneKept is Load in the same way: what it answers is everybody's, and must not be changed.
func (c *Collection[T]) LoadOneKept(ctx context.Context, g authz.Grant, id model.ID) (*T, error) {
	return one(c.LoadKept(ctx, g, filter.Is("_id", id), Sort{}, 1))
}

func (c *Collection[T]) readKept(ctx context.Context, find search) (rows []*T, err error) {
	var broken error
	take := func(doc []byte) {
		row, err := c.kept.row(doc)
		rows, broken = append(rows, row), cmp.Or(broken, err)
	}
	if done, err := c.readDirectly(ctx, find, take); done || err != nil {
		return rows, cmp.Or(err, broken)
	}
	cursor, err := c.open(ctx, find)
	if err != nil {
		return nil, err
	}
	defer func() { _ = cursor.Close(ctx) }()
	for cursor.Next(ctx) {
		take(cursor.Current)
	}
	return rows, cmp.Or(broken, c.store.refuse(ctx, "reading "+c.coll.Name(), cursor.Err()))
}

// row finds the record that these bytes were decoded to, or decodes them.
func (k *kept[T]) row(raw bson.Raw) (*T, error) {
	id := raw.Lookup("_id").Value
	k.mu.RLock()
	known := k.rows[string(id)]
	k.mu.RUnlock()
	if known.doc != nil && bytes.Equal(known.raw, raw) {
		return known.doc, nil
	}
	next, err := known.renewed(bytes.Clone(raw), &k.fields)
	if err != nil {
		return nil, fmt.Errorf("decoding a record: %w", err)
	}
	k.keep(string(id), next)
	return next.doc, nil
}

func (k *kept[T]) keep(id string, row keptRow[T]) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.rows == nil || len(k.rows) >= maxKeptRecords {
		k.rows = map[string]keptRow[T]{}
	}
	k.rows[id] = row
}
