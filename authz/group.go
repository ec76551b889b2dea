package authz

import (
	"partnerhub/filter"
	"partnerhub/model"
)

// CheckGrouping refuses to group by a field that the grant shows on no row. On the others, a grouping counts only the rows
// that Guard gives. The refusal names only what the caller named.
func (g Grant) CheckGrouping(field string) error {
	if g.Guard(field).Op == filter.None {
		return model.Errorf(model.CodeForbiddenField, "you may not group by %s", outward(field))
	}
	return nil
}

// ShowsEverywhere is true when the field is surely shown on every row of the grant.
func (g Grant) ShowsEverywhere(field string) bool { return g.showsEverywhere(field) }
