package pipeline

import (
	"github.com/256dpi/lungo/bsonkit"
	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/expr"
	"partnerhub/localdb/fault"
	"partnerhub/localdb/key"
	"partnerhub/localdb/raw"
)

// grouping is a checked $group stage.
type grouping struct {
	id     expr.Node
	fields []string
	makers []func() accumulator
	nodes  []expr.Node
	reads  []string
}

// bucket is one group while documents come in.
type bucket struct {
	id     any
	values []accumulator
}

func group(v raw.Value) (stage, error) {
	d, err := object("$group", v)
	if err != nil {
		return nil, err
	}
	g := &grouping{}
	for _, e := range d {
		if e.Key == "_id" {
			g.id, err = expr.Compile(e.Value)
		} else {
			err = g.field(e)
		}
		if err != nil {
			return nil, err
		}
	}
	if g.id == nil {
		return nil, fault.New(15955, "a group specification must include an _id")
	}
	g.reads = names(append(g.nodes, g.id)...)
	return once(g.run), nil
}

func (g *grouping) field(e bson.E) error {
	d, ok := e.Value.(bson.D)
	if !ok || len(d) != 1 {
		return fault.New(40234, "The field '%s' must be an accumulator object", e.Key)
	}
	maker, ok := accumulators(d[0].Key)
	if !ok {
		return fault.New(15952, "unknown group operator '%s'", d[0].Key)
	}
	node, err := expr.Compile(d[0].Value)
	if err != nil {
		return err
	}
	g.fields, g.makers, g.nodes = append(g.fields, e.Key), append(g.makers, maker), append(g.nodes, node)
	return nil
}

// run gathers all documents; the groups come in the order they first appeared.
func (g *grouping) run(in Source) ([]Item, error) {
	buckets := map[string]*bucket{}
	var order []*bucket
	var room bson.D // the fields of one document, and then of the next: a group keeps values only
	for {
		item, ok, err := in()
		if err != nil {
			return nil, err
		}
		if !ok {
			return g.results(order), nil
		}
		scope := expr.Root(item.fields(&room, g.reads))
		b, fresh, err := g.find(buckets, scope)
		if err != nil {
			return nil, err
		}
		if fresh {
			order = append(order, b)
		}
		if err := g.add(b, scope); err != nil {
			return nil, err
		}
	}
}

func (g *grouping) find(buckets map[string]*bucket, scope *expr.Scope) (*bucket, bool, error) {
	id, err := g.id.Eval(scope)
	if err != nil {
		return nil, false, err
	}
	if id == bsonkit.Missing {
		id = nil
	}
	var room [64]byte
	k := key.Append(room[:0], raw.EncodeValue(id))
	if b, known := buckets[string(k)]; known {
		return b, false, nil
	}
	b := &bucket{id: id, values: make([]accumulator, len(g.makers))}
	for i, make := range g.makers {
		b.values[i] = make()
	}
	buckets[string(k)] = b
	return b, true, nil
}

func (g *grouping) add(b *bucket, scope *expr.Scope) error {
	for i, n := range g.nodes {
		v, err := n.Eval(scope)
		if err != nil {
			return err
		}
		b.values[i].add(v)
	}
	return nil
}

func (g *grouping) results(order []*bucket) []Item {
	out := make([]Item, len(order))
	for i, b := range order {
		d := bson.D{{Key: "_id", Value: b.id}}
		for j, name := range g.fields {
			d = append(d, bson.E{Key: name, Value: b.values[j].result()})
		}
		out[i] = Item{doc: d}
	}
	return out
}

// sortByCount is a $group that counts and a $sort by the counts.
func sortByCount(v raw.Value) (stage, error) {
	counts, err := group(raw.EncodeValue(bson.D{{Key: "_id", Value: v.Decode()}, {Key: "count", Value: bson.D{{Key: "$sum", Value: int32(1)}}}}))
	if err != nil {
		return nil, err
	}
	order, err := sorted(raw.EncodeValue(bson.D{{Key: "count", Value: int32(-1)}}))
	if err != nil {
		return nil, err
	}
	return chain(counts, order), nil
}
