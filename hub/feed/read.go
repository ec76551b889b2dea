package feed

import (
	"context"

	"partnerhub/model"
)

// stretch is how many rows of the log are looked at in one go.
const stretch = 200

// numbered is an entry with its number in the log.
type numbered struct {
	seq   int64
	entry *model.RecordChange
}

// read finds the next entries behind a number. One more than fits tells whether there are more. That the position is still kept
// is checked last: what is forgotten is marked before it is gone, so nothing can be missing from what was read until then.
func (r *reading) read(ctx context.Context, behind int64) (*model.ChangePage, error) {
	last, _, err := r.feed.store.Changes.Ends(ctx, r.log)
	if err != nil {
		return nil, err
	}
	found, err := r.find(ctx, behind, last)
	if err != nil {
		return nil, err
	}
	_, forgotten, err := r.feed.store.Changes.Ends(ctx, r.log)
	if err != nil {
		return nil, err
	}
	if behind < forgotten {
		return nil, model.ErrCursorExpired
	}
	if more := len(found) > r.limit; more {
		found = found[:r.limit]
		return r.page(found, found[r.limit-1].seq, true), nil
	}
	return r.page(found, last, false), nil
}

func (r *reading) find(ctx context.Context, behind, last int64) ([]numbered, error) {
	var out []numbered
	j := newJudge(r)
	for behind < last {
		rows, err := r.feed.store.Changes.Entries(ctx, r.log, r.who.OrganizationID, behind, last, stretch)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			entry, err := j.entry(row)
			if err != nil {
				return nil, err
			}
			if entry != nil {
				out = append(out, numbered{row.ID.Seq, entry})
			}
			if len(out) > r.limit {
				return out, nil
			}
		}
		if len(rows) < stretch {
			break
		}
		behind = rows[len(rows)-1].ID.Seq
	}
	return out, nil
}

// page is a stretch that ends at a number.
func (r *reading) page(found []numbered, end int64, more bool) *model.ChangePage {
	out := &model.ChangePage{Changes: make([]*model.RecordChange, len(found)), Cursor: r.seal(end), HasMore: more}
	for i, n := range found {
		out.Changes[i] = n.entry
		n.entry.Cursor = r.seal(n.seq)
	}
	return out
}
