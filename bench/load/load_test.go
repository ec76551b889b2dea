package main

import "testing"

// TestOnlyThisMachine: the load mode never leaves the machine, and always ends.
func TestOnlyThisMachine(t *testing.T) {
	for _, tt := range []struct {
		args []string
		ok   bool
	}{
		{[]string{"-url", "http://127.0.0.1:8080/graphql", "-tokens", "a"}, true},
		{[]string{"-url", "http://localhost:8080/graphql", "-tokens", "a,b"}, true},
		{[]string{"-url", "http://127.0.0.1:8080/graphql"}, false},
		{[]string{"-url", "http://hub.example/graphql", "-tokens", "a"}, false},
		{[]string{"-url", "http://127.0.0.1.hub.example/graphql", "-tokens", "a"}, false},
		{[]string{"-for", "1h"}, false},
		{[]string{"-connections", "0"}, false},
		{[]string{"-connections", "1,1000"}, false},
		{nil, true},
	} {
		if _, err := parse(tt.args); (err == nil) != tt.ok {
			t.Errorf("%v: %v", tt.args, err)
		}
	}
}
