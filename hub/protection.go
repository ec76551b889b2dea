package hub

import (
	"context"

	"partnerhub/authz"
	"partnerhub/model"
)

// protectionDays is for how long the deal's program protects it.
func (h *Hub) protectionDays(ctx context.Context, d *model.Deal) (int, error) {
	if d.ProgramID == nil {
		return model.DefaultProtectionDays, nil
	}
	p, err := h.store.Programs.Load(ctx, authz.System(model.KindProgram, "an approval takes the program's protection"), *d.ProgramID)
	if err != nil || p.ProtectionDays == nil {
		return model.DefaultProtectionDays, err
	}
	return *p.ProtectionDays, nil
}

// discount checks a percentage: 0 to 100 with at most two digits behind the point.
func discount(percent *model.Decimal) error {
	if percent == nil {
		return nil
	}
	if _, err := model.ParsePercent(*percent); err != nil {
		return fault("discountPercent", model.UserErrorCodeOutOfRange, "a discount is 0 to 100 with at most two digits")
	}
	return nil
}
