# make run    set up, build in release mode and serve on 127.0.0.1:5000 (ARGS="--port 6000" for more)
# make test   set up, build and run all tests
# make lint   check the formatting
# make bench  measure, beside rivals, and write docs/benchmarks.md
# make bench-full  the loads on a server with a million entries
# make soak   ten minutes of load, kills and faults on a server, and a check that nothing was lost (SECONDS=60 for less)
# make fuzz   ten minutes of hostile bytes for everything that reads some (SECONDS=60 for less)
# make test-benchmarks   test the load generator and the checker that benchmarks and soak use

.PHONY: run build model test lint format bench bench-full soak fuzz test-benchmarks setup clean

SECONDS ?= 600

setup:
	@scripts/setup.sh

build: setup
	@echo "==> building (the first time takes some minutes)"
	swift build -c release --product modelcache

# Without a connection the server runs all the same; only the semantic mode needs the model (some 90 MB, once).
model: build
	@.build/release/modelcache model install e5-small --if-absent || \
		echo "==> going on without it; 'modelcache model install e5-small' tries again"

run: model
	@echo "==> starting; the data is in ./data unless configured otherwise; Control-C stops"
	@exec .build/release/modelcache serve $(ARGS)

test: setup
	@echo "==> building and running the tests (the first time takes some minutes)"
	swift test

lint:
	swift format lint --recursive --strict Sources Tests Examples Benchmarks/Sources Benchmarks/Tests Fuzzing/Sources Package.swift

format:
	swift format --in-place --recursive Sources Tests Examples Benchmarks/Sources Benchmarks/Tests Fuzzing/Sources Package.swift

bench: setup
	Benchmarks/run.sh

bench-full: setup
	Benchmarks/server-load.sh --million

soak: setup
	Benchmarks/soak.sh $(SECONDS)

fuzz: setup
	Fuzzing/run.sh $(SECONDS)

# Not a part of `make test`: the benchmarks are a package of their own. What both are built from is built once, in .build.
test-benchmarks: setup
	swift test --package-path Benchmarks --scratch-path .build --disable-build-manifest-caching

clean:
	rm -rf .build Benchmarks/.build Fuzzing/.build
