package web

import "github.com/prometheus/client_golang/prometheus"

// Numbers are what a room below tells together, when Prometheus asks. Like all of the hub's numbers, they name no tenant.
type Numbers struct {
	List []Number
	// Read answers the values in the order of the list, and none at all when they cannot be had: then they are missing from the
	// answer, and nothing else is.
	Read func() []float64
}

// Number is one of them.
type Number struct {
	Name, Help string
	Total      bool // it only grows, until the process ends
}

// Describe tells what numbers there are.
func (n *Numbers) Describe(to chan<- *prometheus.Desc) {
	for _, one := range n.List {
		to <- one.desc()
	}
}

// Collect tells them.
func (n *Numbers) Collect(to chan<- prometheus.Metric) {
	values := n.Read()
	if len(values) != len(n.List) {
		return
	}
	for i, one := range n.List {
		kind := prometheus.GaugeValue
		if one.Total {
			kind = prometheus.CounterValue
		}
		to <- prometheus.MustNewConstMetric(one.desc(), kind, values[i])
	}
}

func (n Number) desc() *prometheus.Desc {
	return prometheus.NewDesc(prometheus.BuildFQName("partnerhub", "", n.Name), n.Help, nil, nil)
}
