package authz

import (
	"fmt"

	"partnerhub/filter"
	"partnerhub/model"
)

// Explanation tells why a person sees a record, or a field of it, or may act on it, or why not.
type Explanation struct {
	Allowed bool
	Lines   []ExplainedLine
	// Unseen is true for an action that lines would allow on a record that the person does not see.
	Unseen bool
}

// Line is one line of the policy, for people to read.
type Line struct {
	Role   model.Role
	Kind   model.Kind
	Action Action
	Rows   string
	Words  string // the rows in plain words
	Fields string
	Text   string // as the policy writes it
	Number int    // in policy.csv, or among the vendor's own lines
	Own    bool   // it is the vendor's own and not the default's
}

// ExplainedLine is a line that holds for a person, and what it does for one record.
type ExplainedLine struct {
	Line
	HasRecord  bool
	ShowsField bool
	Why        string
}

// Explain tells of every line that holds for the person on the vendor's data what it does for the record. field is a stored
// path, "" for the record as such. The verdict is the Grant's own.
func (p *Policy) Explain(who *Principal, vendor model.ID, action Action, k model.Kind, record any, field string) Explanation {
	s, g := p.state.Load(), p.Grant(who, k, action)
	out := Explanation{Allowed: g.Allows(record) && (field == "" || g.Shows(record, field)), Lines: []ExplainedLine{}}
	for _, role := range who.Roles {
		if role.Side() != who.Side {
			continue
		}
		for _, l := range s.linesFor(vendor, tableKey{role, k, action}) {
			out.Lines = append(out.Lines, l.explained(role, who, record, field))
		}
	}
	out.Unseen = action != Read && !out.Allowed && !p.Grant(who, k, Read).Allows(record)
	return out
}

// explained tells what the line does for the record.
func (l line) explained(role model.Role, who *Principal, record any, field string) ExplainedLine {
	doc, k := filter.DocOf(record), kindNamed(l.kind)
	inWide, inCut := l.rows.rows(who, l.kind).Match(doc), l.rows.cut(who, l.kind).Match(doc)
	out := ExplainedLine{Line: l.told(role), HasRecord: inWide && inCut}
	group := k.groupOf(field)
	out.ShowsField = out.HasRecord && (field == "" || l.groups.has(group) || group == idGroup)
	switch {
	case !inWide:
		out.Why = "the record is not among " + wideWords(l.rows.wide)
	case !inCut:
		out.Why = "the record is among " + wideWords(l.rows.wide) + ", but not among those " + cutWords(l.rows.by)
	case out.ShowsField:
		out.Why = "the record is among " + l.rows.words()
	case group == hubGroup || group == noGroup:
		out.Why = "the record is among " + l.rows.words() + ", but the field is shown to nobody"
	default:
		out.Why = fmt.Sprintf("the record is among %s, but the line does not have the field's group %s", l.rows.words(), k.groups[group])
	}
	return out
}

// told is the line for people.
func (l line) told(role model.Role) Line {
	return Line{Role: role, Kind: l.kind, Action: l.action, Rows: l.set, Words: l.rows.words(), Fields: l.fields, Number: l.number,
		Own: l.vendor != anyVendor, Text: fmt.Sprintf("p, %s, %s, %s, %s, %s, %s", l.holder, l.vendor, l.kind, l.action, l.set, l.fields)}
}

// LinesFor lists the lines that hold for one vendor's data, in the order of roles, kinds and actions.
func (p *Policy) LinesFor(vendor model.ID) []Line {
	s, out := p.state.Load(), []Line{}
	for _, role := range model.AllRole {
		for _, k := range kinds {
			for _, action := range actions {
				for _, l := range s.linesFor(vendor, tableKey{role, k, action}) {
					out = append(out, l.told(role))
				}
			}
		}
	}
	return out
}
