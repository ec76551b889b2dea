package oracle

// sided are the types that several sides see: each side is told a version and an instant of the last change of its own.
var sided = map[string]bool{"Partner": true, "Program": true, "Campaign": true, "Deal": true, "Enrollment": true, "ApprovalAuthority": true,
	"PartnerCertification": true}

// Sided tells whether each side has a version of its own of records of a type.
func Sided(typ string) bool { return sided[typ] }

// SideField is the name under which a record holds what a side is told of a field.
func SideField(typ, field, side string) string {
	if sided[typ] && (field == "version" || field == "updatedAt") {
		return field + "@" + side
	}
	return field
}

// key is the name under which a record holds what the viewer is told of a field.
func (e *evaluation) key(typ, field string) string {
	side, _ := e.v.Org.Fields["kind"].(string)
	return SideField(typ, field, side)
}

// unlearned tells whether a value of the viewer's side is not known, because none of those that it is learned from sees the record.
func (e *evaluation) unlearned(r *Record, field string) bool {
	key := e.key(r.Type, field)
	_, known := r.Fields[key]
	return key != field && !known
}
