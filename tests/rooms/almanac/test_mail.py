"""The monthly calendar by e-mail: the owner's yes first, each version once, by day, and gone with one tap."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from beside import Beside
from mailserver import MailServer, mail_served
from monthly import MORNING, at, begun, corrected, published, signed, wrote
from office import BY, Office, seen_by
from posting import rounds
from yike.core.outbox.actions import add_endpoint
from yike.core.outbox.models import Delivery, Endpoint, Kind, Message
from yike.core.record.clock import moved_to
from yike.core.record.models import HistoryEntry
from yike.rooms.almanac.actions import issues as issue_actions
from yike.rooms.almanac.actions import mail as actions
from yike.rooms.almanac.actions.mail import writing
from yike.rooms.almanac.actions.mail.writing import mail_out
from yike.rooms.almanac.models import Issue, Subscription, SubscriptionState

pytestmark = pytest.mark.django_db
PAGE = "/on/mail/"
WANG = "wang@example.org"
LINK = re.compile(r"http://testserver(/on/mail/\S+)")


@pytest.fixture(autouse=True)
def ready(clock: Any, settings: Any) -> None:
    """Let every test begin on one morning, in a house that can send letters."""
    clock.set(MORNING)
    settings.YIKE_EMAIL_URL = "smtp://127.0.0.1:9"


def ask(address: str = WANG, **more: str) -> Any:
    return Client().post(PAGE, {"address": address, "language": "zh-hans", **more})


def links() -> tuple[str, str]:
    """Return the links of the last letter that asked: to say yes, and to leave."""
    yes, leave = LINK.findall(Message.objects.filter(kind="almanac.mail.ask").latest("pk").body)
    return yes, leave


def reader(address: str = WANG, **more: str) -> Subscription:
    ask(address, **more)
    assert "订上了" in Client().post(links()[0]).text
    return Subscription.objects.latest("pk")


def letters() -> list[str]:
    return [row.title for row in Message.objects.filter(kind="almanac.mail").order_by("pk")]


def send() -> int:
    return mail_out(BY)


def test_nothing_is_sent_before_the_owner_has_said_yes(office: Office, clock: Any) -> None:
    assert ask().url == "/on/mail/asked/"
    published(office)
    assert (send(), letters()) == (0, [])
    row = Subscription.objects.get()
    assert (row.state, row.confirmed_at, row.consent) == (SubscriptionState.ASKED, None, "")
    yes, _leave = links()
    assert "订上了" not in Client().get(yes).text  # programs that open links agree to nothing
    assert Subscription.objects.get().state == SubscriptionState.ASKED
    assert "订上了" in Client().post(yes).text
    row.refresh_from_db()
    assert (row.state, row.confirmed_at, row.consent) == (SubscriptionState.CONFIRMED, MORNING, "2026-11")
    clock.set(MORNING + timedelta(hours=1))
    assert "订上了" in Client().post(yes).text  # pressed again
    assert Subscription.objects.get().confirmed_at == MORNING


def test_the_answer_is_the_same_whether_an_address_is_known_or_not(office: Office) -> None:
    reader()
    known, fresh = ask(), ask("li@example.org")
    assert (known.status_code, known.url) == (fresh.status_code, fresh.url)
    assert known.content == fresh.content


def test_nobodys_box_is_filled(office: Office, clock: Any) -> None:
    asked = Message.objects.filter(kind="almanac.mail.ask")
    ask()
    ask()
    assert asked.count() == 1
    for hour in (1, 2, 3, 4):
        clock.set(MORNING + timedelta(hours=hour))
        ask()
    assert asked.count() == 3
    clock.set(MORNING + timedelta(hours=25))
    ask()
    assert asked.count() == 4


def test_capitals_make_no_other_mailbox(office: Office) -> None:
    for address in ("wang.fang@example.org", "Wang.Fang@example.org", "WANG.FANG@EXAMPLE.ORG"):
        ask(address)
    assert (Endpoint.objects.filter(private=True).count(), Message.objects.count()) == (1, 1)


def test_a_tag_makes_no_other_mailbox_to_fill_and_its_reader_may_have_one(office: Office, clock: Any) -> None:
    for n, address in enumerate(("wang", "wang+1", "Wang+2", "wang+3", "wang+4", "li")):
        clock.set(MORNING + timedelta(minutes=15 * n))
        ask(f"{address}@example.org")
    asked = {one.endpoint.token.reveal(): one for one in Subscription.objects.filter(asks=1).order_by("pk")}
    assert list(asked) == ["wang@example.org", "wang+1@example.org", "wang+2@example.org", "li@example.org"]
    assert (Subscription.objects.count(), Endpoint.objects.filter(private=True).count()) == (4, 4)
    actions.leave_mail(BY, asked["wang+1@example.org"])
    assert list(Subscription.objects.filter(state="ended").values_list("box", flat=True)) == [""]


@pytest.mark.django_db(transaction=True)
def test_two_tags_of_one_mailbox_asked_for_in_one_moment_bring_one_letter(office: Office) -> None:
    """Who asks beside another waits for them: neither would count the other's letter."""

    def asked(tag: str) -> None:
        said = {"address": f"wang+{tag}@example.org", "choice": actions.Choice(), "base": "http://testserver"}
        with moved_to(MORNING):
            actions.ask_for_mail(BY, **said)

    with transaction.atomic():
        asked("1")
        other = Beside(partial(asked, "2"))
        waited = other.waits()
    other.ends()
    assert (waited, Message.objects.filter(kind="almanac.mail.ask").count()) == (True, 1)


