package store

import (
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
)

// ClientOptions are the settings of every connection: majority on both sides, journalled, every operation bounded in time,
// the stable API only. Whoever connects adds the dialer of the embedded engine. zlib is left out of the compressors for
// CVE-2025-14847.
func ClientOptions(uri string) *options.ClientOptions {
	return options.Client().
		ApplyURI(uri).
		SetWriteConcern(majority()).
		SetReadConcern(readconcern.Majority()).
		SetReadPreference(readpref.Primary()).
		SetRetryWrites(true).SetRetryReads(true).
		SetTimeout(5 * time.Second).
		SetConnectTimeout(5 * time.Second).
		SetServerSelectionTimeout(5 * time.Second).
		SetMaxPoolSize(50).SetMinPoolSize(2).SetMaxConnecting(2).
		SetMaxConnIdleTime(5 * time.Minute).
		SetHeartbeatInterval(10 * time.Second).
		SetCompressors([]string{"zstd", "snappy"}).
		SetServerAPIOptions(options.ServerAPI(options.ServerAPIVersion1).SetStrict(true)).
		SetAppName("partner-hub")
}

// sessionOptions repeat the concerns: inside a transaction only its own count.
func sessionOptions() *options.SessionOptionsBuilder {
	return options.Session().SetCausalConsistency(true).SetDefaultTransactionOptions(options.Transaction().
		SetReadConcern(readconcern.Snapshot()).
		SetWriteConcern(majority()).
		SetReadPreference(readpref.Primary()))
}

func majority() *writeconcern.WriteConcern {
	journal := true
	return &writeconcern.WriteConcern{W: writeconcern.WCMajority, Journal: &journal}
}
