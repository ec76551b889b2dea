package localdb

import (
	"runtime"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"partnerhub/localdb/wire"
)

// The version whose behaviour the database follows.
const (
	version        = "7.0.32"
	maxWireVersion = 21
)

// runHello answers as the primary of a replica set of one. It leaves out
// topologyVersion, so a driver asks again every ten seconds instead of keeping a
// streaming answer open.
func runHello(c *call) (bson.D, error) {
	primary := "isWritablePrimary"
	if c.name != "hello" {
		primary = "ismaster"
	}
	return bson.D{
		{Key: "helloOk", Value: true},
		{Key: primary, Value: true},
		{Key: "secondary", Value: false},
		{Key: "setName", Value: setName},
		{Key: "setVersion", Value: int32(1)},
		{Key: "hosts", Value: bson.A{c.db.options.Address}},
		{Key: "primary", Value: c.db.options.Address},
		{Key: "me", Value: c.db.options.Address},
		{Key: "maxBsonObjectSize", Value: int32(wire.MaxDocument)},
		{Key: "maxMessageSizeBytes", Value: int32(wire.MaxMessage)},
		{Key: "maxWriteBatchSize", Value: int32(wire.MaxBatch)},
		{Key: "localTime", Value: primitive.NewDateTimeFromTime(c.db.options.Now())},
		{Key: "logicalSessionTimeoutMinutes", Value: int32(sessionLife.Minutes())},
		{Key: "connectionId", Value: int32(c.conn.id)},
		{Key: "minWireVersion", Value: int32(0)},
		{Key: "maxWireVersion", Value: int32(maxWireVersion)},
		{Key: "readOnly", Value: false},
	}, nil
}

func runPing(*call) (bson.D, error) { return bson.D{}, nil }

func runBuildInfo(*call) (bson.D, error) {
	return bson.D{
		{Key: "version", Value: version},
		{Key: "versionArray", Value: bson.A{int32(7), int32(0), int32(32), int32(0)}},
		{Key: "gitVersion", Value: "localdb"},
		{Key: "modules", Value: bson.A{"localdb"}},
		{Key: "storageEngines", Value: bson.A{"localdb"}},
		{Key: "bits", Value: int32(64)},
		{Key: "debug", Value: false},
		{Key: "maxBsonObjectSize", Value: int32(wire.MaxDocument)},
	}, nil
}

// runServerStatus gives the figures in the places where a server has them.
func runServerStatus(c *call) (bson.D, error) { return c.db.status(), nil }

// Status is what serverStatus answers, as BSON, without a command: to a client that keeps to the stable API, as the hub's does, no
// server has that command.
func (db *DB) Status() ([]byte, error) { return bson.Marshal(db.status()) }

func (db *DB) status() bson.D {
	f := &db.figures
	now := db.options.Now()
	counters, log := db.engine.Counters(), db.engine.LogStats()
	db.mu.Lock()
	open := len(db.conns)
	db.mu.Unlock()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return bson.D{
		{Key: "host", Value: db.options.Address},
		{Key: "version", Value: version},
		{Key: "process", Value: "localdb"},
		{Key: "uptime", Value: now.Sub(db.started).Seconds()},
		{Key: "localTime", Value: primitive.NewDateTimeFromTime(now)},
		{Key: "connections", Value: bson.D{{Key: "current", Value: int32(open)}, {Key: "totalCreated", Value: f.connections.Load()}}},
		{Key: "opcounters", Value: bson.D{
			{Key: "insert", Value: f.inserts.Load()}, {Key: "query", Value: f.queries.Load()},
			{Key: "update", Value: f.updates.Load()}, {Key: "delete", Value: f.deletes.Load()},
			{Key: "getmore", Value: f.getMores.Load()}, {Key: "command", Value: f.commands.Load()},
		}},
		{Key: "transactions", Value: bson.D{
			{Key: "totalStarted", Value: f.txStarted.Load()}, {Key: "totalCommitted", Value: f.txCommitted.Load()},
			{Key: "totalAborted", Value: f.txAborted.Load()},
		}},
		{Key: "metrics", Value: bson.D{
			{Key: "cursor", Value: bson.D{{Key: "open", Value: bson.D{{Key: "total", Value: int64(db.cursors.len())}}}}},
			{Key: "ttl", Value: bson.D{{Key: "deletedDocuments", Value: f.expired.Load()}}},
		}},
		{Key: "mem", Value: bson.D{{Key: "resident", Value: int64(memory.Sys >> 20)}, {Key: "heapBytes", Value: int64(memory.HeapAlloc)}}},
		{Key: "localdb", Value: bson.D{
			{Key: "dataBytes", Value: db.engine.Read().Bytes()}, {Key: "logBytes", Value: log.Bytes}, {Key: "logSyncs", Value: log.Syncs},
			{Key: "commits", Value: counters.Commits.Load()}, {Key: "writeConflicts", Value: counters.Conflicts.Load()},
			{Key: "failedWrites", Value: counters.Failures.Load()}, {Key: "snapshots", Value: counters.Snapshots.Load()},
			{Key: "sessions", Value: int64(db.sessions.len())},
		}},
	}
}
