#!/bin/sh
# Where the server's processor time goes while one kind of hit is asked for, as a table by stage: docs/performance.md.
#
#   profile.sh exact|semantic [OPTION...]      options of `ServerLoad profile`: --connections 64, --entries 100000 ...
#
# Needs perf (Debian: linux-perf) and python3; server-load.sh builds the two programs.
set -eu
cd "$(dirname "$0")"
samples=$PWD/.build/data/perf.data
mkdir -p .build/data
../.build/release/ServerLoad profile "$@" --modelcache ../.build/release/modelcache --folder "$PWD/.build/data" \
    --families ../Corpus/test.jsonl.gz --families ../Evaluation/adversarial/families/en-test.json --output "$samples"
perf script --no-inline -i "$samples" -F comm,ip,sym 2>/dev/null | swift demangle --simplified | python3 profile.py
rm -f "$samples"
