package model

import (
	"strconv"
	"strings"
)

// ParsePercent reads 0 to 100 with at most two digits behind the point, in hundredths of a percent (basis points).
func ParsePercent(d Decimal) (int, error) {
	if _, err := ParseDecimal(string(d)); err != nil {
		return 0, err
	}
	whole, frac, _ := strings.Cut(string(d), ".")
	if len(frac) > 2 {
		return 0, Errorf(CodeBadUserInput, "a percentage has at most two digits behind the point")
	}
	points, err := strconv.Atoi(whole + frac + strings.Repeat("0", 2-len(frac)))
	if err != nil || points < 0 || points > 100_00 {
		return 0, Errorf(CodeBadUserInput, "a percentage is 0 to 100")
	}
	return points, nil
}
