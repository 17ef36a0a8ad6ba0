"""The page of the keys: for the security officer alone, and never a key on it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from entering import arm, seat
from homes import Homes, make_homes
from office import BY, Office
from yike.core.record.actions import seal_all
from yike.core.record.models import Seal
from yike.core.residents.actions import rotate_keys
from yike.core.vault.current import keyring
from yike.core.vault.keyring import add_version, create_file

pytestmark = pytest.mark.django_db
PAGE = "/desk/keys/"


@pytest.fixture
def file(settings: Any, tmp_path: Path) -> Path:
    settings.YIKE_KEYS = ""
    settings.YIKE_KEYS_FILE = tmp_path / "keys"
    create_file(settings.YIKE_KEYS_FILE)
    return tmp_path / "keys"


@pytest.fixture
def homes(file: Path, office: Office) -> Homes:
    return make_homes(office)


def rows(answer: Any) -> list[tuple[str, int, int, bool]]:
    return [(row.what, row.version, row.rows, row.waits) for row in answer.context["rows"]]


def test_the_security_officer_alone_sees_the_keys(file: Path, office: Office) -> None:
    everybody = ("security", "system", "audit", "admin", "clerk", "leader", "worker", "stranger")
    seen = {name: seat(getattr(office, name)).get(PAGE).status_code for name in everybody}
    assert seen == {name: 200 if name == "security" else 403 for name in everybody}
    assert Client().get(PAGE).status_code == 302


def test_it_says_what_each_key_sealed_and_what_rotation_would_do(
    homes: Homes, office: Office, file: Path
) -> None:
    arm(office.clerk)
    seal_all()
    reader = seat(office.security)
    seals = Seal.objects.count()
    persons = ("居民", 1, 4, False)
    assert rows(reader.get(PAGE)) == [persons, ("第二道验证", 1, 2, False), ("留痕的封条", 1, seals, False)]
    add_version(file)
    answer = reader.get(PAGE)
    assert [row[3] for row in rows(answer)] == [True, True, False]
    assert (answer.context["newest"], answer.context["waiting"], answer.context["since"]) == (2, 6, None)
    rotate_keys(BY)
    seal_all()
    answer = reader.get(PAGE)
    assert [row[1:3] for row in rows(answer)] == [(2, 4), (2, 2), (1, seals), (2, 1)]
    assert (answer.context["waiting"], answer.context["since"]) == (0, Seal.objects.latest("number").at)


def test_rows_of_a_key_that_is_gone_are_told(homes: Homes, office: Office, file: Path) -> None:
    ring = add_version(file)
    file.write_text(f"{ring.newest.line}\n", encoding="utf-8")
    answer = seat(office.security).get(PAGE)
    assert (answer.context["lost"], "没有这版密钥" in answer.content.decode()) == (4, True)


def test_without_a_readable_file_the_page_says_what_the_doctor_finds(office: Office, file: Path) -> None:
    reader = seat(office.security)
    file.write_text("1 nonsense 00000000\n", encoding="utf-8")
    text = reader.get(PAGE).content.decode()
    assert ("密钥不完整或抄错了" in text, "每一版密钥封着什么" in text) == (True, False)


def test_no_key_is_on_the_page(homes: Homes, office: Office, file: Path) -> None:
    text = seat(office.security).get(PAGE).content.decode()
    assert [key.line.split()[1] in text for key in keyring()] == [False]
