package tests

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// Non-interference: two worlds that differ only in what a person may not know answer that person with the same bytes,
// whatever is asked. The rules of what a person may not know are written here by hand, from the description of visibility.

// table is one file of the demo world.
type table struct {
	header []string
	rows   [][]string
}

func (t *table) col(name string) int {
	for i, h := range t.header {
		if h == name {
			return i
		}
	}
	panic("no column " + name)
}

func (t *table) get(row []string, name string) string { return row[t.col(name)] }

// set changes a value where the row has one, so that required columns stay filled and empty ones empty.
func (t *table) set(row []string, name, value string) {
	if i := t.col(name); row[i] != "" {
		row[i] = value
	}
}

// files is the demo world as tables by file name.
type files map[string]*table

func demoFiles(tb testing.TB) files {
	tb.Helper()
	out := files{}
	paths, err := filepath.Glob("../testdata/demo/*.csv")
	if err != nil || len(paths) == 0 {
		tb.Fatalf("demo files: %v %v", paths, err)
	}
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			tb.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
		if err != nil {
			tb.Fatal(err)
		}
		out[filepath.Base(path)] = &table{rows[0], rows[1:]}
	}
	return out
}

func (f files) fs(tb testing.TB) fstest.MapFS {
	tb.Helper()
	out := fstest.MapFS{}
	for name, t := range f {
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		if err := w.WriteAll(append([][]string{t.header}, t.rows...)); err != nil {
			tb.Fatal(err)
		}
		out[name] = &fstest.MapFile{Data: b.Bytes()}
	}
	return out
}

// stranger is a person with the rules of what it may not know.
type stranger struct {
	email string
	deal  func(t *table, row []string) bool // the row as a whole
	party func(t *table, row []string) bool // a partnership as a whole
	org   func(handle string) bool          // a partner organization as a whole
	skill func(t *table, row []string) bool // what a partner has learned
	// fields that are hidden on the rows that it sees.
	dealFields, partyFields, programFields, campaignFields []string
}

func strangers() []stranger {
	insight := []string{"privateNotes", "tags", "engagementScore", "rfm", "externalIds"}
	ofPartner := func(handle, email string, dealFields ...string) stranger {
		return stranger{email: email,
			deal:  func(t *table, r []string) bool { return t.get(r, "partner") != handle },
			party: func(t *table, r []string) bool { return t.get(r, "organization") != handle },
			org:   func(h string) bool { return h != handle },
			skill: func(t *table, r []string) bool {
				return t.get(r, "partner") != handle || !strings.HasPrefix(email, "admin@")
			},
			dealFields: append(dealFields, "distributorCost", "internalComments"), partyFields: insight,
			programFields: []string{"budget"}, campaignFields: []string{"cost"}}
	}
	ofDistributor := func(handle, email string) stranger {
		serves := map[string]bool{}
		return stranger{email: email,
			deal: func(t *table, r []string) bool {
				return t.get(r, "distributor") != handle || t.get(r, "hiddenFromDistributor") == "true" || t.get(r, "status") == "DRAFT" && !strings.HasSuffix(t.get(r, "registeredBy"), handle+".example")
			},
			party: func(t *table, r []string) bool {
				mine := strings.Contains(t.get(r, "distributors"), handle)
				serves[t.get(r, "organization")] = serves[t.get(r, "organization")] || mine
				return !mine
			},
			org:           func(h string) bool { return !serves[h] },
			skill:         func(*table, []string) bool { return true },
			dealFields:    []string{"partnerMargin", "internalComments"},
			partyFields:   append([]string{"employees", "technicalHeadcount"}, insight...),
			programFields: []string{"budget"}, campaignFields: []string{"cost"}}
	}
	return []stranger{
		ofPartner("harbor", "sales@harbor.example"),
		ofPartner("brightpath", "admin@brightpath.example"),
		ofPartner("brightpath", "marketing@brightpath.example", "partnerMargin", "amount", "customerName", "contactName", "contactEmail"),
		ofDistributor("continental", "desk@continental.example"),
		ofDistributor("pacific", "desk@pacific.example"),
	}
}

// elsewhere changes everything that the stranger may not know. Deals of others vanish, double in amount or change hands of
// the customer; hidden fields of visible rows get other values.
func (s stranger) elsewhere(f files, random *rand.Rand) {
	parties, deals := f["partners.csv"], f["deals.csv"]
	for _, row := range parties.rows {
		if s.party(parties, row) {
			parties.set(row, "name", "Elsewhere "+parties.get(row, "name"))
			parties.set(row, "employees", fmt.Sprint(1+random.IntN(900)))
		}
		s.scramble(parties, row, s.partyFields, random)
	}
	kept, own := deals.rows[:0:0], s.customers(deals)
	for _, row := range deals.rows {
		hidden := s.deal(deals, row)
		if hidden && own[deals.get(row, "customerName")] {
			kept = append(kept, row)
			continue
		}
		if hidden && random.IntN(2) == 0 {
			continue
		}
		if hidden {
			deals.set(row, "customerName", "Elsewhere "+fmt.Sprint(random.IntN(1000)))
			deals.set(row, "internalComments", "elsewhere")
		}
		s.scramble(deals, row, s.dealFields, random)
		kept = append(kept, row)
	}
	deals.rows = kept
	s.unlearn(f["certifications.csv"])
	s.rename(f["organizations.csv"])
	for _, row := range f["programs.csv"].rows {
		s.scramble(f["programs.csv"], row, s.programFields, random)
	}
	for _, row := range f["campaigns.csv"].rows {
		s.scramble(f["campaigns.csv"], row, s.campaignFields, random)
	}
}

