package hub_test

import (
	"slices"
	"strings"
	"time"
)

// An independent model of terms in programs, written from the rules: texts and instants, who may do what, and one function that
// plays a step. It imports nothing of the hub's.

type tPerson struct{ email, side, org string }

func tPeople() []tPerson {
	return []tPerson{{"admin@pa.example", "admin", "pa"}, {"admin@pb.example", "admin", "pb"}, {"sales@pa.example", "sales", "pa"},
		{"cam@acme.example", "cam", "acme"}, {"ops@acme.example", "ops", "acme"}, {"desk@acme.example", "reader", "acme"},
		{"desk@dist.example", "distributor", "dist"}, {"desk@other.example", "distributor", "other"}}
}

// tProgram is how the programs of the world differ.
type tProgram struct {
	steps                   string // A application, R review, G agreement
	months, renew, reapply  int
	asks, gold, auto, money bool
	taking                  string
}

var tPrograms = map[string]tProgram{
	"club":  {steps: "ARG", months: 12, renew: 60, reapply: 90, asks: true, taking: "dist"},
	"quick": {steps: "G", months: 1, renew: 10, taking: "dist other"},
	"auto":  {steps: "AR", reapply: 30, auto: true, money: true},
	"gold":  {steps: "A", gold: true},
}

// tMay is who may do what where they see the term; the sponsor alone among distributors.
var tMay = map[string]string{"UPDATE": "admin distributor", "SUBMIT": "admin", "ACCEPT": "admin", "DECLINE": "admin", "WITHDRAW": "admin",
	"RETURN": "cam ops", "APPROVE": "cam ops", "REJECT": "cam ops", "SUSPEND": "cam ops", "REINSTATE": "cam ops", "TERMINATE": "cam ops",
	"RENEW": "admin cam ops"}

var tFrom = map[string]string{"UPDATE": "INVITED DRAFT", "SUBMIT": "INVITED DRAFT", "ACCEPT": "INVITED APPLIED", "DECLINE": "INVITED",
	"WITHDRAW": "DRAFT APPLIED", "RETURN": "APPLIED", "APPROVE": "APPLIED", "REJECT": "APPLIED", "SUSPEND": "ACTIVE", "REINSTATE": "SUSPENDED",
	"TERMINATE": "INVITED ACTIVE SUSPENDED", "RENEW": "ACTIVE EXPIRED"}

type tTerm struct {
	partner, program, status, pending, sponsor string
	engaged                                    bool
	until, reapply                             time.Time
	renews, renewal                            *tTerm
}

type tWorld struct {
	terms []*tTerm
	gold  map[string]bool // by partner
}

func has(words, word string) bool { return slices.Contains(strings.Fields(words), word) }

func (t *tTerm) at(now time.Time) string {
	if (t.status == "ACTIVE" || t.status == "SUSPENDED") && !t.until.IsZero() && !now.Before(t.until) {
		return "EXPIRED"
	}
	return t.status
}

func (t *tTerm) next() string { return t.pending[:min(1, len(t.pending))] }

func (w *tWorld) isFor(program, partner string) bool {
	return !tPrograms[program].gold || w.gold[partner]
}

func serves(distributor, partner string) bool {
	return distributor == "dist" && partner == "pa" || distributor == "other" && partner == "pb"
}

// sees tells who sees a term at all.
func (w *tWorld) sees(p tPerson, t *tTerm) bool {
	program := tPrograms[t.program]
	switch p.side {
	case "ops":
		return true
	case "reader":
		return !program.money
	case "cam":
		return t.partner == "pa"
	case "distributor":
		return serves(p.org, t.partner) && has(program.taking, p.org)
	case "sales":
		if program.money {
			return false
		}
	}
	return p.org == t.partner && (t.engaged || w.isFor(t.program, t.partner))
}

func (w *tWorld) may(p tPerson, action string, t *tTerm) bool {
	return has(tMay[action], p.side) && w.sees(p, t) && (p.side != "distributor" || t.sponsor == p.org)
}

