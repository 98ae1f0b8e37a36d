#!/usr/bin/env bash
# Judges /openapi.json by the OpenAPI project's own schemas: starts the built server on a free port and an
# empty folder, and gives what it sends to openapi-spec-validator (pip install openapi-spec-validator).
#
# Usage: scripts/check-openapi.sh [path of the modelcache binary]
set -euo pipefail

cd "$(dirname "$0")/.."
binary=${1:-.build/debug/modelcache}
fail() { printf 'check-openapi: %s\n' "$*" >&2; exit 1; }
[ -x "$binary" ] || fail "$binary is missing; run: swift build --product modelcache"
command -v openapi-spec-validator >/dev/null || fail "run: pip install openapi-spec-validator"

folder=$(mktemp -d)
"$binary" serve --port 0 --data "$folder/data" >"$folder/log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true; wait $server 2>/dev/null || true; rm -rf "$folder"' EXIT

for _ in $(seq 100); do
    address=$(grep -oE 'http://[0-9.]+:[0-9]+' "$folder/log" | head -n 1) && break
    sleep 0.1
done
[ -n "${address:-}" ] || fail "the server did not start: $(cat "$folder/log")"
curl -fsS "$address/openapi.json" -o "$folder/openapi.json"
openapi-spec-validator "$folder/openapi.json"
