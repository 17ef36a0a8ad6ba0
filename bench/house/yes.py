"""A chat service on loopback that takes everything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from multiprocessing.connection import Connection


class Yes(BaseHTTPRequestHandler):
    """A chat service that takes everything, as the real one says so: HTTP 200 and errcode 0."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Take a message."""
        self.rfile.read(int(self.headers["Content-Length"]))
        said = b'{"errcode":0,"errmsg":"ok"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _serve(told: Connection) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Yes)
    told.send(server.server_port)
    server.serve_forever()


@contextmanager
def yes() -> Iterator[str]:
    """Run the service in a process of its own and yield its address."""
    apart = get_context("spawn")
    told, teller = apart.Pipe(duplex=False)
    server = apart.Process(target=_serve, args=(teller,), daemon=True)
    server.start()
    try:
        if not told.poll(20):
            raise RuntimeError("the service on loopback did not open")
        yield f"http://127.0.0.1:{told.recv()}"
    finally:
        server.terminate()
        server.join()