// guard is what a step asks for besides the state.
func (t *tTerm) guard(action string, now time.Time) bool {
	switch action {
	case "UPDATE", "SUBMIT":
		return t.next() == "A"
	case "ACCEPT":
		return t.next() == "G" || t.status == "INVITED" && t.pending == ""
	case "APPROVE":
		return t.next() == "R"
	case "RETURN":
		return t.next() == "R" && tPrograms[t.program].asks
	case "RENEW":
		around := time.Duration(tPrograms[t.program].renew) * 24 * time.Hour
		return t.renewal == nil && !t.until.IsZero() && !now.Before(t.until.Add(-around)) && now.Before(t.until.Add(around))
	}
	return true
}

// actions are what somebody can do with a visible term.
func (w *tWorld) actions(p tPerson, t *tTerm, now time.Time) (out []string) {
	for action := range tMay {
		if w.may(p, action, t) && has(tFrom[action], t.at(now)) && t.guard(action, now) {
			out = append(out, action)
		}
	}
	slices.Sort(out)
	return out
}

// open is what stands in the way of another term.
func (w *tWorld) open(partner, program string, now time.Time, but ...*tTerm) bool {
	return slices.ContainsFunc(w.terms, func(t *tTerm) bool {
		return t.partner == partner && t.program == program && !slices.Contains(but, t) &&
			has("INVITED DRAFT APPLIED ACTIVE SUSPENDED", t.at(now))
	})
}

// waits tells whether the newest term makes the partner wait.
func (w *tWorld) waits(partner, program string, now time.Time) bool {
	for _, t := range slices.Backward(w.terms) {
		if t.partner == partner && t.program == program {
			return now.Before(t.reapply)
		}
	}
	return false
}

// begin plays a start, an invitation or a sponsored draft.
func (w *tWorld) begin(p tPerson, how, partner, program, agreement string, submit bool, now time.Time) (*tTerm, string) {
	may := map[string]string{"start": "admin", "invite": "cam ops", "sponsor": "distributor"}[how]
	if !has(may, p.side) {
		return nil, "FORBIDDEN"
	}
	g := tPrograms[program]
	if how == "start" {
		partner = p.org
	}
	unseen := p.side == "cam" && partner != "pa" || p.side == "distributor" && !(serves(p.org, partner) && has(g.taking, p.org))
	if unseen || !w.isFor(program, partner) || w.open(partner, program, now) || how == "start" && w.waits(partner, program, now) {
		return nil, "USER"
	}
	t := &tTerm{partner: partner, program: program, status: "DRAFT", pending: "A" + strings.TrimPrefix(g.steps, "A")}
	switch how {
	case "invite":
		t.status, t.pending = "INVITED", strings.ReplaceAll(g.steps, "R", "")
	case "sponsor":
		t.sponsor = p.org
	case "start":
		if t.engaged = true; submit {
			t.pending = t.pending[1:]
			if code := w.proceed(t, agreement, now); code != "" {
				return nil, code
			}
		}
	}
	w.terms = append(w.terms, t)
	return t, ""
}

// proceed goes on with the steps. What it changes before a refusal does not count: the caller gives it a copy.
func (w *tWorld) proceed(t *tTerm, agreement string, now time.Time) string {
	for t.pending != "" {
		switch {
		case t.next() == "G" && agreement == "v1":
			agreement = ""
		case t.next() == "G" && agreement != "":
			return "USER"
		case t.next() == "R" && tPrograms[t.program].auto && w.gold[t.partner]:
		default:
			t.status = "APPLIED"
			return ""
		}
		t.pending = t.pending[1:]
	}
	return w.inForce(t, now)
}

func (w *tWorld) inForce(t *tTerm, now time.Time) string {
	if !w.isFor(t.program, t.partner) {
		return "USER"
	}
	from := now
	for _, o := range w.terms {
		if o.partner != t.partner || o.program != t.program || !has("ACTIVE SUSPENDED", o.status) {
			continue
		}
		switch o.at(now) {
		case "SUSPENDED":
			return "USER"
		case "ACTIVE":
			from, o.until = o.until, now
		}
		o.status = "EXPIRED"
	}
	t.status, t.until, t.reapply = "ACTIVE", time.Time{}, time.Time{}
	if months := tPrograms[t.program].months; months > 0 {
		t.until = sameDay(from, months)
	}
	return ""
}

