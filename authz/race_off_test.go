//go:build !race

package authz_test

// underRace thins out what only one goroutine does anyway, because the race detector makes it ten times slower.
const underRace = false
