package web_test

import (
	"strings"
	"testing"

	"partnerhub/web"
)

// TestNumbersAreReadTogether: what a room tells is there as often as it can be had, and is missing alone when it cannot.
func TestNumbersAreReadTogether(t *testing.T) {
	values := []float64{3, 5}
	w := newWorld(t, gives(`{"shop":null}`), func(c *web.Config) {
		c.Database = &web.Numbers{Read: func() []float64 { return values }, List: []web.Number{
			{Name: "database_data_bytes", Help: "Size."}, {Name: "database_commits_total", Help: "Commits.", Total: true}}}
	})
	lines := []string{"# TYPE partnerhub_database_data_bytes gauge", "partnerhub_database_data_bytes 3",
		"# TYPE partnerhub_database_commits_total counter", "partnerhub_database_commits_total 5"}
	got := scrape(t, w)
	for _, want := range lines {
		if !strings.Contains(got, want+"\n") {
			t.Errorf("no %s", want)
		}
	}
	values = nil
	if got := scrape(t, w); strings.Contains(got, "partnerhub_database") || !strings.Contains(got, "go_goroutines") {
		t.Error("without an answer: got numbers of the database, or none at all")
	}
}
