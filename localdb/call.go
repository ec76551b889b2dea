package localdb

import (
	"context"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/engine"
	"partnerhub/localdb/fault"
	"partnerhub/localdb/raw"
	"partnerhub/localdb/table"
	"partnerhub/localdb/wire"
)

// call is one command while it runs.
type call struct {
	ctx      context.Context
	lease    *lease
	db       *DB
	conn     *conn
	name     string
	database string
	body     raw.Doc
	docs     []raw.Doc // a document sequence that came beside the body
	sequence string
	further  string // a sequence that no command takes
	session  *session
	number   int64 // txnNumber, 0 = none
	tx       *engine.Tx
	failed   bool // a write of a batch failed, which ends a transaction
}

// handler is a command: its own fields, and what it does.
type handler struct {
	run     func(*call) (bson.D, error)
	fields  []string
	refused []string // those of the fields that may be there but must ask for nothing
	writes  bool     // a retry must not run it twice
	inTx    bool     // it may run inside a transaction
	admin   bool     // it needs no database and no session
}

// commonFields are the fields that every command may have.
func commonField(name string) bool {
	switch name {
	case "$db", "lsid", "txnNumber", "autocommit", "startTransaction", "$readPreference", "$clusterTime",
		"apiVersion", "apiStrict", "apiDeprecationErrors", "readConcern", "writeConcern", "maxTimeMS", "comment":
		return true
	}
	return false
}

// answer runs a request and returns the bytes of the reply, none if the client
// wants none.
func (db *DB) answer(c *conn, r *wire.Request) []byte {
	reply := db.run(c, r)
	if r.NoReply {
		return nil
	}
	return wire.AppendReply(c.buffer(raw.Room(reply)), r, func(b []byte) []byte { return raw.AppendDoc(b, reply) })
}

// run checks a request and runs its command; every failure becomes a reply.
func (db *DB) run(c *conn, r *wire.Request) bson.D {
	if err := raw.Check(r.Body); err != nil {
		return failure(fault.New(22, "%v", err))
	}
	ctx, done := c.running()
	defer done()
	call := &call{
		ctx: ctx, db: db, conn: c, name: r.Body.FirstKey(), body: r.Body,
		database: r.Body.Get("$db").Str(), docs: r.Docs, sequence: r.Sequence, further: r.Further,
	}
	reply, err := call.safely(r.Legacy())
	if err != nil {
		return failure(fault.Of(err, fault.InternalError))
	}
	return append(reply, bson.E{Key: "ok", Value: float64(1)})
}

// safely turns a panic, which is a mistake of the engine, into an error of this
// one command. What the command had changed is discarded with its transaction.
func (c *call) safely(legacy bool) (reply bson.D, err error) {
	defer func() {
		if p := recover(); p != nil {
			c.db.options.Logger.Error("a command failed unexpectedly", "command", c.name, "panic", p, "stack", string(debug.Stack()))
			reply, err = nil, fault.New(fault.InternalError, "the command failed unexpectedly; the log has the details")
		}
	}()
	return c.dispatch(legacy)
}

// failure is the reply of a command that did nothing.
func failure(e *fault.Error) bson.D {
	d := bson.D{
		{Key: "ok", Value: float64(0)}, {Key: "errmsg", Value: e.Msg},
		{Key: "code", Value: int32(e.Code)}, {Key: "codeName", Value: e.Code.Name()},
	}
	d = append(d, e.Info...)
	if len(e.Labels) > 0 {
		labels := bson.A{}
		for _, l := range e.Labels {
			labels = append(labels, l)
		}
		d = append(d, bson.E{Key: "errorLabels", Value: labels})
	}
	return d
}

// dispatch finds the handler and runs it in the session and the time it has.
func (c *call) dispatch(legacy bool) (bson.D, error) {
	c.db.figures.commands.Add(1)
	h, known := c.db.handlers[c.name]
	if !known {
		return nil, fault.New(fault.CommandNotFound, "no such command: '%s'", c.name)
	}
	if legacy {
		if !h.admin {
			return nil, fault.New(352, "Unsupported OP_QUERY command: %s. The client driver may require an upgrade.", c.name)
		}
		return h.run(c)
	}
	if err := c.check(h); err != nil {
		return nil, err
	}
	if err := c.limit(); err != nil {
		return nil, err
	}
	c.lease = &lease{c.ctx}
	return c.inSession(h)
}

