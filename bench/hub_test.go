// Package bench_test measures the hub on the worlds of bench/world. RESULTS.md beside it says what came out, and docs what was
// meant to. Nothing here decides whether the hub is right: a test never asserts a time.
package bench_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/ast"
	"go.mongodb.org/mongo-driver/v2/event"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"partnerhub/authz"
	"partnerhub/bench/world"
	"partnerhub/hub"
	"partnerhub/internal/direct"
	"partnerhub/localdb"
	"partnerhub/resolvers"
	"partnerhub/store"
)

// house is the hub in parts, so that one layer can be measured without those above it.
type house struct {
	engine *localdb.DB
	client *mongo.Client
	db     *mongo.Database
	hub    *hub.Hub
	exec   *executor.Executor // by plans
	// ordinary answers by the resolvers alone.
	ordinary *executor.Executor
}

// databaseName is the name that the server gives its database, too.
const databaseName = "partnerhub"

// open opens a copy of a world with so many deals.
func open(b *testing.B, deals int, o localdb.Options) *house {
	b.Helper()
	dir := b.TempDir()
	must(b, world.Copy(b.Context(), deals, dir))
	o.Now = noon
	engine, err := localdb.Open(dir, o)
	must(b, err)
	b.Cleanup(func() { must(b, engine.Close()) })
	return on(b, engine, nil)
}

func noon() time.Time { return world.Noon }

// on builds a hub on an open engine, as the server does. With a monitor, which is told of every command, it reads and writes by
// commands alone.
func on(b testing.TB, engine *localdb.DB, monitor *event.CommandMonitor) *house {
	b.Helper()
	o := store.ClientOptions(engine.URI()).SetDialer(engine)
	if monitor != nil {
		o.SetMonitor(monitor)
	}
	client, err := mongo.Connect(o)
	must(b, err)
	b.Cleanup(func() { must(b, client.Disconnect(context.WithoutCancel(b.Context()))) })
	options := store.Options{Now: noon}
	if monitor == nil {
		options.Direct = direct.New(engine, databaseName)
	}
	s, err := store.Open(b.Context(), client, databaseName, options)
	must(b, err)
	policy, err := authz.Default()
	must(b, err)
	h, err := hub.New(b.Context(), s, policy, noon)
	must(b, err)
	return &house{engine: engine, client: client, db: client.Database(databaseName), hub: h, exec: executorOf(h, true), ordinary: executorOf(h, false)}
}

// executorOf serves the schema as the server does, without HTTP. Validated documents are kept, as there.
func executorOf(h *hub.Hub, plans bool) *executor.Executor {
	nobody := func(context.Context) string { return "" }
	quiet := slog.New(slog.DiscardHandler)
	e := executor.New(resolvers.NewSchema(h, resolvers.Integration{}, plans))
	e.SetErrorPresenter(resolvers.Presenter(quiet, nobody))
	e.SetRecoverFunc(resolvers.Recover(quiet, nobody))
	e.SetQueryCache(lru.New[*ast.QueryDocument](100))
	return e
}

// as is the context of a request of somebody, who is found once: HTTP finds the person at every request.
func (h *house) as(b testing.TB, email string) context.Context {
	b.Helper()
	who, err := h.hub.PrincipalByEmail(b.Context(), email)
	must(b, err)
	return authz.WithPrincipal(b.Context(), who)
}

// withoutPlans is the same hub, answering by the ordinary resolvers.
func (h *house) withoutPlans() *house {
	other := *h
	other.exec = h.ordinary
	return &other
}

// ask runs an operation and answers its data as JSON.
func (h *house) ask(ctx context.Context, query string, variables map[string]any) (json.RawMessage, error) {
	ctx = graphql.StartOperationTrace(ctx)
	op, faults := h.exec.CreateOperationContext(ctx, &graphql.RawParams{Query: query, Variables: variables})
	if faults != nil {
		return nil, faults
	}
	next, ctx := h.exec.DispatchOperation(ctx, op)
	answer := next(ctx)
	if len(answer.Errors) > 0 {
		return nil, answer.Errors
	}
	return answer.Data, nil
}

// rows checks that a page is full, so that nobody measures an empty one, and answers the ids of its rows.
func rows(b *testing.B, data json.RawMessage) []string {
	b.Helper()
	var page struct {
		Deals struct{ Nodes []struct{ ID string } }
	}
	must(b, json.Unmarshal(data, &page))
	if len(page.Deals.Nodes) != 20 {
		b.Fatalf("%d rows, want 20: %s", len(page.Deals.Nodes), data)
	}
	var ids []string
	for _, n := range page.Deals.Nodes {
		ids = append(ids, n.ID)
	}
	return ids
}

func must(b testing.TB, faults ...error) {
	b.Helper()
	if err := errors.Join(faults...); err != nil {
		b.Fatal(err)
	}
}
