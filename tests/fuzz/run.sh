#!/usr/bin/env bash
# Feeds each reader of foreign input with what libFuzzer makes up: a minute each, or as many seconds as the first argument says.
# It needs cargo-fuzz and a C++ compiler. What makes one fail is kept in tests/fuzz/artifacts.
set -euo pipefail
cd "$(dirname "$0")/../.."
# libFuzzer's instrumentation is the nightly compiler's; the stable one has it, too, where it is told to show it.
export RUSTC_BOOTSTRAP=1
for target in tests/fuzz/fuzz_targets/*.rs; do
    cargo fuzz run --fuzz-dir tests/fuzz "$(basename "$target" .rs)" -- -max_total_time="${1:-60}" -max_len=65536
done
