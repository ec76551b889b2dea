package authz

import (
	"partnerhub/filter"
	"partnerhub/model"
)

// training is the programs that teach.
func training(_ *Principal, kind model.Kind) filter.Cond {
	if kind != model.KindProgram {
		return filter.Nothing()
	}
	return filter.Is("type", model.ProgramTypeTraining)
}

// noRebates is every program but the rebates: what a partner earns afterwards is not marketing's to know.
func noRebates(_ *Principal, kind model.Kind) filter.Cond {
	return except(kind, model.ProgramTypeRebate)
}

// noMoney is every program but rebates and market development funds, whose very existence is kept from salespeople
// and from those who decide on deals.
func noMoney(_ *Principal, kind model.Kind) filter.Cond {
	return except(kind, model.ProgramTypeRebate, model.ProgramTypeMdf)
}

// except leaves out programs of some types, and the enrollments in them, which would tell of them.
func except(kind model.Kind, types ...model.ProgramType) filter.Cond {
	switch kind {
	case model.KindProgram:
		return filter.NoneOf(filter.OneOf("type", types))
	case model.KindEnrollment:
		return filter.NoneOf(filter.OneOf("offer.type", types))
	}
	return filter.Nothing()
}
