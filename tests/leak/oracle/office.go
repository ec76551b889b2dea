package oracle

// administers tells whether the viewer manages its organization's service accounts.
func (v *Viewer) administers() bool {
	for _, role := range v.User.Roles {
		if has([]string{"VENDOR_ADMIN", "DISTRIBUTOR_ADMIN", "PARTNER_ADMIN"}, role) {
			return true
		}
	}
	return false
}

// each stands for a list of any length whose elements are all alike.
type each struct{ one any }

// deliveries are an endpoint's messages. How many there are is not predicted; what they are about is its owner's alone.
func (e *evaluation) deliveries(r *Record, f *Field) any {
	if cursorOf(f) != nil {
		return e.fail("BAD_USER_INPUT")
	}
	message := Object{"event": Opaque{}, "recordId": Opaque{}, "kind": Opaque{}}
	if r.Registrant != e.v.User.ID {
		message = Object{"event": nil, "recordId": nil, "kind": nil}
	}
	return e.set(f.Set, f.Type, func(part *Field) any {
		switch part.Name {
		case "nodes":
			return each{e.object(part, message, "", nil)}
		case "edges":
			return each{e.set(part.Set, part.Type, func(inner *Field) any {
				if inner.Name == "node" {
					return e.object(inner, message, "", nil)
				}
				return Opaque{}
			})}
		}
		return Opaque{}
	})
}
