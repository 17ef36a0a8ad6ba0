"""An OpenID Connect provider of one person, played by a server on this machine."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm


@cache
def signing_key() -> rsa.RSAPrivateKey:
    """Return the key it signs with: made once, as it takes a while."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Service(ThreadingHTTPServer):
    """An OpenID Connect provider of one person; ``sub`` is who comes, ``broken`` lets it fail.

    ``claims`` are what its ID token says otherwise than it should (``None``: leaves out), ``token`` stands in its
    place. ``challenge`` is the one (RFC 7636) that came with the question for a log-in.
    """

    sub = "gusu-0001"
    broken = False
    challenge = ""
    token = ""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.claims: dict[str, Any] = {}

    def id_token(self) -> str:
        """Return the ID token of whoever comes, signed (RS256) as real providers do."""
        at = int(time.time())
        said = {"iss": self.address, "aud": "yike", "sub": self.sub, "iat": at, "exp": at + 300}
        told = {name: value for name, value in (said | self.claims).items() if value is not None}
        return self.token or jwt.encode(told, signing_key(), algorithm="RS256", headers={"kid": "1"})

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
        elif self.path == "/keys":
            public = RSAAlgorithm.to_jwk(signing_key().public_key(), as_dict=True)
            self._say({"keys": [public | {"kid": "1", "alg": "RS256", "use": "sig"}]})
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
            given = {"access_token": "t", "token_type": "Bearer", "expires_in": 60}
            self._say(given | {"id_token": self.server.id_token()})

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
