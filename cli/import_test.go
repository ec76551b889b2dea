package cli_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const organizations = `handle,kind,name,country,currency,dealPrefix
acme,VENDOR,Acme,GB,GBP,ACM
pa,PARTNER,"Partner, A",GB,,
pb,PARTNER,Partner B,XX,,
pc,PARTNER,Partner C
pd,PARTNER,Partner "D",GB,,
pe,PARTNER,,GB,,
pf,PARTNER,"Partner
F",FR,,
pg,PARTNER,` + "Part\xffner" + `,GB,,
ph,PARTNER,Partner H,GB,,
`

// write makes a file of its own and answers its path.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	mustNot(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	raw, err := os.ReadFile(path)
	mustNot(t, err)
	records, err := csv.NewReader(strings.NewReader(string(raw))).ReadAll()
	mustNot(t, err)
	return records
}

// TestRejectsAreNamedMendedAndTakenIn is the way of a file with faults: they are named, the others go in, and the rejects
// file is imported after it has been mended.
func TestRejectsAreNamedMendedAndTakenIn(t *testing.T) {
	clean(t)
	data := t.TempDir()
	file := write(t, "organizations.csv", organizations)
	got := run(t, "import", "organizations", file, "--data", data)
	if got.code != 1 || !strings.Contains(got.out, "3 created") || !strings.Contains(got.out, "6 rejected") || !strings.Contains(got.errOut, "6 rows were rejected") {
		t.Fatalf("got code %d, %q and %q", got.code, got.out, got.errOut)
	}
	rejected := readCSV(t, file+".rejects.csv")
	want := [][]string{
		{"handle", "kind", "name", "country", "currency", "dealPrefix", "line", "field", "reason"},
		{"pb", "PARTNER", "Partner B", "XX", "", "", "4", "country", ""},
		{"pc", "PARTNER", "Partner C", "", "", "", "5", "", ""},
		{"pd", "PARTNER", "", "", "", "", "6", "", ""},
		{"pe", "PARTNER", "", "GB", "", "", "7", "name", ""},
		{"pf", "PARTNER", "Partner\nF", "FR", "", "", "8", "name", ""},
		{"pg", "PARTNER", "Part\uFFFDner", "GB", "", "", "10", "name", ""},
	}
	if diff := cmp.Diff(want, sorted(withoutReasons(t, rejected))); diff != "" {
		t.Errorf("rejects (-want +got):\n%s", diff)
	}

	mended := strings.NewReplacer("XX", "GB", "Partner\nF", "Partner F").Replace(join(rejected))
	mended = strings.Replace(mended, "pc,PARTNER,Partner C,,", "pc,PARTNER,Partner C,GB,", 1)
	mended = strings.Replace(mended, "pd,PARTNER,,,", "pd,PARTNER,Partner D,GB,", 1)
	mended = strings.Replace(mended, "pe,PARTNER,,GB", "pe,PARTNER,Partner E,GB", 1)
	got = run(t, "import", "organizations", write(t, "mended.csv", mended), "--data", data)
	if got.code != 0 || !strings.Contains(got.out, "6 created") {
		t.Errorf("mended: got code %d, %q and %q, want 6 created", got.code, got.out, got.errOut)
	}
}

// withoutReasons empties the reasons after seeing that there are some.
func withoutReasons(t *testing.T, records [][]string) [][]string {
	t.Helper()
	for _, r := range records[1:] {
		if r[len(r)-1] == "" {
			t.Errorf("line %s has no reason", r[len(r)-3])
		}
		r[len(r)-1] = ""
	}
	return records
}

// sorted puts the rows in the order of their handles: text faults are found before the hub's.
func sorted(records [][]string) [][]string {
	slices.SortFunc(records[1:], func(a, b []string) int { return strings.Compare(a[0], b[0]) })
	return records
}

func join(records [][]string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.WriteAll(records) // a Builder never fails
	return b.String()
}

func TestDryRunNamesRejectsAndKeepsNothing(t *testing.T) {
	clean(t)
	data := t.TempDir()
	file := write(t, "organizations.csv", organizations)
	for range 2 {
		got := run(t, "import", "organizations", file, "--data", data, "--dry-run")
		if got.code != 1 || !strings.Contains(got.out, "3 created") || !strings.Contains(got.out, "nothing was kept") {
			t.Errorf("got code %d, %q and %q, want 3 created each time", got.code, got.out, got.errOut)
		}
	}
	if len(readCSV(t, file+".rejects.csv")) != 7 {
		t.Errorf("the rejects file of a dry run does not have the header and six rows")
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	clean(t)
	data := t.TempDir()
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "the file is empty"},
		{"header in another encoding", "handle,na\xffme\n", "not UTF-8"},
		{"two bytes a character", "\xff\xfeh\x00a\x00n\x00d\x00l\x00e\x00", "not UTF-8"},
		{"semicolons", "handle;kind;name;country\na;PARTNER;A;GB\n", `unknown column "handle;kind;name;country"`},
		{"unknown column", "handle,kind,name,country,colour\n", `unknown column "colour"`},
		{"missing column", "handle,kind,name\n", `"country" is missing`},
		{"quote that is never closed", "handle,kind,name,country\na,PARTNER,A,GB\nb,PARTNER,\"B,GB\nc,PARTNER,C,GB\n", "line 3: a quote is opened and never closed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := run(t, "import", "organizations", write(t, "file.csv", c.text), "--data", data)
			if got.code != 1 || !strings.Contains(got.errOut, c.want) || !strings.Contains(got.errOut, "file.csv") {
				t.Errorf("got code %d and %q, want 1 and %s", got.code, got.errOut, c.want)
			}
			if strings.Contains(c.want, "quote") && !strings.Contains(got.out, "1 created") {
				t.Errorf("got %q, want the row before the quote to go in", got.out)
			}
		})
	}
}

func TestByteOrderMarkIsNoPartOfTheHeader(t *testing.T) {
	clean(t)
	got := run(t, "import", "organizations", write(t, "file.csv", "\uFEFFhandle, kind ,name,country\r\na,PARTNER,A,GB\r\n"), "--data", t.TempDir())
	if got.code != 0 || !strings.Contains(got.out, "1 created") {
		t.Errorf("got code %d, %q and %q, want 1 created", got.code, got.out, got.errOut)
	}
}

// TestRejectsAreForNobodyElse: the file of rejects is its owner's alone, takes the place of a link instead of following it, and leaves
// nothing beside it.
func TestRejectsAreForNobodyElse(t *testing.T) {
	clean(t)
	file := write(t, "accounts.csv", "handle,kind,name,country\na,PARTNER,A,XX\n")
	aim := write(t, "aim.txt", "untouched")
	mustNot(t, os.Symlink(aim, file+".rejects.csv"))
	for range 2 {
		if got := run(t, "import", "organizations", file, "--data", t.TempDir()); got.code != 1 {
			t.Fatalf("got %+v, want a rejected row", got)
		}
		found, err := os.Lstat(file + ".rejects.csv")
		mustNot(t, err)
		if found.Mode() != 0o600 || readText(t, aim) != "untouched" {
			t.Errorf("got mode %s and %q behind the link, want a file of mode 0600 and nothing touched", found.Mode(), readText(t, aim))
		}
	}
	left, err := os.ReadDir(filepath.Dir(file))
	mustNot(t, err)
	for _, f := range left {
		if strings.HasPrefix(f.Name(), ".") {
			t.Errorf("%s is left", f.Name())
		}
	}
}
