package hub_test

import (
	"slices"
	"time"
)

// An independent model of a deal's life, written from the rules and not from the hub: texts and instants, one table of who may
// do what, and one function that plays a step. It imports nothing of the hub's.

// The people of the model. A side tells what a person may do; own, by and home tell on which deals.
type mPerson struct{ email, side, org string }

func mPeople() []mPerson {
	return []mPerson{
		{"sales@pa.example", "sales", "pa"}, {"sales@pb.example", "sales", "pb"},
		{"desk@dist.example", "distributor", "dist"}, {"desk2@dist.example", "distributor", "dist"},
		{"cam@acme.example", "cam", "acme"}, {"desk@acme.example", "desk", "acme"}, {"desk2@acme.example", "desk", "acme"},
		{"ops@acme.example", "ops", "acme"}, {"ops2@acme.example", "ops", "acme"},
	}
}

// mMay is who may do what on which deals: own (registered by the organization, or for it where it is the partner), all (of the
// vendor), others (registered by another person), foreign (registered by another organization).
var mMay = map[string]map[string]string{
	"SUBMIT":            {"sales": "own", "distributor": "own", "cam": "own", "ops": "own"},
	"UPDATE":            {"sales": "own", "distributor": "own", "cam": "own", "ops": "own"},
	"UPDATE_STAGE":      {"sales": "own", "distributor": "own", "cam": "all", "ops": "all"},
	"WITHDRAW":          {"sales": "own", "distributor": "own"},
	"RELEASE":           {"sales": "own", "distributor": "own"},
	"APPEAL":            {"sales": "own", "distributor": "own"},
	"CLAIM_REVIEW":      {"distributor": "foreign", "cam": "others", "desk": "others"},
	"RETURN":            {"distributor": "foreign", "cam": "others", "desk": "others"},
	"REJECT":            {"distributor": "foreign", "cam": "others", "desk": "others"},
	"APPROVE":           {"distributor": "foreign", "desk": "others", "ops": "others"},
	"ENDORSE":           {"distributor": "foreign"},
	"DECLINE":           {"distributor": "foreign"},
	"VETO":              {"desk": "others", "ops": "others"},
	"EXTEND_PROTECTION": {"cam": "all", "ops": "all"},
	"REINSTATE":         {"cam": "all", "ops": "all"},
	"REVOKE":            {"desk": "all", "ops": "all"},
	"MARK_WON":          {"sales": "own", "distributor": "own", "cam": "own others", "ops": "own others", "desk": "others"},
	"MARK_LOST":         {"sales": "own", "distributor": "own", "cam": "all", "desk": "all", "ops": "all"},
	"REOPEN":            {"desk": "all"},
}

// mFrom is from which states a step leaves.
var mFrom = map[string]string{
	"SUBMIT": "DRAFT RETURNED", "UPDATE": "DRAFT RETURNED", "WITHDRAW": "SUBMITTED UNDER_REVIEW RETURNED",
	"UPDATE_STAGE": "DRAFT SUBMITTED UNDER_REVIEW RETURNED APPROVED EXPIRED", "RELEASE": "APPROVED", "APPEAL": "REJECTED",
	"CLAIM_REVIEW": "SUBMITTED", "RETURN": "UNDER_REVIEW", "REJECT": "UNDER_REVIEW", "APPROVE": "UNDER_REVIEW", "ENDORSE": "UNDER_REVIEW",
	"DECLINE": "UNDER_REVIEW", "VETO": "APPROVED", "EXTEND_PROTECTION": "APPROVED EXPIRED", "REINSTATE": "EXPIRED", "REVOKE": "APPROVED",
	"MARK_WON": "APPROVED", "MARK_LOST": "APPROVED", "REOPEN": "CLOSED",
}

type mDeal struct {
	partner, customer, by, byOrg string
	families                     []string
	amount                       int // whole pounds
	through                      bool

	status, outcome                           string
	protected, approvedAt, veto, closed, held time.Time
	queued                                    time.Time
	order, appeals, extensions                int
	plan                                      []string
	reporter                                  string
	refusers, approvers                       []string
}

type mClaim struct {
	deal  *mDeal
	until time.Time
}

// mWorld is all deals and claims of one history.
type mWorld struct {
	deals  []*mDeal
	claims map[string]mClaim // customer and family
	order  int
}

// at is the status at an instant: protection that has run out is over, whatever anybody wrote.
func (d *mDeal) at(now time.Time) string {
	if d.status == "APPROVED" && !now.Before(d.protected) {
		return "EXPIRED"
	}
	return d.status
}

// sees: a draft is its writer's and its partner's; the distributor sees what is done through it.
func (d *mDeal) sees(p mPerson) bool {
	if d.status == "DRAFT" && d.queued.IsZero() && p.org != d.byOrg && p.org != d.partner {
		return false
	}
	switch p.side {
	case "sales":
		return p.org == d.partner
	case "distributor":
		return d.through
	}
	return true
}

