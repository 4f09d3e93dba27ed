"""A callsign with its own PostgreSQL, and the application that its events go to."""

import http.server
import json
import re
import socket
import subprocess
import threading
import time


class Application(http.server.BaseHTTPRequestHandler):
    """Takes every notification as SNS posts it."""

    def do_POST(self):
        envelope = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if envelope["Type"] == "Notification":
            self.server.received.append(json.loads(envelope["Message"]))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


def listen():
    """The application, listening on a port of its own."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Application)
    server.received = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


class Callsign:
    """The program, which can be stopped and started again on the same port with the same state."""

    def __init__(self, binary, work, application):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.work = work
        with open(f"{work}/callsign.toml", "w") as settings:
            settings.write(
                '[[events.targets]]\narn = "arn:aws:sns:*"\nkind = "sns-http"\n'
                f'url = "http://127.0.0.1:{application.server_port}/sns"\n'
            )
        self.command = [binary, "serve", "--config", f"{work}/callsign.toml", "--listen", f"127.0.0.1:{self.port}"]
        self.command += ["--data-dir", f"{work}/state"]
        self.process = None

    def start(self):
        with open(f"{self.work}/log", "a") as log:
            self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=log, text=True)
        ready = ""
        while "callsign is ready on " not in ready:
            line = self.process.stdout.readline()
            assert line, f"callsign ended: {self.process.wait()}"
            ready = line
        # The rest of the block is short, and nobody reads it.
        assert re.search(r"http://\S+", ready)

    def stop(self):
        self.process.terminate()
        assert self.process.wait(timeout=30) == 0

    def kill(self):
        self.process.kill()
        self.process.wait()
        time.sleep(0.2)
