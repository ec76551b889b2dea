package localdb

// handlers returns every command there is. A command that is not here does not
// exist, and a field that is not listed is an error.
func handlers() map[string]handler {
	all := map[string]handler{}
	for _, group := range []map[string]handler{greetings(), reads(), writes(), catalog(), lives()} {
		for name, h := range group {
			all[name] = h
		}
	}
	return all
}

func greetings() map[string]handler {
	return map[string]handler{
		"hello":        {run: runHello, admin: true},
		"isMaster":     {run: runHello, admin: true},
		"ismaster":     {run: runHello, admin: true},
		"ping":         {run: runPing},
		"buildInfo":    {run: runBuildInfo},
		"buildinfo":    {run: runBuildInfo},
		"serverStatus": {run: runServerStatus},
	}
}

func reads() map[string]handler {
	return map[string]handler{
		"find":        {run: runFind, inTx: true, fields: findFields(), refused: unsupportedOfFind()},
		"getMore":     {run: runGetMore, inTx: true, fields: []string{"collection", "batchSize"}},
		"killCursors": {run: runKillCursors, inTx: true, fields: []string{"cursors"}},
		"aggregate":   {run: runAggregate, inTx: true, fields: aggregateFields(), refused: []string{"let", "explain"}},
		"count":       {run: runCount, fields: []string{"query", "limit", "skip", "hint", "collation"}},
		"distinct":    {run: runDistinct, inTx: true, fields: []string{"key", "query", "hint", "collation"}},
		"explain":     {run: runExplain, fields: []string{"verbosity"}},
	}
}

func writes() map[string]handler {
	return map[string]handler{
		"insert":        {run: runInsert, writes: true, inTx: true, fields: []string{"documents", "ordered", "bypassDocumentValidation"}},
		"update":        {run: runUpdate, writes: true, inTx: true, fields: []string{"updates", "ordered", "bypassDocumentValidation", "let"}, refused: []string{"let"}},
		"delete":        {run: runDelete, writes: true, inTx: true, fields: []string{"deletes", "ordered", "let"}, refused: []string{"let"}},
		"findAndModify": {run: runFindAndModify, writes: true, inTx: true, fields: modifyFields(), refused: []string{"let"}},
	}
}

func catalog() map[string]handler {
	return map[string]handler{
		"create":          {run: runCreate, inTx: true, fields: []string{"capped"}, refused: []string{"capped"}},
		"drop":            {run: runDrop},
		"dropDatabase":    {run: runDropDatabase},
		"listCollections": {run: runListCollections, fields: []string{"filter", "nameOnly", "cursor", "authorizedCollections"}},
		"listDatabases":   {run: runListDatabases, fields: []string{"filter", "nameOnly", "authorizedDatabases"}},
		"createIndexes":   {run: runCreateIndexes, inTx: true, fields: []string{"indexes", "commitQuorum"}},
		"listIndexes":     {run: runListIndexes, fields: []string{"cursor"}},
		"dropIndexes":     {run: runDropIndexes, fields: []string{"index"}},
	}
}

func lives() map[string]handler {
	return map[string]handler{
		"commitTransaction": {run: runCommit, inTx: true, fields: []string{"recoveryToken"}},
		"abortTransaction":  {run: runAbort, inTx: true, fields: []string{"recoveryToken"}},
		"endSessions":       {run: runEndSessions},
	}
}
