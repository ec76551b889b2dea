package hub_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"partnerhub/authz"
	"partnerhub/model"
	"partnerhub/store"
)

// edit changes a stored deal as the hub itself would, and tells the trail that a person did it.
func (w *importWorld) edit(id model.ID, email, action string, change func(d *model.Deal)) {
	w.tb.Helper()
	who := authz.PrincipalFrom(w.as(email))
	g := authz.System(model.KindDeal, "a test changes a deal")
	mustNot(w.tb, w.store.Tx(w.tb.Context(), nil, func(ctx context.Context) error {
		old, err := w.store.Deals.Load(ctx, g, id)
		if err != nil {
			return err
		}
		doc := *old
		change(&doc)
		return w.store.Deals.Replace(ctx, g, old, &doc, store.Stamp{Actor: who.UserID, ActorOrganization: who.OrganizationID, Action: action, At: importTime})
	}))
}

func (w *importWorld) say(email string, id model.ID, shared bool, body string) error {
	w.tb.Helper()
	_, err := w.hub.AddDealComment(w.as(email), model.AddDealCommentInput{DealID: id, Body: body, Shared: shared})
	return err
}

// history is what a person reads of a deal's trail, oldest first, one line an entry. It walks pages of the given size.
func (w *importWorld) history(email string, id model.ID, size int) []string {
	w.tb.Helper()
	ctx, out := w.as(email), []string{}
	var after *string
	for {
		page, err := w.hub.DealHistory(ctx, &model.Deal{Record: model.Record{ID: id}}, model.PageArgs{First: &size, After: after})
		mustNot(w.tb, err)
		for _, e := range page.Nodes() {
			out = append(out, line(e))
		}
		if after = page.PageInfo.EndCursor; !page.PageInfo.HasNextPage {
			total, err := page.TotalCount(ctx)
			mustNot(w.tb, err)
			if total != len(out) {
				w.tb.Errorf("%s: totalCount %d, on all pages %d", email, total, len(out))
			}
			slices.Reverse(out)
			return out
		}
	}
}

func line(e *model.DealEvent) string {
	parts := []string{e.Action}
	for _, c := range e.Changes {
		parts = append(parts, fmt.Sprintf("%s %s→%s", c.Field, shown(c.Before), shown(c.After)))
	}
	if e.Comment != nil {
		parts = append(parts, "“"+e.Comment.Body+"”")
	}
	return strings.Join(parts, " | ")
}

