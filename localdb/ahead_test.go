package localdb_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"partnerhub/localdb"
	"partnerhub/localdb/fault"
)

// twoWays is one session's transaction from both sides: by commands and without them.
type twoWays struct {
	t       *testing.T
	session *mongo.Session
	ctx     context.Context // of the session
	c       *mongo.Collection
	reader  *localdb.Reader
	tx      *localdb.Transaction
}

// sessionsOf opens a database with two documents and sessions on it, each with a transaction
// that has not begun.
func sessionsOf(t *testing.T, n int) (all []*twoWays, db *localdb.DB) {
	t.Helper()
	db = open(t, t.TempDir(), localdb.Options{})
	client := connect(t, db)
	c := client.Database("test").Collection("things")
	put(t, c, `{"_id":"a","v":1}`, `{"_id":"b","v":1}`)
	for range n {
		s, ctx := begin(t, client)
		reader := db.Reader("test")
		tx, err := reader.Begin(s.ID())
		succeed(t, err)
		all = append(all, &twoWays{t, s, ctx, c, reader, tx})
	}
	return all, db
}

// set gives a document another value without a command.
func (p *twoWays) set(id string, v int) error {
	after, err := p.tx.Change(context.Background(), the(id), encode(p.t, bson.D{{Key: "$set", Value: bson.D{{Key: "v", Value: v}}}}))
	if err == nil && bson.Raw(after).Lookup("v").AsInt64() != int64(v) {
		p.t.Errorf("%s became %v, want %d", id, bson.Raw(after), v)
	}
	return err
}

func (p *twoWays) insert(id string) error {
	return p.tx.Insert(context.Background(), "things", [][]byte{encode(p.t, bson.D{{Key: "_id", Value: id}, {Key: "v", Value: 1}})})
}

// sees lists ids and values as the transaction sees them without commands.
func (p *twoWays) sees() (out []string) {
	p.t.Helper()
	succeed(p.t, p.tx.Find(context.Background(), every(), func(doc []byte) { out = append(out, thing(doc)) }))
	return out
}

func the(id string) localdb.Lookup {
	where := &localdb.Where{}
	where.Compare("_id", "$eq", id)
	return localdb.Lookup{Collection: "things", Where: where, Match: func(doc []byte) bool { return bson.Raw(doc).Lookup("_id").StringValue() == id }}
}

func every() localdb.Lookup {
	return localdb.Lookup{Collection: "things", Where: &localdb.Where{}, Match: func([]byte) bool { return true },
		Sort: []localdb.Column{localdb.NewColumn("_id", false)}}
}

func thing(doc []byte) string {
	return bson.Raw(doc).Lookup("_id").StringValue() + bson.Raw(doc).Lookup("v").String()
}

func encode(t *testing.T, d bson.D) []byte {
	t.Helper()
	raw, err := bson.Marshal(d)
	succeed(t, err)
	return raw
}

// committed lists what everybody sees.
func committed(t *testing.T, db *localdb.DB) (out []string) {
	t.Helper()
	succeed(t, db.Reader("test").Find(context.Background(), every(), func(doc []byte) { out = append(out, thing(doc)) }))
	return out
}

func ofNumbers(docs ...string) []string {
	for i, d := range docs {
		docs[i] = d[:1] + `{"$numberInt":"` + d[1:] + `"}`
	}
	return docs
}

func wantThings(t *testing.T, who string, got []string, docs ...string) {
	t.Helper()
	if want := ofNumbers(docs...); !slices.Equal(got, want) {
		t.Errorf("%s: got %v, want %v", who, got, want)
	}
}

// A transaction without commands sees what it has written and nothing of another one,
// committed or not; others see it when it has committed.
func TestDirectTransactionIsolation(t *testing.T) {
	p, db := sessionsOf(t, 2)
	succeed(t, p[0].set("a", 2))
	succeed(t, p[0].insert("c"))
	wantThings(t, "the writer", p[0].sees(), "a2", "b1", "c1")
	wantThings(t, "another transaction", p[1].sees(), "a1", "b1")
	wantThings(t, "everybody", committed(t, db), "a1", "b1")
	done, err := p[0].tx.Commit()
	succeed(t, err)
	if !done {
		t.Error("nothing was committed")
	}
	wantThings(t, "a transaction from before", p[1].sees(), "a1", "b1")
	wantThings(t, "everybody", committed(t, db), "a2", "b1", "c1")
	if got, want := p[1].set("a", 3), fault.WriteConflict; faultOf(got) != want {
		t.Errorf("a change of what has changed: got %v, want %d", got, want)
	}
	wantThings(t, "everybody", committed(t, db), "a2", "b1", "c1")
}

func faultOf(err error) fault.Code {
	if err == nil {
		return 0
	}
	return fault.Of(err, fault.InternalError).Code
}

// Of two transactions that make the same record, the second conflicts when it commits,
// and everything else that it wrote is void.
func TestDirectTransactionsConflictAtTheEnd(t *testing.T) {
	p, db := sessionsOf(t, 2)
	for _, one := range p {
		succeed(t, one.insert("c"))
	}
	succeed(t, p[1].set("b", 9))
	_, err := p[0].tx.Commit()
	succeed(t, err)
	_, err = p[1].tx.Commit()
	if f := fault.Of(err, fault.InternalError); f.Code != fault.WriteConflict || !slices.Contains(f.Labels, fault.TransientTransaction) {
		t.Errorf("got %v, want a conflict after which all of it may be tried again", err)
	}
	wantThings(t, "everybody", committed(t, db), "a1", "b1", "c1")
}

