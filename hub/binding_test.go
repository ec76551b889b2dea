package hub_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"partnerhub/hub"
	"partnerhub/model"
)

// TestWhatIsAskedIsToldApart: filters are bound alike where they say the same, and only there.
func TestWhatIsAskedIsToldApart(t *testing.T) {
	one, two, day, yes, n := "a", "b", model.Date("2026-11-22"), true, 7
	at := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	var none *model.DealFilter
	asked := []any{
		nil, none, &model.DealFilter{}, &model.ProgramFilter{}, &model.DealFilter{Number: &model.StringFilter{}}, &model.DealFilter{Number: &model.StringFilter{Eq: &one}},
		&model.DealFilter{Number: &model.StringFilter{Eq: &two}}, &model.DealFilter{Number: &model.StringFilter{Prefix: &one}}, &model.DealFilter{CustomerName: &model.StringFilter{Eq: &one}},
		&model.DealFilter{Number: &model.StringFilter{In: []string{}}}, &model.DealFilter{Number: &model.StringFilter{In: []string{"a", "b"}}},
		&model.DealFilter{Number: &model.StringFilter{In: []string{"ab"}}}, &model.DealFilter{Number: &model.StringFilter{In: []string{"ab", ""}}},
		&model.DealFilter{Number: &model.StringFilter{In: []string{"b", "a"}}}, &model.DealFilter{Not: &model.DealFilter{}}, &model.DealFilter{And: []*model.DealFilter{{}}},
		&model.DealFilter{Or: []*model.DealFilter{{}}}, &model.DealFilter{Or: []*model.DealFilter{}}, &model.DealFilter{Or: []*model.DealFilter{nil}},
		&model.DealFilter{Or: []*model.DealFilter{{}, {}}}, &model.DealFilter{ApprovalStatus: []model.DealApprovalStatus{"APPROVED"}},
		&model.DealFilter{ApprovalStatus: []model.DealApprovalStatus{"APPROVED", "DRAFT"}}, &model.DealFilter{ExpectedCloseOn: &model.DateFilter{Gte: &day}},
		&model.DealFilter{ExpectedCloseOn: &model.DateFilter{Lte: &day}}, &model.DealFilter{UpdatedAt: &model.DateTimeFilter{Gte: &at}},
		&model.DealFilter{SubmittedAt: &model.DateTimeFilter{Gte: &at}}, "serviceAccounts", []any{none, "a"}, []any{"a", none}, []any{}, []any{nil}, []string{"a"}, yes, n, 1.5,
	}
	for i, a := range asked {
		for j, b := range asked {
			if got := bytes.Equal(hub.AppendAsked(a), hub.AppendAsked(b)); got != (i == j) {
				t.Errorf("%s and %s are written alike: %t", typedJSON(a), typedJSON(b), got)
			}
		}
	}
	if at, again := asked[24], (&model.DealFilter{UpdatedAt: &model.DateTimeFilter{Gte: new(time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC))}}); !bytes.Equal(hub.AppendAsked(at), hub.AppendAsked(again)) {
		t.Error("the same, sent twice, is written otherwise")
	}
}

func typedJSON(v any) string {
	out, _ := json.Marshal(v)
	return fmt.Sprintf("%T %s", v, out)
}
