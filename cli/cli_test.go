package cli_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"partnerhub/cli"
	"partnerhub/model"
)

// at is the instant of every command in these tests.
var at = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// outcome is what a command left behind.
type outcome struct {
	code        int
	out, errOut string
}

// run runs a command as the binary would, without anything from the machine's environment.
func run(t *testing.T, args ...string) outcome {
	t.Helper()
	return runIn(t, t.Context(), args...)
}

func runIn(t *testing.T, ctx context.Context, args ...string) outcome {
	t.Helper()
	var out, errOut bytes.Buffer
	code := cli.Run(ctx, &cli.Process{Args: args, Stdout: &out, Stderr: &errOut, Demo: os.DirFS("../testdata/demo"),
		Version: "1.2.3", Now: func() time.Time { return at }})
	return outcome{code, out.String(), errOut.String()}
}

// clean removes the settings that the machine's environment may hold.
func clean(t *testing.T) {
	t.Helper()
	for _, name := range []string{"HUB_LISTEN", "HUB_ADMIN_LISTEN", "HUB_DATA", "MONGODB_URI", "HUB_DATABASE", "HUB_OIDC_ISSUER",
		"HUB_OIDC_AUDIENCE", "HUB_DEV", "HUB_IDE", "HUB_LOG", "HUB_TRUSTED_PROXIES", "HUB_LIMITS", "HUB_CORS_ORIGINS", "HUB_GET_QUERIES", "HUB_TRUSTED_DOCUMENTS", "HUB_TRUSTED_MODE", "HUB_WEBHOOK_NETWORKS", "HUB_WEBHOOK_SECRET",
		"HUB_PLANS", "HUB_KEEP_CHANGES", "HUB_JOB_LEASE"} {
		if old, ok := os.LookupEnv(name); ok {
			mustNot(t, os.Unsetenv(name))
			t.Cleanup(func() { mustNot(t, os.Setenv(name, old)) })
		}
	}
}

// TestTheReadmeListsEverySetting: whoever deploys the hub looks there first.
func TestTheReadmeListsEverySetting(t *testing.T) {
	clean(t)
	readme, err := os.ReadFile("../README.md")
	mustNot(t, err)
	all := regexp.MustCompile(`\$((?:HUB|MONGODB)_\w+)`).FindAllStringSubmatch(run(t, "serve", "--help").out, -1)
	if len(all) < 15 {
		t.Fatalf("found %d settings in the help, which cannot be all", len(all))
	}
	for _, name := range all {
		if !regexp.MustCompile("`" + name[1] + "[`=]").Match(readme) {
			t.Errorf("README.md lacks %s", name[1])
		}
	}
}

func TestHelpTellsAStranger(t *testing.T) {
	clean(t)
	for _, c := range []struct {
		args string
		want []string
	}{
		{"", []string{"Usage: partnerhub <command>", "partnerhub serve --demo --dev"}},
		{"--help", []string{"serve", "seed", "import", "columns", "token", "key create", "key revoke", "schema", "policy show", "version",
			"$HUB_LISTEN", "127.0.0.1:8080", "$HUB_ADMIN_LISTEN", "$HUB_DATA", "./data", "$MONGODB_URI", "$HUB_DATABASE", "$HUB_OIDC_ISSUER",
			"$HUB_OIDC_AUDIENCE", "$HUB_DEV", "$HUB_IDE", "$HUB_LOG", "$HUB_TRUSTED_PROXIES", "$HUB_LIMITS", "$HUB_CORS_ORIGINS", "$HUB_GET_QUERIES", "$HUB_TRUSTED_DOCUMENTS", "$HUB_TRUSTED_MODE"}},
		{"serve --help", []string{"--demo", "SIGTERM", "Examples:"}},
		{"seed --help", []string{"Example:"}},
		{"import --help", []string{"FILE.rejects.csv", "--dry-run", "partnerhub import partners partners.csv"}},
		{"export --help", []string{"--as=EMAIL", "--format", "Examples:"}},
		{"webhooks listen --help", []string{"--secret", "--webhook-networks"}},
		{"token --help", []string{"--as=EMAIL", "--ttl", "curl"}},
		{"key create --help", []string{"--days", "Example:"}},
	} {
		t.Run(c.args, func(t *testing.T) {
			got := run(t, strings.Fields(c.args)...)
			if got.code != 0 || got.errOut != "" {
				t.Errorf("got code %d and %q, want 0 and nothing", got.code, got.errOut)
			}
			for _, want := range c.want {
				if !strings.Contains(unwrapped(got.out), want) {
					t.Errorf("the help lacks %q:\n%s", want, got.out)
				}
			}
		})
	}
}

