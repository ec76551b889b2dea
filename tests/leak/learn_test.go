package leak_test

import (
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"partnerhub/tests/leak/oracle"
)

// steward is somebody whose sight of its own organization's records is whole. What the hub computes is learned from stewards;
// who else sees it stays the oracle's word.
type steward struct {
	email string
	types []string
}

func stewards(t tables) []steward {
	var out []steward
	for _, u := range t["users"] {
		switch u["roles"] {
		case "VENDOR_ADMIN":
			out = append(out, steward{u["email"], []string{"Organization", "Partner", "Program", "Campaign", "ApprovalAuthority", "DirectEngagement", "Enrollment", "Deal", "Segment", "PartnerCertification", "WebhookEndpoint"}})
		case "PARTNER_ADMIN", "DISTRIBUTOR_ADMIN":
			out = append(out, steward{u["email"], []string{"Organization", "Enrollment", "Deal", "PartnerCertification", "WebhookEndpoint"}})
		}
	}
	return out
}

// learn fills in what the hub computes of some types. Of the touched deals it takes everything, with the decisions of who touched
// them.
func learn(tb testing.TB, s *server, schema *ast.Schema, t tables, w *oracle.World, touched map[string]string, types ...string) {
	tb.Helper()
	for _, who := range stewards(t) {
		side := sideOf(w, who.email)
		for typ, rows := range asked(tb, s, w, who.email, who.lessons(schema, types)) {
			for _, fields := range rows {
				r := w.Records[fields["id"].(string)]
				if slices.Contains(who.types, typ) {
					take(r, fields, touched)
				}
				takeSide(r, fields, side)
			}
		}
	}
}

// lessons are what a steward is asked of each type: all of those that it sees whole, and what its side is told of the others.
func (who steward) lessons(schema *ast.Schema, types []string) map[string]string {
	out := map[string]string{}
	for _, typ := range types {
		switch def := schema.Types[typ]; {
		case slices.Contains(who.types, typ):
			out[typ] = selectionOf(schema, typ)
		case oracle.Sided(typ) && def.Fields.ForName("updatedAt") != nil:
			out[typ] = "{id version updatedAt}"
		case oracle.Sided(typ):
			out[typ] = "{id version}"
		}
	}
	return out
}

// learned are the types of which something is learned.
func learned(schema *ast.Schema) []string {
	var out []string
	for typ := range schema.Types {
		if isRecord(schema, typ) {
			out = append(out, typ)
		}
	}
	sort.Strings(out)
	return out
}

// takeSide takes what the steward's side is told of the version and the instant of the last change.
func takeSide(r *oracle.Record, fields map[string]any, side string) {
	for _, name := range []string{"version", "updatedAt"} {
		if value, told := fields[name]; told && oracle.Sided(r.Type) {
			r.Fields[oracle.SideField(r.Type, name, side)] = value
		}
	}
}

// sideOf is the side of a person's organization.
func sideOf(w *oracle.World, email string) string {
	side, _ := w.Records[w.Records[userID(email)].Organization].Fields["kind"].(string)
	return side
}

// lesson is one stretch of records of a type, with what is asked of them.
type lesson struct {
	typ, set string
	ids      []string
}

// asked are the records that somebody sees of some types, as a selection shows them, by type.
func asked(tb testing.TB, s *server, w *oracle.World, email string, sets map[string]string) map[string][]map[string]any {
	tb.Helper()
	var all []lesson
	for _, typ := range slices.Sorted(maps.Keys(sets)) {
		var ids []string
		for _, r := range w.Of(typ) {
			ids = append(ids, r.ID)
		}
		for stretch := range slices.Chunk(ids, 20) {
			all = append(all, lesson{typ, sets[typ], stretch})
		}
	}
	out := map[string][]map[string]any{}
	for some := range slices.Chunk(all, maxAliases) {
		study(tb, s, email, some, out)
	}
	return out
}

