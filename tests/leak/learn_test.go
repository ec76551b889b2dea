package leak_test

import (
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
			out = append(out, steward{u["email"], []string{"Organization", "Partner", "Program", "Campaign", "ApprovalAuthority", "DirectEngagement", "Enrollment", "Deal", "Segment"}})
		case "PARTNER_ADMIN", "DISTRIBUTOR_ADMIN":
			out = append(out, steward{u["email"], []string{"Organization", "Enrollment", "Deal"}})
		}
	}
	return out
}

// learn fills in what the hub computes. Of the touched deals it takes everything, with the decisions of who touched them.
func learn(tb testing.TB, s *server, schema *ast.Schema, t tables, w *oracle.World, touched map[string]string) {
	tb.Helper()
	for _, who := range stewards(t) {
		for _, typ := range who.types {
			for _, fields := range asked(tb, s, w, who.email, typ, selectionOf(schema, typ)) {
				take(w.Records[fields["id"].(string)], fields, touched)
			}
		}
		learnSide(tb, s, schema, w, who.email)
	}
}

// learnSide takes what the steward's side is told of versions and instants of the last change.
func learnSide(tb testing.TB, s *server, schema *ast.Schema, w *oracle.World, email string) {
	side := sideOf(w, email)
	for typ, def := range schema.Types {
		if !oracle.Sided(typ) {
			continue
		}
		set := "{id version}"
		if def.Fields.ForName("updatedAt") != nil {
			set = "{id version updatedAt}"
		}
		for _, fields := range asked(tb, s, w, email, typ, set) {
			for name, value := range fields {
				if name != "id" {
					w.Records[fields["id"].(string)].Fields[oracle.SideField(typ, name, side)] = value
				}
			}
		}
	}
}

// sideOf is the side of a person's organization.
func sideOf(w *oracle.World, email string) string {
	side, _ := w.Records[w.Records[userID(email)].Organization].Fields["kind"].(string)
	return side
}

// asked are the records of a type that somebody sees, as a selection shows them.
func asked(tb testing.TB, s *server, w *oracle.World, email, typ, set string) (out []map[string]any) {
	tb.Helper()
	var ids []string
	for _, r := range w.Of(typ) {
		ids = append(ids, r.ID)
	}
	query := "query($ids:[ID!]!){nodes(ids:$ids){... on " + typ + set + "}}"
	for len(ids) > 0 {
		n := min(len(ids), 20)
		answer := s.ask(tb, request{Email: email, Query: query, Variables: map[string]any{"ids": ids[:n]}})
		ids = ids[n:]
		if len(answer.Errors) > 0 {
			tb.Fatalf("learning %s as a steward: %s", typ, answer.body)
		}
		for _, node := range answer.Data.(map[string]any)["nodes"].([]any) {
			if fields, ok := node.(map[string]any); ok && fields["id"] != nil {
				out = append(out, fields)
			}
		}
	}
	return out
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
