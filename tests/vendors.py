"""Chat robots on loopback that behave as the real ones: limits in bytes, signatures, 20 a minute, HTTP 200."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
SECRET = "SEC000000000000000000000"


@dataclass
class Call:
    """One request as it came in."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> dict[str, Any]:
        return json.loads(self.raw)


def ok(code: int, words: str = "") -> dict[str, object]:
    return {"errcode": code, "errmsg": words or ("ok" if code == 0 else "error")}


@dataclass
class Vendor:
    """The state of one vendor: what arrived in the group, and what is to go wrong next.

    ``script`` is used up first, an answer a call: a dictionary (JSON with HTTP 200), a number (a bare status),
    bytes (a body that is no JSON), a pair (status, anything), or "drop" (hang up), "hang" (say nothing).
    """

    behave: Callable[[Vendor, Call], object]
    per_minute: int = 20
    keys: set[str] = field(default_factory=lambda: {KEY})
    secret: str = ""
    script: list[Any] = field(default_factory=list)
    group: list[Any] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    stamps: list[float] = field(default_factory=list)
    media: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    url: str = ""

    def answer(self, call: Call) -> object:
        self.calls.append(call)
        if self.script:
            return self.script.pop(0)
        return self.behave(self, call)

    def too_often(self) -> bool:
        """Count a call as the vendors do: any sixty seconds."""
        now = time.monotonic()
        self.stamps = [stamp for stamp in self.stamps if stamp > now - 60]
        if len(self.stamps) >= self.per_minute:
            return True
        self.stamps.append(now)
        return False


def wecom(vendor: Vendor, call: Call) -> object:
    if call.query.get("key") not in vendor.keys:
        return ok(93000, f"invalid webhook url, key={call.query.get('key')}")
    if call.path == "/cgi-bin/webhook/upload_media":
        return _uploaded(vendor, call)
    if call.path != "/cgi-bin/webhook/send":
        return 404
    if vendor.too_often():
        return ok(45009, "api freq out of limit")
    body = call.body
    wrong = _wecom_wrong(vendor, body["msgtype"], body[body["msgtype"]])
    if not wrong:
        vendor.group.append(body)
    return wrong or ok(0)


def _wecom_wrong(vendor: Vendor, form: str, content: dict[str, str]) -> dict[str, object] | None:
    most = {"text": 2048, "markdown": 4096}
    if form in most and len(content["content"].encode()) > most[form]:
        return ok(40058, f"{form}.content exceed max length {most[form]}")
    if form == "image":
        data = base64.b64decode(content["base64"], validate=True)
        same = hashlib.md5(data, usedforsecurity=False).hexdigest() == content["md5"]
        picture = data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8"))
        return None if same and picture and len(data) <= 2 * 1024 * 1024 else ok(40009, "invalid image size")
    if form == "file" and content["media_id"] not in vendor.media:
        return ok(40007, "invalid media_id")
    if form == "news":
        return _news_wrong(content["articles"])
    return None if form in {*most, "image", "file"} else ok(40008, "invalid message type")


def _news_wrong(articles: Any) -> dict[str, object] | None:
    if not 1 <= len(articles) <= 8 or not all(one["title"] and one["url"] for one in articles):
        return ok(40008, "invalid articles")
    most = {"title": 128, "description": 512}
    over = [name for one in articles for name, room in most.items() if len(one.get(name, "").encode()) > room]
    return ok(40058, f"{over[0]} exceed max length") if over else None


def _uploaded(vendor: Vendor, call: Call) -> object:
    boundary = b"--" + call.headers["content-type"].partition("boundary=")[2].encode()
    head, _, data = call.raw.split(boundary)[1].partition(b"\r\n\r\n")
    name = head.decode().partition('filename="')[2].partition('"')[0]
    data = data.removesuffix(b"\r\n")
    if not 5 < len(data) <= 20 * 1024 * 1024:
        return ok(40006, "invalid file size")
    ticket = f"media-{len(vendor.media)}"
    vendor.media[ticket] = (name, data)
    return {**ok(0), "type": "file", "media_id": ticket, "created_at": "1380000000"}


