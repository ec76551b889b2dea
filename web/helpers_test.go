package web_test

import (
	"slices"
	"strings"
)

func sorted(list []string) []string {
	slices.Sort(list)
	return list
}

// isCompiledIn is true for the routes of files that are there only after the IDE was fetched.
func isCompiledIn(route string) bool {
	return strings.HasPrefix(route, "GET /ide/") && !strings.HasPrefix(route, "GET /ide/ide.")
}
