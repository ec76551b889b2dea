// Package localdb is an embedded, durable database that speaks MongoDB's wire
// protocol inside one process, for development, tests and small sites. The
// official driver reaches it through DialContext and cannot tell it from a
// single-member replica set.
//
// This package holds the connections, sessions, cursors and commands. Storage,
// planning, matching and the log are packages below it; nothing of the product
// (its nouns, roles or configuration) belongs in any of them. What the engine
// does not support it refuses with MongoDB's error code and never ignores.
package localdb

import (
	"context"
	"io"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"partnerhub/localdb/engine"
	"partnerhub/localdb/plan"
)

// Options change how a database is opened; the zero value is the safe default.
type Options struct {
	// NoSync skips the sync to disk at each commit. The death of the process
	// loses nothing even so; the death of the machine may lose recent commits.
	NoSync bool
	// Logger gets warnings and errors; nil discards them.
	Logger *slog.Logger
	// WarnBytes is the data size past which the log names MongoDB as the way on,
	// once; 0 means 1 GiB.
	WarnBytes int64
	// Address is what the database calls itself, as host:port, for drivers of other processes that reach it through a relay
	// there; "" is a name that only drivers of this process use, through DialContext.
	Address string
	// Now is the clock for expiry and times in answers; nil is time.Now.
	Now func() time.Time
}

// compactBytes is the least length of the log that starts a snapshot.
const compactBytes = 32 << 20

// DB is an open database.
type DB struct {
	options  Options
	engine   *engine.Engine
	handlers map[string]handler
	cursors  cursors
	sessions sessions
	figures  figures
	choices  plan.Memory
	shapes   projections
	started  time.Time

	mu     sync.Mutex
	conns  map[*conn]struct{}
	closed bool
	stop   context.CancelFunc
	life   context.Context
	tasks  sync.WaitGroup
}

// figures count what happened since the start.
type figures struct {
	connections atomic.Int64
	queries     atomic.Int64
	inserts     atomic.Int64
	updates     atomic.Int64
	deletes     atomic.Int64
	getMores    atomic.Int64
	commands    atomic.Int64
	expired     atomic.Int64
	txStarted   atomic.Int64
	txCommitted atomic.Int64
	txAborted   atomic.Int64
}

// Open opens the database in a directory, which is made if it is missing, or one
// that lives in memory only if dir is "". A directory that another process has
// open is refused, and so is one whose log is damaged before its end.
func Open(dir string, o Options) (*DB, error) {
	o = withDefaults(o)
	e, err := engine.Open(engine.Options{
		Dir: dir, NoSync: o.NoSync, Logger: o.Logger, WarnBytes: o.WarnBytes, CompactBytes: compactBytes, Now: o.Now,
	})
	if err != nil {
		return nil, err
	}
	db := &DB{options: o, engine: e, handlers: handlers(), conns: map[*conn]struct{}{}, started: o.Now()}
	db.life, db.stop = context.WithCancel(noContext{})
	db.tasks.Go(db.sweep)
	return db, nil
}

func withDefaults(o Options) Options {
	if o.Logger == nil {
		o.Logger = slog.New(slog.NewTextHandler(io.Discard, &slog.HandlerOptions{Level: slog.LevelError + 1}))
	}
	if o.WarnBytes == 0 {
		o.WarnBytes = 1 << 30
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Address == "" {
		o.Address = address
	}
	return o
}

// URI is the address for the driver, to be used together with DialContext. Its
// host is never resolved then.
func (db *DB) URI() string { return "mongodb://" + db.options.Address + "/?replicaSet=" + setName }

// The names the database gives itself as a replica set of one.
const (
	setName = "localdb"
	address = "localdb:27017"
)

// DialContext returns a new connection, whatever the address says; it is meant
// for the driver's SetDialer.
func (db *DB) DialContext(ctx context.Context, _, _ string) (net.Conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.closed {
		return nil, net.ErrClosed
	}
	c := newConn(db, db.figures.connections.Add(1))
	db.conns[c] = struct{}{}
	return c, nil
}

func (db *DB) forget(c *conn) {
	db.mu.Lock()
	defer db.mu.Unlock()
	delete(db.conns, c)
}

// Close ends all connections, makes everything durable and releases the
// directory. A second Close does nothing.
func (db *DB) Close() error {
	if !db.shut() {
		return nil
	}
	db.stop()
	db.tasks.Wait()
	return db.engine.Close()
}

// shut marks the database closed and closes its connections.
func (db *DB) shut() bool {
	db.mu.Lock()
	conns := db.conns
	was := db.closed
	db.closed, db.conns = true, map[*conn]struct{}{}
	db.mu.Unlock()
	for c := range conns {
		_ = c.Close() // closing a connection of ours cannot fail
	}
	return !was
}
