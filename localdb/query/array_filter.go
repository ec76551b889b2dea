package query

import (
	"strings"

	"github.com/256dpi/lungo/bsonkit"
	"go.mongodb.org/mongo-driver/bson"

	"partnerhub/localdb/fault"
)

// usesFilters refuses array filters of which one is meant for nothing, or two for the same elements: the change would not be the one
// that was asked for.
func usesFilters(operators bson.D, filters bsonkit.List) error {
	seen := map[string]bool{}
	for _, f := range filters {
		name := identifier(*f)
		if seen[name] {
			return fault.New(fault.FailedToParse, "Found multiple array filters with the same top-level field name %s", name)
		}
		if seen[name] = true; !named(operators, "$["+name+"]") {
			return fault.New(fault.FailedToParse, "The array filter for identifier '%s' was not used in the update", name)
		}
	}
	return nil
}

// identifier is the name that a condition gives the elements it is about.
func identifier(condition bson.D) string {
	if len(condition) == 0 {
		return ""
	}
	first := condition[0]
	if branches, logical := first.Value.(bson.A); logical && strings.HasPrefix(first.Key, "$") && len(branches) > 0 {
		inner, _ := branches[0].(bson.D)
		return identifier(inner)
	}
	name, _, _ := strings.Cut(first.Key, ".")
	return name
}

// named reports that a path of the operators has a segment.
func named(operators bson.D, segment string) bool {
	for _, op := range operators {
		body, _ := op.Value.(bson.D)
		for _, c := range body {
			if strings.Contains("."+c.Key+".", "."+segment+".") {
				return true
			}
		}
	}
	return false
}
