"""curl --aws-sigv4: what only a signer of raw HTTP makes, odd headers and odd queries, one process for many requests."""

import json
import random
import subprocess

import odd

# A header's value of curl is signed without the spaces around it, and those inside are one.
VALUES = ["a  b", "+", "%20%2B", "ünïcode ✓", "🚀", "a=b;c,d", '"quoted"', "/.././", "UPPER lower", "~!*'()"]
QUERIES = ["", "?a=1", "?a=1&b=2", "?a-b_c.d~e=1", "?a=%20", "?a=%2B%2F", "?empty=", "?a=%F0%9F%9A%80"]


def quoted(text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    for plain, escape in [("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")]:
        escaped = escaped.replace(plain, escape)
    return f'"{escaped}"'


def by_curl(port, requests, wrong, work):
    chance, parts = random.Random("curl signs"), []
    for request in requests:
        key, secret, token = odd.KEYS[request["key"]]
        lines = [("url", f"http://{request['host']}:{port}/{chance.choice(QUERIES)}")]
        lines += [("aws-sigv4", f"aws:amz:{request['region']}:sms-voice")]
        lines += [("user", f"{key}:{'another secret' if wrong else secret}")]
        lines += [("header", "content-type: application/x-amz-json-1.0")]
        lines += [("header", f"x-amz-target: PinpointSMSVoiceV2.{request['operation']}")]
        lines += [("header", f"x-amz-security-token: {token}")] if token else []
        lines += [("header", f"x-odd-{chance.choice('abc')}: {chance.choice(VALUES)}")]
        lines += [("data-binary", json.dumps(request["input"], ensure_ascii=chance.random() < 0.5))]
        lines += [("output", f"{work}/answer"), ("write-out", r"%{http_code} %header{x-amzn-errortype}\n")]
        parts.append("".join(f"{name} = {quoted(value)}\n" for name, value in lines))
    with open(f"{work}/curl", "w") as config:
        config.write("next\n".join(parts))
    said = subprocess.run(["curl", "-s", "--config", f"{work}/curl"], capture_output=True, text=True)
    outcomes = []
    for line in said.stdout.splitlines():
        status, _, error = line.partition(" ")
        outcomes.append("answered" if status == "200" else error or f"status {status}")
    return outcomes
