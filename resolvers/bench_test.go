package resolvers_test

import (
	"testing"

	"partnerhub/authz"
)

// BenchmarkPage measures a page of 20 deals with what they name, from the document to the response, without HTTP.
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