func (d *mDeal) isIn(p mPerson, rows string) bool {
	switch rows {
	case "own":
		return p.org == d.byOrg || p.org == d.partner
	case "others", "own others":
		return rows == "own others" && p.org == d.byOrg || d.by != p.email
	case "foreign":
		return d.byOrg != p.org
	}
	return rows == "all"
}

// mode is what the distributor's authority reaches for the deal's amount.
func (d *mDeal) mode() string {
	switch {
	case d.amount <= 10_000:
		return "APPROVE"
	case d.amount <= 50_000:
		return "VETO"
	}
	return "ENDORSE"
}

func (d *mDeal) next(step string) bool { return len(d.plan) > 0 && d.plan[0] == step }

// guarded tells whether a step's own condition holds.
func (d *mDeal) guarded(p mPerson, action string, now time.Time) bool {
	vendor, refused := p.org == "acme", slices.Contains(d.refusers, p.email)
	endorses := !vendor && d.next("ENDORSE")
	decides := vendor || d.next("DISTRIBUTOR")
	grace := now.Before(d.protected.Add(14 * 24 * time.Hour))
	switch action {
	case "CLAIM_REVIEW", "RETURN":
		return !refused && (endorses || decides)
	case "REJECT":
		return !refused && decides
	case "APPROVE":
		if p.side == "ops" {
			return !refused && d.next("OPERATIONS") && !slices.Contains(d.approvers, p.email)
		}
		return !refused && decides && !d.next("OPERATIONS")
	case "ENDORSE", "DECLINE":
		return !refused && endorses
	case "VETO":
		return now.Before(d.veto)
	case "EXTEND_PROTECTION":
		return grace && (p.side == "ops" || d.extensions == 0)
	case "REINSTATE":
		return grace
	case "MARK_WON":
		return p.side != "desk" && d.isIn(p, "own") || d.reporter != "" && d.reporter != p.email
	case "APPEAL":
		return d.appeals < 2
	case "REOPEN":
		return now.Before(d.closed.Add(30 * 24 * time.Hour))
	}
	return true
}

// refusal is the code that a step meets before it takes effect, "" when it may.
func (d *mDeal) refusal(p mPerson, action string, now time.Time) string {
	rows, ever := mMay[action][p.side]
	switch {
	case !ever:
		return "FORBIDDEN"
	case !d.sees(p):
		return "NOT_FOUND"
	case !d.isIn(p, rows):
		return "FORBIDDEN"
	case !slices.Contains(mWords(mFrom[action]), d.at(now)):
		return "INVALID_TRANSITION"
	case !d.guarded(p, action, now):
		return "FORBIDDEN"
	}
	return ""
}

func mWords(s string) (out []string) {
	for len(s) > 0 {
		n := 0
		for n < len(s) && s[n] != ' ' {
			n++
		}
		out, s = append(out, s[:n]), s[min(n+1, len(s)):]
	}
	return out
}

// play takes a step and answers the code that it must meet. Nothing changes when there is one.
func (w *mWorld) play(p mPerson, action string, d *mDeal, now time.Time) string {
	if code := d.refusal(p, action, now); code != "" {
		return code
	}
	switch action {
	case "SUBMIT", "APPEAL":
		w.submit(d, action, now)
	case "CLAIM_REVIEW":
		d.status = "UNDER_REVIEW"
	case "RETURN":
		d.status, d.held = "RETURNED", mBusiness(now, 5)
	case "ENDORSE", "DECLINE":
		d.plan = d.plan[1:]
	case "APPROVE":
		return w.approve(p, d, now)
	case "REJECT":
		d.status, d.plan, d.refusers = "REJECTED", nil, append(d.refusers, p.email)
	case "WITHDRAW":
		d.status, d.plan = "WITHDRAWN", nil
	case "VETO":
		w.free(d)
		d.status, d.veto, d.approvedAt, d.refusers = "REJECTED", time.Time{}, time.Time{}, append(d.refusers, p.email)
	case "RELEASE", "REVOKE":
		w.free(d)
		d.status = map[string]string{"RELEASE": "RELEASED", "REVOKE": "REVOKED"}[action]
	case "MARK_LOST":
		w.free(d)
		d.status, d.outcome, d.closed = "CLOSED", "LOST", now
	case "MARK_WON":
		if others := d.reporter != "" && d.reporter != p.email; p.org == "acme" && others && d.by != p.email {
			d.status, d.outcome, d.closed = "CLOSED", "WON", now
			return ""
		}
		d.reporter = p.email
	case "EXTEND_PROTECTION", "REINSTATE", "REOPEN":
		return w.again(p, action, d, now)
	}
	return ""
}

