package bench_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/event"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"partnerhub/bench/world"
	"partnerhub/model"
)

// rawPage repeats the commands of one page, as the hub sent them, and decodes what comes.
func rawPage(b *testing.B, h *house, email string) {
	reads := recorded(b, h, email)
	b.Logf("as %s: %d queries", email, len(reads))
	measure(b, func() {
		for _, r := range reads {
			must(b, r.run(b.Context(), h.db))
		}
	})
	b.ReportMetric(float64(len(reads)), "queries")
}

// read is one find of the hub.
type read struct {
	collection string
	filter     bson.Raw
	options    *options.FindOptionsBuilder
	command    bson.D // as it was sent, without what belongs to the session
}

// recorded asks for a page once, through a second hub on the same engine, and notes what that reads.
func recorded(b testing.TB, h *house, email string) []read {
	b.Helper()
	var mu sync.Mutex
	var out []read
	noting := false
	second := on(b, h.engine, &event.CommandMonitor{Started: func(_ context.Context, e *event.CommandStartedEvent) {
		mu.Lock()
		defer mu.Unlock()
		if noting {
			out = append(out, readOf(b, e))
		}
	}})
	ctx := second.as(b, email)
	note := func(on bool) {
		mu.Lock()
		defer mu.Unlock()
		noting = on
	}
	note(true)
	_, err := second.ask(ctx, world.Page, world.PageVariables())
	note(false)
	must(b, err)
	return out
}

// readOf fails on any command that is no find: a page is nothing else.
func readOf(b testing.TB, e *event.CommandStartedEvent) read {
	if e.CommandName != "find" {
		b.Errorf("a page sent %s", e.CommandName)
		return read{}
	}
	command := append(bson.Raw{}, e.Command...)
	o := options.Find()
	if limit, ok := command.Lookup("limit").AsInt64OK(); ok {
		o.SetLimit(limit)
	}
	if size, ok := command.Lookup("batchSize").AsInt64OK(); ok {
		o.SetBatchSize(int32(size))
	}
	if sort, ok := command.Lookup("sort").DocumentOK(); ok {
		o.SetSort(sort)
	}
	if projection, ok := command.Lookup("projection").DocumentOK(); ok {
		o.SetProjection(projection)
	}
	return read{command.Lookup("find").StringValue(), command.Lookup("filter").Document(), o, explained(b, command)}
}

// explained is a find as explain takes it.
func explained(b testing.TB, command bson.Raw) (out bson.D) {
	b.Helper()
	must(b, bson.Unmarshal(command, &out))
	return slices.DeleteFunc(out, func(e bson.E) bool {
		return strings.HasPrefix(e.Key, "$") || e.Key == "lsid" || e.Key == "maxTimeMS" || e.Key == "readConcern"
	})
}

func (r read) run(ctx context.Context, db *mongo.Database) error {
	switch r.collection {
	case "deals":
		return decoded[model.Deal](ctx, db, r)
	case "partners":
		return decoded[model.Partner](ctx, db, r)
	case "programs":
		return decoded[model.Program](ctx, db, r)
	case "campaigns":
		return decoded[model.Campaign](ctx, db, r)
	}
	return decoded[bson.Raw](ctx, db, r)
}

func decoded[T any](ctx context.Context, db *mongo.Database, r read) error {
	cursor, err := db.Collection(r.collection).Find(ctx, r.filter, r.options)
	if err != nil {
		return err
	}
	var out []*T
	return cursor.All(ctx, &out)
}
