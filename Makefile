# What people and CI run. Everything beyond Go and git is compiled from pinned
# modules into a cache (SLIPWAY_CACHE, else the user's cache folder).

VERSION ?= v0.1.0-dev
BUILDFLAGS := -trimpath
LDFLAGS := -s -w -X main.release=$(VERSION)

.PHONY: build test race kills catalog e2e e2e-all e2e-lab e2e-kind e2e-kind-short demo lint sec vuln fuzz bench bench-bootstrap bench-status arrival e2e-scale cross reproducible clean

build: ## the program, as bin/slipway
	go build $(BUILDFLAGS) -ldflags "$(LDFLAGS)" -o bin/slipway ./cmd/slipway

test: ## every test that needs no cluster
	go test -timeout 30m ./...

race: ## the same under the race detector, but for what only takes long
	go test -race -short -timeout 30m ./...

KILLS ?= 200
kills: ## generate killed at KILLS random moments, and on a disk that is full at as many places (which takes Linux and root); SEED tells a story again
	SLIPWAY_TEST_KILLS=$(KILLS) SLIPWAY_TEST_SEED=$(SEED) go test -count=1 -timeout 120m -v -run '^TestGenerate(Killed|OnAFullDisk)$$' ./cmd/slipway

e2e: ## real API servers, real agents, real Git; JOBS=N tells so many stories at a time, UNTIL=TIME begins none later
	@grep -rl --include='*_test.go' '^//go:build.*e2e' bootstrap | xargs -n1 dirname | sort -u | sed 's|^|./|' | \
		xargs go test -tags e2e -count=1 -p 1 -timeout 30m -v
	e2e/sidebyside.sh

e2e-all: ## every story with every agent and topology; e2e tells each of some
	SLIPWAY_E2E_MATRIX=1 TIMEOUT=180m $(MAKE) e2e

e2e-kind: build ## real nodes: agents as pods; starts Docker's engine where none answers, or what KIND_EXPERIMENTAL_PROVIDER names (Debian, root)
	SLIPWAY_E2E_KIND=1 go test -tags e2e -count=1 -timeout 60m -v -run '^TestKind' ./e2e

e2e-kind-short: build ## one of them, in six minutes at most
	SLIPWAY_E2E_KIND=short go test -tags e2e -count=1 -timeout 10m -v -run '^TestKind$$' ./e2e

EXERCISE ?=
e2e-lab: build ## every exercise with every agent that it names, each command within its time; EXERCISE="NAME..." for some
	SLIPWAY_E2E_STRICT=1 SLIPWAY_E2E_MATRIX=1 SLIPWAY_E2E_EXERCISE="$(EXERCISE)" go test -tags e2e -count=1 -timeout 90m -v -run '^TestExercises$$' ./e2e

demo: build ## from one file to a cluster under Git's control, and down again
	go run ./e2e/demo -slipway bin/slipway

ACTIONLINT := github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
lint: ## vet always; golangci-lint where it is installed, actionlint where its module is to be had
	test -z "$$(gofmt -l .)" || { gofmt -l .; exit 1; }
	go vet ./... && go vet -tags e2e ./... && GOOS=windows go vet -tags e2e ./...
	@if command -v golangci-lint >/dev/null; then golangci-lint run; else echo "skipped golangci-lint: it is not installed"; fi
	@dir=$$(mktemp -d); code=0; if GOBIN=$$dir go install $(ACTIONLINT) 2>/dev/null; \
	then find generator/testdata/ci .github -path '*/workflows/*.yml' | xargs $$dir/actionlint -ignore 'label "docker" is unknown' -ignore 'specifying action "https://' || code=$$?; \
	else echo "skipped actionlint: its module does not come"; fi; rm -r $$dir; exit $$code

catalog: build ## every component of the catalog, in every profile and with every agent; CHARTS=DIR has their charts
	bin/slipway catalog lint $(if $(CHARTS),--charts $(CHARTS))

TARGETS := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64
cross: ## the program for every target, which shows that it compiles there
	@for t in $(TARGETS); do echo "$$t"; CGO_ENABLED=0 GOOS=$${t%/*} GOARCH=$${t#*/} go build $(BUILDFLAGS) -o /dev/null ./cmd/slipway || exit 1; done

reproducible: ## a commit, built in two folders, the second time without Go's cache
	SLIPWAY_REPRODUCIBLE=1 go test -count=1 -timeout 60m -v -run '^TestBuildingTwice' ./e2e

sec: ## common security mistakes, by gosec
	go -C e2e/gosec run . ../..

vuln: ## known vulnerabilities in what the program calls; skipped where the database does not answer
	@said=$$(go run golang.org/x/vuln/cmd/govulncheck@v1.9.0 ./... 2>&1); code=$$?; echo "$$said"; \
	case "$$said" in *"fetching vulnerabilities: "*) echo "skipped govulncheck: its database does not answer"; exit 0;; esac; exit $$code

FUZZTIME ?= 60s
fuzz: ## every parser of foreign input, for FUZZTIME each
	@grep -rno --include='*_test.go' '^func Fuzz[A-Za-z]*' . | while IFS=: read -r file _ name; do \
		echo "$${name#func }"; go test $$(dirname $$file) -run '^$$' -fuzz "^$${name#func }\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 5s || exit 1; done

bench: ## load, render, plan and apply at 1, 100 and 1,000 clusters, the program at up to 10,000; what the catalog takes
	go test -run '^$$' -bench . -benchmem ./generator/... ./bootstrap/branches
	go test -run '^$$' -bench . -benchtime 3x -timeout 60m ./cmd/slipway

bench-bootstrap: ## from nothing to the kept contract, and again with nothing to do, in a lab of each agent
	go test -tags e2e -run '^$$' -bench 'Bootstrap|Lab' -benchtime 3x -timeout 30m ./e2e

bench-status: ## status of a hub with a thousand clusters, on a real API server
	go test -tags e2e -run '^$$' -bench StatusOfAFleet -benchtime 3x -timeout 30m ./e2e

arrival: ## from a pushed commit to the changed object, in a lab of each agent
	go test -tags e2e -run '^$$' -bench Arrival -benchtime 8x ./e2e

SCALE ?= 1000
e2e-scale: ## real controllers take in a fleet of SCALE clusters; SCALE="flux 100 300" for some agents and sizes, UPDATE=-update writes docs/scale.md
	SLIPWAY_E2E_SCALE="$(SCALE)" go test -tags e2e -count=1 -timeout 240m -v -run '^TestScale$$' ./e2e $(UPDATE)
	$(if $(UPDATE),go test -count=1 -run '^TestTheScaleIsDocumented$$' ./e2e $(UPDATE))

clean:
	rm -rf bin
