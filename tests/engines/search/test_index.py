"""The index as a whole: what always holds, whatever is in it and whatever is typed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askable import ENTRIES
from yike.engines.search.entry import Entry, Hit, Why
from yike.engines.search.index import MOST, Index
from yike.engines.search.plain import plain
from yike.engines.search.sounds import pinyin

HAN = "居住证登记申领老年人优待卡残疾失业保险金银行重长办理医疗户口街道社区路号"
TITLES = st.lists(
    st.text(HAN + "abz 19（）", min_size=1, max_size=12),
    min_size=1,
    max_size=12,
    unique_by=lambda title: plain(title).atoms,
)


@cache
def index() -> Index:
    return Index.of(ENTRIES)


def first(typed: str) -> Hit:
    return index().find(typed)[0]


@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    hits = index().find(text)
    assert hits == index().find(text)
    assert len({hit.key for hit in hits}) == len(hits)


@given(TITLES)
def test_every_title_finds_its_entry_first(titles: list[str]) -> None:
    made = Index.of(Entry(key, title) for key, title in enumerate(titles))
    for key, title in enumerate(titles):
        if plain(title).atoms:
            assert made.find(title)[0].key == key


@given(TITLES.filter(lambda titles: len({pinyin(title) for title in titles}) == len(titles)))
def test_every_title_is_among_the_first_three_by_its_pinyin(titles: list[str]) -> None:
    made = Index.of(Entry(key, title) for key, title in enumerate(titles))
    for key, title in enumerate(titles):
        if len(pinyin(title)) >= 2:
            assert key in [hit.key for hit in made.find(pinyin(title))[:3]]


@given(st.sampled_from(ENTRIES), st.integers(0, 3), st.randoms(use_true_random=False))
def test_a_mistyped_title_still_finds_it(entry: Entry, kind: int, dice: Random) -> None:
    atoms = list(entry.title)
    at = dice.randrange(1, len(atoms) - 1)
    match kind:
        case 0:
            atoms[at] = "龘"
        case 1:
            del atoms[at]
        case 2:
            atoms.insert(at, "龘")
        case _:
            atoms[at - 1], atoms[at] = atoms[at], atoms[at - 1]
    assert entry.key in [hit.key for hit in index().find("".join(atoms))[:2]]


@given(
    st.permutations(ENTRIES[:25]), st.sampled_from(["证", "j", "登记", "shenqing", "社区", "card", "老年"])
)
@settings(max_examples=30)
def test_the_order_of_the_entries_does_not_matter(entries: list[Entry], typed: str) -> None:
    assert Index.of(entries).find(typed) == Index.of(ENTRIES[:25]).find(typed)


@given(st.sampled_from(["证", "j", "登记", "社区", "sq", "registration"]), st.integers(-3, 12))
def test_the_limit_is_kept_and_only_cuts(typed: str, limit: int) -> None:
    assert index().find(typed, limit) == index().find(typed, MOST)[: max(limit, 0)]


def test_no_answer_is_longer_than_the_most() -> None:
    made = Index.of(Entry(key, f"居住证{key}号") for key in range(MOST + 100))
    assert len(made.find("居住证", 10_000)) <= MOST


def test_an_empty_index_answers_with_nothing() -> None:
    assert Index.of([]).find("居住证") == ()
    assert Index.of([Entry(1, "🙂"), Entry(2, "")]).find("居住证") == ()


def test_ten_thousand_characters_are_read_as_far_as_anybody_would() -> None:
    assert first("我要办居住证，" + "还有很多别的事情要说，" * 1_000).title == "居住证申领"
    assert index().find("龘" * 10_000) == ()
    assert index().find("q" * 10_000) == ()


def test_what_was_found_is_made_bold_in_the_title_as_it_is_written() -> None:
    made = Index.of([Entry(1, "《居住證》 申领"), Entry(2, "老年人优待证", ("敬老卡", "老年卡"))])
    hit = made.find("居住证")[0]
    assert [hit.title[begin:end] for begin, end in hit.matched] == ["居住證"]
    assert made.find("jzz")[0].matched == hit.matched
    assert made.find("老年卡")[0].matched == ((0, 2),)
    assert made.find("敬老卡")[0].matched == ()


def test_an_answer_says_why() -> None:
    assert (first("居住登记").why, first("居住登记").word) == (Why.EXACT, "")
    assert (first("办执照").why, first("办执照").word) == (Why.EXACT, "办执照")
    assert (first("jingLaoKa").why, first("jingLaoKa").word) == (Why.SOUND, "敬老卡")
    assert (first("敬老咔").why, first("敬老咔").word) == (Why.SOUND, "敬老卡")
    assert (first("法律授助").why, first("法律授助").word) == (Why.NEAR, "")
    assert (first("juzuzheng").why, first("juzuzheng").word) == (Why.NEAR, "")
    assert (first("residance permit").why, first("residance permit").word) == (Why.NEAR, "residence permit")


def test_a_title_comes_before_a_word_and_a_whole_word_before_a_part_of_a_title() -> None:
    made = Index.of(
        [Entry(1, "开店指导"), Entry(2, "个体工商户登记", ("开店",)), Entry(3, "帮您开店"), Entry(4, "开店")]
    )
    assert [hit.key for hit in made.find("开店")] == [4, 2, 1, 3]


def test_what_is_asked_for_often_comes_first_among_equals_only() -> None:
    made = Index.of([Entry(1, "就业登记"), Entry(2, "失业登记", weight=4), Entry(3, "登记")])
    assert [hit.key for hit in made.find("登记")] == [3, 2, 1]
    assert made.find("就业登记")[0].key == 1


@pytest.mark.parametrize("weight", [0.0, -5.0, 1e300])
def test_an_absurd_weight_does_no_harm(weight: float) -> None:
    made = Index.of([replace(ENTRIES[0], weight=weight), *ENTRIES[1:]])
    assert made.find(ENTRIES[0].title)[0].key == ENTRIES[0].key


def test_suggesting_forgives_less() -> None:
    assert "居住证申领" in [hit.title for hit in index().find("jvzhuzhebg")]
    assert index().suggest("jvzhuzhebg") == ()
    assert len(index().suggest("登记")) == 8
