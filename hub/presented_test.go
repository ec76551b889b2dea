package hub_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"partnerhub/hub"
	"partnerhub/model"
)

// TestPresentedFieldsAreNamed: telling a record at an instant changes only stored fields that are named for it.
func TestPresentedFieldsAreNamed(t *testing.T) {
	later, earlier := noonOf(1), noonOf(-1)
	for kind, records := range map[model.Kind][]any{
		model.KindDeal:       dealsToPresent(earlier, later),
		model.KindEnrollment: enrollmentsToPresent(earlier, later),
	} {
		changed := map[string]bool{}
		for _, record := range records {
			before := reflect.New(reflect.TypeOf(record).Elem()).Elem()
			before.Set(reflect.ValueOf(record).Elem())
			hub.Present(record, noonOf(0))
			after := reflect.ValueOf(record).Elem()
			for _, f := range reflect.VisibleFields(after.Type()) {
				name, _, _ := strings.Cut(f.Tag.Get("bson"), ",")
				if name == "" || name == "-" || reflect.DeepEqual(before.FieldByIndex(f.Index).Interface(), after.FieldByIndex(f.Index).Interface()) {
					continue
				}
				changed[name] = true
				if !hub.IsPresented(kind, name) {
					t.Errorf("%s.%s is told otherwise than it is stored, and not named", kind, name)
				}
			}
		}
		if len(changed) == 0 {
			t.Errorf("nothing of any %s was told otherwise", kind)
		}
	}
}

func noonOf(days int) time.Time { return time.Date(2026, 11, 21+days, 12, 0, 0, 0, time.UTC) }

func dealsToPresent(earlier, later time.Time) (out []any) {
	for _, status := range model.AllDealApprovalStatus {
		for _, until := range []*time.Time{nil, &earlier, &later} {
			out = append(out, &model.Deal{ApprovalStatus: status, ProtectedUntil: until, HeldUntil: until, VetoUntil: until, EscalatesAt: []time.Time{earlier, later}})
		}
	}
	return out
}

func enrollmentsToPresent(earlier, later time.Time) (out []any) {
	forever := model.Forever
	for _, status := range model.AllEnrollmentStatus {
		for _, until := range []*time.Time{nil, &earlier, &later, &forever} {
			out = append(out, &model.Enrollment{Status: status, ValidFrom: &earlier, ValidUntil: until})
		}
	}
	return out
}
