package feed_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"partnerhub/hub/intake"
	"partnerhub/model"
)

const (
	histories = 5
	steps     = 80
)

// TestWhoFollowsTheFeedHasWhatTheListsHave lets a consumer of every role follow every log through random histories, reading in
// pages of any size and being killed in between. In the end each has exactly what its lists have.
func TestWhoFollowsTheFeedHasWhatTheListsHave(t *testing.T) {
	for n := range histories {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			h := newHistory(t, uint64(n))
			for range steps {
				h.step()
			}
			h.check()
		})
	}
}

// history is a random course of events and those who follow it.
type history struct {
	*world
	*rand.Rand
	consumers []*consumer
	statuses  map[string]string // of deals, as they were last written
	taken     int
}

func newHistory(tb testing.TB, seed uint64) *history {
	h := &history{world: newWorld(tb), Rand: rand.New(rand.NewPCG(seed, 7)), statuses: map[string]string{}}
	acme := model.DerivedID(model.KindOrganization, "acme")
	for _, role := range model.AllRole {
		h.consumers = append(h.consumers, h.consumer(email(role), &acme), h.consumer(email(role), nil))
	}
	bolt := model.DerivedID(model.KindOrganization, "bolt")
	for _, role := range []model.Role{model.RoleDistributorAdmin, model.RolePartnerAdmin, model.RolePartnerFinance} {
		h.consumers = append(h.consumers, h.consumer(email(role), &bolt))
	}
	return h
}

// step changes something, or lets time pass, and lets some of the consumers read.
func (h *history) step() {
	event := []func(){h.partner, h.partner, h.deal, h.deal, h.deal, h.program, h.program, h.campaign, h.authority, h.time}[h.IntN(10)]
	event()
	h.wait(time.Duration(h.IntN(90)) * time.Second)
	for _, c := range h.consumers {
		if h.IntN(6) == 0 {
			c.step(1+h.IntN(4), h.IntN(4) == 0)
		}
	}
}

func (h *history) check() {
	h.tb.Helper()
	h.sweep()
	resyncs, seen := 0, 0
	for _, c := range h.consumers {
		c.drain()
		resyncs += c.resyncs
		want := h.sight(h.as(c.email), c.log)
		seen += len(want)
		if diff := cmp.Diff(want, c.copy); diff != "" {
			h.tb.Errorf("%s of %v (-the lists +the copy):\n%s", c.email, of(c.log), diff)
		}
	}
	if h.taken < steps/3 || seen < 200 || resyncs > 2*len(h.consumers) {
		h.tb.Errorf("got %d changes, %d records seen and %d new beginnings: the history proves little", h.taken, seen, resyncs)
	}
}

func (h *history) one(of ...string) string { return of[h.IntN(len(of))] }

// coverage is random people's, for ever, from an instant on, or until one.
func (h *history) coverage() string {
	out := ""
	for _, who := range []string{"channel_manager@acme.example", "outsourced_rep@acme.example", "distributor_manager@dist.example"} {
		switch h.IntN(4) {
		case 0:
			out += who + ":PAM:secondary:2025-01-01:;"
		case 1:
			out += who + ":PAM:primary:" + h.day() + ":;"
		case 2:
			out += who + ":PAM:primary:2025-01-01:" + h.day() + ";"
		}
	}
	return out
}

// day is an instant around now, as the files write it. Coverage that begins or ends at one moves sight without a write.
func (h *history) day() string {
	return fmt.Sprintf("today+%dh%dm", h.now().Hour()+h.IntN(3), h.IntN(60))
}

// partner changes one side of an account, so that what follows from it is not hidden behind other changes.
func (h *history) partner() {
	column := h.one("type", "lifeStage", "tier", "tier", "distributors", "coverage", "coverage", "coverage", "privateNotes", "tags")
	value := map[string]func() string{"type": func() string { return h.one("RESELLER", "MSP") }, "lifeStage": func() string { return h.one("ACTIVE", "SUSPENDED") },
		"tier": func() string { return h.one("GOLD", "") }, "distributors": func() string { return h.one("", "dist", "other", "dist;other") },
		"coverage": h.coverage, "privateNotes": func() string { return h.one("a", "b") }, "tags": func() string { return h.one("x", "y") }}[column]()
	more := map[string]string{"type": "", "lifeStage": ""}
	delete(more, column)
	head, row := "vendor,organization,"+column, h.one("acme", "acme", "acme", "bolt")+","+h.one("pa", "pa", "pb", "pc")+","+value
	for required := range more {
		head += "," + required
		row += "," + map[string]string{"type": "MSP", "lifeStage": "ACTIVE"}[required]
	}
	h.take("partners", head+"\n"+row+"\n")
}

