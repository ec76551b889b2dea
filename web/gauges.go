package web

import "github.com/prometheus/client_golang/prometheus"

// Gauge is a number of another room that Prometheus reads. Like all of the hub's numbers, it names no tenant.
type Gauge struct {
	Name, Help string
	Read       func() float64
}

func addGauges(registry *prometheus.Registry, gauges []Gauge) error {
	for _, g := range gauges {
		o := prometheus.GaugeOpts{Namespace: "partnerhub", Name: g.Name, Help: g.Help}
		if err := registry.Register(prometheus.NewGaugeFunc(o, g.Read)); err != nil {
			return err
		}
	}
	return nil
}
