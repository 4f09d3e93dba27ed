#!/usr/bin/env bash
# The console in a real browser: a callsign with its own PostgreSQL, data as a team has it, Chromium by Playwright, axe.
# With a folder as its argument it also takes the pictures of docs/console.md there; with a second one, of every screen.
set -euo pipefail
cd "$(dirname "$0")/../.."

if ! command -v chromium >/dev/null; then
    if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
        echo "chromium is missing: install it, then run this again" >&2
        exit 1
    fi
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
        chromium fonts-dejavu-core fonts-noto-color-emoji fonts-wqy-zenhei
fi

work=$(mktemp -d)
chmod 755 "$work"
finish() {
    local status=$?
    [ "$status" = 0 ] || tail -n 40 "$work/log" >&2 2>/dev/null || true
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT

cargo build
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q playwright axe-playwright-python boto3

for name in $(compgen -e | grep -E '^(CALLSIGN_|AWS_)' || true); do unset "$name"; done
if [ -n "${TEST_DATABASE_URL:-}" ]; then
    echo "TEST_DATABASE_URL isn't used here: callsign runs its own PostgreSQL"
fi
"$work/venv/bin/python" tests/console/browser.py "${CARGO_TARGET_DIR:-target}/debug/callsign" "$work" "$@"
