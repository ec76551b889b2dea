package store

import (
	"context"
	"errors"
	"slices"
	"sync"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"partnerhub/authz"
	"partnerhub/filter"
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
	docs   []stored.Doc   // each row whole: its bytes are the sheet's, or the database's own and only to be read
	bytes  []byte         // of those that are the sheet's
	ends   []int          // where each of them ends
	reader filter.Reader  // of what the grant looks at
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

// Release wipes the sheet and gives its memory back. Of documents there may be more than rows: those beyond a limit.
func (s *Sheet) Release() {
	clear(s.docs[:cap(s.docs)])
	clear(s.bytes)
	clear(s.values)
	clear(s.sort)
	kept := Sheet{values: s.values[:0], sort: s.sort[:0], docs: s.docs[:0], bytes: s.bytes[:0], ends: s.ends[:0]}
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

// add takes a document that is only to be read.
func (s *Sheet) add(doc []byte) { s.docs = append(s.docs, doc) }

// take copies what a cursor reads: its own memory is the driver's.
func (s *Sheet) take(ctx context.Context, cursor *mongo.Cursor) error {
	for cursor.Next(ctx) {
		s.bytes = append(s.bytes, cursor.Current...)
		s.ends = append(s.ends, len(s.bytes))
	}
	from := 0
	for _, end := range s.ends {
		s.add(s.bytes[from:end:end])
		from = end
	}
	return errors.Join(cursor.Err(), cursor.Close(ctx))
}

// fill reads up to limit rows under the grant, from the last one on where asked. A row outside of the grant is a fault, because
// the search was narrowed by it.
func (s *Sheet) fill(g authz.Grant, w *Want, limit int, backward bool) error {
	s.More = len(s.docs) > limit
	s.docs = s.docs[:min(len(s.docs), limit)]
	if backward {
		slices.Reverse(s.docs)
	}
	return s.decide(g, w, errOutside)
}

// fillShown reads the rows that the grant gives.
func (s *Sheet) fillShown(g authz.Grant, w *Want) error {
	return s.decide(g, w, nil)
}

// decide reads every row that the grant gives. Another one is left out, unless that is a fault.
func (s *Sheet) decide(g authz.Grant, w *Want, outside error) error {
	s.rows, s.width = 0, len(w.keeps)
	s.values = extended(s.values, len(s.docs)*s.width)
	g.Expect(&s.reader)
	var first authz.Sight
	for _, d := range s.docs {
		sight := g.SightOf(s.reader.Doc(d), w.all)
		if sight.None() {
			if outside != nil {
				return outside
			}
			continue
		}
		if s.rows == 0 {
			first = sight
		}
		s.docs[s.rows] = d
		s.rows++
		if err := w.read(g.Side(), sightOr(first, sight), d, s.Row(s.rows-1)); err != nil {
			return err
		}
	}
	return nil
}

// read fills one row and empties the slots of what is not shown on it.
func (w *Want) read(side model.OrganizationKind, sight authz.Sight, d stored.Doc, into []stored.Value) error {
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
func (s *Sheet) order(field string) {
	s.sort = extended(s.sort, s.rows)
	for i := range s.rows {
		s.sort[i] = s.docs[i].Find(field)
	}
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
