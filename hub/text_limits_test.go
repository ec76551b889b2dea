package hub_test

import (
	"strings"
	"testing"

	"partnerhub/model"
)

// TestTextsOfFiltersAreBounded: a prefix is as long as the longest name, and no longer.
func TestTextsOfFiltersAreBounded(t *testing.T) {
	w := newLife(t)
	for n, want := range map[int]model.Code{model.MaxName: "", model.MaxName + 1: model.CodeBadUserInput} {
		f := &model.DealFilter{CustomerName: &model.StringFilter{Prefix: ptr(strings.Repeat("é", n))}}
		_, err := w.hub.Deals(w.as("sales@pa.example"), model.PageArgs{}, f, nil)
		if (err == nil) != (want == "") || err != nil && model.CodeOf(err) != want {
			t.Errorf("%d characters: got %v, want %q", n, err, want)
		}
	}
}

// TestNotesAreBounded at the longest one and one character past it.
func TestNotesAreBounded(t *testing.T) {
	w := newLife(t)
	d := w.registers("sales@pa.example", order{})
	for n, fits := range map[int]bool{model.MaxNote: true, model.MaxNote + 1: false} {
		in := model.AddDealCommentInput{DealID: d.ID, Body: strings.Repeat("é", n), Shared: true}
		if _, err := w.hub.AddDealComment(w.as("sales@pa.example"), in); (err == nil) != fits {
			t.Errorf("%d characters: got %v, want it taken: %t", n, err, fits)
		}
	}
}
