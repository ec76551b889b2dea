package web

import (
	"net/http"
	"net/url"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"

	"partnerhub/web/strictjson"
)

// readAddress takes a query out of the address, where an operator has allowed that. It is the same request as in a body and meets
// the same limits; its length is bounded as the header's is. A page of another site cannot send one: it lacks the token.
func (v *visit) readAddress() *problem {
	v.req.size = len(v.r.URL.RawQuery)
	values, err := url.ParseQuery(v.r.URL.RawQuery)
	if err != nil {
		return bad("the address is not well formed")
	}
	object := map[string]any{}
	for name, list := range values {
		if len(list) != 1 || !utf8.ValidString(list[0]) {
			return bad("the address names a parameter twice, or is not in UTF-8")
		}
		object[name] = list[0]
	}
	for _, name := range []string{"variables", "extensions"} {
		text, given := object[name].(string)
		if !given {
			continue
		}
		if object[name], err = strictjson.Object([]byte(text), v.limits.JSON); err != nil {
			return bad(err.Error())
		}
	}
	return v.take(object)
}

// changesByAddress refuses a mutation in an address: what a link does must not change anything.
func (v *visit) changesByAddress() *problem {
	if v.r.Method == http.MethodPost || v.op.Operation != ast.Mutation {
		return nil
	}
	v.rw.Header().Set("Allow", http.MethodPost)
	return &problem{status: http.StatusMethodNotAllowed, code: codeMethod, message: "a mutation needs POST"}
}
