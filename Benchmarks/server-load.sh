#!/bin/sh
# Loads the real server and, beside it, the caches that people use today; writes the figures to results/ and into
# docs/benchmarks.md, and the drawings to docs/. A part of `make bench`.
#
#   server-load.sh              1,000, 10,000 and 100,000 entries, then the side by side
#   server-load.sh --whole      without the side by side
#   server-load.sh --beside     the side by side alone
#   server-load.sh --million    1,000,000 entries alone (`make bench-full`); all but 20,000 have vectors drawn about real ones
set -eu
cd "$(dirname "$0")"
part=${1:-all}

# What is measured is the program that users run, built like theirs.
swift build -c release --package-path .. --product modelcache
# Two packages share the folder, and a plan that was kept of the one has none of the other's programs.
build() { swift build -c release --scratch-path ../.build --disable-build-manifest-caching "$@"; }
build --product ServerLoad
modelcache=$(swift build -c release --package-path .. --show-bin-path)/modelcache
binaries=$(build --show-bin-path)
revision=$(git rev-parse --short HEAD)
git diff --quiet HEAD -- ../Sources Sources || revision="$revision with changes"
mkdir -p results .build/data

if ! "$modelcache" model install e5-small --if-absent; then
    echo "==> SKIPPED: the loads on the whole server: the default model cannot be had"
    exit 0
fi

# load SUBCOMMAND NAME OPTION...
load() {
    command=$1 name=$2
    shift 2
    "$binaries/ServerLoad" "$command" \
        --modelcache "$modelcache" --folder "$PWD/.build/data" \
        --families ../Corpus/test.jsonl.gz --families ../Evaluation/adversarial/families/en-test.json \
        --results "results/$(date -u +%Y%m%d-%H%M%S)-$name.json" --document ../docs/benchmarks.md \
        --revision "$revision" --swift "$(swift --version 2>/dev/null | grep -o 'Swift version [0-9.]*' | head -1)" \
        "$@"
}

case $part in
--million)
    load whole million --entries 1000000 --embedded 20000 --wrk-script wrk/exact-hits.lua --section "a million entries"
    exit
    ;;
all | --whole) load whole whole-server --drawings ../docs --wrk-script wrk/exact-hits.lua ;;
esac

case $part in
all | --beside)
    installed=$PWD/.build/side-by-side
    if command -v python3 >/dev/null && rivals/setup.sh "$installed"; then
        "$modelcache" model install minilm --if-absent || echo "==> going on without our cache with MiniLM"
        load beside side-by-side --rivals "$PWD/rivals" --installed "$installed"
    else
        echo "==> SKIPPED: the side by side: python3 or GPTCache cannot be had"
    fi
    ;;
esac
