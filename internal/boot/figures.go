package boot

import (
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"

	"partnerhub/web"
)

// figure is a number of the database and where its serverStatus has it.
type figure struct {
	path   string
	number web.Number
}

// figures are what an operator of the embedded database watches. A MongoDB server has tools of its own for that.
func figures() []figure {
	return []figure{
		{"localdb.dataBytes", web.Number{Name: "database_data_bytes", Help: "Size of all documents of the embedded database."}},
		{"localdb.logBytes", web.Number{Name: "database_log_bytes", Help: "Log written since the last snapshot, which a start reads."}},
		{"localdb.logSyncs", web.Number{Name: "database_log_syncs_total", Help: "Waits for the disk; commits that come together share one.", Total: true}},
		{"localdb.commits", web.Number{Name: "database_commits_total", Help: "Commits that changed something.", Total: true}},
		{"localdb.writeConflicts", web.Number{Name: "database_write_conflicts_total", Help: "Transactions that met a change by somebody else, and are tried again.", Total: true}},
		{"localdb.failedWrites", web.Number{Name: "database_failed_writes_total", Help: "Commits that the disk refused: alarm on any.", Total: true}},
		{"localdb.snapshots", web.Number{Name: "database_snapshots_total", Help: "Snapshots written, each of which makes the log short again.", Total: true}},
		{"metrics.ttl.deletedDocuments", web.Number{Name: "database_expired_documents_total", Help: "Documents that were deleted because their time was over.", Total: true}},
		{"metrics.cursor.open.total", web.Number{Name: "database_open_cursors", Help: "Cursors that somebody still reads."}},
		{"connections.current", web.Number{Name: "database_connections", Help: "Connections of the driver."}},
	}
}

// numbers reads them when they are asked for, nil with a MongoDB server.
func (d *database) numbers() *web.Numbers {
	if d.engine == nil {
		return nil
	}
	out := &web.Numbers{Read: d.figures}
	for _, f := range figures() {
		out.List = append(out.List, f.number)
	}
	return out
}

// figures answers none when the database does not tell all of them.
func (d *database) figures() (values []float64) {
	status, err := d.engine.Status()
	if err != nil {
		return nil
	}
	for _, f := range figures() {
		value, ok := bson.Raw(status).Lookup(strings.Split(f.path, ".")...).AsInt64OK()
		if !ok {
			return nil
		}
		values = append(values, float64(value))
	}
	return values
}
