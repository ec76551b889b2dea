package oracle

// The reasons that can be given with a deal: the program's for an action before the vendor's. Lists of tiers are in no world.

// choices are what the deal's field answers; nil for whoever does not see the vendor's own list. The program's counts for whoever sees the
// program; for whoever may give a reason, too, and whether somebody may now is the server's to work out: one of the two it is then.
func (e *evaluation) choices(deal *Record, name string) any {
	vendor := e.v.World.Records[deal.Vendor]
	own := map[string]string{"refusalChoices": "dealRefusalReasons", "lossChoices": "dealLossReasons"}[name]
	if vendor == nil || !shows(e.of(vendor), "Organization."+own) {
		return nil
	}
	second, _ := vendor.Fields[own].([]any)
	ref, under := deal.Fields["program"].(Ref)
	if !under {
		return inForce(name, nil, second)
	}
	program := e.v.World.Records[string(ref)]
	first, _ := program.Fields[own].([]any)
	switch {
	case e.of(program) != nil:
		return inForce(name, first, second)
	case e.v.gives(deal, own):
		return either{inForce(name, first, second), inForce(name, nil, second)}
	}
	return inForce(name, nil, second)
}

// inForce are the reasons of two lists, the first before the second.
func inForce(name string, first, second []any) []any {
	switch {
	case name == "refusalChoices":
		return nearest(first, second)
	case len(first) > 0:
		return first
	}
	return second
}

// gives tells whether the viewer may be one who refuses the deal, or reports it lost, as it stands; false is sure.
func (v *Viewer) gives(deal *Record, field string) bool {
	status, registered := text(deal, "approvalStatus"), deal.RegistrantOrg == v.Org.ID
	for _, role := range v.User.Roles {
		switch {
		case field == "dealLossReasons" && status != "APPROVED":
		case field == "dealLossReasons":
			if has([]string{"CHANNEL_OPS", "CHANNEL_MANAGER", "DEAL_DESK", "PARTNER_ADMIN", "PARTNER_SALES"}, role) ||
				registered && has([]string{"DISTRIBUTOR_ADMIN", "DISTRIBUTOR_DEAL_DESK"}, role) {
				return true
			}
		case status == "UNDER_REVIEW" && !registered && has([]string{"CHANNEL_MANAGER", "DEAL_DESK", "DISTRIBUTOR_DEAL_DESK"}, role):
			return true
		case status == "APPROVED" && has([]string{"CHANNEL_OPS", "DEAL_DESK"}, role):
			return true
		}
	}
	return false
}

// nearest takes from the second list what the first has nothing for, action by action.
func nearest(first, second []any) []any {
	taken := map[any]bool{}
	for _, c := range first {
		for _, a := range c.(Object)["actions"].([]any) {
			taken[a] = true
		}
	}
	out := append([]any{}, first...)
	for _, c := range second {
		left := []any{}
		for _, a := range c.(Object)["actions"].([]any) {
			if !taken[a] {
				left = append(left, a)
			}
		}
		if one := c.(Object); len(left) > 0 {
			out = append(out, Object{"key": one["key"], "code": one["code"], "actions": left, "text": one["text"]})
		}
	}
	return out
}

// ToldOf tells whether the viewer may read a reason that a program lists: as one who sees the vendor's rules of deals, or by way of a
// deal of the program, which it sees, or a reason for which it may give.
func (v *Viewer) ToldOf(program *Record, field string) bool {
	if program.Type != "Program" || field != "dealRefusalReasons" && field != "dealLossReasons" {
		return false
	}
	for _, role := range v.User.Roles {
		if v.Org.ID == program.Vendor && has([]string{"VENDOR_ADMIN", "CHANNEL_CHIEF", "CHANNEL_OPS", "CHANNEL_MANAGER", "DEAL_DESK"}, role) {
			return true
		}
	}
	if !v.Sees(v.World.Records[program.Vendor], "Organization."+field) {
		return false
	}
	for _, d := range v.World.Of("Deal") {
		if d.Fields["program"] == any(Ref(program.ID)) && v.Shown(d) != nil && (v.Shown(program) != nil || v.gives(d, field)) {
			return true
		}
	}
	return false
}
