# Everything needs only Go (see go.mod for the version), make, git and bash. `make help` lists the targets.
.DEFAULT_GOAL := help

# Go falls back to pure Go by itself when gcc is missing; this also covers a CC that is not there.
ifeq ($(shell command -v cc || command -v gcc || command -v clang),)
export CGO_ENABLED := 0
endif

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null | sed 's/^v//')
COMMIT := $(shell git rev-parse HEAD 2>/dev/null)
V := github.com/cosmos/cosmos-sdk/version
LDFLAGS := -X $(V).Name=agijobs -X $(V).AppName=agijobsd -X $(V).Version=$(or $(VERSION),unknown) -X $(V).Commit=$(or $(COMMIT),unknown)
# The commit comes from above: a checkout that belongs to another user must still build.
# For every go command, so that tests, lint and build share what they compile.
export GOFLAGS := $(strip $(GOFLAGS) -trimpath)
BUILD := -mod=readonly -buildvcs=false -ldflags '$(LDFLAGS)'
TOOLS := $(addprefix bin/,buf protoc-gen-gocosmos protoc-gen-grpc-gateway protoc-gen-openapiv2)
# Its cache is the checkout's own: with -trimpath equal files of two checkouts are one to it, and findings would name paths of the other.
LINT := GOLANGCI_LINT_CACHE=$(CURDIR)/build/lint-cache bin/golangci-lint
# How many nations test-sim-long runs, and for how many blocks each.
SEEDS ?= 100
BLOCKS ?= 200
# Prometheus' own tool, which is installed with it.
PROMTOOL ?= promtool
# How long each fuzz target runs in fuzz-short.
FUZZTIME ?= 10s

.PHONY: help build install demo test test-long test-determinism golden test-network test-chaos test-interop test-race test-rules lint format proto-gen proto-lint proto-format proto-format-check \
	proto-breaking proto-check openapi tools fuzz fuzz-short bench bench-network clean \
	test-sim test-sim-long

## help: list the targets
help:
	@awk '/^## /{name=$$2; sub(/:$$/, "", name); sub(/^## [^:]*: /, ""); printf "  %-20s %s\n", name, $$0}' Makefile

## build: build build/agijobsd
build:
	go build $(BUILD) -o build/agijobsd ./cmd/agijobsd

## install: install agijobsd into the Go bin folder
install:
	go install $(BUILD) ./cmd/agijobsd

## demo: run the whole main job on a one-node chain of its own
demo: build
	build/agijobsd demo

## test: vet and every test but the long ones; needs only Go and make
test:
	go vet ./...
	go test -timeout 20m ./...

## test-long: the council's rule with the real x/gov in every case, of which `test` tries a fifth; every way of a job with five seats
test-long:
	go test -tags long -timeout 20m -v -run 'TestRuleWithRealGov|TestEveryChangeWithRealGov' ./tests/owner
	go test -tags long -timeout 60m -v ./tests/explore

## test-determinism: a random chain of 500 blocks with every executor and database, restarted at each height; then it and the stored chain with the other signature backend
test-determinism:
	go test -tags long -count 1 -timeout 60m -v -skip TestTheRandomChainOfAnotherBuild ./tests/determinism
	CGO_ENABLED=1 go test -tags 'long libsecp256k1_sdk' -count 1 -timeout 30m -v -run 'TestTheGoldenChainIsUnchanged|TestTheRandomChainOfAnotherBuild' ./tests/determinism

## golden: store the golden chain anew, after a change of state that is meant
golden:
	UPDATE_GOLDEN=1 go test -count 1 -run TestTheGoldenChainIsUnchanged ./tests/determinism

## test-sim: a few nations on random messages: invariants, equal AppHash, export and import
test-sim:
	SEEDS=3 BLOCKS=40 go test -tags sims -count 1 -timeout 10m -run TestSimulation ./app

