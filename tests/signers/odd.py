"""Odd requests, the same in every run: each is an operation, what it says, who signs it, for which region, and to which host."""

import random

ACCOUNT = "111122223333"

# Access key, secret, session token.
KEYS = [
    ("plain", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", None),
    ("odd.key+=%2F~", 'p@ss/w+rd=%20 ü "✓" 🔑', None),
    ("temporary", "temporary/+=", "IQoJb3JpZ2luX2Vj//////////wEaCXVzLWVhc3Qt+w=="),
]
REGIONS = ["us-east-1", "eu-central-1", "ap-southeast-2", "eu-west-3"]
HOSTS = ["127.0.0.1", "localhost"]
ODD = [
    " ",
    "a  b",
    "+",
    "%20 %2B %zz",
    "ünïcode",
    "🚀👨‍👩‍👧",
    "字カا",
    '"quoted" \\back\\',
    "'$(no) `shell`",
    "a=b&c=d;e,f",
    "/.././/x",
    "<&amp;>",
    "e\u0301\u200b",
    "tab\there",
    "~!*'()[]{}|^",
    "null",
    "file://no-file",
    "",
]


def settings():
    """The settings of a callsign that knows these keys and counts nothing."""
    quoted = {'"': '\\"', "\\": "\\\\"}
    text = "[quotas]\nopt_out_lists = 0\nconfiguration_sets = 0\n"
    for key, secret, token in KEYS:
        secret = "".join(quoted.get(c, c) for c in secret)
        text += f'[[auth.credentials]]\naccess_key_id = "{key}"\nsecret_access_key = "{secret}"\naccount_id = "{ACCOUNT}"\n'
        text += f'session_token = "{token}"\n' if token else ""
    return text


def tags(chance):
    """One to five tags, whose keys and values may be odd, long or, the values, empty."""
    found = {}
    for number in range(chance.randint(1, 5)):
        key = f"k{number}" + chance.choice(ODD).replace("\t", "") + "k"
        value = chance.choice(ODD).replace("\t", "") * chance.randint(0, 9)
        found[key] = value[: chance.choice([256, 100])]
    return [{"Key": key, "Value": value} for key, value in found.items()]


def body(chance):
    text = "".join(chance.choice(ODD) + chance.choice(["", " ", "\n", "\r\n", "-"]) for _ in range(chance.randint(1, 40)))
    return ("x" + text)[:400] + "x"


def requests(client, count, numbers):
    """Such requests of a client. `numbers` are phone numbers that are there, by region."""
    chance = random.Random(f"{client} signs")
    made = []
    for number in range(count):
        region = chance.choice(REGIONS)
        name = f"{client}-{number}_" + chance.choice(["", "-", "__", "a" * 40])
        kind = number % 8
        if kind in (0, 4):
            operation, said = "CreateOptOutList", {"OptOutListName": name, "Tags": tags(chance)}
        elif kind == 1:
            operation, said = "CreateConfigurationSet", {"ConfigurationSetName": name, "Tags": tags(chance)}
        elif kind == 2:
            operation = "SendTextMessage"
            said = {"DestinationPhoneNumber": "+12065550142", "OriginationIdentity": numbers[region], "DryRun": True}
            said |= {"MessageBody": body(chance), "Context": {f"k{chance.choice(['+', '%2B', 'ü', '🚀', '='])}": "v " + chance.choice(ODD) + "."}}
        elif kind == 3:
            operation = "PutKeyword"
            word = chance.choice(["ÜBER", "A+B", "100%", "YES & NO", "🚀", "字"])
            said = {"OriginationIdentity": numbers[region], "Keyword": word, "KeywordMessage": body(chance)}
        elif kind == 5:
            arn = f"arn:aws:sms-voice:{region}:{ACCOUNT}:phone-number/{numbers[region]}"
            operation, said = "TagResource", {"ResourceArn": arn, "Tags": tags(chance)[:1]}
            said["Tags"][0]["Key"] = chance.choice(["a b", "ü+", "%41", "🚀", "e\u0301=", "/:@"])
        elif kind == 6:
            # Nothing that is there: what it is refused for is not its signature.
            operation, said = "DeleteOptOutList", {"OptOutListName": f"{client}-{number}-nowhere"}
        else:
            operation, said = "DescribeOptOutLists", {"MaxResults": chance.randint(1, 100)}
        made.append(
            {
                "operation": operation,
                "input": said,
                "key": chance.randrange(len(KEYS)),
                "region": region,
                "host": chance.choice(HOSTS),
            }
        )
    return made
