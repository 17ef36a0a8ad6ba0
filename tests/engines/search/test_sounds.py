"""Chinese read aloud, by phrase."""

from __future__ import annotations

import pytest
from pypinyin import lazy_pinyin

from askable import ENTRIES
from yike.engines.search.plain import plain
from yike.engines.search.sounds import pinyin, sounds

BY_PHRASE = {
    "银行行长": "yin hang hang zhang",
    "支行": "zhi hang",
    "行政许可": "xing zheng xu ke",
    "人行道": "ren xing dao",
    "重庆": "chong qing",
    "重新申领": "chong xin shen ling",
    "重度残疾": "zhong du can ji",
    "长期护理": "chang qi hu li",
    "长者": "zhang zhe",
    "参保": "can bao",
    "会计": "kuai ji",
    "社会": "she hui",
    "给付": "ji fu",
    "还款": "huan kuan",
    "便民": "bian min",
    "调解": "tiao jie",
    "调动": "diao dong",
    "音乐": "yin yue",
    "乐桥": "le qiao",
    "大厦": "da sha",
    "浒墅关": "xu shu guan",
    "甪直": "lu zhi",
    "莫邪路": "mo ye lu",
    "二〇二六": "er ling er liu",
    "法律": "fa lv",
}


@pytest.mark.parametrize(("text", "read"), BY_PHRASE.items(), ids=BY_PHRASE)
def test_a_character_is_read_as_its_phrase_asks(text: str, read: str) -> None:
    assert " ".join(sounds(tuple(text))) == read


def test_the_small_table_reads_as_the_large_dictionary_does() -> None:
    ours_on_purpose = {"工商银行道前支行"}  # where the dictionary says zhixing
    texts = [text for entry in ENTRIES for text in (entry.title, *entry.words) if text not in ours_on_purpose]
    large = {text: "".join(lazy_pinyin("".join(plain(text).atoms))).replace("ü", "v") for text in texts}
    assert {text: pinyin(text) for text in texts} == large


def test_every_character_of_the_plain_block_that_is_read_is_read_in_letters() -> None:
    block = tuple(map(chr, range(0x4E00, 0x9FFF + 1)))
    read = [sound for sound in sounds(block) if sound]
    assert len(read) > 20_900
    assert [sound for sound in read if not (sound.isascii() and sound.isalpha())] == []


def test_words_of_plain_letters_are_read_as_they_stand_and_others_not_at_all() -> None:
    assert sounds(("card", "24", "привет", "あ", "证")) == ("card", "24", "", "", "zheng")
