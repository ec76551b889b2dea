package resolvers_test

import (
	"testing"
)

const register = `mutation($in:RegisterDealInput!){registerDeal(input:$in){
	deal{id version approvalStatus vendor{handle} partner{name} program{name} onBehalfOf{handle}} userErrors{field code}}}`

// registration is a well-formed input of a person's own partner organization at nimbus.
func (w *world) registration(t *testing.T, email, customer string) map[string]any {
	t.Helper()
	for _, p := range rows(t, w.get(t, email, `{partners{nodes{id vendor{id handle}}}}`, nil), "partners") {
		if at(t, p, "vendor", "handle") == "nimbus" {
			return map[string]any{
				"vendorId": at(t, p, "vendor", "id"), "partnerId": p["id"],
				"customer":        map[string]any{"name": customer, "domain": "quarry.example", "country": "GB"},
				"lines":           []any{map[string]any{"productFamily": "cloud-compute", "quantity": 3}},
				"amount":          map[string]any{"amount": "1250.00", "currency": "GBP"},
				"expectedCloseOn": "2027-01-31",
			}
		}
	}
	t.Fatalf("%s has no partnership with nimbus", email)
	return nil
}

// registered makes a deal and answers its id.
func (w *world) registered(t *testing.T, email, customer string) string {
	t.Helper()
	data := w.get(t, email, register, map[string]any{"in": w.registration(t, email, customer)})
	id, ok := at(t, data, "registerDeal", "deal", "id").(string)
	if !ok {
		t.Fatalf("registering as %s: %s", email, text(t, data))
	}
	return id
}

func TestMutationAnswersTheRecordAndWhatItNames(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.get(t, sales, register, map[string]any{"in": w.registration(t, sales, "Quarry Works")})
	payload := at(t, got, "registerDeal").(map[string]any)
	delete(payload["deal"].(map[string]any), "id")
	want := `{"deal":{"approvalStatus":"SUBMITTED","onBehalfOf":null,"partner":{"name":"Brightpath IT"},"program":null,"vendor":{"handle":"nimbus"},"version":1},"userErrors":[]}`
	if text(t, payload) != want {
		t.Errorf("got %s, want %s", text(t, payload), want)
	}
}

func TestWhatTheUserCanMendIsPartOfTheAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := w.registration(t, sales, " ")
	in["lines"] = []any{}
	got := w.ask(t, sales, register, map[string]any{"in": in})
	want := `{"registerDeal":{"deal":null,"userErrors":[{"code":"REQUIRED","field":"customer.name"},{"code":"REQUIRED","field":"lines"}]}}`
	if text(t, got.Data) != want || len(got.Errors) > 0 {
		t.Errorf("got %s and %v, want %s", text(t, got.Data), got.Errors, want)
	}
}

// TestHiddenAndAbsentAnswerTheSame compares, byte by byte, what a rival gets for a deal that it may not see and for one that
// does not exist.
func TestHiddenAndAbsentAnswerTheSame(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hidden := w.registered(t, sales, "Quarry Works")
	absent := "deal_00000000000000000000000000"
	for name, query := range map[string]string{
		"by id":    `query($id:ID!){deal(id:$id){number partner{name}}}`,
		"by node":  `query($id:ID!){node(id:$id){id}}`,
		"by nodes": `query($id:ID!){nodes(ids:[$id]){id}}`,
		"in a list": `query($id:ID!){deals(filter:{or:[{partnerId:{eq:$id}},{programId:{eq:$id}}]}){totalCount nodes{id}
			pageInfo{hasNextPage endCursor}}}`,
		"submitting":                  `mutation($id:ID!){submitDeal(input:{id:$id,expectedVersion:1}){deal{id}}}`,
		"withdrawing another version": `mutation($id:ID!){withdrawDeal(input:{id:$id,expectedVersion:7}){deal{id}}}`,
		"approving":                   `mutation($id:ID!){approveDeal(input:{id:$id,expectedVersion:1}){deal{id}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			forHidden := w.ask(t, rival, query, map[string]any{"id": hidden})
			forAbsent := w.ask(t, rival, query, map[string]any{"id": absent})
			if text(t, forHidden) != text(t, forAbsent) {
				t.Errorf("hidden: %s, absent: %s", text(t, forHidden), text(t, forAbsent))
			}
		})
	}
}

func TestAnotherVersionIsAConflict(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.registered(t, sales, "Quarry Works")
	got := w.ask(t, sales, `mutation($id:ID!){withdrawDeal(input:{id:$id,expectedVersion:7}){deal{id}}}`, map[string]any{"id": id})
	if len(got.Errors) != 1 || got.Errors[0].Extensions["code"] != "CONFLICT" || got.Errors[0].Path.String() != "withdrawDeal" {
		t.Errorf("got %s, want one CONFLICT at withdrawDeal", text(t, got))
	}
}

// TestLaterFieldsSeeWhatEarlierOnesDid reads the same rival before and after a change in one request.
func TestLaterFieldsSeeWhatEarlierOnesDid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.registered(t, sales, "Quarry Works")
	second := w.registered(t, rival, "Quarry Works")
	got := w.get(t, decide, `mutation($first:ID!,$second:ID!){
		before: claimDealReview(input:{id:$second,expectedVersion:1}){deal{conflict{rivals{id approvalStatus}}}}
		change: claimDealReview(input:{id:$first,expectedVersion:1}){deal{approvalStatus}}
		after: returnDeal(input:{id:$second,expectedVersion:2,fields:["customer.domain"]}){deal{conflict{rivals{id approvalStatus}}}}
	}`, map[string]any{"first": first, "second": second})
	for field, want := range map[string]string{"before": "SUBMITTED", "after": "UNDER_REVIEW"} {
		rivals := at(t, got, field, "deal", "conflict", "rivals").([]any)
		if len(rivals) != 1 || at(t, rivals[0], "id") != first || at(t, rivals[0], "approvalStatus") != want {
			t.Errorf("%s: got %s, want %s as %s", field, text(t, rivals), first, want)
		}
	}
}
