package intake_test

import (
	"fmt"
	"strings"
	"testing"

	"partnerhub/hub/intake"
	"partnerhub/model"
)

func TestImportRefusesAWholeFile(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct{ name, kind, columns, want string }{
		{"kind", "unicorns", "handle", `cannot import "unicorns"`},
		{"unknown column", "users", "email,name,organization,roles,shoeSize", `unknown column "shoeSize"`},
		{"required column", "users", "email,name,roles", `column "organization" is missing`},
		{"column twice", "users", "email,name,organization,roles,name", `"name" is there twice`},
		{"column without a name", "users", "email,name,organization,roles,", `unknown column ""`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := w.intake.File(c.kind, strings.Split(c.columns, ","), false)
			if err == nil || !strings.Contains(err.Error(), c.want) || model.CodeOf(err) != model.CodeBadUserInput {
				t.Errorf("got %v, want BAD_USER_INPUT with %s", err, c.want)
			}
		})
	}
}

func TestImportTellsAllFaultsOfARow(t *testing.T) {
	w := fewRows(t)
	got := w.load("users", "email,name,organization,roles\nnobody,,nowhere,KING\n")[0]
	for _, want := range []string{"must not be empty", "email: ", "roles: ", "organization: "} {
		if got.Field != "name" || !strings.Contains(got.Reason, want) {
			t.Errorf("got %s, want name first, and %q", text(got), want)
		}
	}
}

func TestImportRefusesTheSameRecordTwiceInAFile(t *testing.T) {
	w := fewRows(t)
	in := "vendor,externalId,partner,customerName,customerCountry,lines,amount,expectedCloseOn,status,registeredBy\n" +
		"acme,7,pa,One,GB,cloud:::1:,5 GBP,2027-01-01,DRAFT,sales@pa.example\n" +
		"acme,7,pa,Two,GB,cloud:::1:,5 GBP,2027-01-01,DRAFT,sales@pa.example\n"
	got := w.load("deals", in)
	if got[0].Outcome != intake.Created || got[1].Outcome != intake.Rejected || !strings.Contains(got[1].Reason, "line 2") {
		t.Errorf("got %s and %s, want the second refused for line 2", text(got[0]), text(got[1]))
	}
}

func TestImportKeepsAbsentColumnsAndClearsEmptyOnes(t *testing.T) {
	w := fewRows(t)
	w.loadAll("partners", "vendor,organization,type,lifeStage,region,tags,employees\nacme,pa,VAR,ACTIVE,North,a; b,9\n")
	w.loadAll("partners", "vendor,organization,type,lifeStage,region,tags\nacme,pa,VAR,ACTIVE,,\n")
	p := w.partner("acme", "pa")
	if p.Type != model.PartnerTypeVar || p.Employees == nil || *p.Employees != 9 || p.Tier == nil || *p.Tier != "GOLD" {
		t.Errorf("absent columns: got %s with %v employees and tier %v", p.Type, p.Employees, p.Tier)
	}
	if p.Region != nil || len(p.Tags) != 0 || p.Tags == nil {
		t.Errorf("empty values: got region %v and tags %v, want neither", p.Region, p.Tags)
	}
}

func TestImportRejectsWhatAnotherRecordHas(t *testing.T) {
	w := fewRows(t)
	got := w.load("partners", `vendor,organization,type,lifeStage,externalIds
acme,pa,VAR,ACTIVE,crm:1
acme,pb,VAR,ACTIVE,crm:2; crm:1
acme,pc,VAR,ACTIVE,crm:3
bolt,pb,VAR,ACTIVE,crm:1
`)
	for i, want := range []intake.Outcome{intake.Updated, intake.Rejected, intake.Created, intake.Created} {
		if got[i].Outcome != want {
			t.Errorf("got %s, want %s", text(got[i]), want)
		}
	}
	if got[1].Field != "externalIds" {
		t.Errorf("got the fault in %q, want externalIds", got[1].Field)
	}
}

