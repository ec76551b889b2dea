package oracle

// explanation is why an account qualifies for an offer or is in a segment. It is for the vendor's leads and for who covers the
// account, where they see both; the tests one by one are left to the other judges.
func (e *evaluation) explanation(f *Field) any {
	partner, _ := f.Args["partnerId"].(string)
	object, _ := f.Args["objectId"].(string)
	p, o := e.v.World.Records[partner], e.v.World.Records[object]
	if p == nil || o == nil || p.Type != "Partner" || p.Vendor != o.Vendor || !e.v.explains(p) || e.of(p) == nil || e.of(o) == nil {
		return nil
	}
	switch o.Type {
	case "Segment":
		return e.verdict(p, Audience{Segments: []string{object}}, true, e.v.World.isIn(p, object))
	case "Program", "Campaign":
		if !shows(e.of(o), o.Type+".audience") {
			return nil
		}
		stage := text(p, "lifeStage")
		open := stage != "SUSPENDED" && stage != "TERMINATED" && text(o, "status") != "DRAFT"
		return e.verdict(p, o.Audience, false, open && e.v.World.isFor(o, p))
	}
	return nil
}

// verdict is told only where nothing that decides is hidden.
func (e *evaluation) verdict(p *Record, a Audience, segment, eligible bool) any {
	out := Object{"partner": Ref(p.ID), "eligible": nil, "failing": nil, "tests": unforeseen{}, "segments": unforeseen{}}
	shown := e.of(p)
	clear := segment || shows(shown, "Partner.lifeStage") && (len(a.Tiers) == 0 || shows(shown, "Partner.tier"))
	for _, s := range append(append([]string{}, a.Segments...), a.Without...) {
		r := e.v.World.Records[s]
		clear = clear && shows(shown, "Partner.segments") && r != nil && e.of(r) != nil
	}
	if clear {
		out["eligible"], out["failing"] = eligible, unforeseen{}
	}
	return out
}

// explains tells whether the viewer may ask why an account qualifies.
func (v *Viewer) explains(p *Record) bool {
	for _, role := range v.User.Roles {
		lead := has([]string{"VENDOR_ADMIN", "CHANNEL_CHIEF", "CHANNEL_OPS"}, role)
		if p.Vendor == v.Org.ID && (lead || role == "CHANNEL_MANAGER" && v.covers(p)) {
			return true
		}
	}
	return false
}
