package model

import "time"

// RateLimit is what a request cost its caller, in points, and what is left.
type RateLimit struct {
	Cost      int
	Limit     int
	Remaining int
	ResetAt   time.Time
}
