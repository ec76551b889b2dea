package tests

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
)

type vars = map[string]any

// object is a piece of a JSON answer, read by dotted paths.
type object map[string]any

func (o object) at(path string) any {
	var v any = map[string]any(o)
	for _, name := range strings.Split(path, ".") {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[name]
	}
	return v
}

func (o object) str(path string) string   { s, _ := o.at(path).(string); return s }
func (o object) boolean(path string) bool { b, _ := o.at(path).(bool); return b }
func (o object) integer(path string) int  { f, _ := o.at(path).(float64); return int(f) }

func (o object) json(path string) string {
	b, _ := json.Marshal(o.at(path))
	return string(b)
}

func (o object) list(path string) []object {
	rows, _ := o.at(path).([]any)
	out := make([]object, 0, len(rows))
	for _, r := range rows {
		if m, ok := r.(map[string]any); ok {
			out = append(out, m)
		}
	}
	return out
}

func (o object) with(field string, value any) object {
	c := object{}
	for k, v := range o {
		c[k] = v
	}
	c[field] = value
	return c
}

// client speaks to the hub as one person.
type client struct {
	url, token string
}

// answer is a GraphQL response.
type answer struct {
	Data   object `json:"data"`
	Errors []struct {
		Message    string         `json:"message"`
		Extensions map[string]any `json:"extensions"`
	} `json:"errors"`
}

func (a answer) code() string {
	if len(a.Errors) == 0 {
		return ""
	}
	code, _ := a.Errors[0].Extensions["code"].(string)
	return code
}

// raw answers the body as it came.
func (c client) raw(tb testing.TB, query string, v vars) string {
	tb.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": v})
	if err != nil {
		tb.Fatal(err)
	}
	req, err := http.NewRequestWithContext(tb.Context(), http.MethodPost, c.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		tb.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+c.token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		tb.Fatal(err)
	}
	defer resp.Body.Close()
	out, err := io.ReadAll(resp.Body)
	if err != nil {
		tb.Fatal(err)
	}
	return string(out)
}

func (c client) ask(tb testing.TB, query string, v vars) answer {
	tb.Helper()
	raw := c.raw(tb, query, v)
	var a answer
	if err := json.Unmarshal([]byte(raw), &a); err != nil {
		tb.Fatalf("the answer is not JSON: %s", raw)
	}
	return a
}

// query asks and insists on an answer without errors.
func (c client) query(tb testing.TB, query string, v ...vars) object {
	tb.Helper()
	all := vars{}
	for _, more := range v {
		for k, value := range more {
			all[k] = value
		}
	}
	a := c.ask(tb, query, all)
	if len(a.Errors) > 0 {
		tb.Fatalf("%s: %+v", query, a.Errors)
	}
	return a.Data
}

const dealFields = `id version number approvalStatus protectionActive protectedUntil reason availableActions pendingSteps
	amount{amount currency} customer{name} vendor{name} partner{id name} distributor{name} onBehalfOf{name}
	registeredBy{organization{name}} conflict{class earliestReviewAt rivals{id}} approvals{step decision organization{name}}`

func mutation(name, input string) string {
	return `mutation($input:` + input + `!){` + name + `(input:$input){deal{` + dealFields + `} userErrors{field code message}}}`
}

var (
	registerDeal = mutation("registerDeal", "RegisterDealInput")
	submit       = mutation("submitDeal", "DealInput")
	claimReview  = mutation("claimDealReview", "DealInput")
	endorse      = mutation("endorseDeal", "DecideDealInput")
	approve      = mutation("approveDeal", "ApproveDealInput")
	withdraw     = mutation("withdrawDeal", "DecideDealInput")
)

func payload(o object) object {
	for _, v := range o {
		m, _ := v.(map[string]any)
		return m
	}
	return nil
}

// register registers a deal and insists that it is accepted.
func (c client) register(tb testing.TB, input vars) object {
	tb.Helper()
	p := payload(c.query(tb, registerDeal, vars{"input": input}))
	if errs := p.list("userErrors"); len(errs) > 0 {
		tb.Fatalf("registering: %v", errs)
	}
	return p.at("deal").(map[string]any)
}

func versioned(deal object) vars {
	return vars{"input": vars{"id": deal.str("id"), "expectedVersion": deal.integer("version")}}
}

// act does one step and insists that it succeeds.
func (c client) act(tb testing.TB, step string, deal object) object {
	tb.Helper()
	p := payload(c.query(tb, step, versioned(deal)))
	if errs := p.list("userErrors"); len(errs) > 0 {
		tb.Fatalf("%s: %v", step, errs)
	}
	return p.at("deal").(map[string]any)
}

// try does one step and answers the code of its refusal, or "".
func (c client) try(tb testing.TB, step string, deal object) string {
	tb.Helper()
	return c.ask(tb, step, versioned(deal)).code()
}

func (c client) refused(tb testing.TB, name, step string, deal object, want string) {
	tb.Helper()
	if got := c.try(tb, step, deal); got != want {
		tb.Errorf("%s: got %q, want %s", name, got, want)
	}
}

// read reads the deal anew as this person sees it.
func (c client) read(tb testing.TB, deal object) object {
	tb.Helper()
	d, ok := c.query(tb, `query($id:ID!){deal(id:$id){`+dealFields+`}}`, vars{"id": deal.str("id")}).at("deal").(map[string]any)
	if !ok {
		tb.Fatalf("the deal %s is not visible", deal.str("id"))
	}
	return d
}

func actions(deal object) []string {
	var out []string
	for _, a := range deal.at("availableActions").([]any) {
		out = append(out, a.(string))
	}
	return out
}

func (c client) has(tb testing.TB, deal object, want ...string) {
	tb.Helper()
	for _, w := range want {
		if got := actions(c.read(tb, deal)); !slices.Contains(got, w) {
			tb.Errorf("available actions: got %v, want %s among them", got, w)
		}
	}
}

func (c client) lacks(tb testing.TB, deal object, unwanted ...string) {
	tb.Helper()
	for _, u := range unwanted {
		if got := actions(c.read(tb, deal)); slices.Contains(got, u) {
			tb.Errorf("available actions: got %v, want no %s", got, u)
		}
	}
}