// unwrapped joins what the help has broken into lines.
func unwrapped(s string) string { return strings.Join(strings.Fields(s), " ") }

func TestBadConfigurationIsOneLineThatNamesTheSetting(t *testing.T) {
	clean(t)
	missing := filepath.Join(t.TempDir(), "nothing.csv")
	for _, c := range []struct {
		name, args string
		env        map[string]string
		code       int
		want       string
	}{
		{"no way to sign in", "serve", nil, 2, "--oidc-issuer"},
		{"two ways", "serve --dev --oidc-issuer https://x.example --oidc-audience y", nil, 2, "--dev"},
		{"two ways by environment", "serve", map[string]string{"HUB_DEV": "true", "HUB_OIDC_ISSUER": "https://x.example", "HUB_OIDC_AUDIENCE": "y"}, 2, "--dev"},
		{"issuer alone", "serve --oidc-issuer https://x.example", nil, 2, "--oidc-audience"},
		{"audience alone", "serve --oidc-audience y", nil, 2, "--oidc-issuer"},
		{"address", "serve --dev --listen nowhere", nil, 2, "--listen"},
		{"admin address", "serve --dev --admin-listen nowhere", nil, 2, "--admin-listen"},
		{"no data directory", "serve --dev --data=", nil, 2, "--data"},
		{"no data directory by environment", "seed", map[string]string{"HUB_DATA": ""}, 2, "--data"},
		{"data in a file", "seed --data " + os.Args[0], nil, 2, "--data"},
		{"connection string", "seed --mongodb-uri nonsense", nil, 2, "--mongodb-uri"},
		{"server without TLS", "seed --mongodb-uri mongodb://db.example.com/?replicaSet=rs0", nil, 2, "--mongodb-uri"},
		{"log level", "serve --dev --log loud", nil, 2, "--log"},
		{"flag by environment", "serve", map[string]string{"HUB_DEV": "perhaps"}, 2, "HUB_DEV"},
		{"unknown limit", "serve --dev --limit speed=1", nil, 2, "--limit"},
		{"limit out of range", "serve --dev", map[string]string{"HUB_LIMITS": "cost=8000,page=101"}, 2, "page is from 1 to 100"},
		{"limits that contradict", "serve --dev --limit points=200", nil, 2, "--limit"},
		{"any origin", "serve --dev --cors-origins *", nil, 2, "--cors-origins"},
		{"manifest that is not there", "serve --dev --trusted-documents " + missing, nil, 2, "--trusted-documents"},
		{"only nothing", "serve --dev --trusted-mode only", nil, 2, "--trusted-documents"},
		{"proxy", "serve --dev --trusted-proxies 10.0.0.1", nil, 2, "--trusted-proxies"},
		{"unknown flag", "serve --fast", nil, 2, "--fast"},
		{"unknown command", "dance", nil, 2, "dance"},
		{"unknown kind", "import unicorns x.csv", nil, 2, "unicorns"},
		{"no file named", "import users", nil, 2, "<file>"},
		{"token outside development", "token --as admin@nimbus.example", nil, 2, "--dev"},
		{"token for nobody", "token --dev", nil, 2, "--as"},
		{"negative days", "key create --as a@b.example --days -1", nil, 2, "--days"},
		{"file that is not there", "import users " + missing, nil, 1, "nothing.csv"},
		{"policy file that is not there", "policy check " + missing, nil, 1, "nothing.csv"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for k, v := range c.env {
				t.Setenv(k, v)
			}
			got := run(t, strings.Fields(c.args)...)
			if got.code != c.code || strings.Count(got.errOut, "\n") != 1 || !strings.Contains(got.errOut, c.want) {
				t.Errorf("got code %d and %q, want %d and one line with %s", got.code, got.errOut, c.code, c.want)
			}
			if got.out != "" {
				t.Errorf("standard output has %q, want nothing", got.out)
			}
		})
	}
}

