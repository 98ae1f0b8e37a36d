#!/bin/sh
# Builds the benchmarks in release mode, runs them, and writes the figures to results/ and into
# docs/benchmarks.md. Options go to the benchmark of the server: run.sh --runs 5 --seconds 4
#
# Then the whole server is loaded, beside other caches (see server-load.sh), and parts of it are measured one by one beside
# other libraries (see micro.py). Vector search is measured beside other libraries (see vector-search.py), and on real prompts where MODELCACHE_DATA
# names a folder with the public sets that `modelcache evaluate --data` reads. Last, the decision's risk and coverage are drawn.
set -eu
cd "$(dirname "$0")"

# Two packages share the folder, and a plan that was kept of the one has none of the other's programs.
build() { swift build -c release --scratch-path ../.build --disable-build-manifest-caching "$@"; }
build
binaries=$(build --show-bin-path)
revision=$(git rev-parse --short HEAD)
git diff --quiet HEAD -- ../Sources Sources || revision="$revision with changes"
mkdir -p results .build/data

"$binaries/Benchmark" \
    --folder "$PWD/.build/data" \
    --results "results/$(date -u +%Y%m%d-%H%M%S).json" \
    --document ../docs/benchmarks.md \
    --revision "$revision" \
    --swift "$(swift --version 2>/dev/null | grep -o 'Swift version [0-9.]*' | head -1)" \
    "$@"

./server-load.sh

modelcache=$(swift build -c release --package-path .. --show-bin-path)/modelcache
if command -v python3 >/dev/null; then
    python3 micro.py --binaries "$binaries" --modelcache "$modelcache" --revision "$revision"
    python3 vector-search.py --binaries "$binaries" --revision "$revision"
else
    echo "==> SKIPPED: single parts and vector search beside other libraries: python3 is not installed"
fi

# server-load.sh has tried to install it.
if ! "$modelcache" model list | grep -q '^e5-small *installed'; then
    echo "==> SKIPPED: risk and coverage of the decision: the default model cannot be had"
    exit 0
fi
echo "==> risk and coverage of the decision on the test families (docs/decision.md)"
"$modelcache" evaluate ../Corpus/test.jsonl.gz ../Evaluation/adversarial/families/en-test.json \
    --plot ../docs/risk-coverage.svg >"results/$(date -u +%Y%m%d-%H%M%S)-decision.txt"
