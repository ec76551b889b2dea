package oracle

import "strings"

// evaluation runs one query for one viewer.
type evaluation struct {
	v      *Viewer
	answer Answer
	shown  map[string]map[string]bool // by record
}

// failed is a field that ended in an error; without is what takes its place where null is allowed.
type failed struct{}

// Ask predicts the answer to a query.
func (v *Viewer) Ask(q Query) Answer {
	e := &evaluation{v: v, answer: Answer{Codes: map[string]bool{}}, shown: map[string]map[string]bool{}}
	e.answer.Data = settle(e.set(q.Set, "Query", e.root))
	return e.answer
}

// Show predicts what a selection of one record answers, as the payload of a mutation holds it.
func (v *Viewer) Show(id string, set []Selection) Answer {
	e := &evaluation{v: v, answer: Answer{Codes: map[string]bool{}}, shown: map[string]map[string]bool{}}
	e.answer.Data = settle(e.reference(id, set))
	return e.answer
}

func settle(value any) any {
	if _, lost := value.(failed); lost {
		return nil
	}
	return value
}

func (e *evaluation) fail(code string) any {
	e.answer.Codes[code] = true
	return failed{}
}

// set evaluates the fields of one object. A non-null field that fails takes the object with it.
func (e *evaluation) set(set []Selection, typ string, resolve func(*Field) any) any {
	out, lost := map[string]any{}, false
	for _, f := range fieldsOf(set, typ) {
		value := any(typ)
		if f.Name != "__typename" {
			value = e.complete(f, resolve(f))
		}
		if _, failed := value.(failed); failed {
			lost = lost || f.NonNull
			value = nil
		}
		out[f.Key] = value
	}
	if lost {
		return failed{}
	}
	return out
}

// complete turns what a field resolves to into what the answer holds.
func (e *evaluation) complete(f *Field, value any) any {
	switch value := value.(type) {
	case Ref:
		return e.reference(string(value), f.Set)
	case Object:
		return e.object(f, value, "", nil)
	case []any:
		return e.list(f, value, "", nil)
	case either:
		return either{e.complete(f, value.one), e.complete(f, value.other)}
	case nodesList:
		return []any(value)
	case Opaque:
		e.answer.Vague = e.answer.Vague || asks(f.Set)
	}
	return value
}

// asks tells whether something below is asked for with arguments that it may be refused for.
func asks(set []Selection) bool {
	for _, s := range set {
		switch {
		case s.Off:
		case s.Field == nil:
			if asks(s.Set) {
				return true
			}
		case len(s.Field.Args) > 1 || len(s.Field.Args) == 1 && s.Field.Args["first"] == nil || asks(s.Field.Set):
			return true
		}
	}
	return false
}

// reference is another record, null when it is hidden or does not exist.
func (e *evaluation) reference(id string, set []Selection) any {
	r := e.v.World.Records[id]
	if r == nil || e.of(r) == nil {
		return nil
	}
	return e.set(set, r.Type, func(f *Field) any { return e.field(r, f) })
}

// of is which groups the viewer sees on a record.
func (e *evaluation) of(r *Record) map[string]bool {
	shown, known := e.shown[r.ID]
	if !known {
		shown = e.v.Shown(r)
		e.shown[r.ID] = shown
	}
	return shown
}

// field is a field of a visible record.
func (e *evaluation) field(r *Record, f *Field) any {
	path := r.Type + "." + f.Name
	switch {
	case f.Type == "SegmentMoveConnection":
		return e.history(r, f)
	case path == "Partner.revenue":
		if value := e.revenue(r, f, shows(e.of(r), path)); value != nil {
			if list, ok := value.([]any); ok {
				return e.list(f, list, path, e.of(r))
			}
			return value
		}
		return nil
	case path == "Deal.refusalChoices" || path == "Deal.lossChoices":
		return e.choices(r, f.Name)
	case !Known(r.Type, f.Name):
		e.answer.Vague = e.answer.Vague || cursorOf(f) != nil || f.Args["filter"] != nil || f.Args["orderBy"] != nil
		return Opaque{}
	case !shows(e.of(r), path):
		return nil
	case path == "WebhookEndpoint.deliveries":
		return e.deliveries(r, f)
	case strings.HasSuffix(f.Type, "Connection"):
		return e.connection(f, r)
	case path == "Partner.managers":
		return e.list(f, e.managers(r), path, e.of(r))
	case path == "Partner.segments":
		return e.list(f, e.segments(r), path, e.of(r))
	}
	value, stored := r.Fields[e.key(r.Type, f.Name)]
	if !stored {
		return Opaque{}
	}
	switch value := value.(type) {
	case Object:
		return e.object(f, value, path, e.of(r))
	case []any:
		return e.list(f, value, path, e.of(r))
	}
	return value
}

// object is a part of a record: each of its fields is shown or not under the record's own rules.
func (e *evaluation) object(f *Field, o Object, path string, shown map[string]bool) any {
	return e.set(f.Set, f.Type, func(inner *Field) any {
		value, stored := o[inner.Name]
		below := ""
		if path != "" {
			below = path + "." + inner.Name
		}
		switch {
		case path != "" && !shows(shown, below) || inner.Type == "AuthorityUse" && !e.v.lists("ApprovalAuthority"):
			return nil
		case !stored:
			return Opaque{}
		}
		switch value := value.(type) {
		case changed:
			return e.connection(inner, value.of)
		case unforeseen:
			return e.unforeseen(inner.Set)
		case Object:
			return e.object(inner, value, below, shown)
		case []any:
			return e.list(inner, value, below, shown)
		}
		return value
	})
}

// list is a plain list; records that the viewer may not see are left out of a list of records.
func (e *evaluation) list(f *Field, values []any, path string, shown map[string]bool) any {
	out, lost := []any{}, false
	for _, value := range values {
		switch v := value.(type) {
		case Object:
			value = e.object(f, v, path, shown)
		case Ref:
			if value = e.reference(string(v), f.Set); value == nil {
				continue
			}
		}
		if _, failed := value.(failed); failed {
			lost, value = lost || f.Inner, nil
		}
		out = append(out, value)
	}
	if lost {
		return failed{}
	}
	return out
}

// managers are those who cover the account now. A distributor learns of the vendor's people and of its own.
func (e *evaluation) managers(r *Record) []any {
	out := []any{}
	for _, c := range r.Coverage {
		foreign := text(e.v.Org, "kind") == "DISTRIBUTOR" && c.Organization != e.v.Org.ID && c.Organization != r.Vendor
		if u := e.v.World.Records[c.User]; u != nil && !foreign && active(c, e.v) {
			out = append(out, Object{"name": u.Fields["name"], "user": Ref(u.ID), "role": c.Role, "primary": c.Primary})
		}
	}
	return out
}
