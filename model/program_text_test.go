package model_test

import (
	"slices"
	"strings"
	"testing"

	"partnerhub/model"
)

// TestCheckLanguages: what nobody needs would cost work.
func TestCheckLanguages(t *testing.T) {
	for name, tc := range map[string]struct {
		languages []string
		want      bool
	}{
		"none":         {nil, true},
		"most":         {slices.Repeat([]string{"de"}, model.MaxLanguages), true},
		"one too many": {slices.Repeat([]string{"de"}, model.MaxLanguages+1), false},
		"longest":      {[]string{strings.Repeat("x", model.MaxLanguage)}, true},
		"too long":     {[]string{strings.Repeat("-", model.MaxLanguage+1)}, false},
	} {
		if err := model.CheckLanguages(tc.languages); (err == nil) != tc.want {
			t.Errorf("%s: got %v, want accepted %t", name, err, tc.want)
		}
	}
}
