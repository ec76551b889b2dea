package hub

import (
	"slices"
	"strconv"
	"strings"

	"partnerhub/model"
)

// form is an application as it is being filled in.
type form struct {
	plan   *model.EnrollmentPlan
	faults *model.UserErrors
}

// ReadForm checks answers that come from a file as they would be checked from the API, whole.
func ReadForm(plan *model.EnrollmentPlan, given []*model.EnrollmentAnswerInput) (*model.EnrollmentForm, error) {
	var faults model.UserErrors
	f := form{plan, &faults}
	out := f.merge(nil, given)
	return out, faults.OrNil()
}

// merge puts the given answers over the earlier ones and checks each against its question. What was asked once and is not any
// more is dropped. A question that must be answered may stay open until the form is handed in.
func (f form) merge(earlier *model.EnrollmentForm, given []*model.EnrollmentAnswerInput) *model.EnrollmentForm {
	values := map[string][]string{}
	if earlier != nil {
		for _, a := range earlier.Answers {
			values[a.Key] = a.Values
		}
	}
	for _, in := range given {
		if !slices.ContainsFunc(f.plan.Questions, func(q model.EnrollmentQuestion) bool { return q.Key == in.Key }) {
			f.faults.Add("answers", model.UserErrorCodeInvalid, "the program does not ask this")
			continue
		}
		values[in.Key] = in.Values
	}
	out := &model.EnrollmentForm{Version: f.plan.FormVersion, Answers: []model.EnrollmentAnswer{}}
	for i := range f.plan.Questions {
		q := &f.plan.Questions[i]
		if answer := f.answer(q, values[q.Key]); len(answer) > 0 {
			out.Answers = append(out.Answers, model.EnrollmentAnswer{Key: q.Key, Values: answer})
		}
	}
	if len(f.plan.Questions) == 0 {
		return nil
	}
	return out
}

// complete checks that nothing is left open.
func (f form) complete(in *model.EnrollmentForm) {
	for i := range f.plan.Questions {
		q := &f.plan.Questions[i]
		answered := in != nil && slices.ContainsFunc(in.Answers, func(a model.EnrollmentAnswer) bool { return a.Key == q.Key })
		if q.Required && !answered {
			f.faults.Add("answers."+q.Key, model.UserErrorCodeRequired, "must be answered")
		}
	}
}

// answer checks the values of one question and answers them as they are kept.
func (f form) answer(q *model.EnrollmentQuestion, values []string) []string {
	if len(values) > 1 && q.Type != model.QuestionTypeChoices || len(values) > max(1, len(q.Options)) {
		f.faults.Add("answers."+q.Key, model.UserErrorCodeTooMany, "too many values")
		return nil
	}
	out := []string{}
	for _, v := range values {
		clean, err := readAnswer(q, v)
		switch {
		case err != nil:
			f.faults.Add("answers."+q.Key, err.Code, "%s", err.Message)
		case clean != "" && !slices.Contains(out, clean):
			out = append(out, clean)
		}
	}
	return out
}

// readAnswer reads one value by the type of its question.
func readAnswer(q *model.EnrollmentQuestion, in string) (string, *model.UserError) {
	switch in = strings.TrimSpace(in); {
	case in == "":
		return "", nil
	case q.Type == model.QuestionTypeText:
		return readText(q, in)
	case q.Type == model.QuestionTypeNumber:
		return readNumber(q, in)
	}
	read := map[model.QuestionType]func(string) (string, bool){
		model.QuestionTypeFlag: func(s string) (string, bool) { return s, s == "true" || s == "false" },
		model.QuestionTypeDay: func(s string) (string, bool) {
			d, err := model.ParseDate(s)
			return string(d), err == nil
		},
		model.QuestionTypeCountry: func(s string) (string, bool) {
			c, err := model.ParseCountry(s)
			return string(c), err == nil
		},
		model.QuestionTypeChoice:  func(s string) (string, bool) { return s, slices.Contains(q.Options, s) },
		model.QuestionTypeChoices: func(s string) (string, bool) { return s, slices.Contains(q.Options, s) },
	}[q.Type]
	if out, ok := read(in); ok {
		return out, nil
	}
	return "", &model.UserError{Code: model.UserErrorCodeInvalid, Message: "is no answer of the type " + string(q.Type)}
}

func readText(q *model.EnrollmentQuestion, in string) (string, *model.UserError) {
	out, err := model.CleanNote(in)
	if err != nil {
		return "", &model.UserError{Code: model.UserErrorCodeInvalid, Message: err.Error()}
	}
	longest := model.MaxNote
	if q.Maximum != nil {
		longest = min(longest, *q.Maximum)
	}
	if len([]rune(out)) > longest {
		return "", &model.UserError{Code: model.UserErrorCodeTooLong, Message: "at most " + strconv.Itoa(longest) + " characters"}
	}
	return out, nil
}

func readNumber(q *model.EnrollmentQuestion, in string) (string, *model.UserError) {
	n, err := strconv.ParseInt(in, 10, 32)
	if err != nil {
		return "", &model.UserError{Code: model.UserErrorCodeInvalid, Message: "is no whole number"}
	}
	if q.Minimum != nil && int(n) < *q.Minimum || q.Maximum != nil && int(n) > *q.Maximum {
		return "", &model.UserError{Code: model.UserErrorCodeOutOfRange, Message: "is outside the range of the question"}
	}
	return strconv.FormatInt(n, 10), nil
}
