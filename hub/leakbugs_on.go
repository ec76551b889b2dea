//go:build leakbugs

package hub

import (
	"encoding/base64"
	"os"
	"slices"
	"sync"

	"partnerhub/authz"
	"partnerhub/model"
)

// sealed adds the row's id to a cursor, readable by anybody, where LEAK_BUG says so. Never ship such a build.
func sealed(cursor string, id model.ID) string {
	if os.Getenv("LEAK_BUG") != "cursor in clear" {
		return cursor
	}
	return cursor + "." + base64.RawURLEncoding.EncodeToString([]byte(id))
}

// remembered holds the roles that a user had at its first request, by hub and user.
var remembered sync.Map

// rolesOf never hears of a revoked role, where LEAK_BUG says so.
func rolesOf(h *Hub, u *model.User) []model.Role {
	if os.Getenv("LEAK_BUG") != "stale after revoke" {
		return u.Roles
	}
	roles, _ := remembered.LoadOrStore([2]any{h, u.ID}, u.Roles)
	return roles.([]model.Role)
}

// adopt hears of a vendor's first policy alone, where LEAK_BUG says so.
func adopt(p *authz.Policy, all ...authz.Own) error {
	if os.Getenv("LEAK_BUG") == "policy that stays" {
		all = slices.DeleteFunc(all, func(o authz.Own) bool { return o.Version > 1 })
	}
	return p.Adopt(all...)
}
