"""Who is erased is gone from every table and from the content of history; the chain still verifies."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection

from conftest import Clock
from homes import CHEN, WANG, Homes, number
from office import BY, Office
from yike.core.accounts.models import Unit
from yike.core.outbox.actions import add_endpoint, make_digests, post
from yike.core.outbox.models import Delivery, Message, Urgency
from yike.core.record.actions import seal_all
from yike.core.record.deed import deed
from yike.core.record.models import HistoryEntry
from yike.core.record.seals import verify_chain
from yike.core.residents import actions
from yike.core.residents.details import read_details
from yike.core.residents.elsewhere import FORGOTTEN, Sought, scrub
from yike.core.residents.models import Consent, Helper, Household, Person, SearchKey, Tombstone
from yike.core.rights.by import By

pytestmark = pytest.mark.django_db
WHY = "本人书面要求删除，编号 2026-7"


def everything() -> str:
    """Return the content of all tables of ours as text."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


@pytest.fixture
def full(homes: Homes) -> Homes:
    """Return the households after Chen has left traces in every table."""
    actions.edit_person(BY, homes.chen, name="陈阿二")
    actions.edit_person(BY, homes.chen, name="陈阿大")
    actions.record_consent(BY, homes.chen, purpose="care", way="signed", guardian="陈监护")
    actions.set_wish(BY, homes.chen, way="visit", note="敲门要响，陈家耳背")
    actions.add_helper(BY, homes.chen, kinship="kin", name="陈大囡", phone="15400000042")
    actions.add_helper(BY, homes.wang, kinship="neighbour", helper=homes.chen)
    twin = actions.add_person(BY, homes.household, read_details("陈阿大", homes.wang.registered_on))
    actions.merge(BY, homes.chen, twin)
    return homes


def test_nothing_of_the_person_is_left_but_a_stone(full: Homes) -> None:
    traces = ["陈阿", "陈监护", "陈家耳背", "陈大囡", str(full.chen.uid.hex), full.chen.national_id.text]
    before = everything()
    assert [trace for trace in traces if trace not in before and trace != str(full.chen.uid.hex)] == []
    seal_all()
    pk, uid = full.chen.pk, full.chen.uid
    stones = actions.erase_person(BY, full.chen, reason=WHY)
    after = everything()
    assert [trace for trace in (*traces[:4], traces[5]) if trace in after] == []
    assert (stones[-1].person_pk, stones[-1].uid, len(stones)) == (pk, uid, 2)
    assert [Person.objects.filter(name="陈阿大").count(), SearchKey.objects.filter(person_id=pk).count()] == [
        0,
        0,
    ]


def test_messages_about_the_person_lose_their_words_and_those_that_wait_are_not_sent(full: Homes) -> None:
    robot = add_endpoint(BY, kind="console", area=full.chen.area, name="群", address="group")
    told = {"kind": "outbox.test", "to": [robot], "area": full.chen.area}
    with deed(BY, "outbox.post", reason="陈阿大的女儿来电") as d:
        about = {"title": "探望陈阿大", "body": "陈阿大摔了一跤", "subject": full.chen.recorded_subject()}
        post(d, key="test:about", attachment=("陈阿大.txt", b"hurt"), **about, **told)
    with deed(BY, "outbox.post") as d:
        post(d, key="test:other", title="停水", body="周五停水", **told)
    actions.erase_person(BY, full.chen, reason=WHY)
    rows = Delivery.objects.order_by("pk").values_list("state", "message__title", "message__body")
    assert list(rows) == [("cancelled", "（已删除）", ""), ("waiting", "停水", "周五停水")]
    assert [trace for trace in ("陈阿大", "摔了一跤", "女儿来电") if trace in everything()] == []


