package authz_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"partnerhub/authz"
	"partnerhub/model"
)

// TestMaskLeavesNoCanary puts a value of its own into every field that decides nothing, masks, and looks for the hidden ones.
func TestMaskLeavesNoCanary(t *testing.T) {
	p, b := mustPolicy(t), readBook(t)
	paths := storedPaths(t)
	var hiddenSeen atomic.Int64
	often(t, func(t *rapid.T) {
		who, kind := drawWho(t), rapid.SampledFrom(kinds).Draw(t, "kind")
		g := p.Grant(who, kind, authz.Read)
		record := drawRecord(t, kind, who)
		flock := &canaries{kind: b.Kinds[kind], leave: deciding(g, paths[kind]), by: map[string][]string{}}
		flock.plant(reflect.ValueOf(record), "", "")
		hidden := flock.hiddenBy(g, record)
		g.Mask(record)
		text, err := json.Marshal(record)
		if err != nil {
			t.Fatal(err)
		}
		for _, bird := range hidden {
			if strings.Contains(string(text), bird) {
				t.Fatalf("%s got out: %s", bird, text)
			}
		}
		hiddenSeen.Add(int64(len(hidden)))
	})
	if t.Logf("%d canaries looked for", hiddenSeen.Load()); hiddenSeen.Load() == 0 {
		t.Error("nothing was hidden")
	}
}

// deciding are the fields that a grant's rows look at: what is in them is drawn, not planted.
func deciding(g authz.Grant, paths []string) map[string]bool {
	out := map[string]bool{"_id": true}
	for _, path := range paths {
		for _, field := range g.Guard(path).Fields() {
			out[top(field)] = true
		}
	}
	return out
}

func top(path string) string { return strings.SplitN(path, ".", 2)[0] }

// canaries are values that exist nowhere else, by the path of the book that they are under.
type canaries struct {
	kind  *sheet
	leave map[string]bool
	by    map[string][]string
	n     int
}

// plant sets every plain value that it may. path is where it is, listed the path of the book above it.
func (c *canaries) plant(v reflect.Value, path, listed string) {
	if c.leave[top(path)] {
		return
	}
	if c.kind.lists(path) {
		listed = path
	}
	switch {
	case v.Kind() == reflect.Pointer && !v.IsNil():
		c.plant(v.Elem(), path, listed)
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			c.plant(v.Index(i), path, listed)
		}
	case v.Kind() == reflect.String:
		v.SetString(c.mark(listed, fmt.Sprintf("canary%dz", c.n)))
	case v.CanInt():
		v.SetInt(int64(770_000_000 + c.n))
		c.mark(listed, fmt.Sprint(v.Int()))
	case v.Type() == reflect.TypeFor[time.Time]():
		day := model.Forever.AddDate(0, 0, c.n+1)
		v.Set(reflect.ValueOf(day))
		c.mark(listed, day.Format(time.DateOnly))
	case v.Kind() == reflect.Struct:
		c.plantParts(v, path, listed)
	}
}

func (c *canaries) plantParts(v reflect.Value, path, listed string) {
	for i := range v.NumField() {
		name, opts, _ := strings.Cut(v.Type().Field(i).Tag.Get("bson"), ",")
		switch {
		case opts == "inline":
			c.plant(v.Field(i), path, listed)
		case name != "-":
			c.plant(v.Field(i), strings.TrimPrefix(path+"."+name, "."), listed)
		}
	}
}

func (c *canaries) mark(listed, bird string) string {
	c.n++
	c.by[listed] = append(c.by[listed], bird)
	return bird
}

// hiddenBy are the canaries that the grant does not show on the record. What only the hub reads stays on a record that is
// seen: no schema field shows it.
func (c *canaries) hiddenBy(g authz.Grant, record any) (out []string) {
	for group := range c.kind.Fields {
		for _, f := range c.kind.bindings(group) {
			if !g.Shows(record, f.stored) && !(group == "hub" && g.Allows(record)) {
				out = append(out, c.by[f.stored]...)
			}
		}
	}
	return out
}

func (s *sheet) lists(path string) bool {
	for group := range s.Fields {
		if slices.ContainsFunc(s.bindings(group), func(b binding) bool { return b.stored == path }) {
			return true
		}
	}
	return false
}
