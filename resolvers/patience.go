package resolvers

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"partnerhub/hub/feed"
	"partnerhub/model"
)

// WithRest puts into a context how a request gives its place away while it waits for something to happen.
func WithRest(ctx context.Context, rest func() (back func(context.Context) bool, ok bool)) context.Context {
	return feed.WithRest(ctx, rest)
}

// MaxPatience is the longest Patience.
const MaxPatience = feed.MaxWait

// Patience is for how long an operation asks the hub to wait, on top of the time that its work may take: what is written in
// waitSeconds of its only field. Whoever serves the operation adds it to the deadline.
func Patience(op *ast.OperationDefinition, variables map[string]any) time.Duration {
	if len(op.SelectionSet) != 1 {
		return 0
	}
	only, ok := op.SelectionSet[0].(*ast.Field)
	if !ok || only.Name != "changes" || only.Arguments.ForName("waitSeconds") == nil {
		return 0
	}
	value, err := only.Arguments.ForName("waitSeconds").Value.Value(variables)
	if err != nil {
		return 0
	}
	seconds, err := strconv.Atoi(fmt.Sprint(value))
	if err != nil {
		return 0
	}
	return min(max(time.Duration(seconds)*time.Second, 0), MaxPatience)
}

// waiting is for how long a field may wait.
func waiting(ctx context.Context, seconds *int) (time.Duration, error) {
	if seconds == nil || *seconds == 0 {
		return 0, nil
	}
	op := graphql.GetOperationContext(ctx)
	if *seconds > 0 && Patience(op.Operation, op.Variables) == 0 {
		return 0, model.Errorf(model.CodeBadUserInput, "with waitSeconds, changes stands alone in its operation")
	}
	return time.Duration(*seconds) * time.Second, nil
}
