package authz_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/casbin/casbin/v2"
	casbinmodel "github.com/casbin/casbin/v2/model"
	stringadapter "github.com/casbin/casbin/v2/persist/string-adapter"

	"partnerhub/authz"
	"partnerhub/model"
)

// question is one request to casbin, and what the compiled table says.
type question struct {
	role   model.Role
	kind   model.Kind
	action authz.Action
	pair   [2]string // rows and fields
	want   bool
}

// TestTableIsWhatCasbinSays asks casbin about the full cross product of role, kind, action and every pair of rows and fields
// that any line names: the table holds exactly those that casbin allows.
func TestTableIsWhatCasbinSays(t *testing.T) {
	all := questions(t)
	if testing.Short() || underRace {
		all = everyTenth(all)
	}
	allowed := 0
	halves := [][]question{all[:len(all)/2], all[len(all)/2:]}
	for i, half := range halves {
		for _, q := range half {
			if q.want {
				allowed++
			}
		}
		t.Run([]string{"first half", "second half"}[i], func(t *testing.T) {
			t.Parallel()
			askCasbin(t, half)
		})
	}
	t.Logf("%d questions, %d allowed", len(all), allowed)
}

// askCasbin has an enforcer of its own, because casbin's is not safe for two at once.
func askCasbin(t *testing.T, half []question) {
	e := mustEnforcer(t)
	for _, q := range half {
		got, err := e.Enforce(strings.ToLower(string(q.role)), "*", string(q.kind), string(q.action), q.pair[0], q.pair[1])
		if err != nil {
			t.Fatal(err)
		}
		if got != q.want {
			t.Fatalf("%v: casbin says %t, the table %t", q, got, q.want)
		}
	}
}

func mustEnforcer(t testing.TB) *casbin.Enforcer {
	t.Helper()
	m, err := casbinmodel.NewModelFromString(authz.ModelText)
	if err != nil {
		t.Fatal(err)
	}
	e, err := casbin.NewEnforcer(m, stringadapter.NewAdapter(authz.Shipped()))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func questions(t *testing.T) (out []question) {
	lines, err := mustEnforcer(t).GetPolicy()
	if err != nil {
		t.Fatal(err)
	}
	var pairs [][2]string
	for _, l := range lines {
		if pair := [2]string{l[4], l[5]}; !slices.Contains(pairs, pair) {
			pairs = append(pairs, pair)
		}
	}
	p := mustPolicy(t)
	for _, role := range model.AllRole {
		for _, kind := range kinds {
			for _, action := range actions {
				held := p.Lines(role, kind, action)
				for _, pair := range pairs {
					out = append(out, question{role, kind, action, pair, slices.Contains(held, pair)})
				}
			}
		}
	}
	return out
}

var kinds = []model.Kind{model.KindOrganization, model.KindUser, model.KindPartner, model.KindProgram, model.KindCampaign,
	model.KindDeal, model.KindAuthority}

// everyTenth keeps what the table allows and a tenth of the rest.
func everyTenth(all []question) (out []question) {
	for i, q := range all {
		if q.want || i%10 == 0 {
			out = append(out, q)
		}
	}
	return out
}

// TestCasbinModelIsPlain: exact matching, allow only, the subject first.
func TestCasbinModelIsPlain(t *testing.T) {
	for _, word := range []string{"regexMatch", "keyMatch", "globMatch", "ipMatch", "eval", "deny", "priority", "||", "!=", "=~", " in "} {
		for _, l := range strings.Split(authz.ModelText, "\n") {
			if !strings.HasPrefix(l, "#") && strings.Contains(l, word) {
				t.Errorf("%q has %s", l, word)
			}
		}
	}
	for _, l := range []string{"e = some(where (p.eft == allow))", "p = sub, dom, kind, action, rows, fields", "g = _, _"} {
		if !slices.Contains(strings.Split(authz.ModelText, "\n"), l) {
			t.Errorf("the model lacks %q", l)
		}
	}
}