// sameDay is the same day of a later month, or the last day that the month has.
func sameDay(from time.Time, months int) time.Time {
	for d := from.Day(); ; d-- {
		to := time.Date(from.Year(), from.Month()+time.Month(months), d, from.Hour(), from.Minute(), from.Second(), from.Nanosecond(), time.UTC)
		if to.Day() == d {
			return to
		}
	}
}

// play does one step of a term; the outcome is a code, "" for success. made is the renewal.
func (w *tWorld) play(p tPerson, action string, t *tTerm, stale bool, agreement string, now time.Time) (made *tTerm, code string) {
	switch {
	case !has(tMay[action], p.side):
		return nil, "FORBIDDEN"
	case !w.sees(p, t):
		return nil, "NOT_FOUND"
	case !w.may(p, action, t):
		return nil, "FORBIDDEN"
	case stale:
		return nil, "CONFLICT"
	case !has(tFrom[action], t.at(now)):
		return nil, "INVALID_TRANSITION"
	case !t.guard(action, now):
		return nil, "FORBIDDEN"
	case has("UPDATE SUBMIT ACCEPT RENEW", action) && !w.isFor(t.program, t.partner):
		return nil, "USER"
	}
	return w.effect(p, action, t, agreement, now)
}

func (w *tWorld) effect(p tPerson, action string, t *tTerm, agreement string, now time.Time) (made *tTerm, code string) {
	switch action {
	case "SUBMIT", "ACCEPT", "APPROVE":
		if action == "ACCEPT" && t.next() == "G" && agreement == "" {
			return nil, "USER"
		}
		try := *t
		if try.engaged = t.engaged || action != "APPROVE"; action != "ACCEPT" {
			try.pending = try.pending[1:]
		}
		if action == "APPROVE" {
			agreement = ""
		}
		if code = w.proceed(&try, agreement, now); code == "" {
			*t = try
		}
		return nil, code
	case "DECLINE", "WITHDRAW":
		t.engaged = true
		t.stop("DECLINED")
	case "RETURN":
		t.status, t.pending = "DRAFT", "A"+t.pending
	case "REJECT":
		t.stop("REJECTED")
		t.waits(now)
	case "SUSPEND":
		t.status = "SUSPENDED"
	case "REINSTATE":
		t.status = "ACTIVE"
	case "TERMINATE":
		t.terminate(now)
	case "RENEW":
		return w.renew(p, t, now)
	}
	return nil, ""
}

// stop ends an application; what it would have renewed can be renewed again.
func (t *tTerm) stop(status string) {
	t.status, t.pending = status, ""
	if t.renews != nil && t.renews.renewal == t {
		t.renews.renewal = nil
	}
}

func (t *tTerm) waits(now time.Time) {
	if days := tPrograms[t.program].reapply; days > 0 {
		t.reapply = now.Add(time.Duration(days) * 24 * time.Hour)
	}
}

func (t *tTerm) terminate(now time.Time) {
	if t.status == "INVITED" {
		t.stop("TERMINATED")
		return
	}
	t.status, t.until = "TERMINATED", now
	t.waits(now)
	if r := t.renewal; r != nil && has("INVITED DRAFT APPLIED", r.status) {
		r.status, r.pending = "TERMINATED", ""
	}
}

func (w *tWorld) renew(p tPerson, t *tTerm, now time.Time) (*tTerm, string) {
	if w.open(t.partner, t.program, now, t) {
		return nil, "USER"
	}
	steps := tPrograms[t.program].steps
	made := &tTerm{partner: t.partner, program: t.program, status: "DRAFT", pending: "A" + strings.TrimPrefix(steps, "A"), engaged: true,
		sponsor: t.sponsor, renews: t}
	if p.side != "admin" {
		made.status, made.pending, made.engaged = "INVITED", strings.ReplaceAll(steps, "R", ""), false
	}
	t.renewal = made
	w.terms = append(w.terms, made)
	return made, ""
}
