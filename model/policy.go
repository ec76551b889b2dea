package model

// VisibilityPolicy is what a vendor has changed of who sees and does what with its own data. There is one a vendor, and none
// before its first change. Its lines for a role, kind and action stand in the place of the default's.
type VisibilityPolicy struct {
	Record   `bson:",inline"`
	VendorID ID           `bson:"vendorId"`
	Lines    []PolicyLine `bson:"lines"`
	Revision int64        `bson:"revision"` // of all vendors' policies together: it finds what has changed
}

// PolicyLine lets a role do an action on a set of rows, with the fields of some groups. Rows of RowsNone let it do nothing.
type PolicyLine struct {
	Role   Role     `bson:"role"`
	Kind   string   `bson:"kind"`
	Action string   `bson:"action"`
	Rows   string   `bson:"rows"`
	Fields []string `bson:"fields"`
}

// RowsNone names no row: a line with it, the only one of its role, kind and action, takes everything away.
const RowsNone = "none"

// PolicyID is the id of a vendor's policy.
func PolicyID(vendor ID) ID { return DerivedID(KindPolicy, string(vendor)) }

// Feed is the vendor's.
func (p *VisibilityPolicy) Feed() ID { return p.VendorID }

// Concerns is the vendor: who else is seen less than before is not told so.
func (p *VisibilityPolicy) Concerns() []ID { return []ID{p.VendorID} }
