"""The clients that people have, a callsign of its own, and what it says to requests signed right and signed wrong.

signers.py CALLSIGN FOLDER COUNT [JAVASCRIPT]: the program, a folder to work in, how many requests of each client, and the folder
that has the SDK for JavaScript.
"""

import collections
import importlib.metadata
import json
import re
import shutil
import subprocess
import sys
import time

import by_curl
import in_python
import odd
import times

BINARY, WORK, COUNT = sys.argv[1], sys.argv[2], int(sys.argv[3])
JAVASCRIPT = sys.argv[4] if len(sys.argv) > 4 else None
BY_RULE = {"ValidationException", "ResourceNotFoundException"}


def start():
    with open(f"{WORK}/callsign.toml", "w") as settings:
        settings.write(odd.settings())
    command = [BINARY, "serve", "--config", f"{WORK}/callsign.toml", "--listen", "127.0.0.1:0", "--data-dir", f"{WORK}/state"]
    with open(f"{WORK}/log", "w") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    for line in process.stdout:
        found = re.search(r"callsign is ready on http://127\.0\.0\.1:(\d+)", line)
        if found:
            return process, int(found[1])
    raise SystemExit(f"callsign ended: {process.wait()}")


def numbers(port):
    """A phone number in each region."""
    found = {}
    for region in odd.REGIONS:
        sms = in_python.client(port, {"key": 0, "region": region, "host": odd.HOSTS[0]}, odd.KEYS[0][1])
        said = {"IsoCountryCode": "US", "MessageType": "TRANSACTIONAL", "NumberCapabilities": ["SMS"]}
        found[region] = sms.request_phone_number(**said, NumberType="LONG_CODE")["PhoneNumberId"]
    return found


def by_javascript(port, requests, wrong):
    with open(f"{WORK}/requests.json", "w") as file:
        json.dump({"port": port, "keys": odd.KEYS, "requests": requests, "wrong": wrong}, file)
    script = __file__.replace("signers.py", "javascript.mjs")
    said = subprocess.run(["node", script, JAVASCRIPT, f"{WORK}/requests.json"], capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout)


def clients():
    """Each with its name and version, and what sends requests by it."""
    yield f"boto3 {importlib.metadata.version('boto3')}", in_python.by_boto3
    yield f"AWS CLI {importlib.metadata.version('awscli')}, in one process", in_python.by_aws_cli
    if JAVASCRIPT:
        with open(f"{JAVASCRIPT}/node_modules/@aws-sdk/client-pinpoint-sms-voice-v2/package.json") as package:
            yield f"SDK for JavaScript {json.load(package)['version']}", by_javascript
    else:
        print("SDK for JavaScript: skipped, there is no Node.js or npm, or the SDK can't be had")
    version = shutil.which("curl") and subprocess.run(["curl", "--version"], capture_output=True, text=True).stdout
    # --aws-sigv4 came with 7.75; a name of what --write-out tells, with 7.84.
    if version and tuple(map(int, re.search(r"curl (\d+)\.(\d+)", version).groups())) >= (7, 84):
        yield version.split(" (")[0], lambda port, requests, wrong: by_curl.by_curl(port, requests, wrong, WORK)
    else:
        print("curl: skipped, there is none of version 7.84 or newer")


def run(port):
    there, faults = numbers(port), []
    for name, send in clients():
        requests = odd.requests(re.sub(r"\W.*", "", name), COUNT, there)
        for wrong in (False, True):
            started = time.monotonic()
            outcomes = send(port, requests, wrong)
            counted = collections.Counter(outcomes)
            told = ", ".join(f"{count} {outcome}" for outcome, count in counted.most_common())
            how = "another secret" if wrong else "its own secret"
            print(f"{name}: {len(outcomes)} signed with {how}: {told} ({time.monotonic() - started:.1f} s)", flush=True)
            if wrong:
                bad = [at for at, outcome in enumerate(outcomes) if outcome != "InvalidSignatureException"]
            else:
                bad = [at for at, outcome in enumerate(outcomes) if outcome != "answered" and outcome not in BY_RULE]
                if counted["answered"] * 2 < COUNT:
                    faults.append(f"{name}: fewer than half are answered")
            if len(outcomes) != COUNT:
                faults.append(f"{name}: {len(outcomes)} outcomes of {COUNT} requests")
            faults += [f"{name}, signed with {how}: {outcomes[at]}: {json.dumps(requests[at])}" for at in bad[:5]]
    return faults


PROCESS, PORT = start()
try:
    FAULTS = run(PORT)
    times.show(PORT, 20 * COUNT)
finally:
    PROCESS.terminate()
    ENDED = PROCESS.wait(timeout=60)
if FAULTS or ENDED:
    raise SystemExit("\n".join(FAULTS + [f"callsign ended with {ENDED}"]))
