// Package resolvers is the seam between GraphQL and the hub: it turns arguments into one call of a use-case, and a record's
// ids into records. It is also the only place where an error gets the form that leaves the server.
// No rule, no role, no query and no loop over data belongs in a resolver body.
package resolvers

import (
	"partnerhub/hub"
	"partnerhub/hub/feed"
	"partnerhub/hub/hooks"
	"partnerhub/hub/skills"
	"partnerhub/hub/upsert"
)

// Resolver answers every field that is no plain value of its record.
type Resolver struct {
	hub *hub.Hub
	Integration
}

// Integration is what connects other systems with the hub, and what has a room of its own beside it.
type Integration struct {
	Skills *skills.Skills
	Feed   *feed.Feed
	Hooks  *hooks.Hooks
	Upsert *upsert.Upsert
}
