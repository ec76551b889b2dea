package resolvers_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/event"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"partnerhub/authz"
	"partnerhub/hub"
	"partnerhub/hub/intake"
	"partnerhub/localdb"
	"partnerhub/resolvers"
	"partnerhub/store"
)

// noon is the instant of every test.
var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// world is the demo world behind the schema, with a record of what the database was asked.
type world struct {
	hub    *hub.Hub
	intake *intake.Intake
	exec   *executor.Executor
	asked  *asked
	log    *strings.Builder
}

type dialTo func(ctx context.Context, network, address string) (net.Conn, error)

func (d dialTo) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return d(ctx, network, address)
}

// newWorld is a world of one test, which may change it and count what it asks.
func newWorld(tb testing.TB) *world {
	tb.Helper()
	w, closeWorld, err := build(tb.Context())
	must(tb, err)
	tb.Cleanup(func() { must(tb, closeWorld()) })
	return w
}

// demo is a world that all tests share to read in. It ends with the process.
func demo(tb testing.TB) *world {
	tb.Helper()
	w, err := shared()
	must(tb, err)
	return w
}

var shared = sync.OnceValues(func() (*world, error) {
	w, _, err := build(context.Background())
	return w, err
})

func build(ctx context.Context) (*world, func() error, error) {
	w := &world{asked: &asked{}, log: &strings.Builder{}}
	h, in, closeHub, err := newHub(ctx, w.asked)
	if err != nil {
		return nil, nil, err
	}
	for _, kind := range intake.Kinds() {
		if err := load(ctx, in, kind); err != nil {
			return nil, nil, errors.Join(err, closeHub())
		}
	}
	w.hub, w.intake = h, in
	w.exec = newExecutor(resolvers.NewSchema(h, resolvers.Integration{}, true), slog.New(slog.NewTextHandler(w.log, nil)))
	return w, closeHub, nil
}

// newExecutor serves a schema as the server does, without HTTP.
func newExecutor(s graphql.ExecutableSchema, logger *slog.Logger) *executor.Executor {
	requestID := func(context.Context) string { return "request-1" }
	e := executor.New(s)
	e.SetErrorPresenter(resolvers.Presenter(logger, requestID))
	e.SetRecoverFunc(resolvers.Recover(logger, requestID))
	e.Use(resolvers.ErrorLimit{})
	return e
}

func newHub(ctx context.Context, a *asked) (*hub.Hub, *intake.Intake, func() error, error) {
	engine, err := localdb.Open("", localdb.Options{NoSync: true})
	if err != nil {
		return nil, nil, nil, err
	}
	options := store.ClientOptions(engine.URI()).SetDialer(dialTo(engine.DialContext)).SetMonitor(a.monitor())
	client, err := mongo.Connect(options)
	if err != nil {
		return nil, nil, nil, err
	}
	a.db, a.engine = client.Database(databaseName), engine
	h, s, err := hubOver(ctx, client, nil)
	if err != nil {
		return nil, nil, nil, err
	}
	return h, intake.New(h, s, now), func() error { return errors.Join(client.Disconnect(context.WithoutCancel(ctx)), engine.Close()) }, nil
}

// hubOver is a hub on a database, which it may read without commands where there is such a way.
func hubOver(ctx context.Context, client *mongo.Client, direct store.Direct) (*hub.Hub, *store.Store, error) {
	s, err := store.Open(ctx, client, databaseName, store.Options{Now: now, Direct: direct})
	if err != nil {
		return nil, nil, err
	}
	policy, err := authz.Default()
	if err != nil {
		return nil, nil, err
	}
	h, err := hub.New(ctx, s, policy, now)
	return h, s, err
}

const databaseName = "resolvers_test"

func now() time.Time { return noon }

