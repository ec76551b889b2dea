package authz

import (
	"reflect"

	"partnerhub/filter"
	"partnerhub/model"
)

// Allows tells whether the record is among the grant's rows. It is the same condition that Rows gives to a list.
// The record is a struct of the grant's kind or a pointer to one; anything else is outside.
func (g Grant) Allows(record any) bool { return g.groupsOn(record) != 0 }

// Shows tells whether the field of the record is shown.
func (g Grant) Shows(record any, field string) bool {
	return g.groupsOn(record).has(g.kind.groupOf(field))
}

// groupsOn is what the grant shows on one record: nothing on a record outside its rows, else at least the id.
func (g Grant) groupsOn(record any) groupSet {
	if !g.kind.describes(record) {
		return 0
	}
	return g.groupsIn(filter.DocOf(record), ^groupSet(0))
}

// groupsIn decides over a document, for the wanted groups alone: others may be missing from the answer.
func (g Grant) groupsIn(doc filter.Doc, wanted groupSet) groupSet {
	var shown groupSet
	var asked, held uint64 // by wide set: each is asked at most once
	for i := range g.alts {
		a := &g.alts[i]
		if a.groups&wanted&^shown == 0 {
			continue
		}
		if bit := uint64(1) << a.wide; asked&bit == 0 {
			asked |= bit
			if g.wides[a.wide].rows.Match(doc) {
				held |= bit
			}
		}
		if held>>a.wide&1 == 1 && a.further.Match(doc) {
			shown |= a.groups
		}
	}
	return shown
}

// Mask sets every field of the record that the grant does not show on it to nil or zero, and computed fields too: compute
// them afterwards. Version and time become those that the person's side is told. The record is a pointer to a struct of the grant's kind and nobody else's; one outside the grant's rows
// loses everything but its id. Mask a record once, as it was read: what it takes away may have decided the sight.
func (g Grant) Mask(record any) {
	shown := g.groupsOn(record)
	if shown == 0 {
		wipe(record)
		return
	}
	tell(record, g.side)
	g.kind.mask(reflect.ValueOf(record).Elem(), shown)
}

// tell puts the version that a side is told in the place of the stored one.
func tell(record any, side model.OrganizationKind) {
	if noun, ok := record.(interface{ Base() *model.Record }); ok {
		noun.Base().TellTo(side)
	}
}

// wipe leaves nothing but the id.
func wipe(record any) {
	v := reflect.ValueOf(record)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return
	}
	var id model.ID
	noun, ok := record.(interface{ Base() *model.Record })
	if ok {
		id = noun.Base().ID
	}
	v.Elem().SetZero()
	if ok {
		noun.Base().ID = id
	}
}

// HiddenEverywhere lists the stored paths that the grant shows on no row and that none of its conditions looks at,
// for the store to leave unread.
func (g Grant) HiddenEverywhere() []string {
	if g.kind == nil {
		return nil
	}
	var shown groupSet
	var needed []string
	for i := range g.alts {
		shown |= g.alts[i].groups
		needed = append(needed, g.rowsOf(&g.alts[i]).Fields()...)
	}
	return g.kind.pathsOutside(shown, needed)
}
