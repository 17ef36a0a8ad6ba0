"""E-mail over SMTP, step by step, so that it is known whether a letter was handed over when the line drops."""

from __future__ import annotations

import hashlib
import mimetypes
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from yike.core.outbox.channels.channel import Channel
from yike.core.outbox.channels.parcel import ALL, Address, Parcel
from yike.core.outbox.channels.rate import Allowance
from yike.core.outbox.channels.result import Reason, Refused, Result, Retry, Sent, Unsure
from yike.engines.faults import Fault


class Whole(EmailPolicy):
    """Keeps the address in List-Unsubscribe whole: encoded words in it are read by no mail program."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Return a header's lines; that one is a single line, as far as the standard lets it be."""
        if name.lower() != "list-unsubscribe":
            return super().fold_binary(name, value)
        return f"{name}: {value}{self.linesep}".encode("ascii")


WHOLE = Whole(linesep="\r\n")
MOST = 20 * 1024 * 1024
Security = Literal["tls", "starttls", "plain"]


@dataclass(frozen=True)
class Server:
    """The office's own mail server, as the installation is set."""

    host: str
    port: int = 465
    security: Security = "tls"
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = "yike@localhost"
    seconds: float = 15.0


Session = Callable[[Server], smtplib.SMTP]


def session(server: Server) -> smtplib.SMTP:
    """Return a greeted, encrypted and authenticated session, or raise what smtplib raises."""
    context = ssl.create_default_context()
    if server.security == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=server.seconds, context=context
        )
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=server.seconds)
    try:
        if server.security == "starttls":
            smtp.starttls(context=context)
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


class Email(Channel):
    """Letters of plain text, with a picture or file attached. 30 a minute, as small mail servers like it."""

    kind = "email"
    label = _("电子邮件")
    forms = ALL
    allowances = (Allowance(30, 60.0),)

    def __init__(self, server: Server, open_session: Session = session) -> None:
        self.server = server
        self.open_session = open_session

    def address(self, text: str, secret: str = "") -> Address:
        """Return a checked e-mail address."""
        return Address(checked_address(text))

    def parts(self, parcel: Parcel) -> tuple[Parcel, ...]:
        """Return the parcel: a letter may be long."""
        return (parcel,)

    def send(self, address: Address, parcel: Parcel, at: float) -> Result:
        """Hand over one letter. Until its text goes out, every failure is a sure one."""
        if len(parcel.data) > MOST:
            return Refused(Reason.TOO_LONG)
        letter = self.letter(address, parcel, at)
        return _hidden(address, self._handed_over(address, letter))

    def _handed_over(self, address: Address, letter: EmailMessage) -> Result:
        try:
            smtp = self.open_session(self.server)
        except smtplib.SMTPAuthenticationError as error:
            return _judged(error, Reason.NOT_TRUSTED)
        except (smtplib.SMTPException, OSError) as error:
            return Retry(Reason.NO_CONNECTION, answer=type(error).__name__)
        try:
            return _enveloped(smtp, self.server.sender, address.token, letter)
        finally:
            smtp.close()

    def letter(self, address: Address, parcel: Parcel, at: float) -> EmailMessage:
        """Return the letter. Its Message-ID is made of the key: a letter repeated is known as the same one."""
        letter = EmailMessage()
        letter["From"], letter["To"] = self.server.sender, address.token
        letter["Subject"] = " ".join(parcel.heading.split()) or " ".join(parcel.body.split())[:40]
        letter["Date"] = format_datetime(datetime.fromtimestamp(at, UTC))
        digest = hashlib.sha256(f"{parcel.key}\n{address.token}".encode()).hexdigest()[:32]
        letter["Message-ID"] = f"<{digest}@yike.invalid>"
        letter["Auto-Submitted"] = "auto-generated"
        if parcel.leave:
            letter["List-Unsubscribe"] = f"<{parcel.leave}>"
            letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        words = "\n\n".join(
            filter(None, (parcel.body, parcel.link))
        )  # of a card; letters need none of its pictures
        letter.set_content(words or parcel.heading)
        if parcel.name:
            kind = (mimetypes.guess_type(parcel.name)[0] or "application/octet-stream").split("/")
            letter.add_attachment(parcel.data, kind[0], kind[1], filename=parcel.name)
        return letter


def checked_address(text: str) -> str:
    """Return an e-mail address as it is kept: the host as mail servers read it. Raises ``Fault``."""
    name, _at, host = text.strip().rpartition("@")
    try:
        validate_email(text.strip())
        return f"{name}@{host.lower().encode('idna').decode('ascii')}"
    except (ValidationError, UnicodeError) as error:
        raise Fault(
            "这不是电子邮件地址",
            "this is not an e-mail address",
            do_zh="请写成 name@example.org 这样",
            do_en="Write it like name@example.org",
        ) from error


def _hidden(address: Address, result: Result) -> Result:
    """Return a result without the address, which mail servers like to repeat."""
    return replace(result, answer=address.hide(result.answer))


def _enveloped(smtp: smtplib.SMTP, sender: str, recipient: str, letter: EmailMessage) -> Result:
    """Say from whom and to whom; then hand the text over."""
    try:
        for code, words in (smtp.mail(sender), smtp.rcpt(recipient)):
            if code not in {250, 251}:
                return _judged(smtplib.SMTPResponseException(code, words), Reason.NO_RECIPIENT)
    except (smtplib.SMTPException, OSError) as error:
        return Retry(Reason.NO_CONNECTION, answer=type(error).__name__)
    return _handed(smtp, letter)


def _handed(smtp: smtplib.SMTP, letter: EmailMessage) -> Result:
    """Hand the text over. smtplib raises ``SMTPDataError`` only where the server wants no text at all."""
    try:
        code, words = smtp.data(letter.as_bytes(policy=WHOLE))
    except smtplib.SMTPDataError as error:
        return _judged(error, Reason.NOT_ACCEPTED)
    except (smtplib.SMTPException, OSError) as error:
        return Unsure(Reason.NO_ANSWER, type(error).__name__)
    if 200 <= code < 300:
        return Sent(_words(code, words))
    if not 400 <= code < 600:
        return Unsure(Reason.GARBLED, _words(code, words))
    return _judged(smtplib.SMTPResponseException(code, words), Reason.NOT_ACCEPTED)


def _judged(error: smtplib.SMTPResponseException, why: Reason) -> Result:
    """Return what a server's no means: 4xx passes by itself, 5xx does not."""
    words = _words(error.smtp_code, error.smtp_error)
    return Refused(why, words) if 500 <= error.smtp_code < 600 else Retry(Reason.BUSY, answer=words)


def _words(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"SMTP {code} {text}"[:500]
