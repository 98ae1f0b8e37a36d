#!/usr/bin/env bash
# Fuzzes everything that reads bytes of strangers: `run.sh [SECONDS]`, 600 by default, shared out between the targets;
# `run.sh SECONDS TARGET...` for some of them. Exits with 1 when a target crashed, hung, or took too much memory.
#
# Each target begins with its seeds in Corpus/ and with what earlier runs found (.build/found). What a crash was caused
# by is kept in .build/crashes, and the line printed repeats it.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:-600}
shift || true

# Optimised, because fuzzing is a matter of speed, with every access checked (AddressSanitizer).
build=(-c release --scratch-path .build --sanitize fuzzer --sanitize address -Xswiftc -enable-testing)
echo "==> building with libFuzzer (the first time takes some minutes)"
swift build "${build[@]}" --product Fuzz
fuzz=$(swift build "${build[@]}" --show-bin-path)/Fuzz

export FUZZ_CORPUS=$PWD/Corpus
# Swift's own crash report would stop the process before libFuzzer has written the input.
export SWIFT_BACKTRACE=enable=no
# Foundation keeps some objects for good, which the leak checker would report.
export ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=0:handle_abort=1

targets=$("$fuzz")
count=$(wc -l <<<"$targets")
[ $# -eq 0 ] || count=$#
# Two at a time, on the two cores that this is meant for.
jobs=$(nproc)
[ "$jobs" -le "$count" ] || jobs=$count
each=$((seconds * jobs / count))
[ "$each" -ge 1 ] || each=1
mkdir -p .build/found .build/crashes .build/logs

run_target() {
    local name=$1 length=$2 dictionary=$3
    local log=.build/logs/$name.log found=.build/found/$name
    mkdir -p "$found"
    local options=(-max_total_time="$each" -max_len="$length" -timeout=10 -rss_limit_mb=2048 -malloc_limit_mb=512
        -print_final_stats=1 -seed=1 -artifact_prefix=".build/crashes/$name-")
    [ "$dictionary" = - ] || options+=(-dict="Dictionaries/$dictionary.dict")
    # libFuzzer bounds each input; this bounds the whole, should that fail.
    if FUZZ_TARGET=$name timeout -k 5 $((each + 60)) "$fuzz" "${options[@]}" "$found" "Corpus/$name" >"$log" 2>&1; then
        local inputs kept memory
        inputs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
        kept=$(find "$found" -type f | wc -l)
        memory=$(sed -n 's/^stat::peak_rss_mb: *//p' "$log")
        printf '%-24s %10s inputs, %5s kept, %4s MB at most\n' "$name" "$inputs" "$kept" "$memory"
        echo "| \`$name\` | $each | $inputs | $kept | $memory |" >".build/logs/$name.row"
        return
    fi
    local input
    input=$(sed -n 's/.*Test unit written to //p' "$log" | tail -1)
    printf '%-24s FAILED: %s\n' "$name" "$(grep -m1 -E 'Fatal error|ERROR:|SUMMARY' "$log" || echo 'it did not end in time')"
    printf '%-24s repeat it: FUZZ_CORPUS=Fuzzing/Corpus FUZZ_TARGET=%s %s Fuzzing/%s\n' '' "$name" "$fuzz" "${input:-$log}"
    touch .build/crashes/.failed
}
rm -f .build/crashes/.failed .build/logs/*.row

echo "==> $count targets, $each seconds each, $jobs at a time"
while read -r name length dictionary; do
    [ $# -eq 0 ] || [[ " $* " == *" $name "* ]] || continue
    while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n || true; done
    run_target "$name" "$length" "$dictionary" &
done <<<"$targets"
wait
[ ! -e .build/crashes/.failed ] || exit 1
echo "==> no crash, no hang"
[ $# -eq 0 ] || exit 0

# The table in the documentation, between its marks.
revision=$(git rev-parse --short HEAD)
git diff --quiet HEAD -- ../Sources Sources || revision="$revision with changes"
{
    echo
    echo "$(date -u +%F), revision $revision: no crash and no hang."
    echo
    echo "| Target | Seconds | Inputs | Inputs kept, as they reach new code | MB at most |"
    echo "| --- | --- | --- | --- | --- |"
    while read -r name _; do cat ".build/logs/$name.row"; done <<<"$targets"
    echo
} >.build/logs/table
document=../docs/robustness.md
awk -v table=.build/logs/table '
    /^<!-- end of the figures of fuzzing/ { while ((getline line < table) > 0) print line; skipping = 0 }
    !skipping { print }
    /^<!-- figures of fuzzing/ { skipping = 1 }
' "$document" >.build/logs/document
cp .build/logs/document "$document"
