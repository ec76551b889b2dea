package plan

import "context"

// Count returns how many documents the query selects. It does not walk when the
// index or the table knows the number.
func (p *Plan) Count(ctx context.Context) (int64, error) {
	if n, known := p.known(); known {
		return p.window(n), nil
	}
	r, err := p.Run(ctx)
	if err != nil {
		return 0, err
	}
	var n int64
	for {
		_, ok, err := r.Next()
		if err != nil || !ok {
			return n, err
		}
		n++
	}
}

// known returns the number of matches if it needs no look at documents.
func (p *Plan) known() (int64, bool) {
	if p.query.all() {
		return int64(p.table.Len()), true
	}
	if len(p.access) != 1 || !p.access[0].exact || p.access[0].index.Multi != 0 {
		return 0, false
	}
	n := int64(p.access[0].size())
	p.Keys += n
	return n, true
}

// window applies skip and limit to a number.
func (p *Plan) window(n int64) int64 {
	n = max(n-p.query.Skip, 0)
	if p.query.Limit > 0 {
		n = min(n, p.query.Limit)
	}
	return n
}
