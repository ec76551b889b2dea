package leak_test

import "fmt"

func (r *report) String() string {
	return fmt.Sprintf("%d queries (%d predicted, %d vague, %d refused), %d compared with a twin, %d deals changed, %d messages sent, %d pairs of field and role, %d leaks",
		r.queries, r.compared, r.vague, r.refused, r.twins, r.mutations, r.letters, len(r.pairs), len(r.leaks))
}
