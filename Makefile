# Everything a developer or CI does, one target each. `make help` lists them.
GO       ?= go
LINT     := bin/golangci-lint
PKGS     := ./...
VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS  := -s -w -X main.version=$(VERSION)
export CGO_ENABLED ?= 0

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the targets
	@awk 'BEGIN{FS=":.*## "} /^[a-z-]+:.*## /{printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: build ## build, load the demo world into an empty ./data, serve
	./bin/partnerhub serve --demo --dev

.PHONY: test
test: ## run every test
	$(GO) test -count=1 $(PKGS)

.PHONY: race
race: ## run the tests that meet concurrency under the race detector (needs a C compiler)
	CGO_ENABLED=1 $(GO) test -race -short -count=1 ./store/... ./hub/... ./localdb/... ./web/... ./tests
	CGO_ENABLED=1 $(GO) test -race -short -count=1 -run 'Plan|Apart|Alone' ./resolvers/...

.PHONY: check
check: generate-check fmt-check vet lint tidy-check race ## what CI runs besides the tests

.PHONY: generate
generate: ## regenerate the GraphQL code
	$(GO) tool gqlgen generate
	cd examples/partnercopy && $(GO) tool genqlient

# The result is committed, so that neither the tests nor whoever tries the example need the packages.
.PHONY: client
client: ## generate and compile the TypeScript example anew (needs npm)
	cd examples/partnersync && npm ci --ignore-scripts && npm run generate && LC_ALL=C npm run build

.PHONY: generate-check
generate-check: generate
	@git diff --exit-code -- graph model/models_gen.go examples || { echo "generated code is not up to date: commit the result of 'make generate'"; exit 1; }

.PHONY: fmt
fmt: ## format the code
	gofmt -w $$(git ls-files '*.go')

.PHONY: fmt-check
fmt-check:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo "run 'make fmt'"; exit 1; }

.PHONY: vet
vet:
	$(GO) vet $(PKGS)

.PHONY: lint
lint: $(LINT) ## run the linter
	$(LINT) run

$(LINT): tools/go.mod
	cd tools && $(GO) build -o ../$(LINT) github.com/golangci/golangci-lint/v2/cmd/golangci-lint

.PHONY: tidy-check
tidy-check:
	$(GO) mod tidy -diff

# Worlds are made once, under HUB_BENCH_DATA or the system's temporary directory; the first run takes a few minutes longer.
.PHONY: bench
bench: ## measure in a few minutes; the results go to bench/RESULTS.md by hand
	$(GO) test -run '^$$' -bench . -benchmem ./authz ./store
	$(GO) test -run '^$$' -bench 'Driver/docs=(1000|100000)$$' -benchmem -benchtime 300x ./localdb
	$(GO) test -run '^$$' -bench '(Page|One|Register|RegisterAndApprove)$$' -benchtime 300x ./bench
	$(GO) test -run '^$$' -bench '(ImportPartners|IdleServer)$$' -benchtime 1x ./bench
	$(GO) run ./bench/load -for 5s

# The collector is set as serve sets it. A million documents need some 3 GB of memory.
.PHONY: bench-localdb
bench-localdb: ## measure the embedded engine with up to a million documents, its start and its snapshots
	GOGC=$${GOGC:-200} LOCALDB_BENCH_LARGE=1 $(GO) test -run '^$$' -bench Driver -benchmem -benchtime $${TIMES:-3000}x -timeout 60m ./localdb
	$(GO) test -run '^$$' -bench 'Open$$' -benchtime 5x ./localdb
	GOGC=$${GOGC:-200} $(GO) test -run '^$$' -bench 'Compaction$$' -benchtime 1x ./localdb

.PHONY: bench-table
bench-table: ## ask for pages, deals by id and registrations at three sizes over HTTP, with wrk too where it is: 10 minutes of a quiet machine with 20 GB
	@mkdir -p bin
	GOMEMLIMIT=16GiB $(GO) run ./bench/load -table -sizes 100000,1000,1000000 -for 3s -profile bin/table-

.PHONY: bench-peers
bench-peers: ## measure the embedded engine beside two others, in a module of its own
	cd bench/peers && $(GO) test -mod=mod -run '^$$' -bench . -benchtime 20x .

.PHONY: leak
leak: ## look for leaks for LEAK_SECONDS (300), after proving that every seeded one is caught
	$(GO) test -c -tags leakbugs -o bin/leak.test ./tests/leak
	PLAN_SECONDS=$$(($${LEAK_SECONDS:-300} / 5)) $(GO) test -count=1 -timeout 60m -run 'PlansAnswerTheSameBytes' ./resolvers
	cd tests/leak && LEAK_SECONDS=$${LEAK_SECONDS:-300} ../../bin/leak.test -test.run '^TestLeakRun$$'

# The audit is an npm package; it is fetched once, and from then on the tests run it, too.
.PHONY: audit-fetch
audit-fetch:
	@command -v npm >/dev/null || { echo "no npm: the GraphQL-over-HTTP audit cannot run here"; exit 1; }
	@[ web/audit/node_modules/graphql-http -nt web/audit/package-lock.json ] || { cd web/audit && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && touch node_modules/graphql-http; }

.PHONY: audit-http
audit-http: audit-fetch ## run the 61 checks of the GraphQL-over-HTTP audit (needs npm)
	$(GO) test -count=1 -v -run '^TestHTTPAudit$$' ./web

.PHONY: fuzz
fuzz: ## fuzz every target for half a minute
	@for p in $$(grep -rl --include='*_test.go' '^func Fuzz' . | xargs -n1 dirname | sort -u); do \
	  for f in $$(grep -ho '^func Fuzz[A-Za-z0-9_]*' $$p/*_test.go | sed 's/func //'); do \
	    $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime 30s $$p || exit 1; done; done

.PHONY: histories
histories: ## play 20,000 random histories of deals against the independent model
	HUB_HISTORIES=20000 $(GO) test -count=1 -timeout 60m -run HistoriesFollowTheModel -v ./hub

.PHONY: build
build: ide ## build bin/partnerhub
	$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o bin/partnerhub .

.PHONY: ide
ide: ## fetch the embedded IDE's files when npm is there; without it the build works and the page says how
	@if [ web/ide/dist/graphiql.min.js -nt web/ide/package-lock.json ]; then :; \
	elif ! command -v npm >/dev/null; then echo "no npm: building without the embedded IDE"; \
	else echo "fetching the embedded IDE, once"; sh web/ide/build.sh >/dev/null || echo "could not fetch it: building without the embedded IDE"; fi

.PHONY: seed
seed: build ## load the demo world into ./data
	./bin/partnerhub seed --dev

.PHONY: schema
schema: build ## print the GraphQL schema
	@./bin/partnerhub schema

.PHONY: clean
clean: ## remove what was built; ./data stays
	rm -rf bin web/ide/node_modules