// customers are those of the deals that the stranger sees. Deals of others for them stay as they are: that another
// registration stands in the way is what a reviewed deal may tell.
func (s stranger) customers(deals *table) map[string]bool {
	own := map[string]bool{}
	for _, row := range deals.rows {
		if !s.deal(deals, row) {
			own[deals.get(row, "customerName")] = true
		}
	}
	return own
}

// unlearn gives what others have learned other names. How many certifications there are, and the trainings, stay: rules of the demo world
// go by them, and programs are seen.
func (s stranger) unlearn(t *table) {
	for _, row := range t.rows {
		if s.skill(t, row) {
			t.set(row, "reference", "elsewhere")
			if t.get(row, "type") == "CERTIFICATION" {
				t.set(row, "name", "elsewhere "+t.get(row, "name"))
			}
		}
	}
}

func (s stranger) rename(t *table) {
	for _, row := range t.rows {
		if t.get(row, "kind") == "PARTNER" && s.org(t.get(row, "handle")) {
			t.set(row, "name", "Elsewhere "+t.get(row, "name"))
		}
	}
}

func (s stranger) scramble(t *table, row []string, fields []string, random *rand.Rand) {
	for _, field := range fields {
		switch old := t.get(row, field); {
		case old == "":
		case field == "rfm":
			t.set(row, field, "2-2-2")
		case strings.Contains(old, " ") && len(old) > 4 && isMoney(old):
			t.set(row, field, fmt.Sprintf("%d.00%s", 1+random.IntN(9000), old[len(old)-4:]))
		case field == "externalIds":
			t.set(row, field, fmt.Sprintf("crm:E-%d", random.IntN(1_000_000_000)))
		case isNumber(old):
			t.set(row, field, fmt.Sprint(random.IntN(500)))
		case strings.Contains(old, "@"):
			t.set(row, field, fmt.Sprintf("e%d@elsewhere.example", random.IntN(1000)))
		default:
			t.set(row, field, fmt.Sprintf("elsewhere %d", random.IntN(1000)))
		}
	}
}

var (
	moneyForm  = regexp.MustCompile(`^[0-9.]+ [A-Z]{3}$`)
	numberForm = regexp.MustCompile(`^[0-9]+$`)
	cursorForm = regexp.MustCompile(`"(cursor|startCursor|endCursor|number|requestId)":"[^"]*"`)
)

func isMoney(s string) bool  { return moneyForm.MatchString(s) }
func isNumber(s string) bool { return numberForm.MatchString(s) }

// canonical leaves out what is random in every world: sealed cursors, shuffled numbers, request ids.
func canonical(body string) string { return cursorForm.ReplaceAllString(body, `"$1":""`) }

func TestTwinWorldsAnswerAlike(t *testing.T) {
	for _, s := range strangers() {
		t.Run(s.email, func(t *testing.T) {
			random := rand.New(rand.NewPCG(1, uint64(len(s.email))))
			other := demoFiles(t)
			s.elsewhere(other, random)
			now := func() time.Time { return time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC) }
			here, there := worldAt(t, demoFiles(t).fs(t), now), worldAt(t, other.fs(t), now)
			a, b := here.as(s.email), there.as(s.email)
			for _, q := range append(fixedQueries(), randomQueries(random, 150)...) {
				got, want := canonical(a.raw(t, q, nil)), canonical(b.raw(t, q, nil))
				if got != want {
					t.Fatalf("the worlds differ for %s\n%s", q, firstDifference(got, want))
				}
			}
		})
	}
}

