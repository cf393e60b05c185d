#!/bin/sh
# Usage: [SLIPWAY_FUZZ_SEED=N] tests/fuzz/run.sh NAME [SECONDS] [BUILD_DIR]      for example: tests/fuzz/run.sh fuzz_request 60
# The seed is drawn anew each time; with one that is given the run is, but for its length, the same again.
# Runs one fuzzer of the `asan` preset on its checked-in corpus. What it finds goes to BUILD_DIR/fuzz/found/NAME; a crash to BUILD_DIR/fuzz/crashes/NAME-*.
# To keep a finding: copy the file into tests/fuzz/corpus/NAME/ under a name that says what it is; the `fuzz-replay` tests run it from then on.
set -eu
name=$1
seconds=${2:-60}
root=$(cd "$(dirname "$0")/../.." && pwd)
build=${3:-$root/build/asan}
mkdir -p "$build/fuzz/found/$name" "$build/fuzz/crashes"
set -- "$build/fuzz/$name" -max_total_time="$seconds" -max_len=4096 -timeout=10 -dict="$root/tests/fuzz/http.dict" -print_final_stats=1 -seed="${SLIPWAY_FUZZ_SEED:-0}" \
    -artifact_prefix="$build/fuzz/crashes/$name-" "$build/fuzz/found/$name" "$root/tests/fuzz/corpus/$name"
# clang 14's AddressSanitizer cannot place its shadow where the kernel randomises mappings by more than 28 bits: run without randomisation there.
bits=$(cat /proc/sys/vm/mmap_rnd_bits 2>/dev/null || echo 28)
if [ "$bits" -gt 28 ]; then
    set -- setarch "$(uname -m)" -R "$@"
fi
exec "$@"
