package plan

import (
	"strconv"
	"time"

	"partnerhub/hub"
	"partnerhub/model"
)

// special is a field that is made of other fields of its object, by the model's own rules.
type special struct {
	needs []string // stored, within the object
	write func(x *run, v values) error
}

// values are those of the needed fields, in their order.
type values [4]hub.Value

func specials() map[string]*special {
	return map[string]*special{
		"Deal.approvalStatus":       {[]string{"approvalStatus", "protectedUntil"}, writeStatus},
		"Deal.protectionActive":     {[]string{"approvalStatus", "protectedUntil", "outcome"}, writeProtection},
		"Deal.escalatedAt":          {[]string{"approvalStatus", "protectedUntil", "escalatesAt"}, writeEscalation},
		"Money.amount":              {[]string{"minor", "currency"}, writeAmount},
		"ApprovalAuthority.validTo": {[]string{"validUntil"}, writeValidTo},
		"DirectEngagement.validTo":  {[]string{"validUntil"}, writeValidTo},
		"Enrollment.status":         {[]string{"status", "validUntil"}, writeTermStatus},
		"Enrollment.validUntil":     {[]string{"validUntil"}, writeTermEnd},
		"Certification.validUntil":  {[]string{"validUntil"}, writeLastDay},
		"Training.validUntil":       {[]string{"validUntil"}, writeLastDay},
		"PartnerAttribute.number":   {[]string{"number"}, writeNumber},

		"PartnerCertification.validUntil": {[]string{"validUntil"}, writeLastDay},
		"PartnerCertification.revokedAt":  {[]string{"revokedAt"}, writeRevocation},
		"PartnerCertification.status":     {[]string{"revokedAt", "validUntil"}, writeSkillStatus},

		"Audience.types":     &special{[]string{"types"}, sideOf(word)},
		"Audience.countries": &special{[]string{"countries"}, sideOf(word)},
		"Audience.tiers":     &special{[]string{"tiers"}, sideOf(text)},
	}
}

// dealOf makes of the run's deal as much as a deal's state at an instant depends on.
func (x *run) dealOf(v values) (*model.Deal, error) {
	status, ok := v[0].Text()
	if !ok {
		return nil, errForm
	}
	d := &x.deal
	d.ApprovalStatus, d.Outcome, d.ProtectedUntil, d.EscalatesAt = statusNamed(status), nil, nil, d.EscalatesAt[:0]
	if v[1].Absent() {
		return d, nil
	}
	if x.until, ok = v[1].Instant(); !ok {
		return nil, errForm
	}
	d.ProtectedUntil = &x.until
	return d, nil
}

// statusNamed is a status without memory of its own; one that nobody knows gets some.
func statusNamed(name []byte) model.DealApprovalStatus {
	for _, known := range model.AllDealApprovalStatus {
		if string(known) == string(name) {
			return known
		}
	}
	return model.DealApprovalStatus(name)
}

func instantOf(v hub.Value) (*time.Time, error) {
	if v.Absent() {
		return nil, nil
	}
	t, ok := v.Instant()
	if !ok {
		return nil, errForm
	}
	return &t, nil
}

func writeStatus(x *run, v values) error {
	d, err := x.dealOf(v)
	if err != nil {
		return err
	}
	x.out = word.quote(x.out, []byte(d.StatusAt(x.at)))
	return nil
}

func writeProtection(x *run, v values) error {
	d, err := x.dealOf(v)
	if err != nil {
		return err
	}
	if outcome, ok := v[2].Text(); ok {
		as := model.DealOutcome(outcome)
		d.Outcome = &as
	}
	x.out = strconv.AppendBool(x.out, d.ProtectedAt(x.at))
	return nil
}

func writeEscalation(x *run, v values) error {
	d, err := x.dealOf(v)
	if err != nil {
		return err
	}
	list, _ := v[2].List()
	for {
		_, at, ok := list.Next()
		if !ok {
			break
		}
		t, ok := at.Instant()
		if !ok {
			return errForm
		}
		d.EscalatesAt = append(d.EscalatesAt, t)
	}
	if at := d.EscalatedBy(x.at); at != nil {
		x.out = appendInstant(x.out, *at)
		return nil
	}
	x.out = append(x.out, "null"...)
	return nil
}

// writeAmount writes a decimal of digits, a point and a sign alone.
func writeAmount(x *run, v values) error {
	minor, ok := v[0].Int()
	currency, isText := v[1].Text()
	if !ok || !isText {
		return errForm
	}
	x.out = append(x.out, '"')
	x.out = model.Money{Minor: minor, Currency: model.CurrencyCode(currency)}.AppendAmount(x.out)
	x.out = append(x.out, '"')
	return nil
}

func writeValidTo(x *run, v values) error {
	until, err := instantOf(v[0])
	if err != nil || until == nil {
		return errForm
	}
	a := model.ApprovalAuthority{ValidUntil: *until}
	if to := a.ValidTo(); to != nil {
		x.out = appendInstant(x.out, *to)
		return nil
	}
	x.out = append(x.out, "null"...)
	return nil
}

// sideOf writes one side of an audience without the entry that stands for an open one.
func sideOf(l leaf) func(x *run, v values) error {
	return func(x *run, v values) error { return writeSide(x, v, l) }
}

func writeSide(x *run, v values, l leaf) error {
	list, ok := v[0].List()
	if !ok && !v[0].Absent() {
		return errForm
	}
	x.out = append(x.out, '[')
	for first := true; ; {
		_, entry, ok := list.Next()
		if !ok {
			x.out = append(x.out, ']')
			return nil
		}
		s, ok := entry.Text()
		if !ok {
			return errForm
		}
		if string(s) == model.AudienceAny {
			continue
		}
		if !first {
			x.out = append(x.out, ',')
		}
		first = false
		x.out = l.quote(x.out, s)
	}
}
