package cli_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// triangle is a small world with values that files get wrong, and more partners than fit in one batch.
func triangle(t *testing.T) (data string) {
	t.Helper()
	clean(t)
	data = t.TempDir()
	orgs, partners := strings.Builder{}, strings.Builder{}
	orgs.WriteString("handle,kind,name,country,currency,dealPrefix\nacme,VENDOR,Acme,GB,GBP,ACM\nbolt,VENDOR,Bolt,US,USD,BLT\ndist,DISTRIBUTOR,Dist,NL,,\n")
	partners.WriteString("vendor,organization,type,lifeStage,tier,distributors,tags,externalIds,privateNotes,certifications,rfm\n")
	for i := range 260 {
		fmt.Fprintf(&orgs, "p%d,PARTNER,Partner %d,GB,,\n", i, i)
		distributor := ""
		if i%2 == 0 {
			distributor = "dist"
		}
		fmt.Fprintf(&partners, "acme,p%d,MSP,ACTIVE,GOLD,%s,a;b,crm:%d,,Cloud:2027-01-31;Old,1-2-3\n", i, distributor, i)
	}
	for i, note := range []string{"=1+1", "'=1", "-2", "@SUM(A1)", "a \"quote\", and\na line", "''+x", "'plain"} {
		fmt.Fprintf(&orgs, "n%d,PARTNER,=Noted %d,GB,,\n", i, i)
		var line strings.Builder
		w := csv.NewWriter(&line)
		mustNot(t, w.Write([]string{"acme", fmt.Sprintf("n%d", i), "RESELLER", "ACTIVE", "", "", "", "", tamed(note), "", ""}))
		w.Flush()
		partners.WriteString(line.String())
	}
	partners.WriteString("bolt,p0,MSP,ACTIVE,CANARY,dist,,,CANARY,,\n")
	users := "email,name,organization,roles\nops@acme.example,Ops,acme,CHANNEL_OPS\ndesk@dist.example,Desk,dist,DISTRIBUTOR_ADMIN\nsales@p1.example,Sales,p1,PARTNER_SALES\n"
	for _, f := range [][2]string{{"organizations", orgs.String()}, {"users", users}, {"partners", partners.String()}} {
		if got := run(t, "import", f[0], write(t, f[0]+".csv", f[1]), "--data", data); got.code != 0 {
			t.Fatalf("%s: %s %s", f[0], got.out, got.errOut)
		}
	}
	return data
}

// tamed is a value as an export writes it, for those that look like formulas.
func tamed(v string) string {
	if rest := strings.TrimLeft(v, "'"); strings.ContainsAny(rest[:1], "=+-@") {
		return "'" + v
	}
	return v
}

func TestExport(t *testing.T) {
	data := triangle(t)
	t.Run("what is given out goes in unchanged", func(t *testing.T) { goesInUnchanged(t, data) })
	t.Run("no cell is a formula", func(t *testing.T) { noFormulas(t, data) })
	t.Run("rows and columns are cut", func(t *testing.T) { exportsAreCut(t, data) })
}

// goesInUnchanged: every value comes back as it was, in both forms.
func goesInUnchanged(t *testing.T, data string) {
	for _, tt := range []struct {
		kind, format string
		rows         int
	}{{"organizations", "ndjson", 269}, {"partners", "csv", 267}, {"partners", "ndjson", 267}} {
		t.Run(tt.kind+" "+tt.format, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "out."+tt.format)
			if got := run(t, "export", tt.kind, "--as", "ops@acme.example", "--format", tt.format, "-o", file, "--data", data); got.code != 0 {
				t.Fatal(got.errOut)
			}
			got := run(t, "import", tt.kind, file, "--data", data)
			if want := fmt.Sprintf("0 created      0 updated %6d unchanged      0 rejected", tt.rows); !strings.Contains(got.out, want) {
				t.Errorf("got %q %q, want %q", got.out, got.errOut, want)
			}
		})
	}
}

// noFormulas: whatever a partner calls itself.
func noFormulas(t *testing.T, data string) {
	file := filepath.Join(t.TempDir(), "out.csv")
	if got := run(t, "export", "partners", "--as", "ops@acme.example", "-o", file, "--data", data); got.code != 0 {
		t.Fatal(got.errOut)
	}
	notes := 0
	for _, record := range readCSV(t, file) {
		for _, cell := range record {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				t.Errorf("a cell begins as a formula: %q", cell)
			}
		}
		if slices.ContainsFunc(record, func(cell string) bool { return strings.Contains(cell, "=1+1") }) {
			notes++
		}
	}
	if notes == 0 {
		t.Error("the formula itself is missing")
	}
}

