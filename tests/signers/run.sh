#!/usr/bin/env bash
# The clients that people have, against a callsign with its own PostgreSQL: odd requests of boto3, the AWS CLI, the SDK for
# JavaScript and curl, signed right and signed wrong. Its argument is how many of each, 1,000 without one. It prints what it saw.
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$(mktemp -d)
# PostgreSQL runs as another user when this is root.
chmod 755 "$work"
finish() {
    local status=$?
    [ "$status" = 0 ] || tail -n 40 "$work/log" >&2 2>/dev/null || true
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT

cargo build -q
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check boto3 awscli
javascript=
if command -v node >/dev/null && command -v npm >/dev/null && mkdir "$work/javascript" &&
    npm install --no-audit --no-fund --no-save --ignore-scripts --prefix "$work/javascript" \
        @aws-sdk/client-pinpoint-sms-voice-v2 >"$work/npm" 2>&1; then
    javascript=$work/javascript
fi

# A developer's own settings and credentials have no say here.
for name in $(compgen -e | grep -E '^(CALLSIGN_|AWS_)' || true); do unset "$name"; done
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_EC2_METADATA_DISABLED=true
"$work/venv/bin/python" tests/signers/signers.py "${CARGO_TARGET_DIR:-target}/debug/callsign" "$work" "${1:-1000}" $javascript
