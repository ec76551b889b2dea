package web

import "github.com/prometheus/client_golang/prometheus"

// Plans tells how many fields of queries were answered by plans, and how often the ordinary resolvers were needed, by reason. The
// reasons are a closed set: a few words and the fields of the schema.
type Plans interface {
	Planned() uint64
	Left() map[string]uint64
}

// planNumbers reads the numbers when they are asked for.
type planNumbers struct {
	plans   Plans
	planned *prometheus.Desc
	left    *prometheus.Desc
}

func newPlanNumbers(p Plans) *planNumbers {
	return &planNumbers{p,
		prometheus.NewDesc("partnerhub_graphql_planned_total", "Fields of queries that a compiled plan answered.", nil, nil),
		prometheus.NewDesc("partnerhub_graphql_unplanned_total", "Fields of queries that were left to the resolvers, by reason.", []string{"reason"}, nil)}
}

// Describe tells what numbers there are.
func (n *planNumbers) Describe(to chan<- *prometheus.Desc) {
	to <- n.planned
	to <- n.left
}

// Collect tells them.
func (n *planNumbers) Collect(to chan<- prometheus.Metric) {
	to <- prometheus.MustNewConstMetric(n.planned, prometheus.CounterValue, float64(n.plans.Planned()))
	for reason, count := range n.plans.Left() {
		to <- prometheus.MustNewConstMetric(n.left, prometheus.CounterValue, float64(count), reason)
	}
}
