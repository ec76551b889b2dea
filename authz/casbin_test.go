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
// that any line names: the table holds exactly those that casbin allows. As matching is exact, a kind is asked of an enforcer
// that holds the kind's lines alone, which is quick; the whole enforcer answers for all that is allowed and some of the rest.
func TestTableIsWhatCasbinSays(t *testing.T) {
	all, allowed := questions(t), 0
	whole := mustEnforcer(t, "")
	for _, kind := range kinds {
		t.Run(string(kind), func(t *testing.T) {
			alone := mustEnforcer(t, kind)
			for i, q := range all[kind] {
				ask(t, alone, q)
				if q.want || i%50 == 0 {
					ask(t, whole, q)
				}
				if q.want {
					allowed++
				}
			}
			t.Logf("%d questions", len(all[kind]))
		})
	}
	if t.Logf("%d allowed", allowed); allowed == 0 {
		t.Error("nothing was allowed")
	}
}

func ask(t *testing.T, e *casbin.Enforcer, q question) {
	t.Helper()
	got, err := e.Enforce(strings.ToLower(string(q.role)), "*", string(q.kind), string(q.action), q.pair[0], q.pair[1])
	if err != nil {
		t.Fatal(err)
	}
	if got != q.want {
		t.Fatalf("%v: casbin says %t, the table %t", q, got, q.want)
	}
}

// mustEnforcer is casbin with the shipped policy, or with the lines of one kind and what is inherited.
func mustEnforcer(t testing.TB, kind model.Kind) *casbin.Enforcer {
	t.Helper()
	m, err := casbinmodel.NewModelFromString(authz.ModelText)
	if err != nil {
		t.Fatal(err)
	}
	e, err := casbin.NewEnforcer(m, stringadapter.NewAdapter(authz.Shipped()))
	if err != nil {
		t.Fatal(err)
	}
	lines, err := e.GetPolicy()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		if kind != "" && l[2] != string(kind) {
			if _, err := e.RemovePolicy(l); err != nil {
				t.Fatal(err)
			}
		}
	}
	return e
}

func questions(t *testing.T) map[model.Kind][]question {
	lines, err := mustEnforcer(t, "").GetPolicy()
	if err != nil {
		t.Fatal(err)
	}
	var pairs [][2]string
	for _, l := range lines {
		if pair := [2]string{l[4], l[5]}; !slices.Contains(pairs, pair) {
			pairs = append(pairs, pair)
		}
	}
	p, out := mustPolicy(t), map[model.Kind][]question{}
	for _, role := range model.AllRole {
		for _, kind := range kinds {
			for _, action := range actions {
				held := p.Lines(role, kind, action)
				for _, pair := range pairs {
					out[kind] = append(out[kind], question{role, kind, action, pair, slices.Contains(held, pair)})
				}
			}
		}
	}
	return out
}

var kinds = []model.Kind{model.KindOrganization, model.KindUser, model.KindPartner, model.KindProgram, model.KindCampaign,
	model.KindDeal, model.KindAuthority, model.KindEnrollment, model.KindPolicy, model.KindWebhook}

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
