package feed

import (
	"errors"
	"slices"
	"time"

	"partnerhub/authz"
	"partnerhub/model"
	"partnerhub/store"
)

// errUnjudged is a mistake of the policy's makers: a set of rows looks at a field that no sight keeps.
var errUnjudged = errors.New("feed: a grant looks at what the log does not keep")

// judge tells what a change means for one reader. Each state of a record is judged at the instant from which it held, so that
// the same change always gives the same entry, whenever it is read, and the state after one change is the one before the next.
type judge struct {
	policy *authz.Policy
	who    *authz.Principal
	kinds  []model.Kind
	grants map[moment]authz.Grant
}

// moment is what a grant depends on for one reader.
type moment struct {
	kind model.Kind
	at   time.Time
}

func newJudge(r *reading) *judge {
	return &judge{policy: r.feed.policy, who: r.who, kinds: r.kinds, grants: map[moment]authz.Grant{}}
}

// entry is what the reader learns of a change, nil for nothing.
func (j *judge) entry(e *store.Entry) (*model.RecordChange, error) {
	if !slices.Contains(j.kinds, e.Kind) || e.After == nil {
		return nil, nil
	}
	after, err := j.view(e.Kind, e.After, e.AfterAt)
	if err != nil {
		return nil, err
	}
	var before authz.View
	if e.Before != nil {
		if before, err = j.view(e.Kind, e.Before, e.BeforeAt); err != nil {
			return nil, err
		}
	}
	what := heard(verdict(before, after, e.Fields), after)
	if what == "" {
		return nil, nil
	}
	return &model.RecordChange{RecordID: e.RecordID, Kind: model.RecordKindOf(e.Kind), Type: what, At: e.At}, nil
}

// verdict compares what the reader saw with what it sees. Nothing is told where the reader sees the same fields as before, and
// none of them has changed.
func verdict(before, after authz.View, fields []string) model.RecordChangeType {
	switch {
	case before.Empty() && after.Empty():
		return ""
	case after.Empty():
		return model.RecordChangeTypeRemoved
	case before.Empty() || !before.Same(after) || slices.ContainsFunc(fields, after.Shows):
		return model.RecordChangeTypeChanged
	}
	return ""
}

func (j *judge) view(kind model.Kind, record any, at time.Time) (authz.View, error) {
	m := moment{kind, at}
	g, known := j.grants[m]
	if !known {
		then := *j.who
		then.At = at
		g = j.policy.Grant(&then, kind, authz.Read)
		if !g.Judges() {
			return authz.View{}, errUnjudged
		}
		j.grants[m] = g
	}
	return g.View(record), nil
}
