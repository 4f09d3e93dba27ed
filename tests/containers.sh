#!/usr/bin/env bash
# Runs the shipped Dockerfile and compose file for real, when a Docker daemon with Compose answers; says so when it skips.
#
# Bases: BUILD_IMAGE and RUNTIME_IMAGE if they are set. Else the public defaults if they can be pulled. Else, without a registry,
# both are made from an image postgres:17 that is there already (any one made from Debian): the build base gets gcc from Debian and
# this machine's Rust toolchain.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! docker info >/dev/null 2>&1 || ! docker compose version >/dev/null 2>&1; then
    echo "containers: skipped, no Docker daemon with Compose answers"
    exit 0
fi

started=$SECONDS
step() { echo "containers: $1 (+$((SECONDS - started)) s)"; started=$SECONDS; }
work=$(mktemp -d)
export COMPOSE_PROJECT_NAME="callsign-containers-$$"
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
sms() { aws --endpoint-url http://127.0.0.1:4580 --output text pinpoint-sms-voice-v2 "$@"; }
finish() {
    status=$?
    if [ $status -ne 0 ]; then docker compose logs --tail 40 || true; fi
    docker compose down --volumes --timeout 20 >/dev/null 2>&1 || true
    rm -rf "$work"
    exit $status
}
trap finish EXIT

if [ -z "${BUILD_IMAGE:-}" ]; then
    defaults=$(sed -nE 's/^ARG (BUILD|RUNTIME)_IMAGE=//p' Dockerfile)
    if ! (for image in $defaults; do timeout 60 docker pull -q "$image" >/dev/null 2>&1 || exit 1; done); then
        docker image inspect postgres:17 >/dev/null 2>&1 ||
            { echo "containers: skipped, no base image can be pulled and no postgres:17 is there"; exit 0; }
        cp -r "$(rustc --print sysroot)" "$work/toolchain"
        # Where a proxy stands between this machine and the registries, its certificate is among these.
        cp "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" "$work/certificates.crt"
        printf '%s\n' 'FROM postgres:17' 'USER root' 'ENTRYPOINT []' \
            'RUN apt-get update -qq && apt-get install -qq -y --no-install-recommends gcc libc6-dev binutils ca-certificates' \
            'COPY certificates.crt /etc/ssl/certs/ca-certificates.crt' \
            'COPY toolchain /opt/rust' 'ENV PATH=/opt/rust/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
            >"$work/Dockerfile"
        docker build -q --network host -t callsign-build-base "$work" >/dev/null
        rm -rf "$work/toolchain"
        export BUILD_IMAGE=callsign-build-base RUNTIME_IMAGE=postgres:17
        step "local bases made"
    fi
fi

docker build -q --network host ${BUILD_IMAGE:+--build-arg BUILD_IMAGE="$BUILD_IMAGE"} \
    ${RUNTIME_IMAGE:+--build-arg RUNTIME_IMAGE="$RUNTIME_IMAGE"} -t callsign . >/dev/null
step "image built: $(docker image inspect callsign --format '{{.Size}}' | awk '{printf "%.0f MB with its base", $1 / 1e6}')"

# As the README has it. The image is there, so nothing is built.
docker compose up --wait
step "up and healthy"

number=$(sms request-phone-number --iso-country-code US --message-type TRANSACTIONAL --number-capabilities SMS \
    --number-type TOLL_FREE --query PhoneNumberId)
pool=$(sms create-pool --origination-identity "$number" --iso-country-code US --message-type TRANSACTIONAL --query PoolId)
second=$(sms request-phone-number --iso-country-code US --message-type TRANSACTIONAL --number-capabilities SMS \
    --number-type TOLL_FREE --query PhoneNumberId)
sms associate-origination-identity --pool-id "$pool" --origination-identity "$second" --iso-country-code US >/dev/null
listed() { sms list-pool-origination-identities --pool-id "$pool" --query 'length(OriginationIdentities)'; }
test "$(listed)" = 2
sms send-text-message --destination-phone-number +12065550142 --origination-identity "$pool" \
    --message-body "Your code is 123456" >/dev/null
read_back() { curl -fsS 'http://127.0.0.1:4580/_callsign/v1/messages/latest?to=%2B12065550142' | grep -c '"Your code is 123456"'; }
test "$(read_back)" = 1
test "$(docker compose exec -T callsign id -u)" != 0
# The line that callsign prints for who is outside, unless its base has a psql.
line=$(docker compose logs --no-log-prefix callsign | sed -n 's/^  psql  *//p' | tail -n 1)
case $line in
"docker compose exec "*) test "$(bash -c "${line/exec/exec -T} -Atc 'select count(*) from associations'")" = 2 ;;
*PGOPTIONS=*psql*) echo "containers: not tried, the base has a psql: $line" ;;
*)
    echo "containers: callsign printed no line for psql: $line" >&2
    exit 1
    ;;
esac
step "the quick start's calls"

docker compose kill -s SIGKILL postgres
docker compose up --no-build --wait
test "$(listed)" = 2
test "$(read_back)" = 1
step "the database was killed, and everything is still there"

docker compose down --timeout 20
docker compose up --no-build --wait
test "$(listed)" = 2
step "down, up, and everything is still there"
# The README's snippet, beside the services above: it collides with nothing.
sed -n '/^```yaml$/,/^```$/p' README.md | sed '1d;$d' >"$work/snippet.yml"
beside() { docker compose -p "$COMPOSE_PROJECT_NAME-beside" -f "$work/snippet.yml" "$@"; }
beside up --wait || { beside logs --tail 40; beside down --volumes; exit 1; }
address=$(docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$(beside ps -q callsign)")
asked=0
AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2=http://$address:4580 aws pinpoint-sms-voice-v2 describe-pools >/dev/null || asked=$?
beside down --volumes --timeout 20
test "$asked" = 0
step "the README's snippet beside them"
echo "containers: passed"
