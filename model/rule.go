package model

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
)

// Rule says which partners of a vendor are meant: exactly one of its sides is set.
type Rule struct {
	All  []*Rule   `json:"all,omitempty"`
	Any  []*Rule   `json:"any,omitempty"`
	Not  *Rule     `json:"not,omitempty"`
	Test *RuleTest `json:"test,omitempty"`
}

// RuleTest compares one attribute of a partner. Which fields it uses depends on the attribute.
type RuleTest struct {
	Attribute       RuleAttribute `json:"attribute"`
	Name            *string       `json:"name,omitempty"`
	Op              RuleOp        `json:"op"`
	Values          []string      `json:"values"`
	Months          *int          `json:"months,omitempty"`
	ProductFamilies []string      `json:"productFamilies,omitempty"`
	Territories     []CountryCode `json:"territories,omitempty"`
	Currency        *CurrencyCode `json:"currency,omitempty"`
}

// RuleText is a rule as it is kept: JSON in the form of the API's input.
type RuleText string

// Text is the rule as it is kept. The same rule always gives the same text.
func (r *Rule) Text() (RuleText, error) {
	b, err := json.Marshal(r)
	return RuleText(b), err
}

var errRule = errors.New(`is no rule such as {"test":{"attribute":"TYPE","op":"IN","values":["MSP"]}}`)

// maxRuleText bounds what is read as a rule, in bytes.
const maxRuleText = 200_000

// Rule reads the text. A name that a rule does not have is a fault, and so is anything behind the rule.
func (t RuleText) Rule() (*Rule, error) {
	if len(t) > maxRuleText {
		return nil, errRule
	}
	var out *Rule
	d := json.NewDecoder(bytes.NewReader([]byte(t)))
	d.DisallowUnknownFields()
	if err := d.Decode(&out); err != nil || out == nil {
		return nil, errRule
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errRule
	}
	out.tidy()
	return out, nil
}

// tidy makes absent lists empty, as the API's defaults do.
func (r *Rule) tidy() {
	if r == nil {
		return
	}
	if t := r.Test; t != nil {
		t.Values, t.ProductFamilies = append([]string{}, t.Values...), append([]string{}, t.ProductFamilies...)
		t.Territories = append([]CountryCode{}, t.Territories...)
	}
	for _, below := range append(slices.Concat(r.All, r.Any), r.Not) {
		below.tidy()
	}
}
