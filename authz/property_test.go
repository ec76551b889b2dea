package authz_test

import (
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"partnerhub/authz"
	"partnerhub/filter"
	"partnerhub/model"
)

// TestNonInterference changes what a person does not see of a record. Whatever the person asks, the answer stays.
func TestNonInterference(t *testing.T) {
	policies, paths := newPolicies(t), storedPaths(t)
	var compared, matched atomic.Int64
	often(t, func(t *rapid.T) {
		who, kind := drawWho(t), rapid.SampledFrom(kinds).Draw(t, "kind")
		g := policies.draw(t).Grant(who, kind, authz.Read)
		record := drawRecord(t, kind, who)
		other := copied(record)
		for range rapid.IntRange(1, 4).Draw(t, "changes") {
			path := rapid.SampledFrom(paths[kind]).Draw(t, "changed")
			if v := settable(other, path); v.IsValid() && !g.Shows(record, path) {
				drawInto(t, v, who)
			}
		}
		if !reflect.DeepEqual(visible(g, record, paths[kind]), visible(g, other, paths[kind])) {
			return // the change moved the sight itself
		}
		if !reflect.DeepEqual(record, other) {
			compared.Add(1)
		}
		for range 8 {
			c := drawCond(t, kind, who, 2)
			got, want := g.Narrow(c).Match(filter.DocOf(other)), g.Narrow(c).Match(filter.DocOf(record))
			if got != want {
				t.Fatalf("%v told two records apart that look the same: %v and %v", c, record, other)
			}
			if want {
				matched.Add(1)
			}
		}
	})
	if t.Logf("%d pairs compared, %d conditions matched", compared.Load(), matched.Load()); compared.Load() == 0 || matched.Load() == 0 {
		t.Error("nothing was compared")
	}
}

// visible is all that the person sees of a record, by path; the id, too, is seen only where the row is.
func visible(g authz.Grant, record any, paths []string) map[string]any {
	out := map[string]any{}
	for _, path := range paths {
		if g.Shows(record, path) {
			out[path] = at(record, path)
		}
	}
	return out
}

// storedPaths are the paths of each kind as the book lists them.
func storedPaths(t testing.TB) map[model.Kind][]string {
	out := map[model.Kind][]string{}
	for kind, s := range readBook(t).Kinds {
		for group := range s.Fields {
			for _, f := range s.bindings(group) {
				out[kind] = append(out[kind], f.stored)
			}
		}
		slices.Sort(out[kind])
	}
	return out
}

// settable is the field at a path, invalid where something on the way is nil.
func settable(record any, path string) reflect.Value {
	v := reflect.ValueOf(record)
	for _, name := range strings.Split(path, ".") {
		if v = reflect.Indirect(v); !v.IsValid() {
			return v
		}
		v = fieldNamed(v, name)
	}
	return v
}

// TestOneSight: lists, checks, guards, masks and refusals of one grant agree on every record.
func TestOneSight(t *testing.T) {
	policies, paths := newPolicies(t), storedPaths(t)
	often(t, func(t *rapid.T) {
		who, kind := drawWho(t), rapid.SampledFrom(kinds).Draw(t, "kind")
		p := policies.draw(t)
		action := authz.Read
		if rapid.Bool().Draw(t, "write") {
			action = rapid.SampledFrom(actions).Draw(t, "action")
		}
		g := p.Grant(who, kind, action)
		record := drawRecord(t, kind, who)
		doc, seen := filter.DocOf(record), g.Allows(record)
		if got := g.Rows().Match(doc); got != seen {
			t.Fatalf("got listed: %t, want %t as in the check", got, seen)
		}
		c := drawCond(t, kind, who, 3)
		if g.Narrow(c).Match(doc) && !(seen && c.Match(doc)) {
			t.Fatalf("%v narrowed matches more than it says", c)
		}
		hidden := g.HiddenEverywhere()
		for _, path := range paths[kind] {
			shown := g.Shows(record, path)
			if got := g.Guard(path).Match(doc); got != shown {
				t.Fatalf("%s: got guarded as shown: %t, want %t", path, got, shown)
			}
			if (shown || slices.Contains(g.Rows().Fields(), path)) && slices.Contains(hidden, path) {
				t.Fatalf("%s is left unread and needed", path)
			}
			if g.Check(filter.Everything(), path) == nil && seen && !shown {
				t.Fatalf("an order by %s is allowed where it is hidden", path)
			}
		}
	})
}

// TestRolesAddUp: on every record, several roles show exactly what each of them shows, and lists may always be ordered by
// what every row shows.
func TestRolesAddUp(t *testing.T) {
	policies, paths := newPolicies(t), storedPaths(t)
	often(t, func(t *rapid.T) {
		who, kind := drawWho(t), rapid.SampledFrom(kinds).Draw(t, "kind")
		p := policies.draw(t)
		record := drawRecord(t, kind, who)
		all := p.Grant(who, kind, authz.Read)
		single := make([]authz.Grant, len(who.Roles))
		for i, role := range who.Roles {
			one := *who
			one.Roles = []model.Role{role}
			single[i] = p.Grant(&one, kind, authz.Read)
		}
		for _, path := range paths[kind] {
			want := slices.ContainsFunc(single, func(g authz.Grant) bool { return g.Shows(record, path) })
			if got := all.Shows(record, path); got != want {
				t.Fatalf("%s: got shown: %t, want %t as by the roles one by one", path, got, want)
			}
		}
		if err := all.Check(filter.Everything(), "createdAt"); err != nil && !all.Empty() {
			t.Fatalf("an order by when it was made: %v", err)
		}
	})
}
