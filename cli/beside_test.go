package cli_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFilesWhileServing: files are given out and taken in beside a server that holds the data, cut by the sight of a person or of a key.
func TestFilesWhileServing(t *testing.T) {
	clean(t)
	data, err := os.MkdirTemp("", "hub") // a socket's path is short
	mustNot(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(data) })
	s := serve(t, "--demo", "--dev", "--data", data)
	url := s.await(t, `API +(http://\S+)\n`)
	command := func(args ...string) outcome { return run(t, append(args, "--data", data)...) }
	key := strings.TrimSpace(command("key", "create", "--as", "sync@nimbus.example", "--days", "1").out)
	keyFile := write(t, "crm.key", key+"\n")
	t.Run("cut by who looks", func(t *testing.T) { listsAndFilesAgree(t, url, command) })
	t.Run("cut by a key", func(t *testing.T) {
		mine, theirs := command("export", "partners", "--as", "sync@nimbus.example"), command("export", "partners", "--key", "@"+keyFile)
		if mine.code != 0 || mine.out != theirs.out || strings.Count(mine.out, "\n") < 10 {
			t.Errorf("got code %d and %d lines for the key, want the %d lines of its holder", theirs.code, strings.Count(theirs.out, "\n"), strings.Count(mine.out, "\n"))
		}
	})
	t.Run("taken in", func(t *testing.T) { takenInBeside(t, command) })
	t.Run("a key that is revoked", func(t *testing.T) {
		command("key", "revoke", key)
		file := filepath.Join(t.TempDir(), "out.csv")
		got := command("export", "partners", "--key", key, "-o", file)
		if _, err := os.Stat(file); got.code != 1 || err == nil || strings.Contains(got.errOut, key) {
			t.Errorf("got %+v and a file, want a refusal without either", got)
		}
	})
	t.Run("an empty key", func(t *testing.T) {
		for _, who := range []string{"--key=@" + write(t, "empty.key", "\n"), "--key=", "--as="} {
			if got := command("export", "partners", who); got.code == 0 || !strings.Contains(got.errOut, "is empty") {
				t.Errorf("%s: got %+v, want it refused as empty", who, got)
			}
		}
	})
	t.Run("a key that names a file of the server's", func(t *testing.T) {
		nested := write(t, "nested.key", "@"+keyFile+"\n")
		if got := command("export", "partners", "--key", "@"+nested); got.code == 0 || got.out != "" {
			t.Errorf("got %+v, want no key taken from a file that a file names", got)
		}
	})
	t.Run("what is no file of the server's", func(t *testing.T) { noFileThere(t, command) })
	for name, args := range map[string][]string{"nobody": {}, "two": {"--as", "a@b.example", "--key", "k"}} {
		if got := command(append([]string{"export", "deals"}, args...)...); got.code != 2 {
			t.Errorf("as %s: got %+v, want code 2", name, got)
		}
	}
	s.stop(t)
}

// noFileThere: a pipe, and what each process has of its own under a name, are not read by a server.
func noFileThere(t *testing.T, command func(args ...string) outcome) {
	fine := write(t, "accounts.csv", "handle,kind,name,country\nthere-a,PARTNER,A,GB\n")
	f, err := os.Open(write(t, "map.csv", "handle,handle\n"))
	mustNot(t, err)
	t.Cleanup(func() { _ = f.Close() })
	own := fmt.Sprintf("/dev/fd/%d", f.Fd()) // of both, as the server is this process here
	if _, err := os.Stat(own); err != nil {
		t.Skip("this system has no such names")
	}
	for name, args := range map[string][]string{"a device": {"/dev/null"}, "a process's own": {own}, "its mapping": {fine, "--map", own}} {
		got := command(append([]string{"import", "organizations"}, args...)...)
		if got.code == 0 || !strings.Contains(got.errOut, "write it to a file first") {
			t.Errorf("%s: got %+v, want it refused", name, got)
		}
	}
}

// listsAndFilesAgree: for each person and kind the file has as many rows as the list, and none of the columns that are hidden from it.
func listsAndFilesAgree(t *testing.T, url string, command func(args ...string) outcome) {
	hidden := map[string][]string{
		"ops@nimbus.example":       {"partnerMargin"},
		"desk@continental.example": {"partnerMargin", "internalComments", "privateNotes", "budget"},
		"sales@harbor.example":     {"distributorCost", "internalComments", "privateNotes", "budget", "audienceTiers"},
	}
	for email, columns := range hidden {
		token := strings.TrimSpace(command("token", "--dev", "--as", email).out)
		for _, kind := range []string{"organizations", "partners", "programs", "campaigns", "deals"} {
			got := command("export", kind, "--as", email, "--format", "ndjson")
			rows := strings.Split(strings.TrimSpace(got.out), "\n")
			if want := total(t, url, token, kind); got.code != 0 || len(rows) != want {
				t.Errorf("%s, %s: got %d rows and %q, want %d", email, kind, len(rows), got.errOut, want)
				continue
			}
			for _, row := range rows {
				var values map[string]string
				mustNot(t, json.Unmarshal([]byte(row), &values))
				for _, c := range columns {
					if _, has := values[c]; has {
						t.Fatalf("%s sees %s of %s", email, c, kind)
					}
				}
			}
		}
	}
}

// total is the length of a person's list.
func total(t *testing.T, url, token, kind string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(`{"query":"{list:`+kind+`{totalCount}}"}`))
	mustNot(t, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(req)
	mustNot(t, err)
	body, err := io.ReadAll(resp.Body)
	mustNot(t, err)
	mustNot(t, resp.Body.Close())
	var answer struct {
		Data struct{ List struct{ TotalCount int } }
	}
	mustNot(t, json.Unmarshal(body, &answer))
	return answer.Data.List.TotalCount
}

// takenInBeside: the server reads the file and the mapping, names what is wrong, and takes the mended rejects.
func takenInBeside(t *testing.T, command func(args ...string) outcome) {
	names := write(t, "map.csv", "Account,handle\n")
	file := write(t, "accounts.csv", "Account,kind,name,country\nbeside-a,PARTNER,A,GB\nbeside-b,PARTNER,B,XX\n")
	got := command("import", "organizations", file, "--map", names)
	if got.code != 1 || !strings.Contains(got.out, "1 created      0 updated      0 unchanged      1 rejected") || !strings.Contains(got.errOut, "1 rows were rejected") {
		t.Fatalf("got %+v", got)
	}
	mended := strings.ReplaceAll(readText(t, file+".rejects.csv"), "XX", "FR")
	if got := command("import", "organizations", write(t, "mended.csv", mended), "--map", names); got.code != 0 || !strings.Contains(got.out, "1 created") {
		t.Errorf("mended: got %+v", got)
	}
	learned := filepath.Join(t.TempDir(), "certifications.csv")
	if got := command("export", "certifications", "--as", "ops@nimbus.example", "-o", learned); got.code != 0 {
		t.Errorf("certifications: got %+v", got)
	}
	if got := command("import", "certifications", learned); got.code != 0 || !strings.Contains(got.out, " 0 created      0 updated ") || strings.Contains(got.out, " 0 unchanged") {
		t.Errorf("certifications again: got %+v", got)
	}
	if got := command("import", "organizations", file, "--map", names, "--dry-run"); !strings.Contains(got.out, "1 unchanged") || !strings.Contains(got.out, "nothing was kept") {
		t.Errorf("a dry run: got %+v", got)
	}
}
