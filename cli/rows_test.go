package cli_test

import (
	"bytes"
	"encoding/csv"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"partnerhub/cli"
)

// FuzzRows reads anything: it ends, names lines in order, and hands on only rows that fit the header and are text. What it
// hands on reads the same after it was written again.
func FuzzRows(f *testing.F) {
	f.Add([]byte("a,b\n1,2\n"))
	f.Add([]byte("\xef\xbb\xbfa,b\r\n\"x\ny\",2\r\n"))
	f.Add([]byte("a,b\n\"1,2\n3,4\n"))
	f.Add([]byte("a,b\n1\"2,3\n4,5\n6\n\xff,7\n"))
	f.Add([]byte("a,line,field,reason\n1,2,x,y\n1\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		columns, rows, err := cli.ReadRows(bytes.NewReader(file))
		line := 1
		good := [][]string{}
		for _, r := range rows {
			if r.Line <= line && r.Line != 1 {
				t.Fatalf("line %d comes after line %d", r.Line, line)
			}
			line = r.Line
			if r.Fault == "" {
				good = append(good, fitting(t, columns, r.Record))
			}
		}
		if err == nil && len(good) > 0 {
			readAgain(t, columns, good)
		}
	})
}

// fitting checks a row that goes on to the hub, and answers its values.
func fitting(t *testing.T, columns, record []string) []string {
	t.Helper()
	if len(record) < len(columns) {
		t.Fatalf("%q has fewer values than %q", record, columns)
	}
	for _, v := range record[:len(columns)] {
		if !utf8.ValidString(v) {
			t.Fatalf("%q is not UTF-8", v)
		}
	}
	return record[:len(columns)]
}

func readAgain(t *testing.T, columns []string, want [][]string) {
	t.Helper()
	if len(columns) == 1 {
		return // a single empty value is written as an empty line, which is no row
	}
	var b bytes.Buffer
	mustNot(t, csv.NewWriter(&b).WriteAll(append([][]string{columns}, want...)))
	_, rows, err := cli.ReadRows(&b)
	mustNot(t, err)
	got := [][]string{}
	for _, r := range rows {
		got = append(got, r.Record)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("read again (-want +got):\n%s", diff)
	}
}
