package authz_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// Random people, records and conditions. Everything comes from small pools, so that things meet often.

// often checks a property on some thousands of draws.
func often(t *testing.T, property func(*rapid.T)) {
	t.Helper()
	rounds := 40
	if underRace || testing.Short() {
		rounds = 4
	}
	for range rounds {
		rapid.Check(t, property)
	}
}

// rarely checks a property that takes longer on some hundreds of draws.
func rarely(t *testing.T, property func(*rapid.T)) {
	t.Helper()
	rounds := 4
	if underRace || testing.Short() {
		rounds = 1
	}
	for range rounds {
		rapid.Check(t, property)
	}
}

// drawWho draws a person: of any side, with any roles, also with roles of another side.
func drawWho(t *rapid.T) *authz.Principal {
	who := &authz.Principal{
		Side:           rapid.SampledFrom(model.AllOrganizationKind).Draw(t, "side"),
		UserID:         rapid.SampledFrom([]model.ID{"u1", "u2"}).Draw(t, "user"),
		OrganizationID: rapid.SampledFrom([]model.ID{"o1", "o2", "o3"}).Draw(t, "organization"),
		Roles:          rapid.SliceOfN(rapid.SampledFrom(model.AllRole), 0, 1).Draw(t, "any roles"),
		Vendors:        rapid.SliceOfNDistinct(rapid.SampledFrom([]model.ID{"o1", "o2", "o3"}), 0, 3, rapid.ID).Draw(t, "vendors"),
		At:             noon,
	}
	who.Roles = append(who.Roles, rapid.SliceOfN(rapid.SampledFrom(rolesOf(who.Side)), 1, 3).Draw(t, "roles")...)
	for range rapid.IntRange(0, 2).Draw(t, "accounts") {
		who.Accounts = append(who.Accounts, authz.Account{VendorID: rapid.SampledFrom([]model.ID{"o1", "o2", "o3"}).Draw(t, "vendor"),
			Type: model.PartnerTypeMsp, Country: "GB", Tier: rapid.SampledFrom([]string{"", "GOLD"}).Draw(t, "tier")})
	}
	return who
}

func rolesOf(side model.OrganizationKind) []model.Role {
	return slices.DeleteFunc(slices.Clone(model.AllRole), func(r model.Role) bool { return r.Side() != side })
}

// drawRecord draws a record of a kind, with a good part of what would let the person see it.
func drawRecord(t *rapid.T, kind model.Kind, who *authz.Principal) any {
	r := reflect.New(typeOf(kind))
	drawInto(t, r.Elem(), who)
	return r.Interface()
}

// drawInto draws a value of any type that a record holds.
func drawInto(t *rapid.T, v reflect.Value, who *authz.Principal) {
	if pool := poolOf(v.Type(), who); pool != nil {
		v.Set(reflect.ValueOf(rapid.SampledFrom(pool).Draw(t, v.Type().Name())).Convert(v.Type()))
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if rapid.IntRange(0, 3).Draw(t, "there") == 0 {
			v.SetZero()
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		drawInto(t, v.Elem(), who)
	case reflect.Slice:
		n := rapid.IntRange(0, 2).Draw(t, "length")
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			drawInto(t, v.Index(i), who)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			drawInto(t, v.Field(i), who)
		}
	}
}

// poolOf is what a plain value is drawn from, nil for what is made of parts.
func poolOf(typ reflect.Type, who *authz.Principal) []any {
	switch typ {
	case reflect.TypeFor[model.ID]():
		return []any{string(who.OrganizationID), string(who.OrganizationID), string(who.UserID), "o1", "o2", "u1"}
	case reflect.TypeFor[time.Time]():
		return []any{noon.AddDate(0, 0, -1), noon, noon.Add(time.Millisecond), model.Forever}
	case reflect.TypeFor[model.OrganizationKind]():
		return []any{"VENDOR", "DISTRIBUTOR", "PARTNER"}
	case reflect.TypeFor[model.DealApprovalStatus]():
		return []any{"DRAFT", "SUBMITTED", "UNDER_REVIEW", "APPROVED", "CLOSED"}
	case reflect.TypeFor[model.ProgramType]():
		return []any{"TRAINING", "REBATE", "MDF", "SPIFF"}
	case reflect.TypeFor[model.ProgramStatus](), reflect.TypeFor[model.CampaignStatus]():
		return []any{"DRAFT", "ACTIVE"}
	}
	switch typ.Kind() {
	case reflect.String:
		return []any{"*", "*", "GB", "GOLD", "MSP", "x"}
	case reflect.Bool:
		return []any{false, true}
	case reflect.Int, reflect.Int64:
		return []any{0, 1, 2}
	}
	return nil
}

// drawCond draws a condition over any paths of the kind, also over some that it does not have.
func drawCond(t *rapid.T, kind model.Kind, who *authz.Principal, depth int) filter.Cond {
	shape := rapid.IntRange(0, 6).Draw(t, "shape")
	if depth == 0 || shape < 4 {
		return drawLeaf(t, kind, who)
	}
	var subs []filter.Cond
	for range rapid.IntRange(0, 3).Draw(t, "parts") {
		subs = append(subs, drawCond(t, kind, who, depth-1))
	}
	switch shape {
	case 4:
		return filter.AllOf(subs...)
	case 5:
		return filter.AnyOf(subs...)
	}
	return filter.NoneOf(filter.AllOf(subs...))
}

func drawLeaf(t *rapid.T, kind model.Kind, who *authz.Principal) filter.Cond {
	leaves := storedLeaves(typeOf(kind), "")
	path := rapid.SampledFrom(append(leaves, "customer", "lines", "unknown", "coverage", "customer.contact", "amount")).Draw(t, "path")
	value := rapid.SampledFrom(append(poolOf(leafType(typeOf(kind), path), who), nil)).Draw(t, "value")
	c := rapid.SampledFrom([]filter.Cond{filter.Is(path, value), filter.AtMost(path, value), filter.Above(path, value),
		filter.Present(path), filter.BeginsWith(path, ""), filter.HasElem(path, filter.Everything())}).Draw(t, "leaf")
	if rapid.Bool().Draw(t, "not") {
		return filter.NoneOf(c)
	}
	return c
}

// leafType is the plain type at the end of a path, text for a path that ends elsewhere.
func leafType(t reflect.Type, path string) reflect.Type {
	for _, name := range strings.Split(path, ".") {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		f := fieldNamed(reflect.New(t).Elem(), name)
		if !f.IsValid() {
			return reflect.TypeFor[string]()
		}
		if t = f.Type(); t == reflect.TypeFor[time.Time]() {
			return t
		}
	}
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return t
}

// copied is a deep copy.
func copied(record any) any {
	v := reflect.ValueOf(record)
	out := reflect.New(v.Type()).Elem()
	copyInto(out, v)
	return out.Interface()
}

func copyInto(to, from reflect.Value) {
	switch {
	case from.Kind() == reflect.Pointer && !from.IsNil():
		to.Set(reflect.New(from.Type().Elem()))
		copyInto(to.Elem(), from.Elem())
	case from.Kind() == reflect.Slice && !from.IsNil():
		to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
		for i := range from.Len() {
			copyInto(to.Index(i), from.Index(i))
		}
	case from.Kind() == reflect.Struct && from.Type() != reflect.TypeFor[time.Time]():
		for i := range from.NumField() {
			copyInto(to.Field(i), from.Field(i))
		}
	default:
		to.Set(from)
	}
}
