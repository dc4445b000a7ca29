"""A service that says who it is, and whom Envoy let in:  python3 upstream.py v1 10001"""

import http.server
import sys

NAME, PORT = sys.argv[1], int(sys.argv[2])


class Hello(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        user = self.headers.get("x-user-id")
        body = f"hello from {NAME}{', ' + user if user else ''}\n".encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Hello).serve_forever()
