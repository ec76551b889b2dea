package web_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"partnerhub/web"
)

// TestEverySettingIsDocumented holds the table of the operators' documentation against the limits themselves.
func TestEverySettingIsDocumented(t *testing.T) {
	text, err := os.ReadFile("../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	want.WriteString("| limit | default | what it bounds |\n|---|---|---|\n")
	for _, s := range web.DefaultLimits().Settings() {
		fmt.Fprintf(&want, "| `%s` | %s | %s |\n", s.Name, s.Value, s.About)
	}
	if !strings.Contains(string(text), want.String()) {
		t.Errorf("docs/operations.md does not hold this table:\n%s", want.String())
	}
}

func TestSet(t *testing.T) {
	for _, tt := range []struct {
		name, value, want string // want is the value afterwards, or a piece of the refusal
		ok                bool
	}{
		{"cost", "8000", "8000", true}, {"body", "2000000", "2000000", true}, {"wait", "0s", "0s", true}, {"query-deadline", "1500ms", "1.5s", true},
		{"page", "1", "1", true}, {"page", "100", "100", true}, {"page", "101", "from 1 to 100", false}, {"page", "0", "from 1 to 100", false},
		{"cost", "", "from 100", false}, {"cost", "1e4", "from 100", false}, {"cost", "-1", "from 100", false}, {"cost", "9223372036854775808", "from 100", false},
		{"wait", "1", "from 0s to 1m0s", false}, {"wait", "2m", "from 0s to 1m0s", false}, {"wait", "-1s", "from 0s", false},
		{"costs", "1", "no limit", false}, {"", "1", "no limit", false},
	} {
		t.Run(tt.name+"="+tt.value, func(t *testing.T) {
			l := web.DefaultLimits()
			err := l.Set(tt.name, tt.value)
			if got := fmt.Sprint(err); !tt.ok && (err == nil || !strings.Contains(got, tt.want) || l != web.DefaultLimits()) {
				t.Errorf("got %s, want %q and nothing changed", got, tt.want)
			}
			if tt.ok && (err != nil || valueOf(l, tt.name) != tt.want) {
				t.Errorf("got %s and %v, want %s", valueOf(l, tt.name), err, tt.want)
			}
		})
	}
}

func valueOf(l web.Limits, name string) string {
	for _, s := range l.Settings() {
		if s.Name == name {
			return s.Value
		}
	}
	return ""
}

// TestSettingsAreApart changes one after the other: two names for one value would show.
func TestSettingsAreApart(t *testing.T) {
	for _, s := range web.DefaultLimits().Settings() {
		l := web.DefaultLimits()
		changed := ""
		for _, value := range []string{"1", "7", "1000", "5000", "7s", "7000000"} {
			if value != s.Value && l.Set(s.Name, value) == nil {
				changed = value
				break
			}
		}
		for _, other := range l.Settings() {
			want := valueOf(web.DefaultLimits(), other.Name)
			if other.Name == s.Name {
				want = changed
			}
			if other.Value != want {
				t.Errorf("%s=%s: %s is %s, want %s", s.Name, changed, other.Name, other.Value, want)
			}
		}
	}
}

func TestLimitsMustAgree(t *testing.T) {
	if err := web.DefaultLimits().Check(); err != nil {
		t.Errorf("the defaults: %v", err)
	}
	for _, change := range []string{"organization-in-flight=65", "integration-tokens=999", "points=4999", "integration-points=4999",
		"organization-points=4999", "mutations-per-minute=4", "write-timeout=21s", "mutation-deadline=29s", "query-deadline=9s", "organization-waiting=257"} {
		l := web.DefaultLimits()
		name, value, _ := strings.Cut(change, "=")
		if err := l.Set(name, value); err != nil {
			t.Fatal(err)
		}
		if l.Check() == nil {
			t.Errorf("%s: got no error", change)
		}
	}
}