// Commands of the session and what is done without them are one transaction, whichever
// comes first, and the session's command commits it.
func TestDirectTransactionSharesItsSession(t *testing.T) {
	for name, first := range map[string]bool{"commands come later": false, "commands come first": true} {
		t.Run(name, func(t *testing.T) {
			both, db := sessionsOf(t, 1)
			p := both[0]
			command := func() { must(p.c.InsertOne(p.ctx, doc(t, `{"_id":"d","v":1}`)))(t) }
			if first {
				command()
			}
			succeed(t, p.set("a", 2))
			must(p.c.UpdateOne(context.Background(), doc(t, `{"_id":"b"}`), doc(t, `{"$set":{"v":7}}`)))(t)
			if !first {
				command()
			}
			wantThings(t, "without commands", p.sees(), "a2", "b1", "d1")
			if n := must(p.c.CountDocuments(p.ctx, doc(t, `{"v":2}`)))(t); n != 1 {
				t.Errorf("commands see %d documents that were changed without them, want 1", n)
			}
			if done, err := p.tx.Commit(); done || err != nil {
				t.Errorf("got %v, %v, want it left to the session", done, err)
			}
			p.tx.End()
			succeed(t, p.session.CommitTransaction(context.Background()))
			wantThings(t, "everybody", committed(t, db), "a2", "b7", "d1")
		})
	}
}

// What ends a transaction undoes all of it, and whoever goes on afterwards does nothing.
func TestDirectTransactionEnds(t *testing.T) {
	for name, end := range map[string]func(*testing.T, *twoWays){
		"it is given up": func(_ *testing.T, p *twoWays) { p.tx.End() },
		"a write fails": func(t *testing.T, p *twoWays) {
			if got, want := p.insert("b"), fault.DuplicateKey; faultOf(got) != want {
				t.Errorf("got %v, want %d", got, want)
			}
		},
		"a command aborts it": func(t *testing.T, p *twoWays) {
			must(p.c.InsertOne(p.ctx, doc(t, `{"_id":"d"}`)))(t)
			succeed(t, p.session.AbortTransaction(context.Background()))
		},
		"a command fails": func(t *testing.T, p *twoWays) {
			if _, err := p.c.InsertOne(p.ctx, doc(t, `{"_id":"b"}`)); !mongo.IsDuplicateKeyError(err) {
				t.Errorf("got %v, want a duplicate", err)
			}
		},
		"its session has begun another one": func(t *testing.T, p *twoWays) {
			next, err := p.reader.Begin(p.session.ID())
			succeed(t, err)
			next.End()
		},
	} {
		t.Run(name, func(t *testing.T) {
			all, db := sessionsOf(t, 1)
			p := all[0]
			succeed(t, p.set("a", 2))
			end(t, p)
			for what, err := range map[string]error{"a write": p.set("b", 2), "a read": p.tx.ByIDs(context.Background(), "things", []string{"a"}, func([]byte) {})} {
				if got, want := faultOf(err), fault.NoSuchTransaction; got != want {
					t.Errorf("%s afterwards: got %v, want %d", what, err, want)
				}
			}
			if done, err := p.tx.Commit(); done || err == nil {
				t.Errorf("committing: got %v, %v, want a refusal", done, err)
			}
			wantThings(t, "everybody", committed(t, db), "a1", "b1")
		})
	}
}

// A command of a transaction that has failed without one is refused, so that nothing of it
// passes for a transaction of its own.
func TestCommandAfterAFailedDirectWrite(t *testing.T) {
	all, db := sessionsOf(t, 1)
	p := all[0]
	if err := p.insert("b"); err == nil {
		t.Fatal("a second document has the same id")
	}
	if _, err := p.c.InsertOne(p.ctx, doc(t, `{"_id":"d","v":1}`)); !code(err, 251) || !label(err, "TransientTransactionError") {
		t.Errorf("got %v, want that there is no such transaction", err)
	}
	_ = p.session.AbortTransaction(context.Background())
	wantThings(t, "everybody", committed(t, db), "a1", "b1")
}

// An edition is told only of what the transaction sees as everybody does.
func TestDirectTransactionTellsEditions(t *testing.T) {
	p, db := sessionsOf(t, 1)
	want, _ := db.Edition("test", "things")
	if got, ok := p[0].tx.Edition("things"); !ok || got != want {
		t.Errorf("got %v %v, want %v", got, ok, want)
	}
	if _, ok := p[0].tx.Edition("nothing"); ok {
		t.Error("a collection that does not exist has an edition")
	}
	must(p[0].c.InsertOne(context.Background(), doc(t, `{"_id":"z"}`)))(t)
	if got, ok := p[0].tx.Edition("things"); ok {
		t.Errorf("of a snapshot that is past: got %v", got)
	}
	q, err := p[0].reader.Begin(p[0].session.ID())
	succeed(t, err)
	succeed(t, q.Insert(context.Background(), "things", [][]byte{encode(t, bson.D{{Key: "_id", Value: "y"}})}))
	if got, ok := q.Edition("things"); ok {
		t.Errorf("of what it has written to: got %v", got)
	}
}

// A transaction that nobody ends is over after a while, as one of commands is.
func TestDirectTransactionLife(t *testing.T) {
	var now clock
	db := open(t, "", localdb.Options{Now: now.tells})
	s, _ := begin(t, connect(t, db))
	tx, err := db.Reader("test").Begin(s.ID())
	succeed(t, err)
	succeed(t, tx.Insert(context.Background(), "things", [][]byte{encode(t, bson.D{{Key: "_id", Value: "a"}})}))
	now.pass(time.Hour)
	if _, err := tx.Commit(); faultOf(err) != fault.NoSuchTransaction {
		t.Errorf("got %v, want that it is over", err)
	}
}
