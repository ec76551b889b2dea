package plan

import (
	"partnerhub/hub"
	"partnerhub/model"
)

// writeLastDay writes no day for what has no last one.
func writeLastDay(x *run, v values) error {
	day, err := dayOf(v[0])
	if err != nil {
		return err
	}
	if day == model.NoLastDay {
		x.out = append(x.out, "null"...)
		return nil
	}
	x.out = word.quote(x.out, []byte(day))
	return nil
}

func dayOf(v hub.Value) (model.Date, error) {
	text, ok := v.Text()
	if !ok && !v.Absent() {
		return "", errForm
	}
	return model.Date(text), nil
}

// writeRevocation writes no instant for what is held.
func writeRevocation(x *run, v values) error {
	at, err := instantOf(v[0])
	switch {
	case err != nil || at == nil:
		return errForm
	case at.Equal(model.Forever):
		x.out = append(x.out, "null"...)
	default:
		x.out = appendInstant(x.out, *at)
	}
	return nil
}

// writeSkillStatus tells where a certification or a training stands on the day of the request.
func writeSkillStatus(x *run, v values) error {
	at, err := instantOf(v[0])
	if err != nil || at == nil {
		return errForm
	}
	c := model.PartnerCertification{RevokedAt: *at}
	if c.ValidUntil, err = dayOf(v[1]); err != nil {
		return err
	}
	x.out = word.quote(x.out, []byte(c.StatusOn(model.DateOf(x.at))))
	return nil
}

// writeNumber writes an attribute's number as a decimal.
func writeNumber(x *run, v values) error {
	n, ok := v[0].Int()
	if !ok && !v[0].Absent() {
		return errForm
	}
	var a model.Attribute
	if ok {
		a.Number = &n
	}
	number := hub.NumberOf(&a)
	if number == nil {
		x.out = append(x.out, "null"...)
		return nil
	}
	x.out = word.quote(x.out, []byte(*number))
	return nil
}
