package cli_test

import (
	"os"
	"strings"
	"testing"
)

// A running server holds the embedded database alone, so it runs for its operator what needs the data: tokens, keys and questions
// about the policy. A key that is revoked is refused from the next request on.
func TestCommandsWhileServing(t *testing.T) {
	clean(t)
	data, err := os.MkdirTemp("", "hub") // a socket's path is short
	mustNot(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(data) })
	s := serve(t, "--demo", "--dev", "--data", data)
	url := s.await(t, `API +(http://\S+)\n`)
	command := func(args ...string) outcome { return run(t, append(args, "--data", data)...) }

	token := command("token", "--dev", "--as", "sales@harbor.example")
	if got := ask(t, url, strings.TrimSpace(token.out)); !strings.Contains(got, "Declan Frost") {
		t.Errorf("with the token %+v: got %s", token, got)
	}
	key := command("key", "create", "--as", "sync@nimbus.example", "--days", "1")
	secret := strings.TrimSpace(key.out)
	if got := ask(t, url, secret); !strings.Contains(got, `"data"`) || key.code != 0 {
		t.Errorf("with the key of %+v: got %s", key, got)
	}
	if got := command("key", "revoke", secret); got.code != 0 || !strings.Contains(got.out, "revoked") {
		t.Errorf("revoking: got %+v", got)
	}
	if got := ask(t, url, secret); !strings.Contains(got, "UNAUTHENTICATED") {
		t.Errorf("with the revoked key: got %s", got)
	}
	for _, c := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"lines of a vendor", []string{"policy", "show", "nimbus"}, 0, "# the own lines of nimbus, version 0"},
		{"of nobody", []string{"policy", "show", "nobody"}, 1, "partnerhub: there is no vendor nobody"},
		{"what is stored", []string{"policy", "check", "--stored"}, 0, "is fine"},
		{"an id of another kind", []string{"policy", "explain", "--as", "sales@harbor.example", "deal", "partner_0"}, 2, "ID"},
		{"a file for a stranger", []string{"export", "partners", "--as", "no@body.example"}, 1, "nobody who may sign in"},
		{"a key for a stranger", []string{"key", "create", "--days", "1", "--as", "no@body.example"}, 1, "nobody who may sign in"},
		{"a token for a stranger", []string{"token", "--dev", "--as", "no@body.example"}, 1, "nobody who may sign in"},
		{"the data stay the server's", []string{"seed"}, 1, "another process is using"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := command(c.args...); got.code != c.code || !strings.Contains(got.out+got.errOut, c.says) {
				t.Errorf("got %+v, want code %d and %q", got, c.code, c.says)
			}
		})
	}
	s.stop(t)
}
