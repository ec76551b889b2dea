package resolvers_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"partnerhub/authz"
	"partnerhub/internal/direct"
	"partnerhub/resolvers"
)

// BenchmarkPage measures a page of 20 deals with what they name, from the document to the response, without HTTP.
// BenchmarkActions is the page that a deal desk looks at, with plans and without.
func BenchmarkActions(b *testing.B) {
	w := demo(b)
	const query = `{deals(first:20){totalCount pageInfo{endCursor} nodes{id number approvalStatus amount{amount currency} partner{id name}
		program{id name} campaign{id name} availableActions refusalChoices{key code}}}}`
	h, _, err := hubOver(b.Context(), w.asked.db.Client(), direct.New(w.asked.engine, databaseName))
	must(b, err)
	who, err := h.PrincipalByEmail(b.Context(), decide)
	must(b, err)
	ctx := authz.WithPrincipal(b.Context(), who)
	for name, query := range map[string]string{"actions": strings.ReplaceAll(query, " refusalChoices{key code}", ""), "reasons": query} {
		for _, planned := range []bool{true, false} {
			e := newExecutor(resolvers.NewSchema(h, resolvers.Integration{}, planned), slog.New(slog.DiscardHandler))
			b.Run(fmt.Sprintf("%s/plans=%v", name, planned), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					run(b, ctx, e, query, nil)
				}
			})
		}
	}
}

func BenchmarkPage(b *testing.B) {
	w := demo(b)
	for name, query := range map[string]string{
		"alone":  `{deals{nodes{id number approvalStatus amount{amount currency} expectedCloseOn}}}`,
		"nested": `{deals{nodes{id number approvalStatus amount{amount currency} partner{id name} program{id name} campaign{id name}}}}`,
		"deeper": `{deals{nodes{id number partner{name organization{handle}} registeredBy{user{name} organization{handle}}}}}`,
		"one":    `{deal(id:"x"){id}}`,
	} {
		b.Run(name, func(b *testing.B) {
			who, err := w.hub.PrincipalByEmail(b.Context(), chief)
			must(b, err)
			ctx := authz.WithPrincipal(b.Context(), who)
			b.ReportAllocs()
			for b.Loop() {
				run(b, ctx, w.exec, query, nil)
			}
		})
	}
}
