package main_test

import (
	"slices"
	"strings"
	"testing"
)

const module = "partnerhub"

// rooms says who may import whom, from the module's own packages. A room's inner packages are part of it. A package without
// a line fails, so that nobody builds a new room by accident; docs/ARCHITECTURE.md says what each room is for.
var rooms = map[string][]string{
	"model":           {},
	"filter":          {},
	"localdb":         {},
	"eligibility":     {"model", "filter"},
	"authz":           {"model", "filter"},
	"store":           {"model", "filter", "authz"},
	"auth":            {"model", "authz"},
	"hub":             {"model", "filter", "eligibility", "authz", "store"},
	"webhook":         {"model"},
	"graph":           {"model"},
	"resolvers":       {"graph", "model", "hub"},
	"web":             {"graph", "resolvers", "auth"},
	"internal/direct": {"filter", "localdb", "store"},
	"internal/canary": {},
	"internal/boot": {"model", "filter", "eligibility", "localdb", "authz", "store", "auth", "hub", "webhook", "graph",
		"resolvers", "web", "internal/direct"},
	"cli":   {"internal/boot", "model", "graph"},
	"tests": {"internal/boot", "cli", "model", "graph", "localdb", "examples"}, // the engine serves two processes there
	"bench": {"internal/boot", "model", "graph", "localdb"},                    // large worlds are written into the engine itself
	// An example is a client: it knows the hub by its schema alone.
	"examples": {},
	".":        {"cli", "internal/boot", "model", "graph"},
	// The maker of the demo world writes files and knows nothing of the hub.
	"testdata/demo/generate": {},
}

// owners says which rooms may import an outside module. A module without a line fails: a new dependency is a decision.
var owners = map[string][]string{
	"go.mongodb.org/mongo-driver/v2":      {"store", "internal/boot", "bench"},
	"go.mongodb.org/mongo-driver":         {"localdb"},
	"github.com/256dpi/lungo":             {"localdb"},
	"github.com/casbin/casbin/v2":         {"authz"},
	"github.com/99designs/gqlgen":         {"graph", "resolvers", "model", "web"},
	"github.com/vektah/gqlparser/v2":      {"graph", "resolvers", "web", "cli", "examples"},
	"github.com/Khan/genqlient":           {"examples"},
	"github.com/golang-jwt/jwt/v5":        {"auth"},
	"github.com/MicahParks/jwkset":        {"auth"},
	"github.com/hashicorp/golang-lru/v2":  {"auth", "web"},
	"github.com/vikstrous/dataloadgen":    {"resolvers"},
	"github.com/prometheus/client_golang": {"web"},
	"github.com/alecthomas/kong":          {"cli"},
	"github.com/rs/cors":                  {"web"},
	"github.com/klauspost/compress":       {"web"},
	"github.com/schollz/progressbar/v3":   {"cli"},
	"github.com/google/uuid":              {"model", "web"},
	"golang.org/x/net/idna":               {"model", "webhook"},
	"golang.org/x/net/netutil":            {"web"},
	"golang.org/x/net/publicsuffix":       {"model"},
	"golang.org/x/text/unicode/norm":      {"model"},
	"golang.org/x/text/language":          {"hub"},
	"golang.org/x/term":                   {"cli"},
}

func TestImportsGoDownwards(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.test && s.room != "tests" {
			continue // a test may build whatever world it needs
		}
		allowed, known := rooms[s.room]
		if !known {
			t.Errorf("%s: package %s has no line in the table of rooms", s.path, s.dir)
			continue
		}
		for _, path := range s.imports() {
			inner, ours := strings.CutPrefix(path, module+"/")
			if !ours {
				continue
			}
			if to := roomOf(inner); to != s.room && !slices.Contains(allowed, to) {
				t.Errorf("%s: %s may not import %s", s.path, s.room, path)
			}
		}
	}
}

func TestOutsideModulesHaveOwners(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		for _, path := range s.imports() {
			if !strings.Contains(path, ".") || strings.HasPrefix(path, module+"/") {
				continue
			}
			owned, ok := ownersOf(path)
			if !ok {
				t.Errorf("%s: nobody owns the module of %s", s.path, path)
			}
			if ok && !slices.Contains(owned, s.room) {
				t.Errorf("%s: %s belongs to %v, not to %s", s.path, path, owned, s.room)
			}
		}
	}
}

// ownersOf finds the line of the longest module path that the import begins with.
func ownersOf(path string) (owned []string, ok bool) {
	longest := ""
	for m, rooms := range owners {
		if (path == m || strings.HasPrefix(path, m+"/")) && len(m) > len(longest) {
			longest, owned, ok = m, rooms, true
		}
	}
	return owned, ok
}

// TestTheTableIsNeeded keeps the tables from allowing what nobody does any more.
func TestTheTableIsNeeded(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for _, s := range sources(t) {
		for _, path := range s.imports() {
			for m := range owners {
				used[m] = used[m] || path == m || strings.HasPrefix(path, m+"/")
			}
		}
	}
	for m := range owners {
		if !used[m] {
			t.Errorf("%s has owners and nobody imports it", m)
		}
	}
}
