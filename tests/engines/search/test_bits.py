"""Titles in letters, searched all at once, against a plain reference."""

from __future__ import annotations

import re
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yike.engines.search.asking import ask
from yike.engines.search.bits import WIDTH, Spelt, jump
from yike.engines.search.lexicon import distance
from yike.engines.search.sounds import sounds
from yike.engines.search.spelling import Spelling, Step, spellings
from yike.engines.search.tracing import Ribbon, trace

SYLLABLES = st.lists(st.sampled_from(["ba", "ban", "a", "an", "b", "nab", "aa"]), min_size=1, max_size=6).map(
    tuple
)
LETTERS = st.text("abn", min_size=1, max_size=7)


def free(letters: str) -> Spelling:
    return Spelling(letters, (Step.BEGIN, *(Step.FREE,) * (len(letters) - 1)), closed=False)


def reference(letters: str, form: tuple[str, ...]) -> bool:
    """Whether the letters are beginnings of syllables that follow each other."""
    between = "[a-z]*;"
    pattern = re.compile(";" + letters[0] + "".join(f"(?:{between})?{letter}" for letter in letters[1:]))
    return bool(pattern.search(";" + ";".join(form) + ";"))


def apart(letters: str, form: tuple[str, ...]) -> int:
    """Return the fewest mistakes between the letters and a stretch that begins with a syllable."""
    text, starts = "".join(form), np.cumsum([0, *map(len, form)])[:-1]
    ends = range(len(text) + 1)
    return min(distance(letters, text[int(s) : e], 99) for s, e in product(starts, ends) if e >= s)


@given(st.lists(SYLLABLES, min_size=1, max_size=4), LETTERS)
def test_pinyin_initials_and_all_between_are_found_where_they_stand(
    forms: list[tuple[str, ...]], letters: str
) -> None:
    found = Spelt.of(forms).exact(free(letters))
    assert found.form.tolist() == [number for number, form in enumerate(forms) if reference(letters, form)]


@given(st.lists(SYLLABLES, min_size=1, max_size=4), LETTERS, st.integers(1, 2))
def test_mistakes_are_counted_as_a_table_counts_them(
    forms: list[tuple[str, ...]], letters: str, most: int
) -> None:
    found = Spelt.of(forms).near(free(letters), most)
    wanted = {number: apart(letters, form) for number, form in enumerate(forms)}
    assert dict(zip(found.form.tolist(), found.mistakes.tolist(), strict=True)) == {
        number: count for number, count in wanted.items() if count <= most
    }


@given(SYLLABLES, LETTERS)
def test_the_way_back_finds_what_the_walk_found(form: tuple[str, ...], letters: str) -> None:
    found = Spelt.of([form]).exact(free(letters))
    back = trace(free(letters), Ribbon.of(form), 0)
    assert (back is not None) == bool(found.form.size)
    if back:
        assert (back.touched[0] == 0) == bool(found.front[0])
        assert all(0 <= atom < len(form) for atom in back.touched)


def test_a_jump_leads_to_the_beginning_of_the_next_syllable_and_no_further() -> None:
    starts = np.array([0b1001001], np.uint64)  # two syllables of three letters and the end
    jumps = [int(jump(np.array([1 << place], np.uint64), starts)[0]) for place in range(6)]
    assert jumps == [0b1000, 0b1000, 0b1000, 0b1000000, 0b1000000, 0b1000000]


@pytest.mark.parametrize(
    ("typed", "found"), [("居住正", [0, 2]), ("居zhu证", [0, 1, 2]), ("juzh证", [0, 1, 2])]
)
def test_a_character_stands_for_its_whole_syllable_and_letters_for_its_beginning(
    typed: str, found: list[int]
) -> None:
    forms = [sounds(tuple(text)) for text in ("居住证", "居转证", "剧助争", "居住")]
    assert Spelt.of(forms).exact(spellings(ask(typed))[0]).form.tolist() == found


def test_long_titles_are_found_by_any_stretch_and_by_their_initials() -> None:
    form = sounds(tuple("城乡居民基本养老保险参保登记变更注销以及关系转移接续手续办理指南"))
    spelt = Spelt.of([form])
    assert sum(map(len, form)) > WIDTH
    for begin in range(len(form) - 6):
        assert spelt.exact(free("".join(form[begin : begin + 6]))).form.tolist() == [0]
    assert spelt.exact(free("".join(sound[0] for sound in form))).form.tolist() == [0]


def test_an_empty_column_and_one_without_letters_are_searched_in_vain() -> None:
    for forms in ([], [()], [("",)]):
        spelt = Spelt.of(forms)
        assert spelt.exact(free("jzz")).form.tolist() == []
        assert spelt.near(free("juzhuz"), 1).form.tolist() == []


@pytest.mark.parametrize(
    ("typed", "mistakes"), [("juzhu", 0), ("jzuhu", 1), ("juzuh", 1), ("uzhuj", 2), ("zzzzz", None)]
)
def test_two_letters_that_changed_places_are_one_mistake(typed: str, mistakes: int | None) -> None:
    assert Spelt.of([("ju", "zhu")]).near(free(typed), 2).mistakes_of(0) == mistakes


def test_the_last_syllable_of_a_question_in_characters_is_not_the_beginning_of_another() -> None:
    spelt = Spelt.of([sounds(tuple("居正")), sounds(tuple("居珍"))])
    assert spelt.exact(spellings(ask("居真"))[0]).form.tolist() == [1]
