package authz

import "partnerhub/model"

// Fields lists the stored paths of a kind that a line of the policy can show, in alphabetical order.
func Fields(kind model.Kind) []string {
	k := kindNamed(kind)
	if k == nil {
		return nil
	}
	return k.pathsOutside(1<<idGroup, nil)
}
