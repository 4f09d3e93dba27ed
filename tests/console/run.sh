#!/usr/bin/env bash
# The console in a real browser: a callsign with its own PostgreSQL, data as a team has it, Chromium by Playwright, axe.
# With a folder as its argument it also takes the pictures of docs/console.md there.
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
callsign=
finish() {
    local status=$?
    if [ -n "$callsign" ]; then
        kill -TERM "$callsign" 2>/dev/null || true
        wait "$callsign" 2>/dev/null || true
    fi
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
"${CARGO_TARGET_DIR:-target}/debug/callsign" serve --listen 127.0.0.1:0 --data-dir "$work/state" >"$work/ready" 2>"$work/log" &
callsign=$!
touch "$work/ready"
until grep -q '^callsign is ready on ' "$work/ready"; do
    kill -0 "$callsign" 2>/dev/null || exit 1
    sleep 0.2
done
url=$(sed -n 's/^callsign is ready on //p' "$work/ready")
"$work/venv/bin/python" tests/console/browser.py "$url" "$@"
