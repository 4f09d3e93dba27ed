"""boto3 and the AWS CLI, each of which answers for each request how it was refused, or `answered`."""

import contextlib
import io
import json
import os
import re

import boto3
import botocore.config
from botocore import xform_name
from botocore.exceptions import ClientError

import odd

ONCE = botocore.config.Config(retries={"total_max_attempts": 1})


def client(port, request, secret):
    key, _, token = odd.KEYS[request["key"]]
    return boto3.client(
        "pinpoint-sms-voice-v2",
        endpoint_url=f"http://{request['host']}:{port}",
        region_name=request["region"],
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        aws_session_token=token,
        config=ONCE,
    )


def secret_of(request, wrong):
    return "another secret" if wrong else odd.KEYS[request["key"]][1]


def by_boto3(port, requests, wrong):
    clients, outcomes = {}, []
    for request in requests:
        which = (request["key"], request["region"], request["host"])
        if which not in clients:
            clients[which] = client(port, request, secret_of(request, wrong))
        try:
            getattr(clients[which], xform_name(request["operation"]))(**request["input"])
            outcomes.append("answered")
        except ClientError as error:
            outcomes.append(error.response["Error"]["Code"])
    return outcomes


def by_aws_cli(port, requests, wrong):
    """In this process, by the CLI's own entry: a process of its own for each would take half a second."""
    import awscli.clidriver

    outcomes, drivers = [], {}
    for request in requests:
        key, _, token = odd.KEYS[request["key"]]
        names = {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret_of(request, wrong), "AWS_MAX_ATTEMPTS": "1"}
        names |= {"AWS_SESSION_TOKEN": token} if token else {}
        os.environ.pop("AWS_SESSION_TOKEN", None)
        os.environ.update(names)
        # It reads the credentials once.
        if request["key"] not in drivers:
            drivers[request["key"]] = awscli.clidriver.create_clidriver()
        arguments = ["pinpoint-sms-voice-v2", xform_name(request["operation"], "-"), "--region", request["region"]]
        arguments += ["--endpoint-url", f"http://{request['host']}:{port}", "--output", "json"]
        arguments += ["--cli-input-json", json.dumps(request["input"])]
        said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            status = drivers[request["key"]].main(arguments)
        said.flush()
        text = said.buffer.getvalue().decode()
        code = re.search(r"An error occurred \((\w+)\)", text)
        outcomes.append("answered" if status == 0 else code.group(1) if code else f"status {status}: {text[:200]}")
    return outcomes
