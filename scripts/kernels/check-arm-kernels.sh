#!/bin/sh
# Runs the encoder's NEON kernels, with and without the dot-product instructions, on an emulated 64-bit ARM
# processor and compares them with the definitions. Needs clang (Swift's own will do) and, on Debian:
#   apt-get install gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user
set -eu
cd "$(dirname "$0")/../../Sources/CKernels"
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
for source in cpu_features.c encoder_*.c ../../scripts/kernels/check_encoder_kernels.c; do
    clang --target=aarch64-linux-gnu -O3 -Wall -Wextra -Werror -Iinclude -isystem /usr/aarch64-linux-gnu/include \
        -c "$source" -o "$build/$(basename "$source").o"
done
aarch64-linux-gnu-gcc -static "$build"/*.o -lm -o "$build/check"
qemu-aarch64 -cpu max "$build/check"
# A processor of ARMv8.0 has no dot products: the plain variant must be chosen, and nothing may trap.
qemu-aarch64 -cpu cortex-a53 "$build/check"