def test_moments_older_than_a_day_are_not_kept(office: Office, clock: Any) -> None:
    hours = (0, 1, 23, 26, 49)
    kept = []
    for hour in hours:
        clock.set(MORNING + timedelta(hours=hour))
        ask()
        kept.append(len(Subscription.objects.get().mailed))
    assert kept == [1, 2, 3, 2, 2]


@pytest.mark.parametrize(("address", "kept"), [("a@例子.中国", "a@xn--fsqu00a.xn--fiqs8s"), ("a@..", None)])
def test_a_host_in_chinese_is_kept_as_mail_servers_read_it(
    office: Office, address: str, kept: str | None
) -> None:
    ask(address)
    assert [one.token.reveal() for one in Endpoint.objects.filter(private=True)] == ([kept] if kept else [])


def test_whoever_tries_many_addresses_is_stopped(office: Office, monkeypatch: Any) -> None:
    codes = [ask(f"a{n}@example.org").status_code for n in range(9)]
    assert codes == [302] * 8 + [429]
    monkeypatch.setattr("yike.rooms.almanac.actions.mail.asking.WAITING", 8)
    monkeypatch.setattr("yike.rooms.almanac.views.door.mail.too_often", lambda *_: False)
    assert ask("b@example.org").status_code == 422
    assert Subscription.objects.count() == 8


def test_an_old_link_says_so_and_the_address_is_gone(office: Office, clock: Any) -> None:
    ask()
    yes, leave = links()
    clock.set(MORNING + timedelta(hours=49))
    assert Client().post(yes).status_code == 404
    assert actions.lapse() == 1
    assert Subscription.objects.get().state == SubscriptionState.ENDED
    assert Endpoint.objects.get(private=True).token.reveal().startswith("erased:")
    assert "已经退订" in Client().get(leave).text
    assert actions.lapse() == 0


def test_only_the_last_letter_confirms(office: Office, clock: Any) -> None:
    ask(strand="law")
    first, _leave = links()
    clock.set(MORNING + timedelta(hours=1))
    ask(strand="culture")
    assert Client().post(first).status_code == 404
    assert Client().post(links()[0]).status_code == 200
    assert Subscription.objects.get().strand == "culture"


@pytest.mark.parametrize(
    "link", ["x", "1-short", "0-" + "a" * 43, "1-" + "a" * 43, "9" * 30 + "-" + "a" * 43]
)
def test_a_guessed_link_opens_nothing(office: Office, link: str) -> None:
    reader()
    assert Client().get(f"{PAGE}{link}/").status_code == 404
    assert Client().post(f"{PAGE}yes/{link}/").status_code == 404
    assert Subscription.objects.get().state == SubscriptionState.CONFIRMED


def test_each_version_comes_once_and_a_withdrawal_to_whom_had_it(office: Office, clock: Any) -> None:
    reader()
    version = published(office)
    assert (send(), send()) == (1, 0)
    clock.set(MORNING + timedelta(hours=1))
    reader("late@example.org")  # after the issue
    send()
    second = corrected(office, version)
    assert (send(), send()) == (2, 0)
    late = reader("later@example.org")
    issue_actions.withdraw(BY, Issue.objects.get(pk=second.issue_id), reason="活动都取消了")
    assert (send(), send()) == (2, 0)
    assert [title[:4] for title in letters()] == ["【便民月", "【更正】", "【更正】", "【撤回】", "【撤回】"]
    assert not Message.objects.filter(subject=late.recorded_subject(), kind="almanac.mail").exists()


def test_who_leaves_while_the_letters_are_written_gets_none(office: Office, monkeypatch: Any) -> None:
    row, stays = reader(), reader("li@example.org")
    published(office)
    readers = list(Subscription.objects.select_related("endpoint", "area").order_by("pk"))
    actions.leave_mail(BY, row)
    monkeypatch.setattr(writing, "_next", lambda version, _most: [] if version.mailed else readers)
    assert send() == 1
    kept = Message.objects.filter(kind="almanac.mail").values_list("subject", flat=True)
    assert list(kept) == [stays.recorded_subject()]


