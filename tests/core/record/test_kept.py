"""Numbers that many pages show are kept for some seconds, and never beyond what somebody here has written."""

from __future__ import annotations

import pytest

from office import BY, make_office
from yike.core.areas.actions import rename_area
from yike.core.record import kept
from yike.core.record.kept import KEPT_S, Kept


class Register:
    """Counts how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, about: str) -> str:
        self.asked.append(about)
        return f"{about}{len(self.asked)}"


@pytest.fixture
def served(settings: object) -> None:
    settings.YIKE_LOAD_APART = True  # type: ignore[attr-defined]


@pytest.mark.usefixtures("served")
def test_an_answer_is_kept_for_each_thing_asked_about() -> None:
    register = Register()
    ask = Kept(register)
    assert [ask("a"), ask("b"), ask("a"), ask("b")] == ["a1", "b2", "a1", "b2"]


@pytest.mark.usefixtures("served")
def test_an_answer_grows_old(monkeypatch: pytest.MonkeyPatch) -> None:
    at = [100.0]
    monkeypatch.setattr(kept.time, "monotonic", lambda: at[0])
    register = Register()
    ask = Kept(register)
    told = [ask("a")]
    for at[0] in (100.0 + KEPT_S - 0.1, 100.0 + KEPT_S):
        told.append(ask("a"))
    assert told == ["a1", "a1", "a2"]


@pytest.mark.usefixtures("served")
@pytest.mark.django_db(transaction=True)
def test_a_deed_makes_everything_asked_anew() -> None:
    office = make_office()
    register = Register()
    ask = Kept(register)
    told = [ask("a"), ask("a")]
    rename_area(BY, office.street, name="竹行街道")
    assert [*told, ask("a")] == ["a1", "a1", "a2"]


@pytest.mark.usefixtures("served")
def test_what_was_written_while_it_was_asked_makes_an_answer_old() -> None:
    asked: list[int] = []

    def slow() -> int:
        asked.append(1)
        kept.written()
        return len(asked)

    ask = Kept(slow)
    assert [ask(), ask()] == [1, 2]


@pytest.mark.usefixtures("served")
def test_only_so_many_answers_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 2)
    register = Register()
    ask = Kept(register)
    assert [ask("a"), ask("b"), ask("c"), ask("c"), ask("a")] == ["a1", "b2", "c3", "c3", "a4"]


def test_where_no_server_runs_nothing_is_kept() -> None:
    ask = Kept(Register())
    assert [ask("a"), ask("a")] == ["a1", "a2"]


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(("gone", "told"), [(0.9, ["a1", "a1"]), (1.0, ["a1", "a2"])])
def test_how_long_an_answer_is_kept_is_for_the_question_to_say(
    monkeypatch: pytest.MonkeyPatch, gone: float, told: list[str]
) -> None:
    at = [100.0]
    monkeypatch.setattr(kept.time, "monotonic", lambda: at[0])
    ask = Kept(Register(), seconds=1.0)
    first = ask("a")
    at[0] += gone
    assert [first, ask("a")] == told
