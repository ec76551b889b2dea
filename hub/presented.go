package hub

import (
	"slices"

	"partnerhub/model"
)

// presented are the stored fields that a reader is told otherwise than they are stored, because the instant of the request
// decides, or because they are stored in another order. Whatever answers from the stored bytes must not pass them on.
func presented() map[model.Kind][]string {
	return map[model.Kind][]string{
		model.KindDeal:          {"approvalStatus"},
		model.KindPartner:       {"trainings", "tierHistory"},
		model.KindEnrollment:    {"status", "validUntil"},
		model.KindCertification: {"validUntil", "revokedAt"},
	}
}

// IsPresented is true for a stored field, by its dotted path, that is told otherwise than it is stored.
func IsPresented(kind model.Kind, path string) bool { return slices.Contains(presented()[kind], path) }