// exportsAreCut: by rows and by columns, and to who may not see the kind at all there is no file.
func exportsAreCut(t *testing.T, data string) {
	for email, tt := range map[string]struct {
		rows          int
		shown, hidden []string
	}{
		"ops@acme.example":  {267, []string{"privateNotes", "rfm", "tier"}, nil},
		"desk@dist.example": {131, []string{"tier"}, []string{"privateNotes", "rfm", "lifeStage"}},
		"sales@p1.example":  {1, []string{"vendor", "tier"}, []string{"privateNotes", "rfm", "lifeStage"}},
	} {
		got := run(t, "export", "partners", "--as", email, "--format", "ndjson", "--data", data)
		lines := strings.Split(strings.TrimSpace(got.out), "\n")
		if got.code != 0 || len(lines) != tt.rows {
			t.Fatalf("%s: got %d rows and %s, want %d", email, len(lines), got.errOut, tt.rows)
		}
		var first map[string]string
		mustNot(t, json.Unmarshal([]byte(lines[0]), &first))
		for _, c := range tt.shown {
			if _, has := first[c]; !has {
				t.Errorf("%s: %s is missing", email, c)
			}
		}
		for _, c := range tt.hidden {
			if _, has := first[c]; has {
				t.Errorf("%s: %s is shown", email, c)
			}
		}
		if email != "desk@dist.example" && strings.Contains(got.out, "CANARY") {
			t.Errorf("%s sees another vendor's partner", email)
		}
	}
	file := filepath.Join(t.TempDir(), "out.csv")
	mustNot(t, os.WriteFile(file, []byte("mine"), 0o600))
	for name, args := range map[string][]string{"nobody": {"--as", "nobody@acme.example"}, "a file that is there": {"--as", "ops@acme.example", "-o", file}} {
		if got := run(t, append([]string{"export", "partners", "--data", data}, args...)...); got.code == 0 || got.out != "" {
			t.Errorf("%s: got code %d and %q", name, got.code, got.out)
		}
	}
}

// TestObjectsAreTakenIn: values of every type, and lines that are none are named without keeping others out.
func TestObjectsAreTakenIn(t *testing.T) {
	clean(t)
	data := t.TempDir()
	file := write(t, "orgs.ndjson", "\uFEFF"+`{"handle":"acme","kind":"VENDOR","name":"Acme","country":"GB","currency":"GBP","dealPrefix":"ACM","reminderDays":[30,7]}

{"name":"Bolt","handle":"bolt","kind":"VENDOR","country":"US","currency":"USD","dealPrefix":"BLT","reminderDays":null}
{"handle":"lacks","kind":"VENDOR"}
{"handle":"more","kind":"PARTNER","name":"More","country":"GB","currency":"","dealPrefix":"","reminderDays":"","extra":1}
{"handle":"nested","kind":"PARTNER","name":{"a":1},"country":"GB","currency":"","dealPrefix":"","reminderDays":""}
[1,2]
{"handle":"cut
`)
	got := run(t, "import", "organizations", file, "--data", data)
	if !strings.Contains(got.out, "2 created      0 updated      0 unchanged      5 rejected") {
		t.Fatalf("got %q and %q", got.out, got.errOut)
	}
	reasons := []string{}
	for _, record := range readCSV(t, file+".rejects.csv")[1:] {
		reasons = append(reasons, strings.Join(record[len(record)-3:], " "))
	}
	for i, want := range []string{"4 name is missing", "5  has the field \"extra\"", "6  name: is an object", "7  is no JSON object", "8  is no JSON object"} {
		if !strings.HasPrefix(reasons[i], want) {
			t.Errorf("got %q, want %q", reasons[i], want)
		}
	}
	if got := run(t, "import", "organizations", write(t, "empty.ndjson", "\n"), "--data", data); got.code != 1 || !strings.Contains(got.errOut, "the file is empty") {
		t.Errorf("an empty file: got %d and %q", got.code, got.errOut)
	}
}

func TestListeningNeedsASecret(t *testing.T) {
	clean(t)
	for _, args := range [][]string{{"--secret", "whsec_c2hvcnQ="}, {"--secret", "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz", "--status", "7"}, {"--secret", "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz", "--at", "nowhere"}} {
		if got := run(t, append([]string{"webhooks", "listen"}, args...)...); got.code != 2 {
			t.Errorf("%v: got code %d and %q", args, got.code, got.errOut)
		}
	}
}

// TestColumnsAreMapped: to the names here, or left out; a rejects file is imported with the same mapping.
func TestColumnsAreMapped(t *testing.T) {
	clean(t)
	data := t.TempDir()
	names := write(t, "map.csv", "# theirs, ours\nAccount ID, handle\nType,kind\nName,name\nLand,country\nOwner,-\n")
	file := write(t, "accounts.csv", "Account ID,Type,Name,Land,Owner\npa,PARTNER,A,GB,x\npb,PARTNER,B,XX,y\n")
	if got := run(t, "import", "organizations", file, "--map", names, "--data", data); !strings.Contains(got.out, "1 created      0 updated      0 unchanged      1 rejected") {
		t.Fatalf("got %q and %q", got.out, got.errOut)
	}
	mended := strings.ReplaceAll(readText(t, file+".rejects.csv"), "XX", "FR")
	if got := run(t, "import", "organizations", write(t, "mended.csv", mended), "--map", names, "--data", data); !strings.Contains(got.out, "1 created") {
		t.Errorf("got %q and %q", got.out, got.errOut)
	}
	for name, text := range map[string]string{"a column that is not there": "Nothing,handle\n", "one name twice": "Type,kind\nType,name\n", "three columns": "a,b,c\n"} {
		if got := run(t, "import", "organizations", file, "--map", write(t, "m.csv", text), "--data", data); got.code != 1 || !strings.Contains(got.errOut, "mapping") {
			t.Errorf("%s: got code %d and %q", name, got.code, got.errOut)
		}
	}
}

func readText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	mustNot(t, err)
	return string(text)
}
