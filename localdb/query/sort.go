package query

import (
	"partnerhub/localdb/fault"
	"partnerhub/localdb/key"
	"partnerhub/localdb/raw"
)

// Sort reads a sort or an index key document such as {a: 1, "b.c": -1}.
func Sort(d raw.Doc) ([]key.Column, error) {
	var columns []key.Column
	for b := d.Elements(); ; {
		name, v, rest, ok := raw.Next(b)
		if !ok {
			return columns, nil
		}
		n, whole := v.Int()
		if !whole || (n != 1 && n != -1) {
			return nil, fault.New(fault.BadValue, "the direction of %q must be 1 or -1", name)
		}
		if len(name) == 0 {
			return nil, fault.New(fault.BadValue, "FieldPath cannot be constructed with empty string")
		}
		columns = append(columns, key.NewColumn(string(name), n == -1))
		b = rest
	}
}
