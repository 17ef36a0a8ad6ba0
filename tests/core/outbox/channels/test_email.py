"""Letters over SMTP: what is sure, what is not, and what a letter looks like."""

from __future__ import annotations

import pytest

from mailserver import MailServer, mail_served
from yike.core.outbox.channels.email.transport import Email, Server, session
from yike.core.outbox.channels.parcel import Address, Form, Parcel
from yike.core.outbox.channels.result import Reason, Refused, Result, Retry, Sent, Unsure
from yike.engines.faults import Fault

TO = Address("wang@example.org")
AT = 1_795_000_000.0


def send(mail: MailServer, parcel: Parcel, **settings: object) -> Result:
    server = Server("127.0.0.1", mail.port, "plain", sender="yike@example.org", seconds=2.0, **settings)
    return Email(server).send(TO, parcel, AT)


def test_a_letter_arrives_with_its_subject_words_and_lasting_id() -> None:
    with mail_served(MailServer()) as mail:
        parcel = Parcel("k1", title="停水通知", body="周五停水。\n.带点的一行")
        assert [type(send(mail, parcel)) for _ in range(2)] == [Sent, Sent]
    first, second = mail.letters
    assert (first["Subject"], first["To"], first["From"]) == (
        "停水通知",
        "wang@example.org",
        "yike@example.org",
    )
    assert first.get_content().replace("\r\n", "\n") == "周五停水。\n.带点的一行\n"
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == "Wed, 18 Nov 2026 11:06:40 +0000"


def test_a_file_goes_along_under_its_own_name() -> None:
    with mail_served(MailServer()) as mail:
        send(mail, Parcel("k", Form.FILE, "月报", "见附件。", b"%PDF-1.7", "十一月月报.pdf"))
    [part] = list(mail.letters[0].iter_attachments())
    assert (part.get_filename(), part.get_content_type(), part.get_content()) == (
        "十一月月报.pdf",
        "application/pdf",
        b"%PDF-1.7",
    )


def test_a_title_with_line_breaks_adds_no_header() -> None:
    with mail_served(MailServer()) as mail:
        send(mail, Parcel("k", title="停水\r\nBcc: all@example.org", body="x"))
    assert (mail.letters[0]["Subject"], mail.letters[0]["Bcc"]) == ("停水 Bcc: all@example.org", None)


def test_a_letter_one_subscribed_to_says_whole_and_in_one_line_how_to_leave() -> None:
    leave = f"https://{'bianmin.' * 8}example.gov.cn:8443/on/mail/123456-{'a' * 43}/"
    with mail_served(MailServer()) as mail:
        send(mail, Parcel("k", title="便民月历" * 15, body="x", leave=leave))
        send(mail, Parcel("k", title="x", body="x"))
    letter, other = mail.letters
    assert letter.get_all("List-Unsubscribe") == [f"<{leave}>"]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (letter["Subject"], other["List-Unsubscribe"]) == ("便民月历" * 15, None)


def test_what_a_server_answers_is_kept_without_the_address() -> None:
    with mail_served(MailServer({"RCPT": f"550 {TO.token} is unknown"})) as mail:
        result = send(mail, Parcel("k", body="x"))
    assert result == Refused(Reason.NO_RECIPIENT, "SMTP 550 *** is unknown")


def test_a_card_is_a_letter_with_its_link_below() -> None:
    with mail_served(MailServer()) as mail:
        send(
            mail,
            Parcel("k", Form.CARD, "便民月历", "修伞", link="https://yike.example/on/", picture="https://p"),
        )
    assert mail.letters[0].get_content().replace("\r\n", "\n") == "修伞\n\nhttps://yike.example/on/\n"


def test_a_letter_without_a_title_has_its_first_words_as_subject() -> None:
    with mail_served(MailServer()) as mail:
        send(mail, Parcel("k", body="请回电"))
    assert mail.letters[0]["Subject"] == "请回电"


