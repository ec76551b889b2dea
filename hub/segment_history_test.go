package hub_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"partnerhub/model"
)

type readMoves func(context.Context, model.PageArgs) (*model.Page[model.SegmentMove], error)

// moves reads a history in pages of two: "+" came in, "-" went out. It is "none" where there is none to see.
func (w *importWorld) moves(ctx context.Context, read readMoves) string {
	w.tb.Helper()
	out, args := []string{}, model.PageArgs{First: new(2)}
	for {
		page, err := read(ctx, args)
		mustNot(w.tb, err)
		for _, m := range page.Nodes() {
			sign := "-"
			if m.Joined {
				sign = "+"
			}
			p, err := w.hub.Partner(w.as("ops@acme.example"), m.PartnerID)
			mustNot(w.tb, err)
			out = append(out, fmt.Sprintf("%s%s v%d", sign, p.Name, m.RuleVersion))
		}
		if args.After = page.PageInfo.EndCursor; !page.PageInfo.HasNextPage {
			n, err := page.Total(ctx)
			mustNot(w.tb, err)
			if n != len(out) {
				w.tb.Errorf("counts %d, lists %v", n, out)
			}
			return strings.Join(append(out, map[bool]string{true: "none"}[n == 0]), " ")
		}
	}
}

// TestHistoryOfMembers: every coming and going once, the latest first, for those who see everybody's segments.
func TestHistoryOfMembers(t *testing.T) {
	now := importTime
	w := segmentWorld(t, func() time.Time { return now })
	w.loadAll("users", "email,name,organization,roles\nmktg@acme.example,M,acme,CHANNEL_MARKETING\nfin@acme.example,F,acme,CHANNEL_FINANCE\nadmin@pa.example,A,pa,PARTNER_ADMIN\n")
	ops, id := w.as("ops@acme.example"), model.DerivedID(model.KindSegment, "acme/certified")
	work := func() {
		t.Helper()
		_, err := w.hub.Recompute(t.Context(), "test", time.Minute)
		mustNot(t, err)
	}
	work()
	now = now.Add(time.Hour)
	_, err := w.hub.UpdateSegment(ops, model.UpdateSegmentInput{ID: id, ExpectedVersion: 1, Rule: sent(ruleOf(t, `{"not":`+certified+`}`))})
	mustNot(t, err)
	work()
	now = now.AddDate(0, 0, 1)
	work()
	s, err := w.hub.Segment(ops, id)
	mustNot(t, err)
	pa, err := w.hub.Partner(ops, model.DerivedID(model.KindPartner, "acme/pa"))
	mustNot(t, err)
	segment := func(ctx context.Context, a model.PageArgs) (*model.Page[model.SegmentMove], error) {
		return w.hub.SegmentHistory(ctx, s, a)
	}
	partner := func(ctx context.Context, a model.PageArgs) (*model.Page[model.SegmentMove], error) {
		p, err := w.hub.Partner(ctx, pa.ID)
		if p == nil || err != nil { // nothing hangs on a partner that is not seen
			return &model.Page[model.SegmentMove]{PageInfo: &model.PageInfo{}, Total: func(context.Context) (int, error) { return 0, nil }}, err
		}
		return w.hub.SegmentHistoryOf(ctx, p, a)
	}
	all, mine := "+Partner A v2 -Partner A v2 +Partner B v2 +Partner A v1 ", "+Partner A v2 -Partner A v2 +Partner A v1 "
	for _, tc := range []struct{ email, segment, partner string }{
		{"ops@acme.example", all, mine},
		{"mktg@acme.example", all, mine},
		{"cam@acme.example", "none", mine},    // who covers only some would learn of the others
		{"cam2@acme.example", "none", "none"}, // and this one covers nobody
		{"fin@acme.example", "none", "none"},
		{"desk@dist.example", "none", "none"},
		{"admin@pa.example", "none", "none"},
		{"ops@bolt.example", "none", "none"},
	} {
		t.Run(tc.email, func(t *testing.T) {
			if got := w.moves(w.as(tc.email), segment); got != tc.segment {
				t.Errorf("the segment: got %s, want %s", got, tc.segment)
			}
			if got := w.moves(w.as(tc.email), partner); got != tc.partner {
				t.Errorf("the partner: got %s, want %s", got, tc.partner)
			}
		})
	}
	first, err := segment(ops, model.PageArgs{First: new(1)})
	mustNot(t, err)
	after := model.PageArgs{After: first.PageInfo.EndCursor}
	if _, err := segment(w.as("mktg@acme.example"), after); model.CodeOf(err) != model.CodeBadUserInput {
		t.Errorf("another one's cursor: got %v", err)
	}
	if _, err := partner(ops, after); model.CodeOf(err) != model.CodeBadUserInput {
		t.Errorf("another list's cursor: got %v", err)
	}
}
