package localdb

import (
	"strings"

	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/engine"
	"partnerhub/localdb/fault"
	"partnerhub/localdb/raw"
	"partnerhub/localdb/table"
)

func runCreate(c *call) (bson.D, error) {
	ns, err := c.namespace()
	if err != nil {
		return nil, err
	}
	return bson.D{}, c.write(func(tx *engine.Tx) error {
		if !tx.Create(ns) {
			return fault.New(fault.NamespaceExists, "Collection %s already exists.", ns)
		}
		return nil
	})
}

func runDrop(c *call) (bson.D, error) {
	ns, err := c.namespace()
	if err != nil {
		return nil, err
	}
	return bson.D{{Key: "ns", Value: ns}}, c.write(func(tx *engine.Tx) error {
		tx.Drop(ns)
		return nil
	})
}

func runDropDatabase(c *call) (bson.D, error) {
	return bson.D{{Key: "dropped", Value: c.database}}, c.write(func(tx *engine.Tx) error {
		for _, t := range tx.Tables() {
			if strings.HasPrefix(t.Name, c.database+".") {
				tx.Drop(t.Name)
			}
		}
		return nil
	})
}

// listed turns descriptions into a reply, without those a filter leaves out.
func (c *call) listed(ns string, all []bson.D) (bson.D, error) {
	f, err := c.filter(c.body.Get("filter"))
	if err != nil {
		return nil, err
	}
	at := 0
	return c.firstReply(ns, func() (raw.Doc, bool, error) {
		for ; at < len(all); at++ {
			ok, err := f.MatchFields(all[at])
			if err != nil {
				return nil, false, err
			}
			if ok {
				at++
				return raw.Encode(all[at-1]), true, nil
			}
		}
		return nil, false, nil
	})
}

func runListCollections(c *call) (bson.D, error) {
	var all []bson.D
	for _, t := range c.db.engine.Read().Tables() {
		name, ok := strings.CutPrefix(t.Name, c.database+".")
		if !ok {
			continue
		}
		d := bson.D{{Key: "name", Value: name}, {Key: "type", Value: "collection"}}
		if !c.body.Get("nameOnly").Bool() {
			d = append(d,
				bson.E{Key: "options", Value: bson.D{}},
				bson.E{Key: "info", Value: bson.D{{Key: "readOnly", Value: false}}},
				bson.E{Key: "idIndex", Value: t.Indexes()[0].Source})
		}
		all = append(all, raw.Encode(d).Decode())
	}
	return c.listed(c.database+".$cmd.listCollections", all)
}

func runListDatabases(c *call) (bson.D, error) {
	sizes := map[string]int64{}
	for _, t := range c.db.engine.Read().Tables() {
		name, _, _ := strings.Cut(t.Name, ".")
		sizes[name] += t.Bytes
	}
	f, err := c.filter(c.body.Get("filter"))
	if err != nil {
		return nil, err
	}
	list, total := bson.A{}, int64(0)
	for name, size := range sizes {
		d := bson.D{{Key: "name", Value: name}, {Key: "sizeOnDisk", Value: size}, {Key: "empty", Value: size == 0}}
		ok, err := f.MatchFields(d)
		if err != nil {
			return nil, err
		}
		if ok {
			list, total = append(list, d), total+size
		}
	}
	return bson.D{{Key: "databases", Value: list}, {Key: "totalSize", Value: total}}, nil
}

func runCreateIndexes(c *call) (bson.D, error) {
	ns, err := c.namespace()
	if err != nil {
		return nil, err
	}
	list, err := c.list("indexes")
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fault.New(fault.BadValue, "Must specify at least one index to create")
	}
	if err := checkQuorum(c.body.Get("commitQuorum")); err != nil {
		return nil, err
	}
	var specs []table.Spec
	for _, d := range list {
		if err := table.CheckSpec(d); err != nil {
			return nil, err
		}
		spec, err := table.ParseSpec(c.db.engine.Language(), d)
		if err != nil {
			return nil, err
		}
		specs = append(specs, spec)
	}
	now := c.table(ns)
	prepared, err := c.prepare(now, specs)
	if err != nil {
		return nil, err
	}
	var before, after int
	created := now == nil
	err = c.write(func(tx *engine.Tx) error {
		tx.Create(ns)
		before = len(tx.Table(ns).Indexes())
		for i, spec := range specs {
			if _, err := tx.AdoptIndex(ns, spec, now, prepared[i]); err != nil {
				return err
			}
		}
		after = len(tx.Table(ns).Indexes())
		return nil
	})
	return bson.D{
		{Key: "numIndexesBefore", Value: int32(before)}, {Key: "numIndexesAfter", Value: int32(after)},
		{Key: "createdCollectionAutomatically", Value: created},
	}, err
}

// interrupted answers an error when the command's time is over or its client has gone.
func (c *call) interrupted() error {
	if c.ctx.Err() == nil {
		return nil
	}
	return fault.Interruption(c.ctx)
}

// prepare makes indexes of the last durable state, while others write. Inside a
// transaction, or for a collection that does not exist, there is nothing to make.
func (c *call) prepare(t *table.Table, specs []table.Spec) ([]*table.Prepared, error) {
	out := make([]*table.Prepared, len(specs))
	if t == nil || c.tx != nil {
		return out, nil
	}
	for i, spec := range specs {
		var err error
		if out[i], err = t.Prepare(spec, c.interrupted); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func runListIndexes(c *call) (bson.D, error) {
	ns, err := c.namespace()
	if err != nil {
		return nil, err
	}
	t := c.table(ns)
	if t == nil {
		return nil, fault.New(fault.NamespaceNotFound, "ns does not exist: %s", ns)
	}
	var all []bson.D
	for _, x := range t.Indexes() {
		all = append(all, x.Source.Decode())
	}
	return c.listed(ns, all)
}

func runDropIndexes(c *call) (bson.D, error) {
	ns, err := c.namespace()
	if err != nil {
		return nil, err
	}
	var before int
	err = c.write(func(tx *engine.Tx) error {
		t := tx.Table(ns)
		if t == nil {
			return fault.New(fault.NamespaceNotFound, "ns not found %s", ns)
		}
		before = len(t.Indexes())
		names, err := dropped(t, c.body.Get("index"))
		for _, name := range names {
			if err := tx.DropIndex(ns, name); err != nil {
				return err
			}
		}
		return err
	})
	return bson.D{{Key: "nIndexesWas", Value: int32(before)}}, err
}

// dropped returns the names that a dropIndexes command means.
func dropped(t *table.Table, v raw.Value) (names []string, err error) {
	switch v.Type {
	case raw.TypeString:
		if v.Str() != "*" {
			return []string{v.Str()}, nil
		}
		for _, x := range t.Indexes()[1:] {
			names = append(names, x.Name)
		}
		return names, nil
	case raw.TypeArray:
		for b := v.Doc().Elements(); ; {
			_, item, rest, ok := raw.Next(b)
			if !ok {
				return names, nil
			}
			names, b = append(names, item.Str()), rest
		}
	case raw.TypeDoc:
		for _, x := range t.Indexes() {
			if string(x.Key) == string(v.Data) {
				return []string{x.Name}, nil
			}
		}
		return nil, fault.New(fault.IndexNotFound, "can't find index with key: %s", raw.Doc(v.Data).Decode())
	}
	return nil, fault.New(fault.TypeMismatch, "dropIndexes needs the name or the key of an index")
}
