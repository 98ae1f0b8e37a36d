#!/usr/bin/env bash
# Builds the server and the soak, runs it, and writes what it came to into results/ and docs/robustness.md.
# `soak.sh [SECONDS]`, 600 by default; further options go to the program: `soak.sh 120 --mode exact --seed 7`.
# SERVER names another modelcache than the one of this repository.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:-600}
shift || true

if [ -z "${SERVER:-}" ]; then
    swift build -c release --package-path .. --product modelcache
    SERVER=$(swift build -c release --package-path .. --show-bin-path)/modelcache
fi
# Two packages share the folder, and a plan that was kept of the one has none of the other's programs.
build=(-c release --scratch-path ../.build --disable-build-manifest-caching)
swift build "${build[@]}" --product FaultInjection
swift build "${build[@]}" --product Soak
binaries=$(swift build "${build[@]}" --show-bin-path)
revision=$(git rev-parse --short HEAD)
git diff --quiet HEAD -- ../Sources Sources || revision="$revision with changes"

mode=semantic
if ! "$SERVER" model list | grep -q '^e5-small *installed'; then
    echo "==> NOTE: the embedding model is not installed ('make model' installs it), so only the exact tier is run"
    mode=exact
fi
exec "$binaries/Soak" --seconds "$seconds" --mode "$mode" --server "$SERVER" \
    --faults "$binaries/libFaultInjection.so" --folder "$PWD/.build/soak" --revision "$revision" \
    --results "results/soak-$(date -u +%Y%m%d-%H%M%S).json" --document ../docs/robustness.md "$@"