def test_the_digest_that_repeated_a_message_loses_its_words_and_keeps_the_others(
    full: Homes, clock: Clock
) -> None:
    clock.set(datetime.fromisoformat("2026-11-26T07:00:00+08:00"))
    robot = add_endpoint(BY, kind="console", area=full.chen.area, name="群", address="group")
    with deed(BY, "outbox.post") as d:
        for key, words, subject in (("a", "陈阿大摔了", full.chen.recorded_subject()), ("b", "停水", "")):
            post(
                d,
                key=key,
                kind="outbox.test",
                title=words,
                body=f"{words}，请留意",
                to=[robot],
                area=full.chen.area,
                urgency=Urgency.DIGEST,
                subject=subject,
            )
    clock.set(datetime.fromisoformat("2026-11-26T09:00:00+08:00"))
    assert make_digests() == 1
    actions.erase_person(BY, full.chen, reason=WHY)
    digest = Message.objects.get(kind="outbox.digest")
    assert ("陈阿大" in everything(), "停水，请留意" in digest.body) == (False, True)


def test_the_chain_of_seals_still_verifies_and_the_reason_is_kept(full: Homes) -> None:
    seal_all()
    actions.erase_person(BY, full.chen, reason=WHY)
    seal_all()
    state = verify_chain()
    assert (state.whole, state.erased > 0) == (True, True)
    entry = HistoryEntry.objects.filter(model="residents.tombstone").latest("id")
    assert (entry.verb, entry.reason) == ("residents.person.erase", WHY)


def test_words_at_the_limit_of_their_column_do_not_grow_beyond_it(office: Office) -> None:
    most = Unit._meta.get_field("name").max_length or 0
    with deed(BY, "test.words") as d:
        unit = d.change(d.lock(office.unit), name="阿大" * (most // 2))
        found = scrub(d, Sought(None, frozenset(), frozenset({"阿大"}), frozenset()), unit)
    said = Unit.objects.get(pk=unit.pk).name
    assert (found, len(said), said[:10]) == (True, most, FORGOTTEN * 2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("张三和张三丰来过，张三先走", f"{FORGOTTEN}和张三丰来过，{FORGOTTEN}先走"),
        ("小张三丰张三", f"小张三丰{FORGOTTEN}"),
        ("张三宝不是一家", f"{FORGOTTEN}宝不是一家"),
        ("老张三的电话15400000001", f"{FORGOTTEN}的电话{FORGOTTEN}"),
        ("李四来过", "李四来过"),
    ],
)
def test_a_longer_name_of_the_household_stays_whole(text: str, said: str) -> None:
    names, others = frozenset({"张三", "老张三"}), frozenset({"张三丰", "李四"})
    assert Sought(None, frozenset({"+8615400000001"}), names, others).scrubbed(text) == said


def test_others_keep_what_is_theirs(full: Homes) -> None:
    actions.erase_person(BY, full.chen, reason=WHY)
    helper = Helper.objects.get(person=full.wang)
    assert (helper.helper, Consent.objects.get().person) == (None, full.wang)
    assert Household.objects.get(pk=full.chen.household_id).left_on is not None
    assert {p.pk for p in Person.objects.all()} == {full.wang.pk, full.li.pk, full.ouyang.pk}
    history = HistoryEntry.objects.filter(subject=full.wang.recorded_subject())
    assert [entry.erased for entry in history] == [False] * len(history)


@pytest.mark.parametrize("who", ["clerk", "worker", "leader", "stranger", "system", "security", "audit"])
def test_only_the_administrator_of_the_street_erases(homes: Homes, office: Office, who: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.erase_person(By.person(getattr(office, who)), homes.chen, reason=WHY)
    assert Tombstone.objects.count() == 0
    assert actions.erase_person(By.person(office.admin), homes.chen, reason=WHY)[0].person_pk > 0


def test_a_number_erased_can_be_registered_again(homes: Homes) -> None:
    actions.erase_person(BY, homes.chen, reason=WHY)
    details = read_details("陈阿大", homes.wang.registered_on, national_id=number(*CHEN))
    assert actions.add_person(BY, homes.household, details).birth_year == 1938
    assert number(*WANG) != number(*CHEN)