def dingtalk(vendor: Vendor, call: Call) -> object:
    if call.path != "/robot/send" or call.query.get("access_token") not in vendor.keys:
        return ok(400101, "access_token不存在")
    if vendor.secret and not _dingtalk_signed(vendor.secret, call.query):
        return ok(310000, "sign not match")
    if vendor.too_often():
        return ok(410100, "发送速度太快而限流")
    if len(call.raw) > 20_000:
        return ok(460101, "message too long")
    wrong = _dingtalk_wrong(call.body)
    if not wrong:
        vendor.group.append(call.body)
    return wrong or ok(0)


def _dingtalk_wrong(body: dict[str, Any]) -> dict[str, object] | None:
    form = body["msgtype"]
    if form == "link" and not all(body["link"][name] for name in ("title", "text", "messageUrl")):
        return ok(40035, "缺少参数")
    return None if form in {"text", "markdown", "link"} else ok(400105, "unsupported message type")


def _dingtalk_signed(secret: str, query: dict[str, str]) -> bool:
    moment = query.get("timestamp", "0")
    fresh = abs(time.time() * 1000 - int(moment)) < 3_600_000
    text = f"{moment}\n{secret}".encode()
    digest = hmac.new(key=secret.encode(), msg=text, digestmod=hashlib.sha256).digest()
    return fresh and query.get("sign") == base64.b64encode(digest).decode()


def feishu(vendor: Vendor, call: Call) -> object:
    head, _, token = call.path.rpartition("/")
    if head != "/open-apis/bot/v2/hook" or token not in vendor.keys:
        return {"code": 19001, "data": {}, "msg": "param invalid: incoming webhook access token invalid"}
    body = call.body
    if vendor.secret and not _feishu_signed(vendor.secret, body):
        return {"code": 19021, "data": {}, "msg": "sign match fail or timestamp is not within one hour"}
    if vendor.too_often():
        return {"code": 11232, "data": {}, "msg": "frequency limited"}
    if len(call.raw) > 20 * 1024 or body["msg_type"] not in {"text", "interactive", "post"}:
        return 400, {"code": 9499, "msg": "Bad Request", "data": {}}
    vendor.group.append(body)
    return {"StatusCode": 0, "StatusMessage": "success", "code": 0, "data": {}, "msg": "success"}


def _feishu_signed(secret: str, body: dict[str, Any]) -> bool:
    moment = body.get("timestamp", "0")
    fresh = abs(time.time() - int(moment)) < 3600
    digest = hmac.new(key=f"{moment}\n{secret}".encode(), msg=b"", digestmod=hashlib.sha256).digest()
    return fresh and body.get("sign") == base64.b64encode(digest).decode()


def _handler(vendor: Vendor) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Hands the request to the vendor and its answer back."""

        def do_POST(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            headers = {name.lower(): value for name, value in self.headers.items()}
            length = int(self.headers.get("Content-Length", 0))
            raw = self.rfile.read(length)
            if len(raw) < length:  # the caller died while it spoke
                return
            self._answer(vendor.answer(Call(parts.path, query, headers, raw)))

        def _answer(self, what: object) -> None:
            if what == "drop":
                self.close_connection = True
                return
            if what == "hang":
                time.sleep(1.5)
                return
            status, content = what if isinstance(what, tuple) else (200, what)
            if isinstance(content, int):
                status, content = content, b""
            data = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", f"{vendor.url}/elsewhere")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: object) -> None:
            """Keep quiet."""

    return Handler


class Server(ThreadingHTTPServer):
    """Has room for many callers at once, and does not mind one that dies before its answer."""

    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def served(vendor: Vendor) -> Iterator[Vendor]:
    """Serve a vendor on loopback for the length of a test; its address is ``vendor.url``."""
    server = Server(("127.0.0.1", 0), _handler(vendor))
    vendor.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield vendor
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
