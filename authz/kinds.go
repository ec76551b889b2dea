package authz

import (
	_ "embed"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"partnerhub/model"
)

//go:embed fields.csv
var fieldGroups string

// registry is read once from the embedded table; it never changes afterwards.
var registry = sync.OnceValue(func() map[model.Kind]*kind {
	kinds, err := readKinds(fieldGroups)
	if err != nil {
		panic("authz: fields.csv: " + err.Error()) // the binary is built wrong; a test reads the same table
	}
	return kinds
})

// kindNamed is nil for an unknown kind.
func kindNamed(name model.Kind) *kind { return registry()[name] }

func types() map[model.Kind]reflect.Type {
	return map[model.Kind]reflect.Type{
		model.KindOrganization:  reflect.TypeFor[model.Organization](),
		model.KindUser:          reflect.TypeFor[model.User](),
		model.KindPartner:       reflect.TypeFor[model.Partner](),
		model.KindProgram:       reflect.TypeFor[model.Program](),
		model.KindCampaign:      reflect.TypeFor[model.Campaign](),
		model.KindDeal:          reflect.TypeFor[model.Deal](),
		model.KindAuthority:     reflect.TypeFor[model.ApprovalAuthority](),
		model.KindEnrollment:    reflect.TypeFor[model.Enrollment](),
		model.KindEngagement:    reflect.TypeFor[model.DirectEngagement](),
		model.KindRate:          reflect.TypeFor[model.ConversionRate](),
		model.KindPolicy:        reflect.TypeFor[model.VisibilityPolicy](),
		model.KindSegment:       reflect.TypeFor[model.Segment](),
		model.KindWebhook:       reflect.TypeFor[model.WebhookEndpoint](),
		model.KindCertification: reflect.TypeFor[model.PartnerCertification](),
	}
}

func readKinds(text string) (map[model.Kind]*kind, error) {
	out := map[model.Kind]*kind{}
	for name, typ := range types() {
		out[name] = &kind{name: name, typ: typ, ptr: reflect.PointerTo(typ), byPath: map[string]int{"_id": idGroup, "judgedAt": hubGroup, "seen": hubGroup}}
	}
	for _, l := range strings.Split(text, "\n") {
		if l = strings.TrimSpace(l); l == "" || l[0] == '#' {
			continue
		}
		if err := readGroup(out, l); err != nil {
			return nil, err
		}
	}
	for _, k := range out {
		if err := k.survey(); err != nil {
			return nil, err
		}
		k.system = k.everything()
	}
	return out, nil
}

func readGroup(kinds map[model.Kind]*kind, l string) error {
	cols := strings.SplitN(l, ",", 3)
	if len(cols) != 3 {
		return fmt.Errorf("%q has %d columns, not 3", l, len(cols))
	}
	k, ok := kinds[model.Kind(cols[0])]
	if !ok {
		return fmt.Errorf("%q names an unknown kind", l)
	}
	group, name := len(k.groups), strings.TrimSpace(cols[1])
	if slices.Contains(k.groups, name) {
		return fmt.Errorf("%q: the group is there already", l)
	}
	k.groups = append(k.groups, name)
	if (group == hubGroup) != (name == "hub") || group >= idGroup {
		return fmt.Errorf("%q: each kind begins with the group hub and has fewer than %d groups", l, idGroup)
	}
	for _, path := range strings.Fields(cols[2]) {
		if _, twice := k.byPath[path]; twice {
			return fmt.Errorf("%s.%s is in two groups", k.name, path)
		}
		k.byPath[path] = group
	}
	return nil
}

// groupSet turns names into a set. The group hub cannot be granted.
func (k *kind) groupSet(names []string) (groupSet, error) {
	set := groupSet(1 << idGroup)
	for _, name := range names {
		i := slices.Index(k.groups, name)
		if i <= hubGroup {
			return 0, fmt.Errorf("%q is no group of fields of %s", name, k.name)
		}
		set |= 1 << i
	}
	if len(names) == 0 {
		return 0, fmt.Errorf("no group of fields is named")
	}
	return set, nil
}

// outward is the name of a stored path as the caller knows it.
func outward(path string) string {
	for _, shadow := range []string{"Fold", ".minor", ".currency"} {
		path = strings.TrimSuffix(path, shadow)
	}
	return path
}
