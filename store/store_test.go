package store_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/authz"
	"partnerhub/internal/direct"
	"partnerhub/localdb"
	"partnerhub/model"
	"partnerhub/store"
)

// noon is the instant of every test.
var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

var databases atomic.Int64

// base is a database of the test's own: in memory, or on the server that HUB_TEST_MONGODB_URI names.
type base struct {
	client *mongo.Client
	free   *mongo.Client // not held to the stable API, for looking at plans
	name   string
	engine *localdb.DB // nil on a server
}

func newBase(tb testing.TB) base {
	tb.Helper()
	opts := store.ClientOptions(os.Getenv("HUB_TEST_MONGODB_URI"))
	var engine *localdb.DB
	if os.Getenv("HUB_TEST_MONGODB_URI") == "" {
		db, err := localdb.Open("", localdb.Options{NoSync: true})
		must(tb, err)
		tb.Cleanup(func() { must(tb, db.Close()) })
		opts, engine = store.ClientOptions(db.URI()).SetDialer(dialer(db.DialContext)), db
	}
	b := base{client: connect(tb, opts), engine: engine, name: fmt.Sprintf("hub_test_%d_%d", os.Getpid(), databases.Add(1))}
	b.free = connect(tb, opts.SetServerAPIOptions(nil))
	tb.Cleanup(func() { must(tb, b.db().Drop(context.Background())) })
	return b
}

func connect(tb testing.TB, opts *options.ClientOptions) *mongo.Client {
	tb.Helper()
	client, err := mongo.Connect(opts)
	must(tb, err)
	tb.Cleanup(func() { must(tb, client.Disconnect(context.Background())) })
	return client
}

func (b base) db() *mongo.Database { return b.client.Database(b.name) }

// open opens a store over the database, as one process of the hub would.
func (b base) open(tb testing.TB) *store.Store {
	tb.Helper()
	return b.openWith(tb, b.direct())
}

func (b base) openWith(tb testing.TB, direct store.Direct) *store.Store {
	tb.Helper()
	s, err := store.Open(tb.Context(), b.client, b.name, store.Options{Now: func() time.Time { return noon }, Direct: direct})
	must(tb, err)
	return s
}

// direct is the way around commands, nil on a server.
func (b base) direct() store.Direct {
	if b.engine == nil {
		return nil
	}
	return direct.New(b.engine, b.name)
}

func open(tb testing.TB) *store.Store {
	tb.Helper()
	return newBase(tb).open(tb)
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// write runs fn in a transaction.
func write(tb testing.TB, s *store.Store, fn func(ctx context.Context) error) {
	tb.Helper()
	must(tb, s.Tx(tb.Context(), nil, fn))
}

// put inserts records as the hub itself.
func put[T any](tb testing.TB, s *store.Store, c *store.Collection[T], kind model.Kind, docs ...*T) {
	tb.Helper()
	write(tb, s, func(ctx context.Context) error {
		for _, d := range docs {
			if err := c.Insert(ctx, system(kind), d, stamp("create")); err != nil {
				return err
			}
		}
		return nil
	})
}

func system(kind model.Kind) authz.Grant { return authz.System(kind, "test") }

func stamp(action string) store.Stamp {
	return store.Stamp{Actor: "user_test", Action: action, At: noon}
}

func policy(tb testing.TB) *authz.Policy {
	tb.Helper()
	p, err := authz.Default()
	must(tb, err)
	return p
}

// as is the grant of a person with these roles.
func as(tb testing.TB, p authz.Principal, kind model.Kind, roles ...model.Role) authz.Grant {
	tb.Helper()
	p.Roles, p.At = roles, noon
	return policy(tb).Grant(&p, kind, authz.Read)
}

type dialer func(ctx context.Context, network, address string) (net.Conn, error)

func (d dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return d(ctx, network, address)
}