func shown(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func gbp(minor int64) *model.Money { return &model.Money{Minor: minor, Currency: "GBP"} }

// trailWorld is a deal with a life: a draft that grows, a distributor that is replaced, a review, words on all sides.
func trailWorld(tb testing.TB) (*importWorld, model.ID) {
	tb.Helper()
	w := fewRows(tb)
	in := registration("Quarry Works")
	in.Submit = false
	d, err := w.hub.RegisterDeal(w.as("sales@pa.example"), in)
	mustNot(tb, err)
	organization := func(handle string) *model.ID {
		id := model.DerivedID(model.KindOrganization, handle)
		return &id
	}
	w.edit(d.ID, "sales@pa.example", "update", func(d *model.Deal) { d.Amount, d.PartnerMargin = gbp(20_000), gbp(900) })
	w.edit(d.ID, "sales@pa.example", "submit", func(d *model.Deal) {
		d.ApprovalStatus, d.Shared, d.DistributorID = model.DealApprovalStatusSubmitted, true, organization("other")
		d.DistributorCost, d.Conflict = gbp(7_700), &model.DealConflict{Class: model.DealConflictClassHardEarlier, RivalIDs: []model.ID{"deal_x"}}
	})
	mustNot(tb, w.say("desk@other.example", d.ID, true, "from other"))
	w.edit(d.ID, "desk@acme.example", "update", func(d *model.Deal) { d.InternalComments = text2("watch this") })
	mustNot(tb, w.say("desk@acme.example", d.ID, false, "among us"))
	w.edit(d.ID, "sales@pa.example", "update", func(d *model.Deal) {
		d.DistributorID, d.DistributorCost, d.PartnerMargin = organization("dist"), gbp(8_800), gbp(1_000)
	})
	w.edit(d.ID, "desk@acme.example", "claimReview", func(d *model.Deal) {
		d.ApprovalStatus, d.Conflict = model.DealApprovalStatusUnderReview, &model.DealConflict{Class: model.DealConflictClassNone, RivalIDs: []model.ID{}}
	})
	w.edit(d.ID, "sales@pa.example", "share", func(d *model.Deal) { d.MarginShared = true })
	w.edit(d.ID, "sales@pa.example", "update", func(d *model.Deal) { d.PartnerMargin = gbp(1_100) })
	mustNot(tb, w.say("sales@pa.example", d.ID, true, "to everybody"))
	return w, d.ID
}

func text2(s string) *string { return &s }

// TestHistoryIsCutForEachViewer tells the story as each side may know it: what is hidden now, or was hidden then, is in no
// line.
func TestHistoryIsCutForEachViewer(t *testing.T) {
	w, id := trailWorld(t)
	for email, want := range map[string][]string{
		"sales@pa.example": {
			"create",
			"update | amount 100.00 GBP→200.00 GBP | partnerMargin →9.00 GBP",
			"submit | approvalStatus DRAFT→SUBMITTED",
			"comment | “from other”",
			"update | distributor →Dist | partnerMargin 9.00 GBP→10.00 GBP",
			"claimReview | approvalStatus SUBMITTED→UNDER_REVIEW | conflict.class →NONE",
			"update | partnerMargin 10.00 GBP→11.00 GBP",
			"comment | “to everybody”",
		},
		// The vendor knows nothing of the draft's life, of the margin only what it was while shared, and no name of a
		// distributor that it does not work with.
		"cam@acme.example": {
			"submit | approvalStatus →SUBMITTED | conflict.class →HARD_EARLIER | distributorCost →77.00 GBP",
			"comment | “from other”",
			"update | internalComments →watch this",
			"comment | “among us”",
			"update | distributor →Dist | distributorCost 77.00 GBP→88.00 GBP",
			"claimReview | approvalStatus SUBMITTED→UNDER_REVIEW | conflict.class HARD_EARLIER→NONE",
			"update | partnerMargin 10.00 GBP→11.00 GBP",
			"comment | “to everybody”",
		},
		// The second distributor learns nothing of the first one, least of all its price. The plan does not ask for its word,
		// so it sees the class from the review on.
		"desk@dist.example": {
			"update | distributor →Dist | distributorCost →88.00 GBP",
			"claimReview | approvalStatus SUBMITTED→UNDER_REVIEW | conflict.class →NONE",
			"comment | “to everybody”",
		},
		"desk@other.example": {},
		"sales@pb.example":   {},
		"cam@bolt.example":   {},
	} {
		t.Run(email, func(t *testing.T) {
			for _, size := range []int{1, 2, 100} {
				if diff := cmp.Diff(want, w.history(email, id, size)); diff != "" {
					t.Errorf("in pages of %d (-want +got):\n%s", size, diff)
				}
			}
		})
	}
}

// TestWhatIsTakenBackIsGoneFromHistory ends the sharing of the margin: what the vendor saw of it before is gone as well.
func TestWhatIsTakenBackIsGoneFromHistory(t *testing.T) {
	w, id := trailWorld(t)
	before := w.history("cam@acme.example", id, 100)
	w.edit(id, "sales@pa.example", "unshare", func(d *model.Deal) { d.MarginShared = false })
	mentions := func(l string) bool { return strings.Contains(l, "partnerMargin") }
	if !slices.ContainsFunc(before, mentions) {
		t.Fatalf("the margin was never in the history: %v", before)
	}
	if got, want := w.history("cam@acme.example", id, 100), slices.DeleteFunc(before, mentions); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestHiddenWritesLeaveNoTrace compares what the partner reads of two deals, of which one had things written that the partner
// may not see.
func TestHiddenWritesLeaveNoTrace(t *testing.T) {
	w := fewRows(t)
	sales := w.as("sales@pa.example")
	quiet, err := w.hub.RegisterDeal(sales, registration("Quiet Works"))
	mustNot(t, err)
	busy, err := w.hub.RegisterDeal(sales, registration("Busy Works"))
	mustNot(t, err)
	for i := range 120 { // more than is read at a time
		mustNot(t, w.say("desk@acme.example", busy.ID, false, fmt.Sprint("hidden ", i)))
	}
	w.edit(busy.ID, "desk@acme.example", "update", func(d *model.Deal) { d.DistributorCost, d.InternalComments = gbp(5), text2("x") })
	for _, size := range []int{1, 50} {
		if diff := cmp.Diff(w.history("sales@pa.example", quiet.ID, size), w.history("sales@pa.example", busy.ID, size)); diff != "" {
			t.Errorf("the partner can tell the two deals apart:\n%s", diff)
		}
	}
	if got, want := len(w.history("desk@acme.example", busy.ID, 50)), 122; got != want {
		t.Errorf("the desk reads %d entries, want %d", got, want)
	}
}

func TestComments(t *testing.T) {
	w := fewRows(t)
	in := registration("Quarry Works")
	in.DistributorID = func() *model.ID { id := model.DerivedID(model.KindOrganization, "dist"); return &id }()
	d, err := w.hub.RegisterDeal(w.as("sales@pa.example"), in)
	mustNot(t, err)
	for _, c := range []struct {
		name, email, body string
		shared            bool
		want              model.Code
	}{
		{"the vendor's desk to itself", "desk@acme.example", "a", false, ""},
		{"the vendor's desk to all", "desk@acme.example", "b", true, ""},
		{"the covering manager to all", "cam@acme.example", "c", true, ""},
		{"the covering manager to the vendor alone", "cam@acme.example", "d", false, model.CodeForbidden},
		{"the named distributor to all", "desk@dist.example", "e", true, ""},
		{"the named distributor to the vendor alone", "desk@dist.example", "f", false, model.CodeForbidden},
		{"the partner to all", "sales@pa.example", "g", true, ""},
		{"the partner to the vendor alone", "sales@pa.example", "h", false, model.CodeForbidden},
		{"another distributor", "desk@other.example", "i", true, model.CodeNotFound},
		{"a rival", "sales@pb.example", "j", true, model.CodeNotFound},
		{"another vendor", "cam@bolt.example", "k", true, model.CodeNotFound},
		{"a blank", "sales@pa.example", " \n", true, model.CodeInternal},
		{"too much", "sales@pa.example", strings.Repeat("x", 4001), true, model.CodeInternal},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := w.say(c.email, d.ID, c.shared, c.body)
			if err == nil && c.want != "" || err != nil && model.CodeOf(err) != c.want {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	want := []string{"create", "comment | “b”", "comment | “c”", "comment | “e”", "comment | “g”"}
	for _, email := range []string{"sales@pa.example", "desk@dist.example", "cam@acme.example"} {
		got := slices.DeleteFunc(w.history(email, d.ID, 10), func(l string) bool { return l == "comment | “a”" && email == "cam@acme.example" })
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s reads (-want +got):\n%s", email, diff)
		}
	}
	now, err := w.hub.Deal(w.as("sales@pa.example"), d.ID)
	mustNot(t, err)
	if now.Version != d.Version || !now.UpdatedAt.Equal(d.UpdatedAt) {
		t.Errorf("comments changed the deal: version %d, want %d", now.Version, d.Version)
	}
}

// TestCommentsReachTheirReadersAlone looks at the change rows that tell of comments.
func TestCommentsReachTheirReadersAlone(t *testing.T) {
	w := fewRows(t)
	d, err := w.hub.RegisterDeal(w.as("sales@pa.example"), registration("Quarry Works"))
	mustNot(t, err)
	mustNot(t, w.say("desk@acme.example", d.ID, false, "a"))
	mustNot(t, w.say("desk@acme.example", d.ID, true, "b"))
	rows, err := w.store.Changes.After(t.Context(), d.VendorID, 0, 1000)
	mustNot(t, err)
	last := rows[len(rows)-2:]
	if got := last[0]; len(got.Audience) != 1 || got.Audience[0] != d.VendorID || got.Fields[0] != "internalComments" {
		t.Errorf("an internal comment: got %v for %v, want internalComments for the vendor", got.Fields, got.Audience)
	}
	if got := last[1]; !slices.Contains(got.Audience, d.PartnerOrgID) || got.Fields[0] != "reviewComment" {
		t.Errorf("a shared comment: got %v for %v, want reviewComment for the partner too", got.Fields, got.Audience)
	}
}

func TestHistoryCursorsAreTheViewersOwn(t *testing.T) {
	w, id := trailWorld(t)
	one := 1
	read := func(email string, deal model.ID, after *string) (*model.Page[model.DealEvent], error) {
		return w.hub.DealHistory(w.as(email), &model.Deal{Record: model.Record{ID: deal}}, model.PageArgs{First: &one, After: after})
	}
	mine, err := read("sales@pa.example", id, nil)
	mustNot(t, err)
	if _, err := read("cam@acme.example", id, mine.PageInfo.EndCursor); model.CodeOf(err) != model.CodeBadUserInput {
		t.Errorf("another viewer: got %v, want an invalid cursor", err)
	}
	if _, err := read("sales@pa.example", "deal_other", mine.PageInfo.EndCursor); model.CodeOf(err) != model.CodeBadUserInput {
		t.Errorf("another deal: got %v, want an invalid cursor", err)
	}
}

// TestSightHoldsWhatRowsLookAt wants every field by which the policy's rows tell deals apart to be one that never changes, one
// that counts as of today, or one that the trail takes down.
func TestSightHoldsWhatRowsLookAt(t *testing.T) {
	fixed := []string{"vendorId", "partnerOrgId", "registeredBy.organizationId", "registeredBy.userId", "coverage"}
	taken := []string{"distributorId", "hiddenFromDistributor", "unserved", "shared", "approvalStatus", "marginShared", "plan"}
	p, err := authz.Default()
	mustNot(t, err)
	for _, role := range model.AllRole {
		who := &authz.Principal{UserID: "u", OrganizationID: "o", Side: role.Side(), Roles: []model.Role{role}, At: time.Now()}
		for _, field := range p.Grant(who, model.KindDeal, authz.Read).Rows().Fields() {
			if !slices.Contains(fixed, field) && !slices.Contains(taken, field) {
				t.Errorf("the rows of %s look at %s: take it down in model.DealSight", role, field)
			}
		}
	}
	status, distributor := model.DealApprovalStatusRevoked, model.ID("d")
	then := &model.Deal{DistributorID: &distributor, HiddenFromDistributor: true, Unserved: true, Shared: true, ApprovalStatus: status, MarginShared: true,
		Plan: []model.DealStep{model.DealStepDistributorApproval}}
	if diff := cmp.Diff(then, model.SightOf(then).On(&model.Deal{})); diff != "" {
		t.Errorf("the sight of a deal loses something (-want +got):\n%s", diff)
	}
}
