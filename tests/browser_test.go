package tests

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A real browser opens the embedded IDE, asks the same as two personas and is shown different data.
// It needs chromium on the PATH and the IDE's files (`make ide`). HUB_SCREENSHOTS names a directory to keep pictures in.
func TestBrowserShowsEachPersonaItsOwnSlice(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	if _, err := os.Stat("../web/ide/dist/graphiql.min.js"); err != nil {
		t.Skip("the IDE's files are not there: make ide")
	}
	b := openBrowser(t)
	w := demoWorld(t)
	b.visit(t, w.url+"/")
	b.until(t, ready)
	brightpath := b.askAs(t, "sales@brightpath.example", "Brightpath IT")
	harbor := b.askAs(t, "sales@harbor.example", "Harbor Systems")
	desk := b.askAs(t, "dealdesk@nimbus.example", "Nimbus Cloud")
	if strings.Contains(brightpath, "Harbor Systems") || strings.Contains(harbor, "Brightpath IT") {
		t.Errorf("a partner is shown its rival:\n%s\n%s", brightpath, harbor)
	}
	if brightpath == harbor || brightpath == desk || !strings.Contains(desk, "totalCount") {
		t.Errorf("three personas are not shown three slices:\n%s\n%s\n%s", brightpath, harbor, desk)
	}
	if errors := b.eval(t, `JSON.stringify(window.__errors || [])`); errors != "[]" {
		t.Errorf("the page reports errors: %s", errors)
	}
}

// ready is when the page can run a query: both editors come after the button, and a click before them does nothing.
const ready = `document.querySelector("#persona") && document.querySelector(".graphiql-execute-button") &&
	document.querySelector(".graphiql-query-editor .CodeMirror")?.CodeMirror.getValue().includes("query Mine") &&
	document.querySelector(".graphiql-response .CodeMirror")`

// askAs chooses a persona, runs the query that stands in the editor and answers what the page then shows.
func (b *browser) askAs(t *testing.T, email, organization string) string {
	t.Helper()
	b.eval(t, fmt.Sprintf(`(() => { const s = document.querySelector("#persona"); s.value = %q; s.dispatchEvent(new Event("change")); })()`, email))
	b.eval(t, `document.querySelector(".graphiql-execute-button").click()`)
	const shown = `document.querySelector(".graphiql-response .CodeMirror").CodeMirror.getValue()`
	b.until(t, fmt.Sprintf(`%s.includes('"name": %q')`, shown, organization))
	b.picture(t, email)
	return b.eval(t, shown)
}

func (b *browser) picture(t *testing.T, name string) {
	t.Helper()
	dir := os.Getenv("HUB_SCREENSHOTS")
	if dir == "" {
		return
	}
	var shot struct{ Data string }
	b.call(t, "Page.captureScreenshot", map[string]any{"format": "png"}, &shot)
	png, err := base64.StdEncoding.DecodeString(shot.Data)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600); err != nil {
		t.Fatal(err)
	}
}
