package model_test

import (
	"slices"
	"strings"
	"testing"

	"partnerhub/model"
)

func TestNewID(t *testing.T) {
	seen := map[model.ID]bool{}
	for range 1000 {
		id, err := model.NewID(model.KindDeal)
		if err != nil {
			t.Fatal(err)
		}
		if seen[id] || id.Kind() != model.KindDeal || len(id) != len("deal_")+26 {
			t.Fatalf("got %q", id)
		}
		seen[id] = true
	}
}

func TestDerivedID(t *testing.T) {
	a, again := model.DerivedID(model.KindPartner, "nimbus/brightpath"), model.DerivedID(model.KindPartner, "nimbus/brightpath")
	if a != again || a.Kind() != model.KindPartner {
		t.Errorf("got %q and %q, want one id of a partner", a, again)
	}
	others := []model.ID{model.DerivedID(model.KindPartner, "nimbus/brightpat"), model.DerivedID(model.KindDeal, "nimbus/brightpath"),
		model.DerivedID(model.KindPartner, "Nimbus/brightpath"), model.DerivedID(model.KindPartner, "")}
	if slices.Contains(others, a) {
		t.Errorf("another name has the id %q", a)
	}
}

func TestKindOfID(t *testing.T) {
	good := string(model.DerivedID(model.KindDeal, "x"))
	for text, want := range map[model.ID]model.Kind{
		model.ID(good): model.KindDeal, "": "", "deal": "", "deal_": "", "deal_1": "", model.ID(good + "0"): "", model.ID(good[:len(good)-1]): "",
		model.ID(strings.ToUpper(good)): "", model.ID(good[:10] + "u" + good[11:]): "", model.ID(good[:10] + "\n" + good[11:]): "",
		model.ID(strings.Replace(good, "_", ":", 1)): "", "507f1f77bcf86cd799439011": "",
	} {
		if got := text.Kind(); got != want {
			t.Errorf("%q: got kind %q, want %q", text, got, want)
		}
	}
}
