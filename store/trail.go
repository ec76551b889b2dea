package store

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
)

// untold are fields of a deal that its trail passes over: what each write changes, what never changes, and lists of other
// records that grow by themselves and have fields of their own.
var untold = []string{"version", "createdAt", "updatedAt", "number", "vendorId", "partnerId", "partnerOrgId", "registeredBy",
	"customer.nameFold", "conflict.rivalIds", "conflict.engagementIds", "approvals", "wonReportedBy"}

// told is a field that the trail tells of.
type told struct {
	field string
	way   path
}

// toldFields are the fields that some grant shows, without the untold ones.
var toldFields = sync.OnceValue(func() []told {
	var out []told
	for _, field := range authz.Fields(model.KindDeal) {
		if slices.Contains(untold, field) {
			continue
		}
		way, ok := pathOf(reflect.TypeFor[model.Deal](), field)
		if !ok {
			panic("store: a deal has no field " + field) // the binary is built wrong; a test asks for the same list
		}
		out = append(out, told{field, way})
	}
	return out
})

// eventOf is the trail's entry on a write, without its number.
func eventOf(old, doc *model.Deal, by Stamp) *model.DealEvent {
	e := &model.DealEvent{DealID: doc.ID, Action: by.Action, Actor: actorOf(by), At: by.At, Changes: []model.DealChange{},
		Is: model.SightOf(doc), Notice: by.Notice, AuthorityID: by.AuthorityID, AuthorityVersion: by.AuthorityVersion}
	if old == nil {
		return e
	}
	was := model.SightOf(old)
	e.Was = &was
	for _, f := range toldFields() {
		before, after := textAt(f.way, old), textAt(f.way, doc)
		if before != after {
			e.Changes = append(e.Changes, model.DealChange{Field: f.field, Before: unlessEmpty(before), After: unlessEmpty(after)})
		}
	}
	return e
}

func actorOf(by Stamp) *model.DealParty {
	if by.Actor == "" {
		return nil
	}
	return &model.DealParty{UserID: by.Actor, OrganizationID: by.ActorOrganization}
}

func unlessEmpty(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func textAt(way path, d *model.Deal) string {
	v, ok := way.value(d)
	if !ok {
		return ""
	}
	return textOf(v)
}

// textOf tells a value to people. A type that has no plain text says it by itself.
func textOf(v reflect.Value) string {
	if v = deref(v); !v.IsValid() {
		return ""
	}
	switch x := v.Interface().(type) {
	case time.Time:
		return x.UTC().Format("2006-01-02T15:04:05.000Z")
	case interface{ Text() string }:
		return x.Text()
	}
	switch {
	case v.Kind() == reflect.String:
		return v.String()
	case v.Kind() == reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10)
	case v.Kind() == reflect.Slice:
		parts := make([]string, v.Len())
		for i := range parts {
			parts[i] = textOf(v.Index(i))
		}
		return strings.Join(parts, "; ")
	}
	panic(fmt.Sprintf("store: the trail has no text for a %s", v.Type()))
}
