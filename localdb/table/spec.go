package table

import (
	"strings"

	"partnerhub/localdb/fault"
	"partnerhub/localdb/raw"
)

// maxExpire is the longest life that an index gives to documents, in seconds.
const maxExpire = 1<<31 - 1

// CheckSpec refuses what a client may not ask of a new index. One that is stored already is read without it.
func CheckSpec(d raw.Doc) error {
	for b := d.Elements(); ; {
		name, v, rest, ok := raw.Next(b)
		if !ok {
			return nil
		}
		if err := checkOption(string(name), v); err != nil {
			return err
		}
		b = rest
	}
}

func checkOption(name string, v raw.Value) error {
	switch name {
	case "key":
		return checkKey(v)
	case "name":
		return typed(v.Type == raw.TypeString, name)
	case "unique", "sparse":
		_, number := v.Float()
		return typed(number || v.Type == raw.TypeBool, name)
	case "expireAfterSeconds":
		if n, ok := v.Int(); ok && n > maxExpire {
			return fault.New(fault.CannotCreateIndex, "TTL index 'expireAfterSeconds' option must be within the range 0 to %d", maxExpire)
		}
	}
	return nil
}

func typed(ok bool, option string) error {
	if ok {
		return nil
	}
	return fault.New(fault.TypeMismatch, "The field '%s' of an index specification has the wrong type", option)
}

// checkKey refuses keys whose paths lead nowhere, such as the wildcard that is not supported.
func checkKey(v raw.Value) error {
	if v.Type != raw.TypeDoc {
		return typed(false, "key")
	}
	seen := map[string]bool{}
	for b := v.Doc().Elements(); ; {
		path, _, rest, ok := raw.Next(b)
		if !ok {
			return nil
		}
		for _, part := range strings.Split(string(path), ".") {
			if part == "" || strings.HasPrefix(part, "$") {
				return fault.New(fault.CannotCreateIndex, "Index keys cannot contain the path '%s'", path)
			}
		}
		if seen[string(path)] {
			return fault.New(fault.CannotCreateIndex, "Index keys cannot contain '%s' twice", path)
		}
		seen[string(path)], b = true, rest
	}
}
