package tests

import (
	"net/http"
	"testing"
)

const (
	newAccount = `mutation($in:CreateServiceAccountInput!){createServiceAccount(input:$in){serviceAccount{id name roles serviceAccount{kinds createdBy{name}}} userErrors{code message}}}`
	newKey     = `mutation($in:CreateApiKeyInput!){createApiKey(input:$in){apiKey{id prefix lastUsedAt} secret userErrors{code}}}`
	endKey     = `mutation($in:RevokeApiKeyInput!){revokeApiKey(input:$in){apiKey{revokedAt} secret userErrors{code}}}`
)

// TestAServiceAccountFromItsFirstToItsLastRequest: made, given a key, used, seen in use, replaced, and gone with the next request.
func TestAServiceAccountFromItsFirstToItsLastRequest(t *testing.T) {
	t.Parallel()
	w := demoWorld(t)
	admin := w.as("admin@nimbus.example")
	account := admin.query(t, newAccount, vars{"in": vars{"name": "CRM", "roles": []string{"VENDOR_INTEGRATION"}, "kinds": []string{"PARTNER"}}})
	id := account.str("createServiceAccount.serviceAccount.id")
	if id == "" || account.json("createServiceAccount.serviceAccount.serviceAccount.kinds") != `["PARTNER"]` {
		t.Fatalf("got %v", account)
	}
	made := admin.query(t, newKey, vars{"in": vars{"serviceAccountId": id, "name": "nightly"}})
	sync := client{url: w.url, token: made.str("createApiKey.secret")}
	seen := sync.query(t, `{viewer{user{name email} organization{handle}} partners(first:1){nodes{vendor{handle}}} deals{totalCount} programs{totalCount}}`)
	if got, want := seen.json("viewer")+seen.json("partners.nodes")+seen.json("deals.totalCount")+seen.json("programs.totalCount"),
		`{"organization":{"handle":"nimbus"},"user":{"email":null,"name":"CRM"}}[{"vendor":{"handle":"nimbus"}}]00`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	keys := `query($id:ID!){node(id:$id){... on User{apiKeys{id lastUsedAt createdBy{email}}}}}`
	used := admin.query(t, keys, vars{"id": id}).list("node.apiKeys")
	if len(used) != 1 || used[0].str("lastUsedAt") == "" || used[0].str("createdBy.email") != "admin@nimbus.example" {
		t.Errorf("got %v, want one key in use", used)
	}
	if got := w.as("cam.uk@nimbus.example").query(t, keys, vars{"id": id}).json("node.apiKeys"); got != "null" {
		t.Errorf("a colleague is shown %s", got)
	}
	admin.query(t, endKey, vars{"in": vars{"apiKeyId": used[0].str("id")}})
	if status := sync.status(`{viewer{roles}}`); status != http.StatusUnauthorized {
		t.Errorf("the request after the key was revoked: got %d", status)
	}
	w.aKeyIsShownOnce(t)
}

// aKeyIsShownOnce: a repetition under the same Idempotency-Key makes no second key, and tells no secret.
func (w *world) aKeyIsShownOnce(t *testing.T) {
	admin := w.as("admin@brightpath.example")
	id := admin.query(t, newAccount, vars{"in": vars{"name": "Portal", "roles": []string{"PARTNER_ADMIN"}, "kinds": []string{"DEAL"}}}).
		str("createServiceAccount.serviceAccount.id")
	in := vars{"in": vars{"serviceAccountId": id, "name": "portal"}}
	first, again := admin.under(t, "one", newKey, in), admin.under(t, "one", newKey, in)
	if first.Data.str("createApiKey.secret") == "" || again.Data.json("createApiKey.secret") != "null" ||
		first.Data.str("createApiKey.apiKey.id") != again.Data.str("createApiKey.apiKey.id") {
		t.Errorf("got %v and %v, want one key, with its secret once", first.Data, again.Data)
	}
}