func TestSmallCommands(t *testing.T) {
	clean(t)
	data := t.TempDir()
	bad := filepath.Join(t.TempDir(), "policy.csv")
	mustNot(t, os.WriteFile(bad, []byte("p, vendor_admin, *, deal, dance, vendor, core\n"), 0o600))
	for _, c := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"version", []string{"version"}, 0, "partnerhub 1.2.3 ("},
		{"schema", []string{"schema"}, 0, "type Deal implements Node {"},
		{"policy", []string{"policy", "show"}, 0, "p, vendor_staff,"},
		{"policy is fine", []string{"policy", "check"}, 0, "is fine"},
		{"policy is not", []string{"policy", "check", bad}, 1, "dance"},
		{"policies that are stored", []string{"policy", "check", "--stored", "--data", data}, 0, "is fine"},
		{"policy of no vendor", []string{"policy", "show", "nobody", "--data", data}, 1, "there is no vendor nobody"},
		{"explained for nobody", []string{"policy", "explain", "--as", "a@b.example", "--data", data, "deal.amount", "deal_00000000000000000000000000"}, 1, "a@b.example"},
		{"explained with another kind", []string{"policy", "explain", "--as", "a@b.example", "--data", data, "partner.tier", "deal_00000000000000000000000000"}, 2, "no id of a partner"},
		{"columns", []string{"columns", "partners"}, 0, "* organization"},
		{"token for nobody known", []string{"token", "--dev", "--data", data, "--as", "nobody@nimbus.example"}, 1, "nobody@nimbus.example"},
		{"key that is not there", []string{"key", "revoke", "--data", data, "hub_nothing_secret"}, 1, "key nothing: not found"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := run(t, c.args...)
			if got.code != c.code || !strings.Contains(got.out+got.errOut, c.want) {
				t.Errorf("got code %d, %q and %q, want %d and %q", got.code, got.out, got.errOut, c.code, c.want)
			}
		})
	}
}

func TestSeedTokenAndKey(t *testing.T) {
	clean(t)
	data := t.TempDir()
	seeded := run(t, "seed", "--data", data)
	if seeded.code != 0 || strings.Count(seeded.out, " 0 rejected") != 13 {
		t.Fatalf("got code %d, %s %s", seeded.code, seeded.out, seeded.errOut)
	}
	if again := run(t, "seed", "--data", data); again.code != 0 || strings.Count(again.out, " 0 created") != 13 || strings.Count(again.out, " 0 updated") != 13 {
		t.Errorf("again: got code %d and\n%s, want nothing created or updated", again.code, again.out)
	}
	token := run(t, "token", "--dev", "--data", data, "--as", "sales@brightpath.example")
	if token.code != 0 || strings.Count(strings.TrimSpace(token.out), ".") != 2 {
		t.Errorf("token: got code %d and %q", token.code, token.out)
	}
	own := run(t, "policy", "show", "nimbus", "--data", data)
	if own.code != 0 || !strings.Contains(own.out, "nimbus, version 0") {
		t.Errorf("policy: got code %d, %q and %q", own.code, own.out, own.errOut)
	}
	why := run(t, "policy", "explain", "--data", data, "--as", "marketing@brightpath.example", "organization.name", string(model.DerivedID(model.KindOrganization, "nimbus")))
	if why.code != 0 || !strings.HasPrefix(why.out, "yes: ") || !strings.Contains(why.out, "+ policy.csv, line ") {
		t.Errorf("explaining: got code %d, %q and %q", why.code, why.out, why.errOut)
	}
	key := run(t, "key", "create", "--data", data, "--as", "sync@nimbus.example", "--days", "90")
	if key.code != 0 || !strings.HasPrefix(key.out, "hub_") {
		t.Fatalf("key: got code %d, %q and %q", key.code, key.out, key.errOut)
	}
	revoked := run(t, "key", "revoke", "--data", data, strings.TrimSpace(key.out))
	secret := key.out[strings.LastIndex(key.out, "_")+1:]
	if revoked.code != 0 || strings.Contains(revoked.out, strings.TrimSpace(secret)) {
		t.Errorf("revoking: got code %d and %q, want 0 and no secret", revoked.code, revoked.out)
	}
}

func mustNot(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}
