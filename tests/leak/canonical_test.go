package leak_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"sort"
	"strings"
)

// Answers of two worlds are compared without what each world draws for itself.

var randomForm = regexp.MustCompile(`"((?:cursor|startCursor|endCursor|number|requestId)(?:_\d+)?":")[^"]*"|"()(?:dealevent|benefit)_[0-9a-z]{26}"`)

// workForm is how far the hub's own work behind a segment is, which moves by itself.
var workForm = regexp.MustCompile(`"recompute((?:_\d+)?)":(?:null|\{[^{}]*\})`)

// entryForm is the id of an entry in a deal's ledger, or of a message, which each world draws for itself.
var entryForm = regexp.MustCompile(`\b(benefit|delivery)_[0-9a-z]{26}\b`)

// canonical is an answer without what is random in every world, its errors sorted: resolvers run side by side.
func canonical(r *reply) string {
	body := workForm.ReplaceAllString(randomForm.ReplaceAllString(r.body, `"$1*"`), `"recompute$1":null`)
	body = addressed(entryForm.ReplaceAllString(body, "${1}_*"))
	var parts struct {
		Data   json.RawMessage   `json:"data"`
		Errors []json.RawMessage `json:"errors"`
	}
	if json.Unmarshal([]byte(body), &parts) != nil {
		return body
	}
	parts.Data = withoutMoves(parts.Data)
	errors := make([]string, len(parts.Errors))
	for i, e := range parts.Errors {
		errors[i] = string(e)
	}
	sort.Strings(errors)
	return fmt.Sprint(r.status, string(parts.Data), errors)
}

// movesForm is what the hub's own work on members decides when it gets there: their histories, and figures over them.
var movesForm = regexp.MustCompile(`^(?:memberHistory|segmentHistory|segmentation)(?:_\d+)?$`)

// withoutMoves leaves these out of data, wherever they are.
func withoutMoves(data json.RawMessage) json.RawMessage {
	if !strings.Contains(string(data), `History`) && !strings.Contains(string(data), `segmentation`) {
		return data
	}
	var all any
	if json.Unmarshal(data, &all) != nil {
		return data
	}
	strip(all)
	out, err := json.Marshal(all)
	if err != nil {
		return data
	}
	return out
}

func strip(value any) {
	switch value := value.(type) {
	case []any:
		for _, v := range value {
			strip(v)
		}
	case map[string]any:
		for key, v := range value {
			if strip(v); movesForm.MatchString(key) {
				value[key] = nil
			}
		}
	}
}

// around shows where a text leaves another.
func around(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	return a[max(0, i-150):min(len(a), i+150)]
}
