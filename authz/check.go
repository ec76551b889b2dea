package authz

import (
	"fmt"

	"github.com/casbin/casbin/v2"

	"partnerhub/model"
)

// checkPolicy refuses names that mean nothing, also where no role would ever meet them: a line that is misspelled must stop
// the start and not quietly take something away.
func checkPolicy(e *casbin.Enforcer) error {
	used, err := namesInUse(e)
	if err != nil {
		return err
	}
	lines, err := e.GetPolicy()
	if err != nil {
		return err
	}
	if len(lines) == 0 {
		return fmt.Errorf("no lines")
	}
	for _, rule := range lines {
		if !used[rule[0]] {
			return fmt.Errorf("line %v: %q is no role, and no role has its lines", rule, rule[0])
		}
		if _, err := readLine(rule, anyVendor); err != nil {
			return err
		}
	}
	return checkInheritance(e, used)
}

// checkInheritance refuses a g line for nobody, and one that inherits nothing.
func checkInheritance(e *casbin.Enforcer, used map[string]bool) error {
	lines, err := e.GetGroupingPolicy()
	if err != nil {
		return err
	}
	for _, rule := range lines {
		if len(rule) != 2 || !used[rule[0]] {
			return fmt.Errorf("line g %v: it is for no role", rule)
		}
		inherited, err := e.GetImplicitPermissionsForUser(rule[1])
		if err != nil {
			return err
		}
		if len(inherited) == 0 {
			return fmt.Errorf("line g %v: %q has no lines", rule, rule[1])
		}
	}
	return nil
}

// namesInUse are the roles and every name whose lines they inherit.
func namesInUse(e *casbin.Enforcer) (map[string]bool, error) {
	used := map[string]bool{}
	for _, role := range model.AllRole {
		used[roleName(role)] = true
		names, err := e.GetImplicitRolesForUser(roleName(role))
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			used[name] = true
		}
	}
	return used, nil
}
