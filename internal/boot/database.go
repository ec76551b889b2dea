package boot

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/internal/direct"
	"partnerhub/localdb"
	"partnerhub/store"
)

// embeddedName is the database inside the embedded engine.
const embeddedName = "partnerhub"

// database is a connected client and what has to be closed after it.
type database struct {
	client *mongo.Client
	name   string
	engine *localdb.DB // nil with a MongoDB server
}

func openDatabase(c Config) (*database, error) {
	if c.MongoURI != "" {
		return openServer(c)
	}
	return openEmbedded(c)
}

func openServer(c Config) (*database, error) {
	o := store.ClientOptions(c.MongoURI)
	if err := o.Validate(); err != nil {
		return nil, wrong("--mongodb-uri", "is no MongoDB connection string")
	}
	if o.TLSConfig == nil && !onLoopback(o) && !insecureAllowed(c.MongoURI) {
		return nil, wrong("--mongodb-uri", "TLS is required for a server that is not on this machine: add tls=true, or tls=false to insist")
	}
	client, err := mongo.Connect(o)
	if err != nil {
		return nil, wrong("--mongodb-uri", "cannot be used to connect")
	}
	return &database{client: client, name: c.Database}, nil
}

func onLoopback(o *options.ClientOptions) bool {
	for _, hostport := range o.Hosts {
		host, _, err := net.SplitHostPort(hostport)
		if err != nil {
			host = hostport
		}
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return false
		}
	}
	return true
}

// insecureAllowed is true when the operator wrote tls=false: a private network is theirs to judge.
func insecureAllowed(uri string) bool {
	u, err := url.Parse(uri)
	return err == nil && (u.Query().Get("tls") == "false" || u.Query().Get("ssl") == "false")
}

func openEmbedded(c Config) (*database, error) {
	if c.Data != "" {
		if err := os.MkdirAll(c.Data, 0o700); err != nil {
			return nil, wrong("--data", "cannot make the directory: %v", errors.Unwrap(err))
		}
	}
	engine, err := localdb.Open(c.Data, localdb.Options{NoSync: c.NoSync, Logger: c.Logger, Now: c.Now})
	if err != nil {
		return nil, fmt.Errorf("opening the embedded database in %s: %w", c.Data, err)
	}
	client, err := mongo.Connect(store.ClientOptions(engine.URI()).SetDialer(engine))
	if err != nil {
		return nil, errors.Join(err, engine.Close())
	}
	return &database{client: client, name: embeddedName, engine: engine}, nil
}

// direct reads the embedded engine without commands. A server has no such way.
func (d *database) direct() store.Direct {
	if d.engine == nil {
		return nil
	}
	return direct.New(d.engine, d.name)
}

func (d *database) close(ctx context.Context) error {
	err := d.client.Disconnect(ctx)
	if d.engine != nil {
		err = errors.Join(err, d.engine.Close())
	}
	return err
}