// check refuses fields that the command does not know.
func (c *call) check(h handler) error {
	if c.database == "" {
		return fault.New(fault.MissingField, "OP_MSG requests require a $db argument")
	}
	if h.admin {
		return nil
	}
	for b := c.body.Elements(); ; {
		name, v, rest, ok := raw.Next(b)
		if !ok {
			break
		}
		if string(name) != c.name && !commonField(string(name)) && !slices.Contains(h.fields, string(name)) {
			return fault.New(fault.UnknownField, "BSON field '%s.%s' is an unknown field or option of this database.", c.name, name)
		}
		if err := shaped(c.name, name, v); err != nil {
			return err
		}
		if string(name) == "collation" && len(v.Doc().Elements()) > 0 {
			return fault.New(fault.NotImplemented, "collation is not supported: values compare byte by byte")
		}
		b = rest
	}
	if c.sequence != "" && !slices.Contains(h.fields, c.sequence) {
		return fault.New(fault.UnknownField, "BSON field '%s.%s' is an unknown field.", c.name, c.sequence)
	}
	if c.further != "" {
		return fault.New(fault.UnknownField, "BSON field '%s.%s' is an unknown field.", c.name, c.further)
	}
	if err := c.refuse(h.refused...); err != nil {
		return err
	}
	return c.checkCommon()
}

// checkCommon checks the API version, the concerns, and that what belongs to a
// transaction names one.
func (c *call) checkCommon() error {
	if v := c.body.Get("apiVersion"); !v.Missing() && v.Str() != "1" {
		return fault.New(fault.APIVersionError, "API version must be \"1\"")
	}
	if c.body.Get("apiStrict").Bool() && !stable(c.name) {
		return strict(c.name)
	}
	if c.body.Get("txnNumber").Missing() {
		for _, name := range []string{"autocommit", "startTransaction"} {
			if !c.body.Get(name).Missing() {
				return fault.New(fault.InvalidOptions, "'%s' field requires a transaction number to also be specified", name)
			}
		}
	}
	return c.checkConcerns()
}

// stable reports the commands of the Stable API that the database has.
func stable(name string) bool {
	return !slices.Contains([]string{"distinct", "serverStatus", "buildInfo", "buildinfo"}, name)
}

func strict(name string) error {
	return fault.New(fault.APIStrictError, "Provided apiStrict:true, but the command %s is not in API Version 1.", name)
}

// limit applies maxTimeMS.
func (c *call) limit() error {
	v := c.body.Get("maxTimeMS")
	if v.Missing() {
		return nil
	}
	ms, ok := v.Int()
	if !ok || ms < 0 || ms > 1<<31-1 {
		return fault.New(fault.BadValue, "maxTimeMS must be a whole number between 0 and 2147483647")
	}
	if ms > 0 {
		now := c.db.options.Now
		c.ctx = deadline{Context: c.ctx, at: now().Add(time.Duration(ms) * time.Millisecond), now: now}
	}
	return nil
}

// namespace returns "database.collection" of the collection the command names.
func (c *call) namespace() (string, error) { return c.named(c.body.Get(c.name)) }

func (c *call) named(v raw.Value) (string, error) {
	name := v.Str()
	if name == "" || strings.ContainsAny(name, "$\x00") || strings.ContainsAny(c.database, "/\\. \"$\x00") {
		return "", fault.New(fault.InvalidNamespace, "Invalid namespace specified '%s.%s'", c.database, name)
	}
	return c.database + "." + name, nil
}

// table returns a collection as the command sees it, or nil.
func (c *call) table(ns string) *table.Table {
	if c.tx != nil {
		return c.tx.Table(ns)
	}
	return c.db.engine.Read().Table(ns)
}

// write runs fn in the session's transaction, or in one that commits at once.
func (c *call) write(fn func(tx *engine.Tx) error) error {
	if c.tx != nil {
		return fn(c.tx)
	}
	return c.db.engine.Update(c.ctx, fn)
}

// list returns documents that came beside the body or as an array inside it.
func (c *call) list(name string) ([]raw.Doc, error) {
	docs := c.docs
	if c.sequence != name {
		v := c.body.Get(name)
		if v.Type != raw.TypeArray {
			return nil, fault.New(fault.MissingField, "BSON field '%s.%s' is missing but a required field", c.name, name)
		}
		return arrayDocs(v, name)
	}
	for _, d := range docs {
		if len(d) > wire.MaxInside {
			return nil, fault.New(fault.ObjectTooLarge, "BSONObj size: %d is invalid. Size must be between 0 and %d", len(d), wire.MaxDocument)
		}
		if err := raw.Check(d); err != nil {
			return nil, fault.New(fault.BadValue, "%v", err)
		}
	}
	return docs, nil
}

// arrayDocs returns the members of an array that must be documents.
func arrayDocs(v raw.Value, name string) ([]raw.Doc, error) {
	var out []raw.Doc
	for b := v.Doc().Elements(); ; {
		_, item, rest, ok := raw.Next(b)
		if !ok {
			return out, nil
		}
		if item.Type != raw.TypeDoc {
			return nil, fault.New(fault.TypeMismatch, "BSON field '%s' must be an array of documents", name)
		}
		if len(out) <= wire.MaxBatch { // one more shows that there are too many
			out = append(out, item.Doc())
		}
		b = rest
	}
}
