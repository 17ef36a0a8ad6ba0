"""A mail server on loopback that takes letters, refuses them, or hangs up at a chosen step."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast


@dataclass
class MailServer:
    """``replies`` by step (greeting, EHLO, MAIL, RCPT, DATA, text); "drop" hangs up instead of answering."""

    replies: dict[str, str] = field(default_factory=dict)
    letters: list[EmailMessage] = field(default_factory=list)
    port: int = 0

    def reply(self, step: str) -> str:
        usual = {"greeting": "220 mail.example", "DATA": "354 go on", "QUIT": "221 bye"}
        return self.replies.get(step, usual.get(step, "250 ok"))


def _handler(mail: MailServer) -> type[socketserver.StreamRequestHandler]:
    class Handler(socketserver.StreamRequestHandler):
        """Speaks the few words of SMTP that a client says."""

        def handle(self) -> None:
            if not self._say("greeting"):
                return
            while line := self.rfile.readline():
                step = line.split()[0].decode().upper() if line.split() else ""
                if not self._say(step):
                    return
                if step == "DATA" and mail.reply(step).startswith("354") and not self._text():
                    return

        def _text(self) -> bool:
            lines: list[bytes] = []
            while (line := self.rfile.readline()) not in {b".\r\n", b""}:
                lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
            letter = message_from_bytes(b"".join(lines), policy=policy.default)
            if mail.reply("text").startswith(("250", "drop")):  # it is kept, whether or not it can say so
                mail.letters.append(cast(EmailMessage, letter))
            return self._say("text")

        def _say(self, step: str) -> bool:
            words = mail.reply(step)
            if words == "drop":
                return False
            self.wfile.write(words.encode() + b"\r\n")
            return True

    return Handler


@contextmanager
def mail_served(mail: MailServer) -> Iterator[MailServer]:
    """Serve on loopback for the length of a test; the port is ``mail.port``."""
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _handler(mail))
    server.daemon_threads = True
    mail.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield mail
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
