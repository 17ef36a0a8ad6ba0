"""What comes before what, one judgement at a time; in each a tie would go to the other."""

from __future__ import annotations

import pytest

from askable import ENTRIES
from yike.engines.search.entry import Entry, Why
from yike.engines.search.index import LOOKED_AT, SHARE_OF_BEST, Index
from yike.engines.search.lexicon import distance


def order(typed: str, *titles: str) -> list[str]:
    """Return the titles found, best first."""
    return [hit.title for hit in Index.of(Entry(key, title) for key, title in enumerate(titles)).find(typed)]


def score(typed: str) -> float:
    return Index.of(ENTRIES).find(typed)[0].score


def test_a_beginning_comes_before_an_end() -> None:
    assert order("登记", "电梯登记", "登记电梯") == ["登记电梯", "电梯登记"]
    assert order("dj", "电梯登记", "登记电梯") == ["登记电梯", "电梯登记"]


def test_a_syllable_spelt_out_comes_before_initials() -> None:
    assert order("an", "爱你", "安全") == ["安全", "爱你"]


def test_of_words_that_hold_as_much_of_the_question_the_one_that_holds_little_else_comes_first() -> None:
    made = Index.of([Entry(1, "甲乙丙丁戊", ("补贴残疾",)), Entry(2, "甲乙", ("补贴残疾人家庭",))])
    assert [hit.key for hit in made.find("残疾的补贴")] == [1, 2]


def test_a_character_that_sounds_right_counts_more_than_any_and_less_than_the_right_one() -> None:
    assert score("居住证怎么签注") > score("居住正怎么签注") > score("居住龘怎么签注")


def test_neighbours_count_more_than_the_same_characters_apart() -> None:
    assert order("登记", "登山笔记", "咨询登记") == ["咨询登记", "登山笔记"]


def test_two_mistakes_are_forgiven_in_a_long_question() -> None:
    hit = Index.of(ENTRIES).find("退役车人优侍证")[0]
    assert (hit.title, hit.why) == ("退役军人优待证申领", Why.NEAR)


def test_two_of_three_characters_are_no_mistyped_three() -> None:
    hits = Index.of([Entry(1, "居民医疗保险参保登记")]).find("居民证")
    assert [hit.why for hit in hits] == [Why.EXACT]


def test_what_is_far_worse_than_the_best_is_left_out() -> None:
    hits = Index.of(ENTRIES).find("居住证签注")
    assert [hit.title for hit in hits] == ["居住证签注", "居住证申领"]
    assert hits[-1].score >= SHARE_OF_BEST * hits[0].score


def test_the_words_around_hardly_matter() -> None:
    assert score("居住证") - score("请问您好，在哪里可以办理居住证呢") < 0.1


def test_of_two_that_fit_alike_the_one_asked_for_more_often_comes_first() -> None:
    made = Index.of([Entry(1, "失业登记"), Entry(2, "就业登记", weight=4)])
    assert [hit.key for hit in made.find("登记")] == [2, 1]


@pytest.mark.parametrize("typed", ["居住", "juzhu"])
def test_among_many_that_fit_the_shortest_is_not_overlooked(typed: str) -> None:
    many = [f"居住{chr(0x4E00 + number)}乙丙丁" for number in range(3 * LOOKED_AT)]
    assert order(typed, "居住龥", *many)[0] == "居住龥"


def test_among_many_with_the_same_characters_the_neighbours_are_not_overlooked() -> None:
    many = [f"登{chr(0x4E00 + number)}记" for number in range(3 * LOOKED_AT)]
    assert order("登记", "办公室里的登记本", *many)[0] == "办公室里的登记本"


def test_a_title_typed_in_full_is_not_overlooked_among_many_that_hold_what_it_is_about() -> None:
    many = [Entry(number, f"{chr(0x4E00 + number)}业务", ("户口",)) for number in range(3 * LOOKED_AT)]
    assert Index.of([*many, Entry(999, "户口查询办理咨询")]).find("户口查询办理咨询")[0].key == 999


@pytest.mark.parametrize(
    ("typed", "other", "mistakes"),
    [("card", "card", 0), ("crad", "card", 1), ("cad", "card", 1), ("cards", "card", 1), ("bird", "card", 2)],
)
def test_a_wrong_missing_extra_or_swapped_letter_is_one_mistake(
    typed: str, other: str, mistakes: int
) -> None:
    assert distance(typed, other, 2) == mistakes


def test_more_mistakes_than_asked_for_are_not_counted() -> None:
    assert distance("card", "abcdefgh", 2) == 3
    assert distance("card", "xyzw", 1) == 2