func fixedQueries() []string {
	return []string{
		`{viewer{user{name email} organization{name} roles capabilities}}`,
		`{organizations(first:100){totalCount nodes{id kind handle name country domain} edges{cursor} pageInfo{hasNextPage endCursor}}}`,
		`{partners(first:100){totalCount nodes{id name type tier lifeStage region country employees technicalHeadcount monoBrand certifications tags engagementScore privateNotes rfm{recency} managers{name role} distributors{name} externalIds{value} version updatedAt}}}`,
		`{partners(first:20){nodes{name deals(first:5){totalCount nodes{id approvalStatus}} programs(first:5){totalCount nodes{name}} campaigns(first:5){nodes{name}}}}}`,
		`{programs(first:100){totalCount nodes{id name status type budget{amount} audience{tiers}}}}`,
		`{campaigns(first:100){totalCount nodes{id name status cost{amount} audience{tiers}}}}`,
		`{deals(first:100){totalCount nodes{` + deepDeal + `}}}`,
		`{deals(last:7){nodes{id} pageInfo{hasNextPage hasPreviousPage startCursor}}}`,
		`{deals(first:20){nodes{id history(first:5){totalCount nodes{action at actor{user{name} organization{name}} changes{field before after}}}}}}`,
		`{s:dealInsights(groupBy:STATUS){` + insightFields + `} m:dealInsights(groupBy:MONTH){` + insightFields + `}}`,
		`{p:dealInsights(groupBy:PARTNER){` + insightFields + `} d:dealInsights(groupBy:DISTRIBUTOR,limit:1){` + insightFields + `}}`,
		`{p:dealInsights(groupBy:PROGRAM){` + insightFields + `} c:dealInsights(groupBy:CAMPAIGN){` + insightFields + `} f:dealInsights(groupBy:PRODUCT_FAMILY){` + insightFields + `}}`,
		`{approvalAuthorities{id mode maxAmount{amount} vendor{name} distributor{name}}}`,
	}
}

const deepDeal = `id version approvalStatus salesStage outcome protectionActive submittedAt protectedUntil expectedCloseOn createdAt updatedAt
	amount{amount currency} partnerMargin{amount} distributorCost{amount} internalComments benefit{discountPercent points}
	customer{name domain registryNumber country postalCode contact{name email phone}} lines{productFamily sku quantity unitPrice{amount}}
	vendor{name} partner{name tier privateNotes} distributor{name} program{name} campaign{name} onBehalfOf{name}
	registeredBy{user{name} organization{name}} conflict{class earliestReviewAt rivals{id}} approvals{decision organization{name} by{name}}
	availableActions pendingSteps reason reviewComment returnedFields`

// randomQueries asks for deals and partners by random conditions, orders and page sizes, hidden fields among them.
func randomQueries(random *rand.Rand, n int) []string {
	pick := func(from []string) string { return from[random.IntN(len(from))] }
	deal := []string{`approvalStatus:[APPROVED,EXPIRED]`, `approvalStatus:[SUBMITTED]`, `customerName:{prefix:"a"}`, `customerName:{prefix:"elsewhere"}`,
		`customerCountry:{eq:"GB"}`, `amount:{gte:{amount:"20000.00",currency:"GBP"}}`, `partnerMargin:{gte:{amount:"3000.00",currency:"GBP"}}`,
		`distributorCost:{lte:{amount:"20000.00",currency:"GBP"}}`, `conflictClass:[HARD_EARLIER,HARD_PROTECTED]`, `productFamily:{eq:"cloud-compute"}`,
		`salesStage:[QUALIFIED,COMMITTED]`, `outcome:[WON]`, `submittedAt:{gte:"2026-01-01T00:00:00Z"}`, `expectedCloseOn:{gte:"2026-06-01"}`}
	partner := []string{`name:{prefix:"b"}`, `tier:{eq:"GOLD"}`, `engagementScore:{gte:100}`, `tag:"at-risk"`, `lifeStage:[ACTIVE]`, `country:{eq:"GB"}`,
		`region:{eq:"UK and Ireland"}`, `type:[MSP,VAR]`}
	dealOrders, partnerOrders := []string{"UPDATED_AT", "CREATED_AT", "EXPECTED_CLOSE_ON", "AMOUNT"}, []string{"NAME", "UPDATED_AT", "ENGAGEMENT_SCORE"}
	var out []string
	for range n {
		leaf := pick([]string{"%s", "not:{%s}", "or:[{%s},{customerCountry:{eq:\"FR\"}}]", "and:[{%s}]", "not:{or:[{%s}]}"})
		direction := pick([]string{"ASC", "DESC"})
		out = append(out, fmt.Sprintf(`{deals(first:%d,filter:{%s},orderBy:{field:%s,direction:%s}){totalCount nodes{id customer{name} amount{amount}} pageInfo{hasNextPage}}}`,
			1+random.IntN(30), fmt.Sprintf(leaf, pick(deal)), pick(dealOrders), direction))
		out = append(out, fmt.Sprintf(`{partners(first:%d,filter:{%s},orderBy:{field:%s,direction:%s}){totalCount nodes{id name} pageInfo{hasNextPage}}}`,
			1+random.IntN(30), strings.ReplaceAll(fmt.Sprintf(leaf, pick(partner)), `{customerCountry:{eq:"FR"}}`, `{country:{eq:"FR"}}`), pick(partnerOrders), direction))
	}
	return out
}

// firstDifference shows where two answers part.
func firstDifference(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	from := max(0, i-200)
	return fmt.Sprintf(" here …%.400s\nthere …%.400s", a[from:], b[from:])
}
