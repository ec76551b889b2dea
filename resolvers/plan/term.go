package plan

import "partnerhub/model"

// writeTermStatus tells where a term in a program stands at the instant of the request.
func writeTermStatus(x *run, v values) (err error) {
	status, ok := v[0].Text()
	if !ok {
		return errForm
	}
	e := model.Enrollment{Status: model.EnrollmentStatus(status)}
	if e.ValidUntil, err = instantOf(v[1]); err != nil {
		return err
	}
	x.out = word.quote(x.out, []byte(e.StatusAt(x.at)))
	return nil
}

// writeTermEnd writes no end where there is none.
func writeTermEnd(x *run, v values) error {
	until, err := instantOf(v[0])
	if err != nil {
		return err
	}
	if until == nil || until.Equal(model.Forever) {
		x.out = append(x.out, "null"...)
		return nil
	}
	x.out = appendInstant(x.out, *until)
	return nil
}
