package authz_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

func mustPolicy(t testing.TB) *authz.Policy {
	t.Helper()
	p, err := authz.Default()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestMatrix asks for every verdict of the book: role by kind by action by group, in every situation.
func TestMatrix(t *testing.T) {
	b, p := readBook(t), mustPolicy(t)
	roles := b.roles()
	if got, want := slices.Sorted(slices.Values(roles)), slices.Sorted(slices.Values(model.AllRole)); !slices.Equal(got, want) {
		t.Fatalf("got columns %v, want every role once: %v", got, want)
	}
	var grants, denials int
	for kind, s := range b.Kinds {
		for _, action := range actions {
			for column, role := range roles {
				shown := s.groupsBy(t, action, column, len(roles))
				grants, denials = grants+len(shown), denials+len(s.Fields)-len(shown)
				v := verdict{s, kind, action, shown, p.Grant(asker(role), kind, action)}
				t.Run(strings.Join([]string{string(kind), string(action), string(role)}, "/"), v.check)
			}
		}
	}
	t.Logf("%d verdicts: %d grants, %d denials", grants+denials, grants, denials)
	if denials < grants {
		t.Errorf("got %d denials for %d grants, want at least as many", denials, grants)
	}
}

// verdict is what the book says of one role's action on a kind, and the grant that must agree.
type verdict struct {
	*sheet
	kind   model.Kind
	action authz.Action
	shown  map[string][]string // group → situations
	grant  authz.Grant
}

func (v verdict) check(t *testing.T) {
	if got, want := v.grant.Empty(), len(v.shown) == 0; got != want {
		t.Fatalf("got an empty grant: %t, want %t", got, want)
	}
	for situation := range v.Situations {
		v.checkRow(t, situation)
	}
	v.checkConditions(t)
}

func (v verdict) checkRow(t *testing.T, situation string) {
	record := v.record(v.kind, situation)
	want := v.seen(situation)
	if got := v.grant.Allows(record); got != want {
		t.Errorf("%s: got seen: %t, want %t", situation, got, want)
	}
	if got := v.grant.Rows().Match(filter.DocOf(record)); got != want {
		t.Errorf("%s: got listed: %t, want %t", situation, got, want)
	}
	masked := v.record(v.kind, situation)
	v.grant.Mask(masked)
	if !want {
		v.checkWiped(t, situation, masked)
	}
	if v.grant.Empty() {
		return
	}
	if core := slices.Contains(v.shown["core"], situation); core != want {
		t.Errorf("%s: got core shown: %t, want it wherever anything is: %t", situation, core, want)
	}
	for group := range v.Fields {
		for _, f := range v.bindings(group) {
			v.checkField(t, situation, group, f.stored, record, masked)
		}
	}
}

// checkWiped: a record of which nothing is seen keeps its id and nothing else.
func (v verdict) checkWiped(t *testing.T, situation string, masked any) {
	want := reflect.New(typeOf(v.kind)).Interface()
	want.(interface{ Base() *model.Record }).Base().ID = model.ID(situation)
	if !reflect.DeepEqual(masked, want) {
		t.Errorf("%s: got %v left, want the id alone", situation, masked)
	}
}

// checkField compares what is shown of one field with the book: asked by name, by condition, and in the masked record.
func (v verdict) checkField(t *testing.T, situation, group, path string, record, masked any) {
	want := slices.Contains(v.shown[group], situation) || path == "_id" && v.seen(situation)
	if got := v.grant.Shows(record, path); got != want {
		t.Errorf("%s: got %s shown: %t, want %t", situation, path, got, want)
	}
	if got := v.grant.Guard(path).Match(filter.DocOf(record)); got != want {
		t.Errorf("%s: got %s guarded as shown: %t, want %t", situation, path, got, want)
	}
	if !want && v.action == authz.Read {
		v.checkBlind(t, situation, path, record)
	}
	before, after := at(record, path), at(masked, path)
	keep := want || path == "_id" || group == "hub" && v.seen(situation)
	if keep && !reflect.DeepEqual(before, after) {
		t.Errorf("%s: got %s masked to %v, want %v", situation, path, after, before)
	}
	if !keep && !isZero(after) {
		t.Errorf("%s: got %s left as %v, want nothing", situation, path, after)
	}
}

// checkBlind: whatever is asked of a hidden field, also the opposite, the row does not match.
func (v verdict) checkBlind(t *testing.T, situation, path string, record any) {
	for _, c := range []filter.Cond{filter.Present(path), filter.Is(path, nil), filter.Is(path, "x"),
		filter.HasElem(path, filter.Everything()), filter.BeginsWith(path+"Fold", "")} {
		for _, asked := range []filter.Cond{c, filter.NoneOf(c), filter.NoneOf(filter.AllOf(c, filter.Present("_id")))} {
			if v.grant.Narrow(asked).Match(filter.DocOf(record)) {
				t.Errorf("%s: %v matches by the hidden %s", situation, asked, path)
			}
		}
	}
}

// checkConditions: a condition is refused on a field that is shown nowhere, an order on one that is not shown everywhere.
func (v verdict) checkConditions(t *testing.T) {
	for group := range v.Fields {
		for _, f := range v.bindings(group) {
			if f.stored == "_id" {
				continue
			}
			nowhere, everywhere := len(v.shown[group]) == 0, true
			for situation := range v.Situations {
				everywhere = everywhere && slices.Contains(v.shown[group], situation) == v.seen(situation)
			}
			if err := v.grant.Check(filter.Present(f.stored), ""); (err != nil) != nowhere {
				t.Errorf("a condition on %s: got %v, want refused: %t", f.stored, err, nowhere)
			}
			if err := v.grant.Check(filter.Everything(), f.stored); (err != nil) != (nowhere || !everywhere) {
				t.Errorf("an order by %s: got %v, want refused: %t", f.stored, err, nowhere || !everywhere)
			}
		}
	}
}

// seen is true where any group is shown.
func (v verdict) seen(situation string) bool {
	for _, situations := range v.shown {
		if slices.Contains(situations, situation) {
			return true
		}
	}
	return false
}

// at reads the value at a dotted path, nil where something on the way is nil.
func at(record any, path string) any {
	v := reflect.Indirect(reflect.ValueOf(record))
	for _, name := range strings.Split(path, ".") {
		if v = reflect.Indirect(v); !v.IsValid() {
			return nil
		}
		v = fieldNamed(v, name)
	}
	return v.Interface()
}

func fieldNamed(v reflect.Value, name string) reflect.Value {
	for i := range v.NumField() {
		tag, opts, _ := strings.Cut(v.Type().Field(i).Tag.Get("bson"), ",")
		if opts == "inline" {
			if f := fieldNamed(v.Field(i), name); f.IsValid() {
				return f
			}
		}
		if tag == name {
			return v.Field(i)
		}
	}
	return reflect.Value{}
}

func isZero(v any) bool { return v == nil || reflect.ValueOf(v).IsZero() }