OUTCOMES = [
    ({"greeting": "drop"}, Retry, Reason.NO_CONNECTION, 0),
    ({"greeting": "554 no"}, Retry, Reason.NO_CONNECTION, 0),
    ({"MAIL": "drop"}, Retry, Reason.NO_CONNECTION, 0),
    ({"MAIL": "552 too big"}, Refused, Reason.NO_RECIPIENT, 0),
    ({"RCPT": "550 no such user"}, Refused, Reason.NO_RECIPIENT, 0),
    ({"RCPT": "450 mailbox busy"}, Retry, Reason.BUSY, 0),
    ({"DATA": "451 later"}, Retry, Reason.BUSY, 0),
    ({"DATA": "554 no"}, Refused, Reason.NOT_ACCEPTED, 0),
    ({"text": "451 later"}, Retry, Reason.BUSY, 0),
    ({"text": "554 spam"}, Refused, Reason.NOT_ACCEPTED, 0),
    ({"text": "drop"}, Unsure, Reason.NO_ANSWER, 1),
    ({"text": "hello"}, Unsure, Reason.GARBLED, 0),
    ({"MAIL": "hello"}, Retry, Reason.BUSY, 0),
]


@pytest.mark.parametrize(("replies", "outcome", "why", "kept"), OUTCOMES, ids=[str(o[0]) for o in OUTCOMES])
def test_each_step_that_fails_means_one_thing(
    replies: dict[str, str], outcome: type, why: Reason, kept: int
) -> None:
    with mail_served(MailServer(replies)) as mail:
        result = send(mail, Parcel("k", body="x"))
    assert isinstance(result, outcome)
    assert (result.why, len(mail.letters)) == (why, kept)


def test_a_server_that_is_not_there_is_a_sure_failure() -> None:
    assert send(MailServer(port=9), Parcel("k", body="x")) == Retry(
        Reason.NO_CONNECTION, answer="ConnectionRefusedError"
    )


def test_a_password_that_is_not_taken_needs_a_person() -> None:
    replies = {"EHLO": "250-mail.example\r\n250 AUTH PLAIN", "AUTH": "535 authentication failed"}
    with mail_served(MailServer(replies)) as mail:
        result = send(mail, Parcel("k", body="x"), user="yike", password="wrong")
    assert (type(result), result.why) == (Refused, Reason.NOT_TRUSTED)


def test_encryption_that_was_asked_for_is_never_done_without() -> None:
    with mail_served(MailServer()) as mail:
        email = Email(Server("127.0.0.1", mail.port, "starttls", seconds=2.0))
        assert [type(email.send(TO, Parcel("k", body="x"), AT)), mail.letters] == [Retry, []]


def test_an_attachment_over_the_limit_is_not_sent() -> None:
    result = send(MailServer(port=9), Parcel("k", Form.FILE, data=bytes(20 * 1024 * 1024 + 1), name="a"))
    assert result == Refused(Reason.TOO_LONG)


@pytest.mark.parametrize("text", ["", "wang", "wang@", "a@b.c\r\nRCPT TO:<all@b.c>", "a@b.com, c@d.com"])
def test_only_one_plain_address_is_taken(text: str) -> None:
    with pytest.raises(Fault) as caught:
        Email(Server("localhost")).address(text)
    assert caught.value.zh == "这不是电子邮件地址"


def test_a_checked_address_is_taken_and_the_password_is_not_shown() -> None:
    email = Email(Server("localhost", user="yike", password="s3cret"))
    assert email.address(" wang@example.org ").token == "wang@example.org"
    assert "s3cret" not in repr(email.server)


def test_a_session_that_cannot_be_made_leaves_nothing_open() -> None:
    with mail_served(MailServer({"EHLO": "drop"})) as mail, pytest.raises(OSError, match="closed"):
        session(Server("127.0.0.1", mail.port, "starttls", seconds=2.0))
