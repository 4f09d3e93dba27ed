"""Whether time tells a known access key from an unknown one, over HTTP: shown, since a busy machine spoils times."""

import socket
import time

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

import odd


def signed(port, key):
    """A request signed with another secret than anybody's, as it goes over the wire."""
    headers = {"host": f"127.0.0.1:{port}", "content-type": "application/x-amz-json-1.0"}
    headers["x-amz-target"] = "PinpointSMSVoiceV2.DescribePools"
    request = AWSRequest(method="POST", url=f"http://127.0.0.1:{port}/", headers=headers, data=b"{}")
    SigV4Auth(Credentials(key, "another secret"), "sms-voice", odd.REGIONS[0]).add_auth(request)
    head = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    return f"POST / HTTP/1.1\r\n{head}content-length: 2\r\n\r\n{{}}".encode()


def answer(connection):
    said = b""
    while b"\r\n\r\n" not in said:
        said += connection.recv(65536)
    head, _, body = said.partition(b"\r\n\r\n")
    length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
    while len(body) < length:
        body += connection.recv(65536)
    return body


def show(port, count):
    known, unknown = odd.KEYS[0][0], "other"
    expected = {known: b"InvalidSignatureException", unknown: b"UnrecognizedClientException"}
    taken = {known: [], unknown: []}
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for number in range(count):
        if number % 1000 == 0:
            requests = {key: signed(port, key) for key in taken}
        # In turns, so that neither is always the one that finds warm caches.
        for key in list(taken) if number % 2 else reversed(taken):
            started = time.perf_counter()
            connection.sendall(requests[key])
            said = answer(connection)
            taken[key].append(time.perf_counter() - started)
            assert expected[key] in said, said
    mean = {key: sum(times) / count * 1e6 for key, times in taken.items()}
    middle = {key: sorted(times)[count // 2] * 1e6 for key, times in taken.items()}
    print(
        f"a refusal takes {mean[known]:.1f} us with a known access key and {mean[unknown]:.1f} us with an unknown one over {count} each,"
        f" {(mean[unknown] / mean[known] - 1) * 100:+.1f} % in the mean and {(middle[unknown] / middle[known] - 1) * 100:+.1f} % in the median"
    )
