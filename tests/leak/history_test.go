package leak_test

import (
	"math/rand/v2"
	"strings"
	"time"
)

// epoch is the world from one change to the next.
type epoch struct {
	name   string
	tables tables
	now    time.Time
	mutate bool
}

// plan draws what will happen. Everything but the mutations of deals is known before, so that the twin world can be made to
// differ only in what its person will never know.
func (r *run) plan(random *rand.Rand) []epoch {
	out := []epoch{{name: "begin", tables: r.tables, now: begin}}
	changes := []func(*rand.Rand, *epoch){revoke, disable, relink, recover, wait, mutate, repolicy, repolicy, keepToOwn}
	random.Shuffle(len(changes), func(i, j int) { changes[i], changes[j] = changes[j], changes[i] })
	for _, change := range changes {
		last := out[len(out)-1]
		next := epoch{tables: last.tables.clone(), now: last.now.Add(time.Hour)}
		change(random, &next)
		out = append(out, next)
	}
	return out
}

// clerk draws somebody who is no steward.
func clerk(random *rand.Rand, t tables) row {
	for {
		if u := t["users"][random.IntN(len(t["users"]))]; !strings.HasSuffix(u["roles"], "ADMIN") {
			return u
		}
	}
}

// revoke gives people another role of their side in place of theirs, or takes one of several.
func revoke(random *rand.Rand, e *epoch) {
	e.name = "revoke"
	other := map[string][]string{"P": {"PARTNER_MEMBER", "PARTNER_MARKETING", "PARTNER_FINANCE"}, "D": {"DISTRIBUTOR_FINANCE", "DISTRIBUTOR_MANAGER"}}
	for range 8 {
		u := clerk(random, e.tables)
		next := []string{"CHANNEL_FINANCE", "OUTSOURCED_REP", "CHANNEL_MARKETING", "DEAL_DESK"}
		if side := other[u["roles"][:1]]; side != nil && !strings.HasPrefix(u["roles"], "DEAL") {
			next = side
		}
		u["roles"] = next[random.IntN(len(next))]
	}
}

func disable(random *rand.Rand, e *epoch) {
	e.name = "disable"
	for range 4 {
		clerk(random, e.tables)["disabled"] = "true"
	}
}

// relink takes distributors from accounts, and with them their people's coverage; or gives an account to another one.
func relink(random *rand.Rand, e *epoch) {
	e.name = "relink"
	var all []string
	of := map[string]string{}
	for _, o := range e.tables["organizations"] {
		if o["kind"] == "DISTRIBUTOR" {
			all = append(all, o["handle"])
		}
	}
	for _, u := range e.tables["users"] {
		of[u["email"]] = u["organization"]
	}
	for _, p := range e.tables["partners"] {
		if random.IntN(2) == 0 {
			continue
		}
		p["distributors"] = all[random.IntN(len(all))]
		if random.IntN(3) == 0 {
			p["distributors"] = ""
		}
		var kept []string
		for _, c := range split(p["coverage"]) {
			if by := of[c[:strings.IndexByte(c, ':')]]; by == p["vendor"] || by == p["distributors"] {
				kept = append(kept, c)
			}
		}
		p["coverage"] = strings.Join(kept, "; ")
		p["tier"] = []string{"GOLD", "SILVER", ""}[random.IntN(3)]
	}
}

// recover hands accounts to other managers.
func recover(random *rand.Rand, e *epoch) {
	e.name = "recover"
	for _, p := range e.tables["partners"] {
		if random.IntN(2) == 0 {
			continue
		}
		m := &maker{Rand: random, t: e.tables}
		p["coverage"] = ""
		for _, u := range e.tables["users"] {
			if u["organization"] == p["vendor"] && strings.Contains(u["roles"], "CHANNEL_MANAGER") && random.IntN(2) == 0 {
				p["coverage"] = u["email"] + ":PAM:primary:" + m.one(day(-5), day(9)) + ":" + m.one("", day(15))
			}
		}
	}
}

// keepToOwn turns what partners let their salespeople see.
func keepToOwn(random *rand.Rand, e *epoch) {
	e.name = "keepToOwn"
	for _, o := range e.tables["organizations"] {
		if o["kind"] == "PARTNER" && random.IntN(3) > 0 {
			o["salesOwnDealsOnly"] = map[string]string{"true": "false"}[o["salesOwnDealsOnly"]]
			if o["salesOwnDealsOnly"] == "" {
				o["salesOwnDealsOnly"] = "true"
			}
		}
	}
}

// wait lets coverage, authorities and protection begin and end.
func wait(random *rand.Rand, e *epoch) {
	e.name, e.now = "wait", e.now.AddDate(0, 0, 6+random.IntN(18))
}

func mutate(_ *rand.Rand, e *epoch) { e.name, e.mutate = "mutate", true }

// change lives through the step to the next epoch, on both servers.
func (r *run) change(next epoch) {
	rows := next.tables.changed(r.tables)
	r.here.load(r.tb, rows)
	r.twin.change(r.tb, rows, next)
	r.here.clock.move(next.now.Sub(r.here.clock.read()))
	r.legislate(r.tables, next.tables)
	r.here.work(r.tb)
	r.twin.there.work(r.tb)
	r.tables = next.tables
	r.settle()
	r.opened()
	if next.mutate {
		for range 6 {
			r.registers()
			r.copies()
		}
		for range 24 {
			r.mutation()
		}
	}
}
