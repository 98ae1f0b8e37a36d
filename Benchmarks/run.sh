#!/bin/sh
# Builds the benchmarks in release mode, runs them all, and writes the figures to results/ and into
# docs/benchmarks.md. Options go to the benchmark: run.sh --runs 5 --seconds 4
set -eu
cd "$(dirname "$0")"

swift build -c release --scratch-path .build
binaries=$(swift build -c release --scratch-path .build --show-bin-path)
revision=$(git rev-parse --short HEAD)
git diff --quiet HEAD -- ../Sources Sources || revision="$revision with changes"
mkdir -p results .build/data

exec "$binaries/Benchmark" \
    --folder "$PWD/.build/data" \
    --results "results/$(date -u +%Y%m%d-%H%M%S).json" \
    --document ../docs/benchmarks.md \
    --revision "$revision" \
    --swift "$(swift --version 2>/dev/null | grep -o 'Swift version [0-9.]*' | head -1)" \
    "$@"