// deal changes one side of a deal, or takes it one step further.
func (h *history) deal() {
	partner := h.one("pa", "pa", "pb")
	key := partner + h.one("1", "2")
	column := h.one("status", "distributor", "partnerMargin", "marginShared", "internalComments", "hiddenFromDistributor", "amount")
	values := map[string]string{"status": h.statuses[key], "distributor": h.one("", "dist", "dist", "other"), "partnerMargin": h.one("1", "2") + " GBP",
		"marginShared": h.one("true", "false"), "internalComments": h.one("a", "b"), "hiddenFromDistributor": h.one("true", "false"), "amount": "5 GBP"}
	if column == "amount" {
		values["amount"] = "6 GBP"
	}
	if column == "status" || values["status"] == "" {
		values["status"] = h.one("DRAFT", "SUBMITTED", "APPROVED", "REJECTED")
		h.statuses[key] = values["status"]
	}
	head := "vendor,externalId,partner,program,customerName,customerCountry,lines,amount,expectedCloseOn,status,registeredBy,submittedAt,protectedUntil,reason"
	row := fmt.Sprintf("acme,%s,%s,reg,Of %s,GB,cloud:::1:,%s,2027-01-01,%s,%s", key, partner, key, values["amount"], values["status"],
		map[string]string{"pa": email(model.RolePartnerSales), "pb": "sales@pb.example"}[partner])
	row += map[string]string{"DRAFT": ",,,", "SUBMITTED": ",2026-11-11,,", "APPROVED": ",2026-11-11,2026-12-20,", "REJECTED": ",2026-11-11,,OUT_OF_TERRITORY"}[values["status"]]
	if column != "status" && column != "amount" {
		head, row = head+","+column, row+","+values[column]
	}
	h.take("deals", head+"\n"+row+"\n")
}

func (h *history) program() {
	h.take("programs", "vendor,slug,name,type,status,distributors,audienceTypes,audienceTiers,budget\n"+
		fmt.Sprintf("%s,%s,%s,%s,%s,%s,%s,%s,\n", h.one("acme", "acme", "bolt"), h.one("p1", "p2", "p3"), h.one("A", "B"), h.one("TRAINING", "MDF", "REBATE"),
			h.one("DRAFT", "ACTIVE", "ACTIVE", "ENDED"), h.one("", "dist", "other"), h.one("", "MSP", "RESELLER"), h.one("", "GOLD", "GOLD")))
}

func (h *history) campaign() {
	h.take("campaigns", "vendor,slug,name,status,direction,startsOn,distributors,audienceTypes\n"+
		fmt.Sprintf("%s,%s,%s,%s,TO_PARTNERS,2026-01-01,%s,%s\n", h.one("acme", "bolt"), h.one("c1", "c2"), h.one("A", "B"), h.one("DRAFT", "ACTIVE"),
			h.one("", "dist", "other"), h.one("", "MSP")))
}

func (h *history) authority() {
	h.take("authorities", "vendor,distributor,slug,mode,validFrom\n"+
		fmt.Sprintf("acme,%s,%s,%s,2025-01-01\n", h.one("dist", "other"), h.one("x", "y"), h.one("VIEW", "ENDORSE")))
}

// time passes, often with nobody writing down what that moves.
func (h *history) time() {
	h.wait(time.Duration(h.IntN(40)) * time.Minute)
	if h.IntN(2) == 0 {
		h.sweep()
	}
}

// take counts the rows that went in and changed something; many a random row is refused.
func (h *history) take(kind, text string) {
	h.tb.Helper()
	for _, r := range h.try(kind, text) {
		if r.Outcome == intake.Created || r.Outcome == intake.Updated {
			h.taken++
		}
	}
}