def test_by_night_none_is_written_and_many_go_bit_by_bit(office: Office, clock: Any) -> None:
    for n in range(3):
        actions.ask_for_mail(
            BY, address=f"r{n}@example.org", choice=actions.Choice(), base="http://testserver"
        )
        Client().post(links()[0])
    version = published(office)
    clock.set(at(27, 23))
    assert send() == 0
    clock.set(at(28, 9))
    assert [mail_out(BY, batch=2) for _ in range(3)] == [2, 1, 0]
    version.refresh_from_db()
    assert (version.mailed_at, len(letters())) == (at(28, 9), 3)


def test_one_reads_what_one_chose_in_ones_own_language(office: Office) -> None:
    reader(area=office.first.code, strand="culture", language="en")
    issue = begun(office)
    wrote(office, issue, "昆曲", strand="culture")
    wrote(office, issue, "法律咨询", strand="law")
    wrote(office, issue, "别处的昆曲", strand="culture", area=office.second)
    issue_actions.publish(BY, signed(office, issue), base="http://testserver/")
    assert send() == 1
    body = Message.objects.get(kind="almanac.mail").body
    assert ("昆曲" in body, "法律咨询" in body, "别处" in body) == (True, False, False)
    assert "Large type" in body


def test_where_nothing_is_for_somebody_no_letter_goes(office: Office) -> None:
    reader(strand="law")
    published(office)
    assert (send(), letters()) == (0, [])


def test_the_letter_says_how_to_leave_and_one_tap_is_enough(office: Office, settings: Any) -> None:
    with mail_served(MailServer()) as mail:
        settings.YIKE_EMAIL_URL = f"smtp://127.0.0.1:{mail.port}"
        settings.YIKE_EMAIL_FROM = "yike@example.org"
        reader()
        published(office)
        send()
        rounds(4)
        asked, letter = mail.letters
    assert (asked["To"], letter["To"]) == (WANG, WANG)
    address = letter["List-Unsubscribe"].strip(" <>")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address in letter.get_content()
    strict = Client(enforce_csrf_checks=True)  # a mail program has no cookie
    path = LINK.fullmatch(address)[1]  # type: ignore[index]
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    row = Subscription.objects.select_related("endpoint").get()
    assert (row.state, row.wanted, row.mailed) == (SubscriptionState.ENDED, {}, [])
    assert (row.endpoint.enabled, row.endpoint.token.reveal()) == (False, f"erased:{row.endpoint.uid.hex}")
    assert {(one.body, one.leave) for one in Message.objects.filter(kind__startswith="almanac.mail")} == {
        ("", "")
    }
    kept = HistoryEntry.objects.filter(subject=row.recorded_subject(), payload__isnull=False)
    assert list(kept) == []
    assert strict.post(path).status_code == 200  # pressed again
    assert "wang" not in "".join(Delivery.objects.values_list("answer", flat=True))


def test_who_left_may_come_back_and_who_works_here_may_read_it(office: Office, clock: Any) -> None:
    add_endpoint(BY, kind=Kind.EMAIL, name="信箱", area=office.street, owner=office.clerk, address=WANG)
    row = reader()
    Client().post(links()[1])
    clock.set(MORNING + timedelta(hours=1))
    again = reader()
    assert (again.pk != row.pk, again.state) == (True, SubscriptionState.CONFIRMED)
    listed = seen_by(office.admin).get("/desk/outbox/endpoints/").text
    assert ("信箱" in listed, "居民的邮箱" in listed) == (True, False)


def test_the_desk_sees_how_many_and_no_words_with_personal_links(office: Office) -> None:
    reader()
    version = published(office)
    send()
    client = seen_by(office.admin)
    assert (
        "邮件订阅 1 人；这一版写了 1 封，寄出 0 封"
        in client.get(f"/desk/almanac/issues/{version.issue_id}/chain/").text
    )
    page = client.get(Message.objects.get(kind="almanac.mail").get_absolute_url()).text
    assert ("/on/mail/" in page, "居民自己订的信" in page) == (False, True)


def test_the_form_stands_on_what_is_on_where_letters_can_leave(office: Office, settings: Any) -> None:
    assert 'action="/on/mail/"' in Client().get("/on/").text
    assert ask("no address").status_code == 422
    settings.YIKE_EMAIL_URL = ""
    assert 'action="/on/mail/"' not in Client().get("/on/").text
    assert (Client().get(PAGE).status_code, ask().status_code) == (404, 404)
