package intake

import (
	"bytes"
	"encoding/json"

	"partnerhub/hub"
	"partnerhub/model"
)

// programTexts reads what a program gives, asks for and says, checked as it would be from the API.
func programTexts(r *row, p *model.Program) {
	listOf(r, "benefits", &p.Benefits)
	listOf(r, "requirements", &p.Requirements)
	listOf(r, "texts", &p.Texts)
	for i := range p.Texts {
		p.Texts[i].Benefits, p.Texts[i].Requirements = orEmpty(p.Texts[i].Benefits), orEmpty(p.Texts[i].Requirements)
	}
	if r.faulty() {
		return
	}
	for _, fault := range hub.CleanProgram(p) {
		r.fail(*fault.Field, "%s", fault.Message)
	}
}

// listOf reads a column that holds a JSON list, under the names that the API gives the fields.
func listOf[T any](r *row, column string, into *[]T) {
	text, there := r.get(column)
	if !there {
		return
	}
	list := []T{}
	decoder := json.NewDecoder(bytes.NewReader([]byte(text)))
	decoder.DisallowUnknownFields()
	if text != "" && (decoder.Decode(&list) != nil || decoder.More()) {
		r.fail(column, "is no JSON list with these fields")
		return
	}
	*into = orEmpty(list)
}