## test-sim-long: the same with SEEDS (default 100) nations of BLOCKS (default 200) blocks; every message must have been executed
test-sim-long:
	SEEDS=$(SEEDS) BLOCKS=$(BLOCKS) go test -tags sims -count 1 -timeout 12h -v -run TestSimulation ./app

## test-network: tests with real nodes on this machine: networks, keys offline, the public commands
test-network:
	go vet -tags network ./tests/network
	go test -tags network -count 1 -timeout 20m ./tests/network

## test-chaos: every fault twelve times over on four nodes under load, a hundred kills of a single validator, and an upgrade by another binary under a running market
test-chaos:
	go vet -tags 'network long' ./tests/network
	go test -tags 'network long' -count 1 -timeout 60m -v -run 'TestChaos|TestRestartLoop|TestUpgrade' ./tests/network

## test-race: the tests under the race detector; needs a C compiler
test-race:
	CGO_ENABLED=1 go test -race -timeout 40m ./...

## test-interop: tokens against Node's jose; needs Node 20 and npm
test-interop:
	cd tests/interop/jose && npm ci
	AGIJOBS_INTEROP=1 go test -count=1 ./tests/interop/...

## test-rules: the alert rules on made-up series; needs Prometheus' promtool
test-rules:
	$(PROMTOOL) test rules deploy/monitoring/rules_test.yaml

## lint: golangci-lint, the lint of state code, and the lint and format of the protos
lint: bin/golangci-lint proto-lint proto-format-check
	go run ./internal/lint/statecode/cmd -test=false ./x/... ./internal/... ./app/...
	$(LINT) run --timeout 20m --allow-parallel-runners

## format: format Go code and protos
format: bin/golangci-lint proto-format
	$(LINT) fmt

## proto-gen: generate Go code, REST gateway and OpenAPI from the protos
proto-gen: tools third_party/proto
	scripts/proto-gen.sh
	scripts/openapi-gen.sh

## proto-lint: lint the protos
proto-lint: tools third_party/proto
	bin/buf lint proto

## proto-format: format the protos
proto-format: tools
	bin/buf format -w proto

## proto-format-check: fail when a proto is not formatted
proto-format-check: tools third_party/proto
	bin/buf format --diff --exit-code proto

## proto-breaking: fail on a breaking change of the protos against REF (default: where the branch left main)
proto-breaking: tools third_party/proto
	scripts/proto-breaking.sh $(REF)

## proto-check: fail when generated code or OpenAPI is not what the protos give
proto-check: tools third_party/proto
	scripts/proto-check.sh

## openapi: generate client/docs/openapi.json from the protos
openapi: tools third_party/proto
	scripts/openapi-gen.sh

## tools: build the pinned proto tools into bin/
tools: $(TOOLS)

## fuzz-short: run every fuzz target for FUZZTIME (default 10s)
fuzz-short:
	scripts/fuzz-short.sh $(FUZZTIME)

## fuzz: run every fuzz target for FUZZTIME, by default 10 minutes each
fuzz: FUZZTIME = 10m
fuzz:
	scripts/fuzz-short.sh $(FUZZTIME)

## bench: measure this machine: lives of jobs beside bank sends, flatness, drain, state; BENCH holds further flags
bench: build
	build/agijobsd bench execute --json-file build/bench.json --html-file build/bench.html $(BENCH)

## bench-network: offer load to four real nodes on this machine; BENCH holds further flags
bench-network: build
	build/agijobsd bench network $(BENCH)

## clean: delete what was built and vendored; keeps bin/
clean:
	rm -rf build .gen third_party/proto

$(TOOLS) &: tools/go.mod tools/go.sum
	cd tools && GOBIN=$(CURDIR)/bin go install tool
	@touch $(TOOLS)

bin/golangci-lint: tools/lint/go.mod tools/lint/go.sum
	cd tools/lint && GOBIN=$(CURDIR)/bin go install tool
	@touch $@

third_party/proto: go.mod tools/go.mod
	scripts/proto-deps.sh
	@touch $@
