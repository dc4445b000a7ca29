"""All services of this example: python3 upstreams.py

Each answers with its port, and can be told to be otherwise; without a parameter it is as before:
    curl -X PUT 'http://127.0.0.1:11011/be?status=503&delay=2&health=503'
The delay is in seconds; health is what /healthz answers.
"""

import http.server
import threading
import time
import urllib.parse

PORTS = [11011, 11012, 11021, 11031, 11032, 11041, 11042, 11043, 11051, 11052, 11053, 11061, 11062, 11063, 11071, 11081, 11082, 11091, 11092]


class Upstream(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    behaviour = {}  # of all of them, by port

    def do_PUT(self):
        wishes = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
        try:
            be = {"status": int(wishes.pop("status", 200)), "health": int(wishes.pop("health", 200)), "delay": float(wishes.pop("delay", 0))}
        except ValueError as e:
            return self.answer(400, str(e))
        if wishes:
            return self.answer(400, "expected status, health or delay, but got: " + ", ".join(wishes))
        self.behaviour[self.server.server_port] = be
        self.answer(200, f"{self.server.server_port}: {be}")

    def do_GET(self):
        be = self.behaviour.get(self.server.server_port, {})
        if self.path == "/healthz":
            return self.answer(be.get("health", 200), "")
        time.sleep(be.get("delay", 0))
        self.answer(be.get("status", 200), f"{self.server.server_port}")

    do_POST = do_GET

    def answer(self, status, text):
        body = (text + "\n").encode()
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


for port in PORTS:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Upstream)
    threading.Thread(target=server.serve_forever).start()
