package store

import (
	"context"
	"errors"
	"sync"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"partnerhub/authz"
	"partnerhub/filter/stored"
	"partnerhub/model"
)

// Sheet is records as they are stored, cut down to what was wanted and is shown: the value of a hidden field is not there.
// Its memory is used again after Release; no value of it may be kept beyond that.
type Sheet struct {
	More bool // another row exists in the reading direction

	width  int
	rows   int
	values []stored.Value // row by row
	sort   []stored.Value // of each row, the value that it is ordered by; empty unless it was asked for
	bytes  []byte
	ends   []int // where each row's bytes end
}

var sheets = sync.Pool{New: func() any { return new(Sheet) }}

// maxKept is the memory that a sheet may keep for its next use.
const maxKept = 1 << 20

// Len is the number of rows.
func (s *Sheet) Len() int { return s.rows }

// Row is a row's values by slot.
func (s *Sheet) Row(i int) []stored.Value { return s.values[i*s.width : (i+1)*s.width] }

// SortValue is the value that a row is ordered by.
func (s *Sheet) SortValue(i int) stored.Value { return s.sort[i] }

// Release wipes the sheet and gives its memory back.
func (s *Sheet) Release() {
	clear(s.bytes)
	clear(s.values)
	clear(s.sort)
	kept := Sheet{values: s.values[:0], sort: s.sort[:0], bytes: s.bytes[:0], ends: s.ends[:0]}
	if cap(s.bytes) > maxKept || cap(s.values)*32 > maxKept {
		kept = Sheet{}
	}
	*s = kept
	sheets.Put(s)
}

// errForm is a stored record that does not have the form of its type. It is not for this way of reading to say what that means.
var errForm = errors.New("store: a record has another form than its type")

// errOutside is a row that the database gave and the grant does not.
var errOutside = errors.New("store: a row outside of the grant was read")

// take copies what a cursor reads: its own memory is the driver's.
func (s *Sheet) take(ctx context.Context, cursor *mongo.Cursor) error {
	for cursor.Next(ctx) {
		s.bytes = append(s.bytes, cursor.Current...)
		s.ends = append(s.ends, len(s.bytes))
	}
	return errors.Join(cursor.Err(), cursor.Close(ctx))
}

// fill reads up to limit rows under the grant, from the last one on where asked.
func (s *Sheet) fill(g authz.Grant, w *Want, limit int, backward bool) error {
	s.rows, s.width, s.More = min(len(s.ends), limit), len(w.keeps), len(s.ends) > limit
	s.values = extended(s.values, s.rows*s.width)
	var first authz.Sight
	for i := range s.rows {
		at := i
		if backward {
			at = s.rows - 1 - i
		}
		sight := g.SightOf(s.doc(i), w.all)
		if i == 0 {
			first = sight
		}
		if err := w.read(g.Side(), sightOr(first, sight), s.doc(i), s.Row(at)); err != nil {
			return err
		}
	}
	return nil
}

// read fills one row and empties the slots of what is not shown on it.
func (w *Want) read(side model.OrganizationKind, sight authz.Sight, d stored.Doc, into []stored.Value) error {
	if sight.None() {
		return errOutside
	}
	if !w.forms[side].shape.Read(d, into) {
		return errForm
	}
	for slot := range into {
		if !sight.Shows(w.keeps[slot]) {
			into[slot] = stored.Value{}
		}
	}
	return nil
}

// order keeps the value that each row is ordered by: an order is only ever by a field that every row shows.
func (s *Sheet) order(field string, backward bool) {
	s.sort = extended(s.sort, s.rows)
	for i := range s.rows {
		at := i
		if backward {
			at = s.rows - 1 - i
		}
		s.sort[at] = s.doc(i).Find(field)
	}
}

func (s *Sheet) doc(i int) stored.Doc {
	from := 0
	if i > 0 {
		from = s.ends[i-1]
	}
	return stored.Doc(s.bytes[from:s.ends[i]:s.ends[i]])
}

// extended is a slice of n zeros in the memory of another.
func extended[V any](s []V, n int) []V {
	if cap(s) < n {
		return make([]V, n)
	}
	s = s[:n]
	clear(s)
	return s
}

// idsIn is a filter for some ids.
func idsIn(ids []string) bson.D {
	choices := make(bson.A, len(ids))
	for i, id := range ids {
		choices[i] = id
	}
	return bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: choices}}}}
}
