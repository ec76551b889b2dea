package hub

// What the tests of pure rules need to reach.
var (
	Shuffled        = shuffled
	AddBusinessDays = addBusinessDays
)