// load takes a file of the demo world in.
func load(ctx context.Context, in *intake.Intake, kind string) error {
	text, err := os.ReadFile("../testdata/demo/" + kind + ".csv")
	if err != nil {
		return err
	}
	records, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		return err
	}
	var rows []intake.Row
	for i, record := range records[1:] {
		row := intake.Row{Line: i + 2, Values: map[string]string{}}
		for n, column := range records[0] {
			row.Values[column] = record[n]
		}
		rows = append(rows, row)
	}
	_, err = in.Import(ctx, kind, rows, false)
	return err
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// asked records which ids were asked of which collection, one entry a query.
type asked struct {
	db      *mongo.Database // to change records behind the hub's back
	mu      sync.Mutex
	engine  *localdb.DB // below it
	queries map[string][][]string
}

func (a *asked) monitor() *event.CommandMonitor {
	return &event.CommandMonitor{Started: func(_ context.Context, e *event.CommandStartedEvent) {
		if e.CommandName == "find" {
			a.note(e.Command)
		}
	}}
}

func (a *asked) note(command bson.Raw) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.queries == nil {
		a.queries = map[string][][]string{}
	}
	collection := command.Lookup("find").StringValue()
	a.queries[collection] = append(a.queries[collection], idsIn(command.Lookup("filter").String()))
}

// idsIn finds the ids that a condition lists.
func idsIn(condition string) []string {
	_, list, found := strings.Cut(condition, `"_id": {"$in": [`)
	if !found {
		return nil
	}
	list, _, _ = strings.Cut(list, "]")
	return strings.Split(strings.ReplaceAll(list, `"`, ""), ",")
}

// during is what the database was asked while something ran.
func (a *asked) during(run func()) map[string][][]string {
	a.mu.Lock()
	a.queries = nil
	a.mu.Unlock()
	run()
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.queries
}

// answer is what a client gets.
type answer struct {
	Data   map[string]any
	Errors gqlerror.List
}

// ask runs an operation for a person.
func (w *world) ask(tb testing.TB, email, query string, variables map[string]any) answer {
	tb.Helper()
	who, err := w.hub.PrincipalByEmail(tb.Context(), email)
	must(tb, err)
	return run(tb, authz.WithPrincipal(tb.Context(), who), w.exec, query, variables)
}

// get is ask for an operation that has no fault.
func (w *world) get(tb testing.TB, email, query string, variables map[string]any) map[string]any {
	tb.Helper()
	a := w.ask(tb, email, query, variables)
	if len(a.Errors) > 0 {
		tb.Fatalf("as %s: %v", email, a.Errors)
	}
	return a.Data
}

func run(tb testing.TB, ctx context.Context, e *executor.Executor, query string, variables map[string]any) answer {
	tb.Helper()
	return runRaw(tb, ctx, e, &graphql.RawParams{Query: query, Variables: variables})
}

func runRaw(tb testing.TB, ctx context.Context, e *executor.Executor, params *graphql.RawParams) answer {
	tb.Helper()
	ctx = graphql.StartOperationTrace(ctx)
	op, faults := e.CreateOperationContext(ctx, params)
	var response *graphql.Response
	if faults != nil {
		response = e.DispatchError(graphql.WithOperationContext(ctx, op), faults)
	} else {
		respond, ctx := e.DispatchOperation(ctx, op)
		response = respond(ctx)
	}
	out := answer{Errors: response.Errors}
	if len(response.Data) > 0 {
		must(tb, json.Unmarshal(response.Data, &out.Data))
	}
	return out
}

// at follows a path of fields; a number is the place in a list.
func at(tb testing.TB, v any, path ...any) any {
	tb.Helper()
	for _, p := range path {
		switch key := p.(type) {
		case string:
			v = v.(map[string]any)[key]
		case int:
			v = v.([]any)[key]
		}
	}
	return v
}

func rows(tb testing.TB, data map[string]any, list string) []map[string]any {
	tb.Helper()
	var out []map[string]any
	for _, n := range at(tb, data, list, "nodes").([]any) {
		out = append(out, n.(map[string]any))
	}
	return out
}
