package canary_test

import (
	"slices"
	"testing"

	"partnerhub/internal/canary"
)

type inner struct{ text string }

type memory struct {
	bytes []byte
	list  []inner
	byKey map[string]*inner
	any   any
	other *memory
}

// TestFindSeesWhatFillHides: in every kind of field, and where a slice has only been cut.
func TestFindSeesWhatFillHides(t *testing.T) {
	m := &memory{}
	canary.Fill(m, &inner{})
	want := []string{".bytes", ".list[0].text", ".list[1].text", ".list[2].text", ".byKey{key}", ".byKey{value}.text"}
	if got := canary.Find(m); !slices.Equal(got, want) {
		t.Errorf("filled: got %q, want %q", got, want)
	}
	clear(m.list[:1])
	m.list, m.bytes, m.byKey, m.any = m.list[:0], m.bytes[:0], nil, inner{canary.Mark}
	if got, want := canary.Find(m), []string{".bytes", ".list[1].text", ".list[2].text", ".any.text"}; !slices.Equal(got, want) {
		t.Errorf("cut: got %q, want %q", got, want)
	}
	if got := canary.Find(&memory{other: m}); len(got) != 4 {
		t.Errorf("behind a pointer: got %q, want four", got)
	}
}
