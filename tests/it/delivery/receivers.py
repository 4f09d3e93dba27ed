"""What tests do at receivers that nobody here wrote: `make` and `read` at an emulator of AWS, `call` as AWS's own SDK, `validate`."""

import base64
import json
import sys

import boto3
from botocore.config import Config

ACCOUNT, REGION = "000000000000", "us-east-1"


def client(service, url):
    # One try: what isn't there is told at once.
    config = Config(retries={"max_attempts": 0}, connect_timeout=5, read_timeout=20)
    return boto3.client(
        service, endpoint_url=url, region_name=REGION, aws_access_key_id=ACCOUNT, aws_secret_access_key="test", config=config
    )


def make(url):
    sns, sqs, logs, events = (client(name, url) for name in ("sns", "sqs", "logs", "events"))
    topic = sns.create_topic(Name="events")["TopicArn"]
    for queue in ("topic", "raw", "bus"):
        sqs.create_queue(QueueName=queue)
    arn = "arn:aws:sqs:%s:%s:" % (REGION, ACCOUNT)
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn + "topic")
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn + "raw", Attributes={"RawMessageDelivery": "true"})
    logs.create_log_group(logGroupName="/sms/events")
    client("s3", url).create_bucket(Bucket="events")
    client("firehose", url).create_delivery_stream(
        DeliveryStreamName="events",
        S3DestinationConfiguration={
            "RoleARN": "arn:aws:iam::%s:role/events" % ACCOUNT,
            "BucketARN": "arn:aws:s3:::events",
            "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": 60},
        },
    )
    events.put_rule(Name="sms", EventPattern=json.dumps({"source": ["aws.sms-voice"]}))
    events.put_targets(Rule="sms", Targets=[{"Id": "bus", "Arn": arn + "bus"}])
    return {"topic": topic}


def there(url):
    client("sqs", url).list_queues()
    return {}


def drained(sqs, name, url):
    queue, found = sqs.get_queue_url(QueueName=name)["QueueUrl"], []
    while True:
        messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, VisibilityTimeout=0).get("Messages", [])
        if not messages:
            return found
        for message in messages:
            found.append(message["Body"])
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])


def read(url):
    sqs, logs, s3 = (client(name, url) for name in ("sqs", "logs", "s3"))
    streams = logs.describe_log_streams(logGroupName="/sms/events")["logStreams"]
    log = [
        {"stream": one["logStreamName"], "timestamp": event["timestamp"], "message": event["message"]}
        for one in streams
        for event in logs.get_log_events(logGroupName="/sms/events", logStreamName=one["logStreamName"])["events"]
    ]
    objects = s3.list_objects_v2(Bucket="events").get("Contents", [])
    stream = [s3.get_object(Bucket="events", Key=one["Key"])["Body"].read().decode() for one in objects]
    return {
        "topic": drained(sqs, "topic", url),
        "raw": drained(sqs, "raw", url),
        "bus": drained(sqs, "bus", url),
        "log": log,
        "stream": stream,
    }


def call(url, name, arguments):
    arguments = json.loads(arguments)
    service, operation = name.split(".")
    if name == "firehose.put_record":
        arguments["Record"]["Data"] = base64.b64decode(arguments["Record"]["Data"])
    getattr(client(service, url), operation)(**arguments)
    return {}


def validate(certificate_file, version):
    # The certificate is read from a file; everything else is the library's own.
    import sns_message_validator.sns_message_validator as library

    class Session:
        def __init__(self, *_, **__):
            pass

        def get(self, _):
            class Answer:
                content = open(certificate_file, "rb").read()

            return Answer

    library.CachedSession = Session
    verdicts = []
    for message in json.load(sys.stdin):
        try:
            library.SNSMessageValidator(signature_version=version).validate_message(message)
            verdicts.append("valid")
        except Exception as error:
            verdicts.append(type(error).__name__)
    return verdicts


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
