package resolvers_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/authz"
	"partnerhub/resolvers"
)

// TestRequestsStayApart: memory is used again by request after request. Many people who ask at the same time, again and again,
// each get what is theirs and nothing else.
func TestRequestsStayApart(t *testing.T) {
	p, err := sharedPair()
	must(t, err)
	const query = `{ deals(first: 30) { totalCount pageInfo { endCursor } edges { cursor node { id number partnerMargin { amount currency }
	  customer { name contact { name email } } approvals { by { name } organization { name } } partner { name tier privateNotes vendor { name } } } } }
	  partners(first: 9) { nodes { name rfm { recency } distributors { name } } } }`
	want := make([][]byte, len(p.people))
	for i, who := range p.people {
		want[i] = answerBytes(t, who, p.ordinary, query, nil)
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for round := range 3 {
				for i := range p.people {
					at := (i*7 + round) % len(p.people)
					if got := answerBytes(t, p.people[at], p.planned, query, nil); !bytes.Equal(got, want[at]) {
						t.Errorf("as %s: got %.300s, want %.300s", authz.PrincipalFrom(p.people[at]).UserID, got, want[at])
						return
					}
				}
			}
		})
	}
	all.Wait()
}

// TestAFaultIsLeftToTheResolvers: a record that does not have the form of its type is never answered by half.
func TestAFaultIsLeftToTheResolvers(t *testing.T) {
	w := newWorld(t)
	_, err := w.asked.db.Collection("deals").UpdateMany(t.Context(), bson.D{}, bson.D{{Key: "$set", Value: bson.D{{Key: "ownerComment", Value: 5}}}})
	must(t, err)
	schema := resolvers.NewSchema(w.hub, resolvers.Integration{}, true)
	planned, ordinary := newExecutor(schema, slog.New(slog.DiscardHandler)), newExecutor(resolvers.NewSchema(w.hub, resolvers.Integration{}, false), slog.New(slog.DiscardHandler))
	who, err := w.hub.PrincipalByEmail(t.Context(), "chief@nimbus.example")
	must(t, err)
	ctx := authz.WithPrincipal(t.Context(), who)
	const query = "{ deals { nodes { id ownerComment } } }"
	var log bytes.Buffer
	schema.Plans().OnFault(resolvers.PlanFault(slog.New(slog.NewTextHandler(&log, nil)), func(context.Context) string { return "request-1" }))
	got, want := answerBytes(t, ctx, planned, query, nil), answerBytes(t, ctx, ordinary, query, nil)
	if !bytes.Equal(got, want) || !bytes.Contains(got, []byte("INTERNAL")) {
		t.Errorf("got %s, want %s with an error", got, want)
	}
	if n := schema.Plans().Left()["fault"]; n != 1 {
		t.Errorf("got %d faults, want 1", n)
	}
	if told := log.String(); strings.Count(told, "\n") != 1 || !strings.Contains(told, "requestId=request-1 path=deals error=") {
		t.Errorf("the log has %q, want one line that tells of it", told)
	}
}

// TestARequestThatHasEndedIsNoFault: clients that go away would hide the faults that an operator looks for.
func TestARequestThatHasEndedIsNoFault(t *testing.T) {
	w := newTwins(t)
	who, err := w.hub.PrincipalByEmail(t.Context(), "chief@nimbus.example")
	must(t, err)
	ctx, gone := context.WithCancel(graphql.StartOperationTrace(authz.WithPrincipal(t.Context(), who)))
	w.planned.AroundRootFields(func(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
		gone()
		return next(ctx)
	})
	op, faults := w.planned.CreateOperationContext(ctx, &graphql.RawParams{Query: "{ deals { nodes { id } } }"})
	if faults != nil {
		t.Fatal(faults)
	}
	respond, ctx := w.planned.DispatchOperation(ctx, op)
	if answer := respond(ctx); answer != nil && len(answer.Errors) == 0 {
		t.Errorf("got %s for somebody who has gone", answer.Data)
	}
	if left := w.schema.Plans().Left(); left["fault"] != 0 || left["ended"] != 1 {
		t.Errorf("got %v, want one that has ended", left)
	}
}