func (w *mWorld) submit(d *mDeal, action string, now time.Time) {
	lapsed := action == "SUBMIT" && d.status == "RETURNED" && !now.Before(d.held)
	if d.queued.IsZero() || lapsed {
		w.order++
		d.queued, d.order = now, w.order
	}
	if action == "APPEAL" {
		d.appeals++
	}
	d.status, d.held, d.plan = "SUBMITTED", time.Time{}, d.planned()
}

func (d *mDeal) planned() []string {
	plan := []string{"VENDOR"}
	if d.through && d.byOrg != "dist" {
		plan = []string{"DISTRIBUTOR"}
		if d.mode() == "ENDORSE" {
			plan = []string{"ENDORSE", "VENDOR"}
		}
	}
	if d.amount >= 80_000 {
		plan = append(plan, "OPERATIONS")
	}
	return plan
}

func (w *mWorld) approve(p mPerson, d *mDeal, now time.Time) string {
	plan := d.plan[min(1, len(d.plan)):]
	if p.side == "desk" {
		plan = slices.DeleteFunc(slices.Clone(d.plan), func(s string) bool { return s != "OPERATIONS" })
	}
	if len(plan) == 0 && !w.take(d, now, now.Add(90*24*time.Hour)) {
		return "CONFLICT"
	}
	d.plan, d.approvers = plan, append(d.approvers, p.email)
	if p.org == "dist" && d.mode() == "VETO" {
		d.veto = now.Add(48 * time.Hour)
	}
	if len(plan) == 0 {
		d.status, d.approvedAt, d.extensions = "APPROVED", now, 0
	}
	return ""
}

// again protects a deal for longer, or once more.
func (w *mWorld) again(p mPerson, action string, d *mDeal, now time.Time) string {
	longest, until := d.approvedAt.Add(120*24*time.Hour), now.Add(30*24*time.Hour)
	switch {
	case action == "EXTEND_PROTECTION":
		if until = d.protected.Add(30 * 24 * time.Hour); until.After(longest) || !until.After(now) {
			return "USER"
		}
	case d.protected.After(now):
		until = d.protected
	case until.After(longest):
		until = longest
	}
	if !until.After(now) {
		return "USER"
	}
	if !w.take(d, now, until) {
		return "CONFLICT"
	}
	if action == "EXTEND_PROTECTION" && p.side == "cam" {
		d.extensions++
	}
	if action != "EXTEND_PROTECTION" {
		d.reporter = ""
	}
	d.status, d.outcome = "APPROVED", ""
	return ""
}

// take takes the claim on every family, or none.
func (w *mWorld) take(d *mDeal, now, until time.Time) bool {
	for _, f := range d.families {
		if c, held := w.claims[d.customer+"/"+f]; held && c.deal != d && c.until.After(now) {
			return false
		}
	}
	for _, f := range d.families {
		w.claims[d.customer+"/"+f] = mClaim{d, until}
	}
	d.protected = until
	return true
}

func (w *mWorld) free(d *mDeal) {
	for key, c := range w.claims {
		if c.deal == d {
			delete(w.claims, key)
		}
	}
}

// class is how the worst of the others stands in the way of a deal.
func (w *mWorld) class(d *mDeal, now time.Time) string {
	worst, order := "NONE", []string{"NONE", "SELF", "INCUMBENT", "HARD_EARLIER", "HARD_PROTECTED"}
	for _, o := range w.deals {
		if c := w.standsIn(d, o, now); slices.Index(order, c) > slices.Index(order, worst) {
			worst = c
		}
	}
	return worst
}

func (w *mWorld) standsIn(d, o *mDeal, now time.Time) string {
	shares := slices.ContainsFunc(d.families, func(f string) bool { return slices.Contains(o.families, f) })
	open := slices.Contains([]string{"SUBMITTED", "UNDER_REVIEW", "RETURNED"}, o.status)
	won := o.status == "CLOSED" && o.outcome == "WON" && now.Before(o.closed.Add(365*24*time.Hour))
	switch {
	case o == d || o.customer != d.customer || !shares:
		return "NONE"
	case o.partner == d.partner && (open || o.at(now) == "APPROVED"):
		return "SELF"
	case o.partner == d.partner:
		return "NONE"
	case won:
		return "INCUMBENT"
	case o.at(now) == "APPROVED":
		return "HARD_PROTECTED"
	case open && o.ahead(d) && (o.status != "RETURNED" || now.Before(o.held)):
		return "HARD_EARLIER"
	}
	return "NONE"
}

func (d *mDeal) ahead(o *mDeal) bool {
	return d.queued.Before(o.queued) || d.queued.Equal(o.queued) && d.order < o.order
}

// mBusiness counts weekdays.
func mBusiness(t time.Time, n int) time.Time {
	for n > 0 {
		if t = t.Add(24 * time.Hour); t.Weekday() != time.Saturday && t.Weekday() != time.Sunday {
			n--
		}
	}
	return t
}
