"""An OpenID Connect provider of one person, played by a server on this machine."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl


class Service(ThreadingHTTPServer):
    """An OpenID Connect provider of one person; ``sub`` is who comes, ``broken`` lets it fail.

    ``challenge`` is the one (RFC 7636) that came with the question for a log-in.
    """

    sub = "gusu-0001"
    broken = False
    challenge = ""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answers(BaseHTTPRequestHandler):
    """What the provider says."""

    server: Service

    def _say(self, content: dict[str, Any], status: int = 200) -> None:
        text = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def do_GET(self) -> None:
        if self.path.startswith("/.well-known/"):
            base = self.server.address
            self._say(
                {
                    "issuer": base,
                    "authorization_endpoint": f"{base}/authorize",
                    "token_endpoint": f"{base}/token",
                    "userinfo_endpoint": f"{base}/me",
                    "jwks_uri": f"{base}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        elif self.headers.get("Authorization") != "Bearer t":
            self._say({"error": "invalid_token"}, 401)
        else:
            self._say({"sub": self.server.sub, "name": "外来 名字", "email": "x@example.org"})

    def do_POST(self) -> None:
        said = dict(parse_qsl(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()))
        digest = hashlib.sha256(said.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if self.server.broken:
            self._say({"error": "server_error"}, 500)
        elif (said.get("client_secret"), said.get("code"), proof) != ("hush", "c", self.server.challenge):
            self._say({"error": "invalid_grant"}, 400)
        else:
            self._say({"access_token": "t", "token_type": "Bearer", "expires_in": 60})

    def log_message(self, *_args: object) -> None:
        """Stay quiet."""


@contextmanager
def provider(settings: Any) -> Iterator[Service]:
    """Let the provider answer while the block runs, and the house know of it."""
    server = Service(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.YIKE_OIDC = True
    app = {
        "provider_id": "office",
        "name": "统一身份认证",
        "client_id": "yike",
        "secret": "hush",
        "settings": {"server_url": server.address, "uid_field": "sub"},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
