#!/usr/bin/env bash
# Runs real Terraform with the provider hashicorp/aws against callsign: the three resources that the provider has of this API are
# made, planned again, changed, imported, protected and destroyed; then all of it again with `throttling.enabled`. Says so when it
# skips: where there is no Terraform, or the provider can't be had.
#
# TERRAFORM_MIRROR names a folder that has the provider, as `terraform providers mirror` fills one; without it Terraform gets the
# provider where it gets others.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v terraform >/dev/null; then
    echo "terraform: skipped, there is no Terraform"
    exit 0
fi

started=$SECONDS
say() {
    echo "terraform: $* (+$((SECONDS - started)) s)"
    started=$SECONDS
}
fail() {
    echo "terraform: $*" >&2
    exit 1
}
work=$(mktemp -d)
# PostgreSQL runs as another user when this is root.
chmod 755 "$work"
pid=
stop() {
    [ -z "$pid" ] || { kill -TERM "$pid" && wait "$pid"; }
    pid=
}
finish() {
    local status=$?
    stop || true
    [ "$status" = 0 ] || tail -n 40 "$work/last" "$work/log" >&2 2>/dev/null || true
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT

# Terraform with its output kept until it is wanted. Its settings are this script's: nothing of the user's comes in.
tf() { terraform -chdir="$work/module" "$@" -no-color >"$work/last" 2>&1; }
# Applies, and holds what was done to these words.
apply() {
    tf apply -auto-approve -input=false || fail "apply failed where it should have: $1"
    grep -q "$1" "$work/last" || fail "apply did otherwise than: $1"
}
nothing_to_do() { tf plan -input=false -detailed-exitcode || fail "the plan is not empty"; }
output() { terraform -chdir="$work/module" output -raw "$1"; }

# A developer's own settings and credentials have no say here.
for name in $(compgen -e | grep -E '^(CALLSIGN_|AWS_|TF_VAR_|TF_CLI_ARGS)' || true); do unset "$name"; done
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
export CHECKPOINT_DISABLE=1 TF_IN_AUTOMATION=1
if [ -n "${TERRAFORM_MIRROR:-}" ]; then
    printf 'provider_installation {\n  filesystem_mirror {\n    path = "%s"\n  }\n}\n' "$TERRAFORM_MIRROR" >"$work/terraformrc"
    export TF_CLI_CONFIG_FILE=$work/terraformrc
fi
mkdir "$work/module"

# The provider block is the README's.
provider() {
    python3 - "$1" <<'PYTHON'
import re, sys
block = re.search(r"^```terraform\n(.*?)^```$", open("README.md").read(), re.M | re.S).group(1)
sys.stdout.write(block.replace("http://127.0.0.1:4580", sys.argv[1]))
PYTHON
}

cat >"$work/module/main.tf" <<'TERRAFORM'
variable "protected" { default = false }
variable "list" { default = "alerts" }
variable "message_type" { default = null }
variable "sender_id" { default = null }
variable "team" { default = "a" }

resource "aws_pinpointsmsvoicev2_opt_out_list" "this" {
  name = var.list
  tags = { team = var.team }
  lifecycle { create_before_destroy = true }
}

resource "aws_pinpointsmsvoicev2_phone_number" "this" {
  iso_country_code            = "US"
  message_type                = "TRANSACTIONAL"
  number_type                 = "SIMULATOR"
  number_capabilities         = ["SMS"]
  opt_out_list_name           = aws_pinpointsmsvoicev2_opt_out_list.this.name
  deletion_protection_enabled = var.protected
  tags                        = { team = var.team }
}

resource "aws_pinpointsmsvoicev2_configuration_set" "this" {
  name                 = "orders"
  default_message_type = var.message_type
  default_sender_id    = var.sender_id
  tags                 = { team = var.team }
}

output "number" { value = aws_pinpointsmsvoicev2_phone_number.this.id }
output "arn" { value = aws_pinpointsmsvoicev2_configuration_set.this.arn }
TERRAFORM
provider http://127.0.0.1:4580 >"$work/module/provider.tf"
if ! tf init -input=false; then
    cat "$work/last"
    echo "terraform: skipped, the provider hashicorp/aws 5.100 can't be had"
    exit 0
fi
say "initialised: $(terraform version | head -1), $(grep -oE 'hashicorp/aws v[0-9]+[0-9.]*[0-9]' "$work/last" | head -1)"

cargo build -q
say "callsign is built"

# Everything, against a callsign of its own with this setting.
round() {
    local name=$1 setting=$2 address number
    env "$setting" CALLSIGN_SERVER__DRAIN_MS=0 target/debug/callsign --listen 127.0.0.1:0 --data-dir "$work/data-$name" \
        >"$work/ready" 2>>"$work/log" &
    pid=$!
    until address=$(grep -m1 -oE 'http://127\.0\.0\.1:[0-9]+' "$work/ready"); do
        kill -0 "$pid" 2>/dev/null || fail "callsign ended before it was ready"
        [ $((SECONDS - started)) -lt 600 ] || fail "callsign is not ready after ten minutes"
        sleep 0.2
    done
    provider "$address" >"$work/module/provider.tf"
    rm -f "$work"/module/terraform.tfstate* "$work/module/import.tf"

    unset TF_VAR_protected TF_VAR_list TF_VAR_message_type TF_VAR_sender_id TF_VAR_team
    apply "3 added, 0 changed, 0 destroyed"
    [ "$(output arn)" = arn:aws:sms-voice:us-east-1:000000000000:configuration-set/orders ] || fail "the ARN is another"
    nothing_to_do
    say "$name: three resources are made, and nothing is left to do"

    # The provider sets defaults only when it changes a set. The list goes by a new name: a new one is made, the number moves to
    # it, and only then can the old one go.
    number=$(output number)
    export TF_VAR_protected=true TF_VAR_list=offers TF_VAR_message_type=TRANSACTIONAL TF_VAR_sender_id=Acme TF_VAR_team=b
    apply "1 added, 2 changed, 1 destroyed"
    [ "$(output number)" = "$number" ] || fail "the number is another"
    nothing_to_do
    export TF_VAR_message_type=PROMOTIONAL
    unset TF_VAR_sender_id
    apply "0 added, 1 changed, 0 destroyed"
    say "$name: what changes is changed or replaced, and nothing is left to do"

    tf state rm aws_pinpointsmsvoicev2_{opt_out_list,phone_number,configuration_set}.this || fail "state rm failed"
    {
        printf 'import {\n  to = aws_pinpointsmsvoicev2_%s.this\n  id = "%s"\n}\n' opt_out_list offers
        printf 'import {\n  to = aws_pinpointsmsvoicev2_%s.this\n  id = "%s"\n}\n' phone_number "$number"
        printf 'import {\n  to = aws_pinpointsmsvoicev2_%s.this\n  id = "%s"\n}\n' configuration_set orders
    } >"$work/module/import.tf"
    apply "3 imported, 0 added, 0 changed, 0 destroyed"
    say "$name: the three are imported as they are"

    if tf destroy -auto-approve -input=false -target=aws_pinpointsmsvoicev2_phone_number.this; then
        fail "a protected number was destroyed"
    fi
    grep -q DELETION_PROTECTION_ENABLED "$work/last" || fail "a protected number was kept for another reason"
    export TF_VAR_protected=false
    apply "0 added, 1 changed, 0 destroyed"
    tf destroy -auto-approve -input=false || fail "destroy failed"
    grep -q "3 destroyed" "$work/last" || fail "not three were destroyed"
    [ -z "$(terraform -chdir="$work/module" state list)" ] || fail "something is left in Terraform's state"
    stop || fail "callsign did not end well"
    say "$name: the protection held, and then all three are destroyed"
}

round plain CALLSIGN_THROTTLING__ENABLED=false
round throttled CALLSIGN_THROTTLING__ENABLED=true
say "passed"
