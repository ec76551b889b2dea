package leak_test

import (
	"sort"

	"partnerhub/tests/leak/oracle"
)

// New deals, registered by people and copied from others. Their ids are the hub's, so that each has another one in the twin world;
// what is asked and answered there is translated.

// customer is whom a new deal is for. There are few, so that new deals meet; their names are no marks, because whoever writes one
// knows it.
func (r *run) customer() map[string]any {
	return map[string]any{"name": []string{"Plain Words", "Plainer Words", "Plainest Words"}[r.random.IntN(3)], "country": "GB"}
}

// registers hands a new deal in as somebody, for an account that this person may see or not.
func (r *run) registers() {
	email := r.somebody()
	accounts := r.world.Of("Partner")
	viewer := r.world.As(userID(email))
	if viewer == nil || len(accounts) == 0 {
		return
	}
	sortRecords(accounts)
	account := accounts[r.random.IntN(len(accounts))]
	for n := 0; n < 20 && r.random.IntN(8) > 0 && viewer.Shown(account) == nil; n++ {
		account = accounts[r.random.IntN(len(accounts))]
	}
	in := map[string]any{"vendorId": account.Vendor, "partnerId": account.ID, "customer": r.customer(), "submit": r.random.IntN(3) > 0,
		"lines": []any{map[string]any{"productFamily": "cloud", "quantity": 2.0}}, "expectedCloseOn": "2027-03-01",
		"amount": map[string]any{"amount": "10000.00", "currency": r.world.Records[account.Vendor].Fields["currency"]}}
	distributor := ""
	if len(account.Distributors) > 0 && r.random.IntN(2) == 0 {
		distributor = account.Distributors[r.random.IntN(len(account.Distributors))]
		in["distributorId"] = distributor
	}
	if distributor == "" && viewer.Org.Fields["kind"] == "DISTRIBUTOR" { // it is meant itself
		distributor = viewer.Org.ID
	}
	r.create(email, "registerDeal", "RegisterDealInput", in, &oracle.Record{Vendor: account.Vendor, Partner: account.ID, Organization: account.Organization, Distributor: distributor})
}

// copies makes a draft of a deal that names no program and no campaign.
func (r *run) copies() {
	email, deals := r.somebody(), r.world.Of("Deal")
	viewer := r.world.As(userID(email))
	if viewer == nil || len(deals) == 0 {
		return
	}
	sortRecords(deals)
	d := deals[r.random.IntN(len(deals))]
	for n := 0; n < 20 && viewer.Shown(d) == nil; n++ {
		d = deals[r.random.IntN(len(deals))]
	}
	if r.twin.still[d.ID] || d.Fields["program"] != nil || d.Fields["campaign"] != nil {
		return
	}
	r.create(email, "copyDeal", "CopyDealInput", map[string]any{"id": d.ID, "expectedVersion": r.versionFor(email, d), "expectedCloseOn": "2027-04-01"},
		&oracle.Record{Vendor: d.Vendor, Partner: d.Partner, Organization: d.Organization, Distributor: d.Distributor, Hidden: d.Hidden})
}

// create does it in both worlds and judges the answer. made is who the new deal belongs to.
func (r *run) create(email, mutation, shape string, in map[string]any, made *oracle.Record) {
	if r.world.Says(made.Vendor, r.world.Records[userID(email)].Roles, "Deal") {
		return // who may not see what it makes cannot tell which one it is
	}
	g := r.gen
	g.begin(email)
	deal := r.schema.Types["Deal"]
	set := g.fields(g.choose(deal, 2), "Deal", 2, 1)
	text := g.text.String()
	g.text.Reset()
	g.text.WriteString("{result:" + mutation + "(input:" + g.variable(shape+"!", in) + "){made:deal{made:id} deal" + text + " userErrors{code field}}}")
	q := g.finish("mutation", set)
	leaks := len(r.report.leaks)
	defer func() { r.note(event{ask: q, made: true}, len(r.report.leaks) > leaks) }()
	here := r.here.ask(r.tb, q.request)
	there := r.twin.there.ask(r.tb, r.twin.here(q.request))
	r.report.queries++
	id, other := madeIn(here), madeIn(there)
	if (id == "") != (other == "") {
		r.report.leak("twin", "%s: %s made one deal of two\n%s\nhere  %.600s\nthere %.600s", r.who(email), mutation, show(q.request), here.body, there.body)
		return
	}
	for _, leak := range r.marks.leaked(r.world.As(userID(email)), here.text()) {
		r.report.leak("taint", "%s may not see %s\n%s\n%s", r.who(email), leak, show(q.request), here.body)
	}
	if id == "" {
		return
	}
	r.twin.ids[id] = other
	if email == r.twin.email {
		if a, b := canonical(here), canonical(r.twin.there2here(there)); a != b {
			r.report.leak("twin", "%s is answered differently\n%s\nhere  %s\nthere %s", r.who(email), show(q.request), around(a, b), around(b, a))
		}
	}
	r.adopt(email, id, made)
	want := r.world.As(userID(email)).Show(id, q.query.Set)
	data, _ := here.Data.(map[string]any)
	payload, _ := data["result"].(map[string]any)
	if d := oracle.Differ(want.Data, payload["deal"], "deal"); d != "" && !want.Vague && len(here.Errors) == 0 {
		r.report.leak("oracle", "%s: %s\n%s\n%s", r.who(email), d, show(q.request), here.body)
	}
}

// versionFor is the version of a record that somebody is told.
func (r *run) versionFor(email string, of *oracle.Record) any {
	return of.Fields[oracle.SideField(of.Type, "version", sideOf(r.world, email))]
}

func sortRecords(all []*oracle.Record) {
	sort.Slice(all, func(i, j int) bool { return all[i].ID < all[j].ID })
}

func madeIn(got *reply) string {
	data, _ := got.Data.(map[string]any)
	payload, _ := data["result"].(map[string]any)
	deal, _ := payload["made"].(map[string]any)
	id, _ := deal["made"].(string)
	return id
}

// adopt gives the oracle's world the new deal; its values are learned from the stewards.
func (r *run) adopt(email, id string, d *oracle.Record) {
	u := r.world.Records[userID(email)]
	d.Type, d.ID, d.Registrant, d.RegistrantOrg = "Deal", id, u.ID, u.Organization
	d.Fields = map[string]any{"id": id, "vendor": ref(d.Vendor), "partner": ref(d.Partner), "distributor": refIf(d.Distributor, d.Distributor),
		"program": nil, "campaign": nil, "onBehalfOf": nil,
		"registeredBy": oracle.Object{"user": ref(u.ID), "organization": ref(u.Organization)}, "approvals": []any{}}
	if u.Organization != d.Organization {
		d.Fields["onBehalfOf"] = ref(d.Organization)
	}
	d.Told = map[string]bool{}
	r.world.Records[id] = d
	r.made = append(r.made, id)
	r.report.mutations++
	r.gen.pool.ids["Deal"] = append(r.gen.pool.ids["Deal"], id)
	r.touch[id] = u.ID + " " + u.Organization
	r.settleOn("Deal")
}
