package authz

import "partnerhub/model"

// Lines are the rows and fields of the compiled table for one role, as the policy writes them.
func (p *Policy) Lines(role model.Role, kind model.Kind, action Action) (out [][2]string) {
	for _, l := range p.table.Load().lines[tableKey{role, kind, action}] {
		out = append(out, [2]string{l.set, l.fields})
	}
	return out
}

// ReadFields reads a table of field groups.
func ReadFields(text string) error {
	_, err := readKinds(text)
	return err
}

// The texts that the hub ships with.
var (
	ModelText  = defaultModel
	FieldsText = fieldGroups
)
