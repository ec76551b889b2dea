package feed

import (
	"maps"
	"slices"

	"partnerhub/model"
)

// TurnedKinds are the kinds that the sweep writes again when coverage begins or ends.
func TurnedKinds() []model.Kind { return slices.Sorted(maps.Keys(turners())) }
