package leak_test

import (
	"sort"

	"partnerhub/tests/leak/oracle"
)

// turn goes through the pages of a query's lists, both ways, with cursors that the hub gave out.
func (r *run) turn(g *generated) {
	for _, l := range g.lists {
		backward := l.def.Arguments.ForName("last") != nil && r.random.IntN(3) == 0
		position := oracle.Cursor{}
		var cursor any
		for range 4 {
			page := r.pageQuery(g.Email, l, backward, cursor, position)
			nodes, next := r.read(r.judge(page), backward)
			if len(nodes) == 0 || next == nil {
				break
			}
			last := nodes[len(nodes)-1]
			if backward {
				last = nodes[0]
			}
			cursor, position = next, oracle.Cursor{Valid: true, After: last}
			r.gen.pool.cursors = append(r.gen.pool.cursors, seenCursor{next.(string), l.field.Type, g.Email})
		}
	}
}

// pageQuery asks for one page of a list as it was asked for before.
func (r *run) pageQuery(email string, l listing, backward bool, cursor any, position oracle.Cursor) *generated {
	g := r.gen
	g.begin(email)
	g.out.turned = cursor != nil
	size, from := "first", "after"
	if backward {
		size, from = "last", "before"
	}
	f := *l.field
	f.Key, f.Args = f.Name, map[string]any{size: float64(1 + r.random.IntN(3))}
	text := "{" + f.Name + "(" + size + ":" + g.variable("Int", f.Args[size])
	var names []string
	for name := range l.field.Args {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		if a := l.def.Arguments.ForName(name); name != "first" && name != "last" && a.Type.Name() != "Cursor" {
			f.Args[name] = l.field.Args[name]
			text += "," + name + ":" + g.variable(a.Type.String(), f.Args[name])
		}
	}
	if cursor != nil {
		f.Args[from] = position
		text += "," + from + ":" + g.variable("Cursor", cursor)
	}
	leaf := func(name string) oracle.Selection {
		return oracle.Selection{Field: &oracle.Field{Key: name, Name: name, Leaf: true}}
	}
	f.Set = []oracle.Selection{leaf("totalCount"),
		{Field: &oracle.Field{Key: "nodes", Name: "nodes", Type: f.Type[:len(f.Type)-len("Connection")], List: true, Set: []oracle.Selection{leaf("id")}}},
		{Field: &oracle.Field{Key: "pageInfo", Name: "pageInfo", Type: "PageInfo", Set: []oracle.Selection{leaf("hasNextPage"), leaf("hasPreviousPage"), leaf("startCursor"), leaf("endCursor")}}}}
	g.text.Reset()
	g.text.WriteString(text + "){totalCount nodes{id} pageInfo{hasNextPage hasPreviousPage startCursor endCursor}}}")
	f.NonNull = true
	return g.finish("query", []oracle.Selection{{Field: &f}})
}

// read is which records a page holds and the cursor at its further end; nil where there is no more.
func (r *run) read(got *reply, backward bool) (ids []string, next any) {
	data, _ := got.Data.(map[string]any)
	for _, page := range data {
		list, _ := page.(map[string]any)
		if list == nil {
			return nil, nil
		}
		for _, n := range list["nodes"].([]any) {
			ids = append(ids, n.(map[string]any)["id"].(string))
		}
		info := list["pageInfo"].(map[string]any)
		more, end := info["hasNextPage"], info["endCursor"]
		if backward {
			more, end = info["hasPreviousPage"], info["startCursor"]
		}
		if more == true {
			return ids, end
		}
	}
	return ids, nil
}