// study asks for several stretches at once, and for fewer where that is too much for one request.
func study(tb testing.TB, s *server, email string, some []lesson, out map[string][]map[string]any) {
	tb.Helper()
	var heads, body []string
	variables := map[string]any{}
	for i, l := range some {
		heads = append(heads, fmt.Sprintf("$i%d:[ID!]!", i))
		body = append(body, fmt.Sprintf("r%d:nodes(ids:$i%d){... on %s%s}", i, i, l.typ, l.set))
		variables[fmt.Sprintf("i%d", i)] = l.ids
	}
	got := s.ask(tb, request{Email: email, Query: "query(" + strings.Join(heads, " ") + "){" + strings.Join(body, " ") + "}", Variables: variables})
	if got.has("QUERY_TOO_COMPLEX") && len(some) > 1 {
		study(tb, s, email, some[:len(some)/2], out)
		study(tb, s, email, some[len(some)/2:], out)
		return
	}
	if len(got.Errors) > 0 {
		tb.Fatalf("learning as the steward %s: %.1000s", email, got.body)
	}
	for i, l := range some {
		for _, node := range got.Data.(map[string]any)[fmt.Sprintf("r%d", i)].([]any) {
			if fields, ok := node.(map[string]any); ok && fields["id"] != nil {
				out[l.typ] = append(out[l.typ], fields)
			}
		}
	}
}

// forget drops what was known of a record, so that it is learned anew; who it belongs to stays.
func forget(r *oracle.Record) {
	for name, value := range r.Fields {
		_, reference := value.(oracle.Ref)
		if strings.Contains(name, "@") {
			delete(r.Fields, name)
			continue
		}
		if !reference && name != "id" && name != "registeredBy" && name != "approvals" {
			r.Fields[name] = nil
		}
	}
}

// take adds a record's fields that the files do not tell.
func take(r *oracle.Record, fields map[string]any, touched map[string]string) {
	actor, all := touched[r.ID]
	for name, value := range fields {
		stored := r.Told[name]
		switch learned := convert(value); {
		case name == "id" || name == "registeredBy" || !oracle.Known(r.Type, name):
		case name == "approvals" && all:
			decisions(r, learned, actor)
		case stored && !all:
		default:
			if _, reference := learned.(oracle.Ref); !reference {
				r.Fields[name] = joined(r.Fields[name], learned)
			}
		}
	}
}

// joined is what two stewards saw of one value: the first keeps what it saw.
func joined(old, learned any) any {
	a, isObject := old.(oracle.Object)
	b, too := learned.(oracle.Object)
	if !isObject || !too {
		if old == nil {
			return learned
		}
		return old
	}
	for name := range b {
		a[name] = joined(a[name], b[name])
	}
	return a
}

// decisions keeps who decided before, and knows who decided now.
func decisions(r *oracle.Record, learned any, actor string) {
	old, _ := r.Fields["approvals"].([]any)
	list, ok := learned.([]any)
	if !ok || len(list) < len(old) {
		return
	}
	user, organization, _ := strings.Cut(actor, " ")
	for i := range list {
		one := list[i].(oracle.Object)
		one["by"], one["organization"] = oracle.Ref(user), oracle.Ref(organization)
		delete(one, "authority") // the steward of a partner is told of none
		if i < len(old) {
			one["by"], one["organization"] = old[i].(oracle.Object)["by"], old[i].(oracle.Object)["organization"]
		}
	}
	r.Fields["approvals"] = list
}

// convert turns a piece of an answer into what the oracle holds: an object with nothing but an id is a reference.
func convert(value any) any {
	switch value := value.(type) {
	case []any:
		out := []any{}
		for _, v := range value {
			out = append(out, convert(v))
		}
		return out
	case map[string]any:
		if id, ok := value["id"].(string); ok && len(value) == 1 {
			return oracle.Ref(id)
		}
		out := oracle.Object{}
		for k, v := range value {
			out[k] = convert(v)
		}
		return out
	}
	return value
}

// selectionOf selects everything of a type that takes no arguments; of other records the id alone.
func selectionOf(s *ast.Schema, typ string) string {
	var parts []string
	for _, f := range s.Types[typ].Fields {
		of := f.Type.Name()
		switch {
		case strings.HasPrefix(f.Name, "__") || len(f.Arguments) > 0:
		case !s.Types[of].IsCompositeType():
			parts = append(parts, f.Name)
		case isRecord(s, of):
			parts = append(parts, f.Name+"{id}")
		case of != "PartnerManager" && of != "Rule": // a rule holds rules
			parts = append(parts, f.Name+selectionOf(s, of))
		}
	}
	return "{" + strings.Join(parts, " ") + "}"
}