func TestDryRunKeepsNothing(t *testing.T) {
	w := newWorld(t)
	rows := rowsOf(t, fewOrganizations)
	for range 2 {
		results, err := w.intake.Import(t.Context(), "organizations", rows, true)
		mustNot(t, err)
		for _, r := range results {
			if r.Outcome != intake.Created {
				t.Errorf("got %s, want it created in the dry run, each time", text(r))
			}
		}
	}
	changes, err := w.store.Changes.After(t.Context(), model.HubFeed, 0, 10)
	mustNot(t, err)
	if len(changes) != 0 {
		t.Errorf("got %d changes after dry runs, want none", len(changes))
	}
}

// TestImportInBatches takes more rows than fit into one transaction.
func TestImportInBatches(t *testing.T) {
	w := newWorld(t)
	var rows []intake.Row
	for i := range 600 {
		values := map[string]string{"handle": "p-" + strings.Repeat("x", i%7) + "-" + string(rune('a'+i%26)) + "-" + strings.Repeat("y", i/182),
			"kind": "PARTNER", "name": "P", "country": "GB"}
		rows = append(rows, intake.Row{Line: i + 2, Values: values})
	}
	rows[300].Values["country"] = "nowhere"
	results, err := w.intake.Import(t.Context(), "organizations", rows, false)
	mustNot(t, err)
	count := map[intake.Outcome]int{}
	for i, r := range results {
		count[r.Outcome]++
		if r.Line != i+2 {
			t.Fatalf("result %d is of line %d, want the file's order", i, r.Line)
		}
	}
	if len(results) != 600 || count[intake.Created] < 500 || results[300].Field != "country" {
		t.Errorf("got %d results, %v, the fault %s", len(results), count, text(results[300]))
	}
}

// partner reads a partner as it is stored.
func (w *world) partner(vendor, organization string) *model.Partner {
	w.tb.Helper()
	return stored(w, w.store.Partners, model.KindPartner, vendor+"/"+organization)
}

// TestOneBadRowIsRejectedAlone: three rows of many have what another record has. All others go in, each with one change row, and
// the feed has no gap.
func TestOneBadRowIsRejectedAlone(t *testing.T) {
	w := fewRows(t)
	const many = 40
	bad := map[int]bool{3: true, 20: true, 39: true}
	var organizations, partners strings.Builder
	organizations.WriteString("handle,kind,name,country\n")
	partners.WriteString("vendor,organization,type,lifeStage,externalIds\n")
	for i := range many {
		fmt.Fprintf(&organizations, "many-%d,PARTNER,Many %d,GB\n", i, i)
		id := i
		if bad[i] {
			id = i - 1 // the one before has it
		}
		fmt.Fprintf(&partners, "acme,many-%d,MSP,ACTIVE,crm:m-%d\n", i, id)
	}
	w.loadAll("organizations", organizations.String())
	vendor := model.DerivedID(model.KindOrganization, "acme")
	before, _, err := w.store.Changes.Ends(t.Context(), vendor)
	mustNot(t, err)
	results := w.load("partners", partners.String())
	for i, r := range results {
		if want := map[bool]intake.Outcome{false: intake.Created, true: intake.Rejected}[bad[i]]; r.Outcome != want || r.Line != i+2 {
			t.Errorf("%s: want %s", text(r), want)
		}
	}
	rows, err := w.store.Changes.After(t.Context(), vendor, before, 10*many)
	mustNot(t, err)
	told := map[model.ID]int{}
	for i, row := range rows {
		if row.ID.Seq != before+int64(i)+1 {
			t.Errorf("change %d behind %d has the number %d", i, before, row.ID.Seq)
		}
		if row.Kind == model.KindPartner {
			told[row.RecordID]++
		}
	}
	for i := range many {
		if got, want := told[model.DerivedID(model.KindPartner, fmt.Sprintf("acme/many-%d", i))], 1; !bad[i] && got != want {
			t.Errorf("partner %d is told %d times, want %d", i, got, want)
		}
	}
	for _, r := range w.load("partners", partners.String()) {
		if want := intake.Unchanged; !bad[r.Line-2] && r.Outcome != want {
			t.Errorf("again, %s: want %s", text(r), want)
		}
	}
}
