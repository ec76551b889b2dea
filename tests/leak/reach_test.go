package leak_test

import "partnerhub/tests/leak/oracle"

// cover notes what was asked for and what came back.
func (r *report) cover(roles []string, g *generated, got *reply) {
	for _, pair := range g.pairs {
		for _, role := range roles {
			r.pairs[pair+" "+role]++
		}
	}
	if len(roles) == 1 {
		r.reach(g.query.Set, "Query", got.Data, roles[0])
	}
}

// reach counts the objects that an answer holds, by type and role. A type that was only asked for, of records that nobody got, was
// judged by nobody.
func (r *report) reach(set []oracle.Selection, typ string, value any, role string) {
	switch value := value.(type) {
	case []any:
		for _, one := range value {
			r.reach(set, typ, one, role)
		}
	case map[string]any:
		if name, told := value["__typename"].(string); told {
			typ = name
		}
		r.reached[typ+" "+role]++
		r.reachBelow(set, typ, value, role)
	}
}

func (r *report) reachBelow(set []oracle.Selection, typ string, value map[string]any, role string) {
	for _, s := range set {
		switch {
		case s.Off:
		case s.Field != nil:
			r.reach(s.Field.Set, s.Field.Type, value[s.Field.Key], role)
		case s.On == typ || s.On == "":
			r.reachBelow(s.Set, typ, value, role)
		}
	}
}
