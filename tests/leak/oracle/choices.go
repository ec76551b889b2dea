package oracle

// The reasons that can be given with a deal: the program's for an action before the vendor's. Lists of tiers are in no world.

// choices are what the deal's field answers; nil for whoever does not see the vendor's own list.
func (e *evaluation) choices(deal *Record, name string) any {
	vendor := e.v.World.Records[deal.Vendor]
	own := map[string]string{"refusalChoices": "dealRefusalReasons", "lossChoices": "dealLossReasons"}[name]
	if vendor == nil || !shows(e.of(vendor), "Organization."+own) {
		return nil
	}
	first := []any{}
	if ref, under := deal.Fields["program"].(Ref); under {
		first, _ = e.v.World.Records[string(ref)].Fields[own].([]any)
	}
	second, _ := vendor.Fields[own].([]any)
	if name == "refusalChoices" {
		return nearest(first, second)
	}
	if len(first) > 0 {
		return first
	}
	return second
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
// deal of the program.
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
		if d.Fields["program"] == any(Ref(program.ID)) && v.Shown(d) != nil {
			return true
		}
	}
	return false
}
